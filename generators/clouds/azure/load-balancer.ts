import type { LoadBalancers } from '../cloud.ts';

/**
 * The standard load balancer, which hands on packets to nodes as they came, and asks each node whether it has a pod that is ready
 * (`externalTrafficPolicy: Local`).
 */
export function azureLoadBalancer(): LoadBalancers {
  return {
    annotations: (scheme) => ({ 'service.beta.kubernetes.io/azure-load-balancer-internal': String(scheme === 'internal') }),
    namespaceLabels: {},
  };
}
