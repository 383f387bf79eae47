import type { World } from '../../model.ts';
import { at, listAt, numberAt, textAt } from '../fields.ts';
import { perWorld } from '../per-world.ts';
import { labelSelector } from '../selectors.ts';
import type { Endpoint, EndpointPort } from './network.ts';
import { networkOf } from './network.ts';
import { selectorOf } from './services.ts';

/** Pods to which a Service leads one of its ports. */
export interface Backend {
  readonly endpoint: Endpoint;
  /** The port to write behind the name of the Service: its own, or where it is headless the pods'. */
  readonly servicePort: number;
  /** The port at which the pods listen. */
  readonly port: EndpointPort;
}

/**
 * The pods behind a Service, port by port. Empty for a Service that does not
 * exist, selects nothing or leads to ports at which nobody listens.
 */
export function backendsOf(world: World, namespace: string, service: string): readonly Backend[] {
  const known = backends(world);
  const id = `${namespace}/${service}`;
  let found = known.get(id);
  if (found === undefined) {
    found = findBackends(world, namespace, service);
    known.set(id, found);
  }
  return found;
}

const backends = perWorld(() => new Map<string, readonly Backend[]>());

function findBackends(world: World, namespace: string, name: string): readonly Backend[] {
  const service = world.find('Service', namespace, name);
  const selector = service && labelSelector(selectorOf(service));
  if (service === undefined || selector === undefined) return [];
  const ports = listAt(service.fields, 'spec', 'ports');
  // A headless name resolves to the pods themselves.
  const headless = at(service.fields, 'spec', 'clusterIP') === 'None';
  const network = networkOf(world);
  return world
    .podsSelected(namespace, selectorOf(service))
    .map((pod) => network.endpointOf(pod))
    .flatMap((endpoint) =>
      ports.flatMap((item) => {
        const servicePort = numberAt(item, 'port');
        const target = at(item, 'targetPort') ?? servicePort;
        const protocol = textAt(item, 'protocol') ?? 'TCP';
        const port = endpoint.ports.find((own) => own.protocol === protocol && (own.number === target || own.name === target));
        if (servicePort === undefined || port === undefined) return [];
        return [{ endpoint, servicePort: headless ? port.number : servicePort, port }];
      }),
    );
}
