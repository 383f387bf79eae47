import type { EnvironmentDefinition } from '../model/environment.ts';
import type { CustomResource } from '../model/object.ts';

/** How the proxies of a Gateway stand behind an AWS NLB that keeps the client's address (R50, D7, D40). */
export interface ProxyFleet {
  /** Of the Gateway. */
  readonly name: string;
  /** Pods where the environment is not a small one. */
  readonly replicas: number;
  readonly scheme: 'internet-facing' | 'internal';
}

/** The proxies that Envoy Gateway runs for a Gateway. */
export function envoyProxy({ namespaces, replicas: size }: EnvironmentDefinition, { name, replicas, scheme }: ProxyFleet): CustomResource {
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'EnvoyProxy',
    metadata: { name, namespace: namespaces.infra },
    spec: {
      provider: {
        type: 'Kubernetes',
        kubernetes: {
          envoyDeployment: { replicas: 'fixed' in size ? 1 : replicas },
          envoyPDB: { maxUnavailable: 1 },
          envoyService: {
            type: 'LoadBalancer',
            externalTrafficPolicy: 'Local',
            annotations: {
              'service.beta.kubernetes.io/aws-load-balancer-type': 'external',
              'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
              'service.beta.kubernetes.io/aws-load-balancer-scheme': scheme,
            },
          },
        },
      },
    },
  };
}
