import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { operatorPods } from '../model/platform/data-layer.ts';
import { priorities } from '../model/priorities.ts';
import { apart } from './apart.ts';
import type { ChartDraft } from './chart.ts';

/** The operator of Kafka (manual 3.3, D66). */
export function strimzi(environment: EnvironmentDefinition): ChartDraft {
  const replicas = 'fixed' in environment.replicas ? 1 : 2;
  return {
    name: 'strimzi',
    source: 'generators/charts/strimzi.ts',
    repository: 'quay.io/strimzi-helm',
    chart: 'strimzi-kafka-operator',
    syncWave: -10,
    values: {
      replicas,
      ...apart(replicas, operatorPods.kafka),
      ...(replicas > 1 && { podDisruptionBudget: { enabled: true } }),
      priorityClassName: priorities.platform.name,
      watchAnyNamespace: false,
      // Its own policies would let everybody reach the clients' port: ours are in the application data-layer.
      generateNetworkPolicy: false,
      generatePodDisruptionBudget: true,
      resources: { requests: { cpu: '200m', memory: '384Mi' }, limits: { cpu: '1000m', memory: '384Mi' } },
    },
  };
}
