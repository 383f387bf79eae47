import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { Chart } from './chart.ts';

/** CPU and memory of pods, which the autoscalers read (manual 2.7, D8). */
export function metricsServer({ replicas }: EnvironmentDefinition): Chart {
  const single = 'fixed' in replicas;
  return {
    name: 'metrics-server',
    source: 'generators/charts/metrics-server.ts',
    repository: 'https://kubernetes-sigs.github.io/metrics-server/',
    chart: 'metrics-server',
    version: '3.13.1',
    syncWave: -10,
    // A RoleBinding by which it may read who calls it.
    values: {
      replicas: single ? 1 : 2,
      ...(!single && { podDisruptionBudget: { enabled: true, maxUnavailable: 1 } }),
      metrics: { enabled: true },
      // The monitor is in the application monitoring.
      serviceMonitor: { enabled: false },
      resources: { requests: { cpu: '100m', memory: '200Mi' }, limits: { cpu: '500m', memory: '400Mi' } },
    },
  };
}
