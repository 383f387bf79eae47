import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { apart } from './apart.ts';
import type { ChartDraft } from './chart.ts';

/** CPU and memory of pods, which the autoscalers read (manual 2.7, D8). */
export function metricsServer(environment: EnvironmentDefinition): ChartDraft {
  const replicas = 'fixed' in environment.replicas ? 1 : 2;
  return {
    name: 'metrics-server',
    source: 'generators/charts/metrics-server.ts',
    repository: 'https://kubernetes-sigs.github.io/metrics-server/',
    chart: 'metrics-server',
    syncWave: -10,
    // A RoleBinding by which it may read who calls it.
    values: {
      replicas,
      ...(replicas > 1 && { podDisruptionBudget: { enabled: true, maxUnavailable: 1 } }),
      ...apart(replicas, { 'app.kubernetes.io/name': 'metrics-server', 'app.kubernetes.io/instance': 'metrics-server' }),
      metrics: { enabled: true },
      // The monitor is in the application monitoring.
      serviceMonitor: { enabled: false },
      resources: { requests: { cpu: '100m', memory: '200Mi' }, limits: { cpu: '500m', memory: '400Mi' } },
    },
  };
}
