import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { operatorNamespaces } from '../model/platform/operators.ts';
import { priorities } from '../model/priorities.ts';
import { apart } from './apart.ts';
import type { ChartDraft } from './chart.ts';

/** Secrets out of Vault (manual 2.3, D25). Its account of the same name is the one that the ClusterSecretStore logs in with. */
export function externalSecrets({ replicas }: EnvironmentDefinition): ChartDraft {
  const replicaCount = 'fixed' in replicas ? 1 : 2;
  const priorityClassName = priorities.platform.name;
  const pods = (name: string) => apart(replicaCount, { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'external-secrets' });
  const podDisruptionBudget = { enabled: replicaCount > 1, minAvailable: 1 };
  return {
    name: 'external-secrets',
    source: 'generators/charts/external-secrets.ts',
    repository: 'https://charts.external-secrets.io',
    chart: 'external-secrets',
    syncWave: -10,
    namespace: operatorNamespaces.externalSecrets,
    values: {
      installCRDs: true,
      replicaCount,
      leaderElect: true,
      podDisruptionBudget,
      ...pods('external-secrets'),
      priorityClassName,
      // It reads Vault, and writes nothing into it.
      processPushSecret: false,
      processClusterPushSecret: false,
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
      webhook: {
        replicaCount,
        podDisruptionBudget,
        ...pods('external-secrets-webhook'),
        priorityClassName,
        resources: { requests: { cpu: '25m', memory: '64Mi' }, limits: { cpu: '200m', memory: '256Mi' } },
      },
      certController: {
        priorityClassName,
        resources: { requests: { cpu: '25m', memory: '128Mi' }, limits: { cpu: '200m', memory: '512Mi' } },
      },
      // Scraped by the PodMonitor of the application monitoring.
      serviceMonitor: { enabled: false },
    },
  };
}
