import type { Manifest, World } from '../../model.ts';
import { at, listAt, numberAt, textAt } from '../fields.ts';
import { quantity } from '../quantities.ts';
import { mostPods } from './most-pods.ts';

/** What an object other than a pod takes of a quota. */
export interface Claimed {
  readonly count: number;
  /** Pieces, or bytes, of each. */
  readonly amount: number;
}

/** What the Services and claims of a namespace take under a key of a quota; undefined for a key that counts something else. */
export function claimedUnder(key: string, namespace: string, world: World): readonly Claimed[] | undefined {
  const within = (kind: string) => world.ofKind(kind).filter((manifest) => manifest.namespace === namespace);
  switch (key) {
    case 'services':
    case 'count/services':
      return within('Service').map(() => ({ count: 1, amount: 1 }));
    case 'services.loadbalancers':
      return within('Service').map((service) => ({ count: 1, amount: typeOf(service) === 'LoadBalancer' ? 1 : 0 }));
    case 'services.nodeports':
      return within('Service').map((service) => ({ count: 1, amount: nodePorts(service) }));
    case 'persistentvolumeclaims':
    case 'count/persistentvolumeclaims':
      return volumes(namespace, world).map(({ count }) => ({ count, amount: 1 }));
    case 'requests.storage':
      return volumes(namespace, world);
    default:
      return undefined;
  }
}

function typeOf({ fields }: Manifest): string {
  return textAt(fields, 'spec', 'type') ?? 'ClusterIP';
}

/** As the quota counts them before they are given out (Kubernetes 1.35, `pkg/quota/v1/evaluator/core/services.go`). */
function nodePorts(service: Manifest): number {
  const ports = listAt(service.fields, 'spec', 'ports');
  const chosen = ports.filter((port) => (numberAt(port, 'nodePort') ?? 0) > 0).length;
  switch (typeOf(service)) {
    case 'NodePort':
      return ports.length;
    case 'LoadBalancer':
      return at(service.fields, 'spec', 'allocateLoadBalancerNodePorts') === false ? chosen : ports.length;
    default:
      return 0;
  }
}

/** Claims that are rendered, and those that the pods of a StatefulSet make. */
function volumes(namespace: string, world: World): readonly Claimed[] {
  const size = (claim: unknown) => quantity(at(claim, 'spec', 'resources', 'requests', 'storage')) ?? 0;
  const own = world.ofKind('PersistentVolumeClaim').filter((claim) => claim.namespace === namespace);
  const sets = world.ofKind('StatefulSet').filter((set) => set.namespace === namespace);
  return [
    ...own.map(({ fields }) => ({ count: 1, amount: size(fields) })),
    ...sets.flatMap((set) => {
      const pod = world.podOf(set);
      const count = pod === undefined ? 0 : mostPods(pod, world);
      return listAt(set.fields, 'spec', 'volumeClaimTemplates').map((claim) => ({ count, amount: size(claim) }));
    }),
  ];
}
