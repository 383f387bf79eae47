import { podEnvironmentName } from '../model/backup.ts';
import type { EnvironmentDefinition } from '../model/environment.ts';
import { type Chart, kinds } from './chart.ts';

/** The operator of PostgreSQL: Patroni without an etcd of its own (manual 3.1, D53). */
export function postgresOperator({ namespaces: { infra }, backup }: EnvironmentDefinition): Chart {
  return {
    name: 'postgres-operator',
    source: 'generators/charts/postgres-operator.ts',
    repository: 'https://opensource.zalando.com/postgres-operator/charts/postgres-operator',
    chart: 'postgres-operator',
    version: '2.0.1',
    syncWave: -10,
    kinds: {
      cluster: [
        ...kinds('apiextensions.k8s.io', 'CustomResourceDefinition'),
        ...kinds('rbac.authorization.k8s.io', 'ClusterRole', 'ClusterRoleBinding'),
        ...kinds('scheduling.k8s.io', 'PriorityClass'),
      ],
      namespaced: [
        ...kinds('', 'Service', 'ServiceAccount'),
        ...kinds('acid.zalan.do', 'OperatorConfiguration'),
        ...kinds('apps', 'Deployment'),
      ],
    },
    values: {
      configGeneral: {
        // The chart brings the definitions of its kinds, and Patroni keeps its state in ConfigMaps.
        enable_crd_registration: false,
        kubernetes_use_configmaps: true,
      },
      configKubernetes: {
        watched_namespace: infra,
        enable_pod_antiaffinity: true,
        enable_pod_disruption_budget: true,
        enable_readiness_probe: true,
        // Nothing that holds data goes with the object that made it.
        enable_persistent_volume_claim_deletion: false,
        enable_secrets_deletion: false,
        spilo_runasuser: 101,
        spilo_runasgroup: 103,
        spilo_fsgroup: 103,
        ...(backup.mode === 'continuous' && { pod_environment_configmap: `${infra}/${podEnvironmentName}` }),
      },
      // The archive of the write-ahead log (D1).
      ...(backup.mode === 'continuous' && {
        configAwsOrGcp: { aws_region: backup.region, wal_s3_bucket: backup.bucket, irsa_role_arn: backup.archiveRole },
      }),
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
    },
  };
}
