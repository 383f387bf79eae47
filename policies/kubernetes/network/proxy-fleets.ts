import type { Manifest, World } from '../../model.ts';
import { clouds, type KnownCloud } from '../cloud/clouds.ts';
import { at, fieldsAt, listAt, numberAt, textAt, texts } from '../fields.ts';
import { perWorld } from '../per-world.ts';
import { networkOf } from './network.ts';
import { coversPort } from './network-policy.ts';

/** The proxies of one Gateway of Envoy Gateway, and the load balancer in front of them. */
export interface ProxyFleet {
  readonly gateway: Manifest;
  readonly settings: Manifest;
  /** ClientTrafficPolicies on the Gateway. */
  readonly clientPolicies: readonly Manifest[];
  readonly balancer: LoadBalancer | undefined;
}

/**
 * What a Service asks of the controller of its load balancer: of AWS by annotations (AWS Load Balancer Controller 3.5,
 * docs/guide/service/annotations.md); of Google, Azure and MetalLB by how nodes hand on what came to them as it was sent.
 */
export interface LoadBalancer {
  /** Whose pods it asks and connects to itself; elsewhere it knows nodes, which answer for them. */
  readonly cloud: KnownCloud;
  /** Whether connections arrive under the address of the client: on AWS by default not, where the targets are pods. */
  readonly keepsAddress: boolean;
  readonly proxyProtocol: boolean;
  readonly sourceRanges: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly healthCheck: { readonly protocol: string; readonly port: string; readonly path: string };
}

const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';

/** Where the annotations of the Service stand. */
export const annotationsPath = 'spec.provider.kubernetes.envoyService.annotations';

/** Path of one annotation of the Service. */
export function annotationPath(name: string): string {
  return `${annotationsPath}["${prefix}${name}"]`;
}

/** All fleets of an environment whose settings are an EnvoyProxy. */
export const proxyFleets: (world: World) => readonly ProxyFleet[] = perWorld((world) =>
  world.ofKind('Gateway').flatMap((gateway) => {
    const parameters = at(gateway.fields, 'spec', 'infrastructure', 'parametersRef');
    const settings = world.find('EnvoyProxy', gateway.namespace, textAt(parameters, 'name') ?? '');
    if (settings === undefined) return [];
    const clientPolicies = world
      .ofKind('ClientTrafficPolicy')
      .filter(
        (policy) =>
          policy.namespace === gateway.namespace &&
          listAt(policy.fields, 'spec', 'targetRefs').some(
            (target) => textAt(target, 'kind') === 'Gateway' && textAt(target, 'name') === gateway.name,
          ),
      );
    return [{ gateway, settings, clientPolicies, balancer: balancerOf(settings) }];
  }),
);

function balancerOf({ fields }: Manifest): LoadBalancer | undefined {
  const service = fieldsAt(fields, 'spec', 'provider', 'kubernetes', 'envoyService');
  const annotations = texts(service['annotations']);
  const of = (name: string) => annotations[prefix + name];
  if ((textAt(service, 'type') ?? 'LoadBalancer') !== 'LoadBalancer') return undefined;
  const sourceRanges = listAt(service, 'loadBalancerSourceRanges').filter((range) => typeof range === 'string');
  const cloud = clouds.find(({ balancer }) => Object.keys(annotations).some((key) => balancer.test(key)));
  if (cloud === undefined) return undefined;
  if (cloud.name !== 'aws') {
    // Envoy Gateway 1.9 asks for Local where nothing is said.
    const keepsAddress = (textAt(service, 'externalTrafficPolicy') ?? 'Local') === 'Local';
    return {
      cloud,
      keepsAddress,
      proxyProtocol: false,
      sourceRanges,
      attributes: {},
      healthCheck: { protocol: 'tcp', port: '', path: '' },
    };
  }
  // Without this annotation no controller of AWS looks at the Service.
  if (of('type') !== 'external') return undefined;
  const attributes = Object.fromEntries(
    (of('target-group-attributes') ?? '').split(',').map((pair) => {
      const [key = '', value = ''] = pair.split('=');
      return [key.trim(), value.trim()];
    }),
  );
  const preserved = attributes['preserve_client_ip.enabled'];
  return {
    cloud,
    keepsAddress: preserved === undefined ? of('nlb-target-type') === 'instance' : preserved === 'true',
    proxyProtocol: of('proxy-protocol') === '*' || attributes['proxy_protocol_v2.enabled'] === 'true',
    sourceRanges,
    attributes,
    healthCheck: {
      protocol: (of('healthcheck-protocol') ?? 'tcp').toLowerCase(),
      port: of('healthcheck-port') ?? 'traffic-port',
      path: of('healthcheck-path') ?? '/',
    },
  };
}

/** Label of a proxy: its Gateway. */
const owningGateway = 'gateway.envoyproxy.io/owning-gateway-name';

/**
 * Address ranges whose connections the NetworkPolicies of the proxies admit at a port; undefined where no policy closes them, or
 * where nobody knows their pods.
 */
export function admittedAt(fleet: ProxyFleet, port: number, world: World): readonly string[] | undefined {
  const policies = policiesOf(fleet, world);
  if (policies.length === 0) return undefined;
  const listening = { number: port, name: '', protocol: 'TCP' };
  return policies.flatMap(({ rules }) =>
    rules
      .filter((rule) => rule.direction === 'Ingress' && (rule.ports.length === 0 || rule.ports.some((item) => coversPort(item, listening))))
      .flatMap(({ peers }) => (peers.length === 0 ? ['0.0.0.0/0', '::/0'] : peers.flatMap(({ block }) => block?.cidr ?? []))),
  );
}

/** Ports at which proxies listen for the listeners of their Gateway: privileged ones are moved up by 10000 (Envoy Gateway 1.9). */
export function listeningPorts({ gateway }: ProxyFleet): readonly number[] {
  const ports = listAt(gateway.fields, 'spec', 'listeners').flatMap((listener) => numberAt(listener, 'port') ?? []);
  return [...new Set(ports.map((port) => (port < 1024 ? port + 10_000 : port)))];
}

/** Namespaces in which the proxies of a fleet are known to run. */
export function proxyNamespaces(fleet: ProxyFleet, world: World): readonly string[] {
  return [...new Set(endpointsOf(fleet, world).map(({ namespace }) => namespace))];
}

function endpointsOf({ gateway }: ProxyFleet, world: World) {
  const network = networkOf(world);
  const selector = { equal: { [owningGateway]: gateway.name }, requirements: [] };
  return network.namespacesMatching({ equal: {}, requirements: [] }).flatMap((namespace) => network.endpoints(namespace, selector));
}

function policiesOf(fleet: ProxyFleet, world: World) {
  const network = networkOf(world);
  return [...new Set(endpointsOf(fleet, world).flatMap((endpoint) => network.policiesFor(endpoint, 'Ingress')))];
}
