import type { Cluster, EnvironmentDefinition } from '../model/environment/environment.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { alloy } from './alloy.ts';
import { certManager } from './cert-manager.ts';
import type { Chart, ChartDefinition } from './chart.ts';
import { envoyGateway } from './envoy-gateway.ts';
import { externalSecrets } from './external-secrets.ts';
import { jaeger } from './jaeger.ts';
import { keda } from './keda.ts';
import { kubePrometheusStack } from './kube-prometheus-stack.ts';
import { loki } from './loki.ts';
import { metricsServer } from './metrics-server.ts';
import { policyController } from './policy-controller.ts';
import { postgresOperator } from './postgres-operator.ts';
import { redisHa } from './redis-ha.ts';
import { sealedSecrets } from './sealed-secrets.ts';
import { strimzi } from './strimzi.ts';
import { verticalPodAutoscalerChart } from './vertical-pod-autoscaler.ts';

const definitions: readonly ChartDefinition[] = [
  certManager,
  externalSecrets,
  sealedSecrets,
  policyController,
  verticalPodAutoscalerChart,
  kubePrometheusStack,
  metricsServer,
  keda,
  postgresOperator,
  strimzi,
  redisHa,
  loki,
  jaeger,
  alloy,
];

/** The charts of one cluster of an environment. */
export function chartsOf(environment: EnvironmentDefinition, platform: PlatformDefinition, cluster: Cluster): readonly Chart[] {
  const edge = environment.edge === 'gateway' ? [envoyGateway] : [];
  return [...definitions, ...edge].map((define) => {
    const chart = define(environment, platform, cluster);
    return { ...chart, version: environment.train?.charts?.[chart.name] ?? chart.version };
  });
}
