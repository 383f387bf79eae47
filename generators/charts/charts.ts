import type { EnvironmentDefinition } from '../model/environment.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import { certManager } from './cert-manager.ts';
import type { Chart, ChartDefinition } from './chart.ts';
import { envoyGateway } from './envoy-gateway.ts';
import { externalSecrets } from './external-secrets.ts';
import { postgresOperator } from './postgres-operator.ts';
import { redisHa } from './redis-ha.ts';
import { sealedSecrets } from './sealed-secrets.ts';
import { strimzi } from './strimzi.ts';
import { verticalPodAutoscalerChart } from './vertical-pod-autoscaler.ts';

const definitions: readonly ChartDefinition[] = [
  certManager,
  externalSecrets,
  sealedSecrets,
  verticalPodAutoscalerChart,
  postgresOperator,
  strimzi,
  redisHa,
];

/** The charts of an environment. */
export function chartsOf(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly Chart[] {
  const edge = environment.edge === 'gateway' ? [envoyGateway] : [];
  return [...definitions, ...edge].map((define) => define(environment, platform));
}
