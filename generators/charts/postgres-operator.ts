import { cloudOf } from '../clouds/clouds.ts';
import { archiveKeyName, podEnvironmentName } from '../model/environment/backup.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { restartedAnnotation, zoneKey } from '../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { priorities } from '../model/priorities.ts';
import { postgresClusters } from '../model/stores/postgres-clusters.ts';
import type { ChartDraft } from './chart.ts';

/** The operator of PostgreSQL: Patroni without an etcd of its own (manual 3.1, D53). */
export function postgresOperator(environment: EnvironmentDefinition, platform: PlatformDefinition): ChartDraft {
  const {
    namespaces: { infra },
    backup,
  } = environment;
  const archive = backup.mode === 'continuous' ? cloudOf(platform).buckets.archive({ ...backup, role: backup.archiveRole }) : undefined;
  return {
    name: 'postgres-operator',
    source: 'generators/charts/postgres-operator.ts',
    repository: 'https://opensource.zalando.com/postgres-operator/charts/postgres-operator',
    chart: 'postgres-operator',
    syncWave: -10,
    values: {
      priorityClassName: priorities.platform.name,
      // A class of ours for the database pods, in place of one that the chart would make and use nowhere.
      podPriorityClassName: { create: false, name: priorities.data.name },
      configGeneral: {
        // The chart brings the definitions of its kinds, and Patroni keeps its state in ConfigMaps.
        enable_crd_registration: false,
        kubernetes_use_configmaps: true,
        // It reads the passwords of the roles only then: a new one in Vault counts after this long at the latest.
        resync_period: '10m',
      },
      configKubernetes: {
        watched_namespace: infra,
        enable_pod_antiaffinity: true,
        // Poolers can be told no spread over zones, and are given this with the instances: each in a zone of its own.
        ...(postgresClusters(environment, platform).some(({ size: { instances } }) => instances > 1) && {
          pod_antiaffinity_topology_key: zoneKey,
        }),
        // Else the operator takes back what restarts the poolers, and so restarts them a second time.
        ignored_annotations: [restartedAnnotation],
        enable_pod_disruption_budget: true,
        enable_readiness_probe: true,
        // Nothing that holds data goes with the object that made it.
        enable_persistent_volume_claim_deletion: false,
        enable_secrets_deletion: false,
        spilo_runasuser: 101,
        spilo_runasgroup: 103,
        spilo_fsgroup: 103,
        ...(archive !== undefined && { pod_environment_configmap: `${infra}/${podEnvironmentName}` }),
        ...(archive?.key !== undefined && { pod_environment_secret: archiveKeyName }),
        ...(archive?.account !== undefined && { pod_service_account_definition: podAccount(archive.account) }),
      },
      // The archive of the write-ahead log (D1).
      ...(archive !== undefined && { configAwsOrGcp: archive.operator }),
      // Beside what the chart sets: what the restricted standard asks for, of which the API server warns.
      securityContext: { capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } },
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
    },
  };
}

/** The account of the database pods, as the operator makes it in their namespace: under the name that it and its chart give it. */
function podAccount(annotations: Readonly<Record<string, string>>): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'postgres-pod', annotations } });
}
