import type { LoadBalancers } from '../cloud.ts';
import type { BareMetalDefinition } from '../definition.ts';

/** MetalLB: the address of a Service is announced by nodes that have a pod of it (`externalTrafficPolicy: Local`). */
export function bareMetalLoadBalancer({ pools }: BareMetalDefinition): LoadBalancers {
  return {
    annotations: (scheme) => ({ 'metallb.io/address-pool': scheme === 'internal' ? pools.internal : pools.public }),
    namespaceLabels: {},
  };
}
