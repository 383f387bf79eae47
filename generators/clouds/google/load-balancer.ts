import type { LoadBalancers } from '../cloud.ts';

/**
 * A passthrough load balancer, on backend services for the Internet too: it hands on packets to nodes as they came, and asks each
 * node whether it has a pod that is ready (`externalTrafficPolicy: Local`).
 */
export function googleLoadBalancer(): LoadBalancers {
  return {
    annotations: (scheme) =>
      scheme === 'internal' ? { 'networking.gke.io/load-balancer-type': 'Internal' } : { 'cloud.google.com/l4-rbs': 'enabled' },
    namespaceLabels: {},
  };
}
