import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { Instance } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import { clusterHost, gateway, ingressController } from '../model/service/backing-services.ts';
import { servedAt } from '../model/service/ports.ts';
import { ownHost, type ResolvedRoute, routesOf } from '../model/service/routes.ts';
import { processName } from '../model/surroundings.ts';
import { closedNamespace } from '../platform/namespaces.ts';
import { publishedLabel } from '../resources/labels.ts';
import { dnsEgress, pods, tcp } from '../resources/network-policy.ts';
import { localImages } from './images.ts';
import type { LocalProfile } from './profile.ts';
import { secret } from './secrets.ts';
import { plainDeployment, storeService, texts } from './store-pod.ts';
import type { LocalMade } from './stores.ts';

/** Where the edge listens, in the pod and at its Service. */
export const edgePort = { name: 'https', number: 8443 } as const;

/** Name of the edge's objects. */
export const edgeName = 'edge';

/** The namespace of the edge: that whose pods the services of the environment let in. */
export function edgeNamespace({ edge }: Pick<EnvironmentDefinition, 'edge'>): string {
  return edge === 'gateway' ? gateway.namespace : ingressController.namespace;
}

/** One stop at the edge of one service. */
export interface Stop {
  readonly host: string;
  readonly route: ResolvedRoute;
  readonly target: string;
}

/** What is published, longest path first, so that the first that fits is the right one. */
export function stopsOf({ instances, environment }: LocalProfile): readonly Stop[] {
  const stops = instances.flatMap(({ service }: Instance) =>
    routesOf(service).map((route) => ({
      host: route.host === undefined ? environment.host : ownHost(environment, route.host),
      route,
      target: `${clusterHost(processName(service.name, route.worker), environment.namespaces.app)}:${servedAt(route.port)}`,
    })),
  );
  return stops.toSorted((a, b) => b.route.path.length - a.route.path.length || (a.host + a.route.path < b.host + b.route.path ? -1 : 1));
}

/** Hosts that the edge answers for. */
export function edgeHosts(profile: LocalProfile): readonly string[] {
  return [...new Set([profile.environment.host, ...stopsOf(profile).map(({ host }) => host)])].sort();
}

/** A plain proxy in place of Gateway, controller and ACME: the same hosts and paths, by a certificate of the machine's own authority. */
export function edgeObjects(profile: LocalProfile, { servers }: LocalMade): readonly KubernetesObject[] {
  const { environment } = profile;
  const stops = stopsOf(profile);
  if (stops.length === 0) return [];
  const namespace = edgeNamespace(environment);
  const { podLabels } = environment.edge === 'gateway' ? gateway : ingressController;
  const budget = { pods: 2, requests: { cpu: '500m', memory: '256Mi' }, limits: { cpu: '2000m', memory: '512Mi' } };
  return [
    ...closedNamespace(environment, { name: namespace, team: 'infrastructure', enforce: 'restricted', budget }),
    flows(environment, namespace, stops),
    texts({ name: 'edge-config', namespace }, { 'haproxy.cfg': proxyConfig(stops, environment.corsOrigins) }),
    secret({ name: 'edge-tls', namespace }, { 'edge.pem': `${servers.edge.certificate}${servers.edge.key}` }),
    ...plainDeployment({
      name: edgeName,
      namespace,
      labels: podLabels,
      user: 99,
      group: 99,
      priority: 'platform',
      main: {
        image: localImages.edge,
        command: ['haproxy', '-W', '-db', '-f', '/config/haproxy.cfg'],
        ports: [edgePort],
        resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { cpu: '500m', memory: '128Mi' } },
        mounts: { config: '/config', tls: '/tls' },
      },
      volumes: [
        { name: 'config', configMap: { name: 'edge-config' } },
        { name: 'tls', secret: { secretName: 'edge-tls', defaultMode: 0o440 } },
      ],
    }),
    storeService({ name: edgeName, namespace }, { app: edgeName }, edgePort),
  ];
}

