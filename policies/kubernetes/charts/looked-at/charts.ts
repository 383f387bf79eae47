import type { Shape } from '../shape.ts';
import { argoCd } from './argo-cd.ts';
import { postgresOperator, redisHa, strimzi } from './data.ts';
import { alloy, jaeger, loki } from './logs-traces.ts';
import { kubePrometheusStack } from './monitoring.ts';
import {
  certManager,
  externalSecrets,
  gatewayHelm,
  keda,
  metricsServer,
  policyController,
  sealedSecrets,
  verticalPodAutoscaler,
} from './operators.ts';

/** What the values of each chart may be, by its name. Read in the versions that stand beside each. */
export const lookedAt: Readonly<Record<string, Shape>> = {
  alloy,
  'argo-cd': argoCd,
  'cert-manager': certManager,
  'external-secrets': externalSecrets,
  'gateway-helm': gatewayHelm,
  jaeger,
  keda,
  'kube-prometheus-stack': kubePrometheusStack,
  loki,
  'metrics-server': metricsServer,
  'policy-controller': policyController,
  'postgres-operator': postgresOperator,
  'redis-ha': redisHa,
  'sealed-secrets': sealedSecrets,
  'strimzi-kafka-operator': strimzi,
  vpa: verticalPodAutoscaler,
};
