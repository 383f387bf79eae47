import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { monitoringPorts } from '../model/environment/monitoring.ts';
import { priorities } from '../model/priorities.ts';
import { apart } from './apart.ts';
import type { ChartDraft } from './chart.ts';

/** Makes the autoscalers of the services from ScaledObjects (manual 2.7, D49). */
export function keda({ replicas }: EnvironmentDefinition): ChartDraft {
  const single = 'fixed' in replicas;
  const count = single ? 1 : 2;
  const operator = apart(count, { app: 'keda-operator' });
  const metricsServer = apart(count, { app: 'keda-operator-metrics-apiserver' });
  const webhooks = apart(count, { app: 'keda-admission-webhooks' });
  const affinity = (pods: typeof operator) => (pods.affinity === undefined ? {} : { affinity: pods.affinity });
  const scraped = { enabled: true, port: monitoringPorts.keda.metrics };
  const resources = (cpu: string, memory: string, most: string) => ({
    requests: { cpu, memory },
    limits: { cpu: '500m', memory: most },
  });
  return {
    name: 'keda',
    source: 'generators/charts/keda.ts',
    repository: 'https://kedacore.github.io/charts',
    chart: 'keda',
    syncWave: -10,
    // A RoleBinding by which its API may read who calls it.
    values: {
      priorityClassName: priorities.platform.name,
      operator: { replicaCount: count, ...affinity(operator) },
      metricsServer: { replicaCount: count, ...affinity(metricsServer) },
      webhooks: { replicaCount: count, ...affinity(webhooks) },
      ...(!single && {
        topologySpreadConstraints: {
          operator: operator.topologySpreadConstraints,
          metricsServer: metricsServer.topologySpreadConstraints,
          webhooks: webhooks.topologySpreadConstraints,
        },
        podDisruptionBudget: { operator: { maxUnavailable: 1 }, metricServer: { maxUnavailable: 1 }, webhooks: { maxUnavailable: 1 } },
      }),
      // Our triggers need no credentials, so that it has no business with the Secrets of other namespaces.
      permissions: { operator: { restrict: { secret: true } }, metricServer: { restrict: { secret: true } } },
      resources: {
        operator: resources('100m', '128Mi', '512Mi'),
        metricServer: resources('50m', '96Mi', '256Mi'),
        webhooks: resources('20m', '64Mi', '128Mi'),
      },
      // The monitor is in the application monitoring.
      prometheus: { operator: scraped, metricServer: scraped, webhooks: scraped },
    },
  };
}
