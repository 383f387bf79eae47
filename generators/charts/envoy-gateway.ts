import { edgeController } from '../model/environment/edge-controller.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { operatorNamespaces } from '../model/platform/operators.ts';
import { priorities } from '../model/priorities.ts';
import { apart } from './apart.ts';
import type { ChartDraft } from './chart.ts';

/** The controller of the edge, with the definitions of Gateway API (manual 2.6, D40). */
export function envoyGateway(environment: EnvironmentDefinition): ChartDraft {
  const replicaCount = edgeController.replicas(environment);
  return {
    name: 'envoy-gateway',
    source: 'generators/charts/envoy-gateway.ts',
    repository: 'docker.io/envoyproxy',
    chart: 'gateway-helm',
    syncWave: -10,
    namespace: operatorNamespaces.envoyGateway,
    values: {
      deployment: {
        replicas: replicaCount,
        priorityClassName: priorities.platform.name,
        envoyGateway: { resources: edgeController.resources },
        ...(replicaCount > 1 && {
          pod: apart(replicaCount, { 'control-plane': 'envoy-gateway', 'app.kubernetes.io/instance': 'envoy-gateway' }),
        }),
      },
      ...(replicaCount > 1 && { podDisruptionBudget: { minAvailable: 1 } }),
      certgen: { job: { resources: edgeController.certificateJob } },
      config: {
        envoyGateway: {
          gateway: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
          provider: { type: 'Kubernetes' },
          logging: { level: { default: 'info' } },
        },
      },
    },
  };
}
