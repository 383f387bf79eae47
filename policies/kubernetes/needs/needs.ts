import type { Pod, World } from '../../model.ts';
import { parentsOf } from '../edge/gateways.ts';
import { backendsOf as routeBackends } from '../edge/routes.ts';
import { listAt, numberAt, textAt } from '../fields.ts';
import { type AddressRange, isPublic } from '../network/address-ranges.ts';
import { backendsOf } from '../network/backends.ts';
import { controllers } from '../network/controller-flows.ts';
import { type Endpoint, type EndpointPort, networkOf } from '../network/network.ts';
import { prometheusOf, scrapedPorts } from '../observability/monitors.ts';
import { perWorld } from '../per-world.ts';
import { givenTo, servicesOf } from './given.ts';

/** What the objects of an environment say that some pods call. Undefined: they do not tell. */
export interface Needs {
  /** Whether something says that the pods call these at that port. */
  pods(target: Endpoint, port: EndpointPort): boolean | undefined;
  /** Whether something says that they call somebody in a range at that port: on the Internet, or in a network of our own. */
  outside(range: AddressRange, port: number): boolean | undefined;
  /** Whether something says that somebody in a range calls the pods at that port. */
  inside(range: AddressRange, port: number): boolean | undefined;
}

const unknown: Needs = { pods: () => undefined, outside: () => undefined, inside: () => undefined };

/** The needs of the pods of an endpoint. */
export function needsOf(endpoint: Endpoint, world: World): Needs {
  const known = needs(world);
  const found = known.get(endpoint) ?? findNeeds(endpoint, world);
  known.set(endpoint, found);
  return found;
}

const needs = perWorld(() => new Map<Endpoint, Needs>());

/** The pod of each endpoint. */
const podOf = perWorld((world) => new Map(world.pods.map((pod) => [networkOf(world).endpointOf(pod), pod] as const)));

/** Label of a proxy of Envoy Gateway 1.9: its Gateway (internal/infrastructure/kubernetes/proxy). */
const owningGateway = 'gateway.envoyproxy.io/owning-gateway-name';

function findNeeds(endpoint: Endpoint, world: World): Needs {
  const pod = podOf(world).get(endpoint);
  if (pod === undefined) return unknown;
  if (pod.manifest.origin === undefined) return ofOwn(pod, world);
  if (prometheusOf(world).includes(endpoint)) return ofPrometheus(world);
  const gateway = endpoint.labels[owningGateway];
  if (gateway !== undefined) return { ...unknown, pods: routedBy(gateway, world) };
  return ofController(endpoint, world);
}

/** Of a controller only whom it calls outside is written down; whom it calls within follows from references, or nobody knows it. */
function ofController(endpoint: Endpoint, world: World): Needs {
  const own = controllers.filter(
    ({ namespace, labels }) =>
      (namespace === undefined || namespace === endpoint.namespace) &&
      Object.entries(labels).every(([key, value]) => endpoint.labels[key] === value),
  );
  if (own.length === 0) return unknown;
  const asksApi = own.some((controller) => controller.asksApi);
  const beyond = own.flatMap((controller) => controller.beyond?.(world) ?? []);
  return {
    ...unknown,
    outside: (range, port) =>
      (asksApi && !isPublic(range) && port === apiPort) ||
      beyond.some((who) => who.port === port && (who.where === undefined || typeof who.where === 'object' || isPublic(range))) ||
      // Whoever gives a token for a role of the account answers at a private address.
      (beyond.length > 0 && !isPublic(range) && port === apiPort),
    inside: (range, port) => !isPublic(range) && own.some((controller) => controller.askedAt === port),
  };
}

/** Of the Service of the API server, of what stands behind it, and of the cloud's own services. */
const apiPort = 443;

/** What monitors tell it to ask, and the Alertmanagers that it tells. */
function ofPrometheus(world: World): Needs {
  return {
    ...unknown,
    pods: (target, port) => {
      if (scrapedPorts(world).get(target)?.has(port.number) === true) return true;
      const pod = podOf(world).get(target);
      return pod?.manifest.origin?.by === 'operator' && pod.manifest.origin.of.kind === 'Alertmanager' && port.name !== 'reloader-web';
    },
  };
}

/** The backends of the routes of a Gateway; what else a proxy calls (its controller, a log-in, traces) it is told by Envoy Gateway. */
function routedBy(gateway: string, world: World): Needs['pods'] {
  const routed = new Map<Endpoint, Set<number>>();
  for (const kind of ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute']) {
    for (const route of world.ofKind(kind).filter((one) => parentsOf(one).some(({ name }) => name === gateway))) {
      for (const { kind: target, namespace, name, port } of routeBackends(route)) {
        if (target !== 'Service') continue;
        for (const backend of backendsOf(world, namespace, name)) {
          if (port === undefined || backend.servicePort === port || isHeadless(world, namespace, name)) {
            routed.set(backend.endpoint, (routed.get(backend.endpoint) ?? new Set()).add(backend.port.number));
          }
        }
      }
    }
  }
  return (target, port) =>
    podOf(world).get(target)?.manifest.origin === undefined ? routed.get(target)?.has(port.number) === true : undefined;
}

function isHeadless(world: World, namespace: string, name: string): boolean {
  const service = world.find('Service', namespace, name);
  return textAt(service?.fields, 'spec', 'clusterIP') === 'None' && numberAt(service?.fields, 'spec', 'ports', 0, 'port') !== undefined;
}

/** What its variables, its configuration and its commands name. */
function ofOwn(pod: Pod, world: World): Needs {
  const given = givenTo(pod, world);
  return {
    pods: (target, port) => given?.names(target, port),
    outside: (range, port) => given?.outside(isPublic(range), port),
    // Nobody outside is led to pods but by a Service with an address of its own, or by a port of their node.
    inside: () => (isPublished(pod, world) ? undefined : false),
  };
}

function isPublished(pod: Pod, world: World): boolean {
  if (pod.containers.some(({ fields }) => listAt(fields, 'ports').some((port) => numberAt(port, 'hostPort') !== undefined))) return true;
  return (
    servicesOf(world)
      .get(networkOf(world).endpointOf(pod))
      ?.some(
        ({ fields }) =>
          ['LoadBalancer', 'NodePort'].includes(textAt(fields, 'spec', 'type') ?? '') || listAt(fields, 'spec', 'externalIPs').length > 0,
      ) === true
  );
}
