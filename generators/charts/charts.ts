import type { Cluster, EnvironmentDefinition } from '../model/environment.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import { alloy } from './alloy.ts';
import type { Chart, ChartDefinition } from './chart.ts';
import { jaeger } from './jaeger.ts';
import { keda } from './keda.ts';
import { kubePrometheusStack } from './kube-prometheus-stack.ts';
import { loki } from './loki.ts';
import { metricsServer } from './metrics-server.ts';
import { postgresOperator } from './postgres-operator.ts';
import { redisHa } from './redis-ha.ts';
import { strimzi } from './strimzi.ts';

const definitions: readonly ChartDefinition[] = [
  postgresOperator,
  strimzi,
  redisHa,
  kubePrometheusStack,
  metricsServer,
  keda,
  loki,
  jaeger,
  alloy,
];

/** The charts of one cluster of an environment. */
export function chartsOf(environment: EnvironmentDefinition, platform: PlatformDefinition, cluster: Cluster): readonly Chart[] {
  return definitions.map((define) => define(environment, platform, cluster));
}
