import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { Cluster } from '../model/environment/place.ts';
import type { ChartName } from '../model/environment/versions.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { operated, type Store, stores } from '../model/stores/stores.ts';
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

const drafts: Readonly<Record<ChartName, ChartDefinition>> = {
  'cert-manager': certManager,
  'external-secrets': externalSecrets,
  'sealed-secrets': sealedSecrets,
  'policy-controller': policyController,
  'vertical-pod-autoscaler': verticalPodAutoscalerChart,
  'kube-prometheus-stack': kubePrometheusStack,
  'metrics-server': metricsServer,
  keda,
  'postgres-operator': postgresOperator,
  strimzi,
  'redis-ha': redisHa,
  loki,
  jaeger,
  alloy,
  'envoy-gateway': envoyGateway,
};

/** What a store needs where it is operated, and nobody where it is not. */
const chartOf: Readonly<Record<Store, ChartName>> = { postgres: 'postgres-operator', redis: 'redis-ha', kafka: 'strimzi' };

/** The charts of one cluster of an environment, in the versions that it has. */
export function chartsOf(environment: EnvironmentDefinition, platform: PlatformDefinition, cluster: Cluster): readonly Chart[] {
  const elsewhere = stores.filter((store) => operated(environment, store) === undefined);
  return Object.entries(drafts)
    .filter(([name]) => name !== 'envoy-gateway' || environment.edge === 'gateway')
    .filter(([name]) => elsewhere.every((store) => chartOf[store] !== name))
    .map(([name, draft]) => ({ ...draft(environment, platform, cluster), version: environment.versions.charts[name as ChartName] }));
}