/** Whatever stands before the edge of a laptop, a port that is forwarded or published, may come in. */
function flows({ namespaces }: EnvironmentDefinition, namespace: string, stops: readonly Stop[]) {
  const ports = [...new Set(stops.map(({ route }) => route.port.number))].sort((a, b) => a - b);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: edgeName, namespace },
    spec: {
      podSelector: { matchLabels: { app: edgeName } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ ports: [tcp(edgePort.number)] }],
      egress: [
        ...ports.map((port) => ({ to: [pods({ [publishedLabel(port)]: 'true' }, namespaces.app)], ports: [tcp(port)] })),
        dnsEgress(),
      ],
    },
  } satisfies INetworkPolicy;
}

/** The configuration of HAProxy: routes as `HTTPRoute` means them, and what the Gateway does for every request. */
export function proxyConfig(stops: readonly Stop[], origins: readonly string[]): string {
  const isAt = (host: string) => `{ hdr(host),field(1,:) -i ${host} }`;
  const below = (path: string) => (path === '/' ? '' : path);
  return [
    'global',
    '  maxconn 512',
    '  ssl-default-bind-options ssl-min-ver TLSv1.2',
    'defaults',
    '  mode http',
    '  log stdout format raw local0',
    '  option httplog',
    '  timeout connect 60s',
    '  timeout client 60s',
    '  timeout server 60s',
    '  timeout tunnel 1h',
    'frontend https',
    `  bind :${edgePort.number} ssl crt /tls/edge.pem alpn h2,http/1.1`,
    '  option forwardfor',
    '  http-request set-header X-Forwarded-Proto https',
    ...cors(origins),
    // Before any path is handed on, as the Gateway prefers the longer of two prefixes.
    ...stops.flatMap(({ host, route: { path } }) =>
      ['health', 'metrics'].map((page) => `  http-request return status 404 if ${isAt(host)} ${under(`${below(path)}/${page}`)}`),
    ),
    ...stops.map(({ host, route: { path } }, index) =>
      `  use_backend stop_${index} if ${isAt(host)} ${path === '/' ? '' : under(path)}`.trimEnd(),
    ),
    '  default_backend nobody',
    'backend nobody',
    '  http-request return status 404',
    ...stops.flatMap(({ route: { path, strip, streams }, target }, index) => [
      `backend stop_${index}`,
      ...(streams ? ['  timeout server 1h'] : []),
      ...(strip && path !== '/' ? [`  http-request replace-path ^${quoted(path)}/?(.*)$ /\\1`] : []),
      `  server pods ${target} init-addr libc,none`,
    ]),
    '',
  ].join('\n');
}

/** The path itself, and what is below it: no other path that begins with the same letters. */
function under(path: string): string {
  return `{ path -m reg ^${quoted(path)}(/|$) }`;
}

function quoted(path: string): string {
  return path.replace(/[.+()[\]{}^$|?*\\]/g, '\\$&');
}

/** Pages of the environment's origins, and those that a person serves on the machine itself. */
function cors(origins: readonly string[]): readonly string[] {
  const known = `^(${[...origins.map((origin) => `${quoted(origin)}(:[0-9]+)?`), 'https?://localhost(:[0-9]+)?'].join('|')})$`;
  const allow = [
    'Access-Control-Allow-Origin %[var(txn.origin)]',
    'Access-Control-Allow-Credentials true',
    'Access-Control-Allow-Methods "GET, PUT, POST, DELETE, PATCH, OPTIONS"',
    'Access-Control-Allow-Headers "Authorization, Content-Type"',
    'Vary Origin',
  ];
  const isKnown = '{ var(txn.origin) -m found }';
  return [
    `  http-request set-var(txn.origin) req.hdr(Origin) if { req.hdr(Origin) -m reg ${known} }`,
    ...allow.map((header) => `  http-after-response set-header ${header} if ${isKnown}`),
    `  http-request return status 204 if METH_OPTIONS ${isKnown} { req.hdr(Access-Control-Request-Method) -m found }`,
  ];
}
