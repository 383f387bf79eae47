import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import { cloudOf } from '../clouds/clouds.ts';
import { declaredName } from '../model/environment/place.ts';
import type { Instance, Process } from '../model/instance.ts';
import { notInternet } from '../model/platform/internet.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { dns, gateway, ingressController, prometheus } from '../model/service/backing-services.ts';
import { metricsPort } from '../model/service/defaults.ts';
import type { Reach } from '../model/service/parts.ts';
import { type NamedPort, transport } from '../model/service/ports.ts';
import { routesOf } from '../model/service/routes.ts';
import type { ServiceSettings } from '../model/service/service.ts';
import { type Place, placeOf } from '../model/stores/places.ts';
import { selector, serviceLabels } from './labels.ts';
import { electsLeader } from './leader-election.ts';

/** The flows of a process (manual 9.1, R119-R125), from what its service uses and calls and from who calls it. */
export function networkPolicy(instance: Instance, process: Process) {
  const { environment } = instance;
  const { name, kind, settings } = process;
  const { infra } = environment.namespaces;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${name}-netpol`, namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      podSelector: { matchLabels: selector(name) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        ...fromEdge(instance, process),
        ...fromCallers(process),
        { from: [pods(prometheus.podLabels, infra)], ports: [tcp(metricsPort.number)] },
      ],
      egress: [
        ...(electsLeader(instance.service) && kind === 'main' ? [kubernetesApi(instance.platform)] : []),
        ...waysOut(instance, settings),
      ],
    },
  } satisfies INetworkPolicy;
}

/** What a process of a service may reach: the stores, whom it calls, what lies beyond the cluster, and names. */
export function waysOut({ service, environment, platform, callees }: Instance, { reaches }: ServiceSettings): INetworkPolicyEgressRule[] {
  return [
    ...service.uses.map((use) => toPlace(placeOf(use, environment, platform, service), environment.namespaces.infra)),
    ...toCallees(callees),
    ...(service.identity?.cloudRole?.[declaredName(environment)] === undefined ? [] : asksOf(platform)),
    ...beyond(Object.values(reaches)),
    dnsEgress(),
  ];
}

/** To the database itself, past the pooler; none where there is no pooler, and so no way beside that of the service. */
export function sessionFlow({ service, environment, platform }: Instance): INetworkPolicyEgressRule[] {
  const [usual, own] = (['postgres', 'session'] as const).map((name) =>
    toPlace(placeOf(name, environment, platform, service), environment.namespaces.infra),
  );
  return own === undefined || JSON.stringify(own) === JSON.stringify(usual) ? [] : [own];
}

/**
 * The way to a store.
 * @param infra the namespace of the pods that answer, where they are of the cluster; absent: that of the policy
 */
export function toPlace({ at, port }: Place, infra?: string): INetworkPolicyEgressRule {
  const to = 'pods' in at ? [pods(at.pods, infra)] : at.cidrs.map((cidr) => ({ ipBlock: { cidr } }));
  return { to, ports: [tcp(port)] };
}

/** Of the Service `kubernetes`, whatever the port behind it. */
const serviceApiPort = 443;

/** The way to the Kubernetes API, which operators and database pods need: by the Service too, where policies are judged before it. */
export function kubernetesApi({ kubernetesApi: { cidrs, service, port }, networkPlugin }: PlatformDefinition): INetworkPolicyEgressRule {
  const byService = networkPlugin === 'aws-vpc';
  const to = byService ? [...cidrs, service] : cidrs;
  const ports = byService ? [...new Set([port, serviceApiPort])] : [port];
  return { to: to.map((cidr) => ({ ipBlock: { cidr } })), ports: ports.map(tcp) };
}

/** Where pods ask who they are for the cloud, where that is not at the addresses that the environment names. */
export function asksOf(platform: PlatformDefinition): INetworkPolicyEgressRule[] {
  return cloudOf(platform).identity.asks.map(({ cidr, port }) => ({ to: [{ ipBlock: { cidr } }], ports: [tcp(port)] }));
}

/** The Internet, without the addresses of the company, the cluster and the cloud. */
export const internet: INetworkPolicyPeer = {
  ipBlock: { cidr: '0.0.0.0/0', except: [...notInternet] },
};

/** One rule for each set of ranges: names are nothing that a NetworkPolicy knows, so a host of the Internet is all of it at that port. */
function beyond(reaches: readonly Reach[]): INetworkPolicyEgressRule[] {
  const open = reaches.map((reach) => (typeof reach === 'string' ? { port: portOf(reach), cidrs: [] } : { cidrs: [], ...reach }));
  const groups = Map.groupBy(open, ({ cidrs }) => cidrs.join(' '));
  return [...groups].map(([key, same]) => ({
    to: key === '' ? [internet] : key.split(' ').map((cidr) => ({ ipBlock: { cidr } })),
    ports: [...new Set(same.map(({ port }) => port))].map(tcp),
  }));
}

function portOf(url: string): number {
  return Number(/^https:\/\/[^/:]+:(\d+)/.exec(url)?.[1] ?? 443);
}

/** The edge reaches the ports that are published. */
function fromEdge({ service, environment }: Instance, { worker: own }: Process) {
  const edge = environment.edge === 'gateway' ? gateway : ingressController;
  const numbers = [...new Set(routesOf(service).flatMap(({ worker, port }) => (worker === own ? [port.number] : [])))];
  return numbers.length === 0 ? [] : [{ from: [pods(edge.podLabels, edge.namespace)], ports: numbers.map(tcp) }];
}

function fromCallers({ callers }: Process) {
  return callers.map(({ port, from }) => ({ from: from.map((name) => pods(selector(name))), ports: [of(port)] }));
}

/** One rule for each port, with all who are called at it. */
function toCallees(callees: Instance['callees']) {
  const byPort = Map.groupBy(callees, ({ port }) => `${transport(port)} ${port.number}`);
  return [...byPort.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ to: same.map(({ process }) => pods(selector(process))), ports: [of(first.port)] }];
  });
}

function of(port: NamedPort): INetworkPolicyPort {
  return { protocol: transport(port), port: port.number };
}

/** Name look-ups over both protocols: long answers come over TCP (D134). */
export function dnsEgress() {
  return {
    to: [pods(dns.podLabels, dns.namespace)],
    ports: [
      { protocol: 'UDP', port: dns.port },
      { protocol: 'TCP', port: dns.port },
    ],
  } satisfies { to: INetworkPolicyPeer[]; ports: INetworkPolicyPort[] };
}

/** Pods by label, in one item with the namespace: two items would mean either of the two (D133). */
export function pods(labels: Readonly<Record<string, string>>, namespace?: string): INetworkPolicyPeer {
  return {
    ...(namespace !== undefined && { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }),
    podSelector: { matchLabels: { ...labels } },
  };
}

/** One TCP port. */
export function tcp(port: number): INetworkPolicyPort {
  return { protocol: 'TCP', port };
}
