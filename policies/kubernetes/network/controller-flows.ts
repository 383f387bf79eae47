import type { Manifest, World } from '../../model.ts';
import { clouds } from '../cloud/clouds.ts';
import { at, fieldsAt, listAt, textAt } from '../fields.ts';
import { titleOf } from '../objects.ts';
import { operatorSettings } from '../operators/postgres-parts.ts';
import { type AddressRange, addressRanges } from './address-ranges.ts';
import type { Endpoint, Network } from './network.ts';
import { coversPort, type Direction } from './network-policy.ts';

type Labels = Readonly<Record<string, string>>;

/** A controller, by the labels of its pods, and the flows that no object shows. */
export interface Controller {
  /** With the version whose source or documentation says what it needs. */
  readonly name: string;
  /** Absent: any namespace. */
  readonly namespace?: string;
  readonly labels: Labels;
  /** It asks the API server. */
  readonly asksApi: boolean;
  /** Port at which the API server asks it: before it takes an object, or for somebody who asks an API that it serves. */
  readonly askedAt?: number;
  /** Pods that it asks, by labels, in its own namespace. */
  readonly asksPods?: readonly { readonly labels: Labels; readonly ports: readonly number[] }[];
  /** Whom it asks outside of the cluster because of what the objects of the environment say. */
  readonly beyond?: (world: World) => readonly Beyond[];
}

/** Somebody outside of the cluster. */
export interface Beyond {
  /** For messages: who, and which object says so. */
  readonly who: string;
  readonly port: number;
  /** `internet`: addresses that nobody knows before. Labels: the same ones as the pods with them reach. Absent: any range. */
  readonly where?: 'internet' | { readonly asPods: Labels };
}

const spilo = { application: 'spilo' };
const kafka = { 'app.kubernetes.io/name': 'kafka' };

/**
 * What the platform's controllers need of the network, read in their sources at these versions. What follows from a reference (the
 * Service in a configuration, a scrape) other rules know.
 */
export const controllers: readonly Controller[] = [
  {
    // The authority and the zone (pkg/issuer/acme/dns); whether its record is there it asks the DNS of the cluster.
    name: 'cert-manager 1.21',
    namespace: 'cert-manager',
    labels: { 'app.kubernetes.io/name': 'cert-manager' },
    asksApi: true,
    beyond: certificateAuthorities,
  },
  { name: 'cainjector of cert-manager 1.21', namespace: 'cert-manager', labels: { 'app.kubernetes.io/name': 'cainjector' }, asksApi: true },
  {
    name: 'webhook of cert-manager 1.21',
    namespace: 'cert-manager',
    labels: { 'app.kubernetes.io/name': 'webhook' },
    asksApi: true,
    askedAt: 10250,
  },
  { name: 'External Secrets 2.9', labels: { 'app.kubernetes.io/name': 'external-secrets' }, asksApi: true, beyond: vaults },
  {
    name: 'webhook of External Secrets 2.9',
    labels: { 'app.kubernetes.io/name': 'external-secrets-webhook' },
    asksApi: true,
    askedAt: 10250,
  },
  {
    name: 'cert-controller of External Secrets 2.9',
    labels: { 'app.kubernetes.io/name': 'external-secrets-cert-controller' },
    asksApi: true,
  },
  {
    // It reads the discovery document itself (internal/gatewayapi/securitypolicy.go, fetchEndpointsFromIssuer).
    name: 'Envoy Gateway 1.9',
    labels: { 'control-plane': 'envoy-gateway' },
    asksApi: true,
    askedAt: 9443,
    beyond: identityProviders,
  },
  { name: 'certgen of Envoy Gateway 1.9', namespace: 'envoy-gateway-system', labels: { app: 'certgen' }, asksApi: true },
  {
    // Sigstore's keys (cmd/webhook/main.go, tuf.Initialize) and log, and the registry of whatever it checks (pkg/webhook/validator.go).
    name: 'policy-controller 0.13',
    labels: { 'app.kubernetes.io/name': 'policy-controller' },
    asksApi: true,
    askedAt: 8443,
    beyond: signatureSources,
  },
  // kubeseal --fetch-cert asks through the API server (cmd/kubeseal, the proxy of its Service).
  { name: 'Sealed Secrets 0.38', labels: { 'app.kubernetes.io/name': 'sealed-secrets' }, asksApi: true, askedAt: 8080 },
  { name: 'recommender of the VPA 1.7', labels: { 'app.kubernetes.io/name': 'vpa' }, asksApi: true },
  { name: 'KEDA 2.20', labels: { app: 'keda-operator' }, asksApi: true },
  { name: 'metrics API of KEDA 2.20', labels: { app: 'keda-operator-metrics-apiserver' }, asksApi: true, askedAt: 6443 },
  { name: 'webhooks of KEDA 2.20', labels: { app: 'keda-admission-webhooks' }, asksApi: true, askedAt: 9443 },
  {
    // Every kubelet, at the port that its node tells (pkg/scraper/client/resource).
    name: 'metrics-server 0.8',
    labels: { 'app.kubernetes.io/name': 'metrics-server' },
    asksApi: true,
    askedAt: 10250,
    beyond: () => [{ who: 'the kubelets', port: 10_250 }],
  },
  { name: 'kube-state-metrics 2.20', labels: { 'app.kubernetes.io/name': 'kube-state-metrics' }, asksApi: true },
  { name: 'Prometheus operator 0.93', labels: { app: 'kube-prometheus-stack-operator' }, asksApi: true, askedAt: 10250 },
  {
    name: 'postgres-operator 2.0',
    labels: { 'app.kubernetes.io/name': 'postgres-operator' },
    asksApi: true,
    asksPods: [{ labels: spilo, ports: [5432, 8008] }],
  },
  // Patroni keeps its state in objects of Kubernetes, and WAL-G the log in an object store.
  { name: 'Patroni of Spilo', labels: spilo, asksApi: true, asksPods: [{ labels: spilo, ports: [5432, 8008] }], beyond: archives },
  {
    name: 'Strimzi 1.2',
    labels: { 'strimzi.io/kind': 'cluster-operator' },
    asksApi: true,
    asksPods: [{ labels: kafka, ports: [9090, 9091, 8443] }],
  },
  // An init container asks in which zone its node is.
  { name: 'Kafka of Strimzi 1.2', labels: kafka, asksApi: true, asksPods: [{ labels: kafka, ports: [9090, 9091] }] },
  {
    name: 'entity operator of Strimzi 1.2',
    labels: { 'app.kubernetes.io/name': 'entity-operator' },
    asksApi: true,
    asksPods: [{ labels: kafka, ports: [9091] }],
  },
  // Nobody but each other, and whoever asks them: no script of the chart calls out, of 4.38 neither, which is Argo CD's.
  { name: 'Redis of redis-ha 4.39', labels: { app: 'redis-ha' }, asksApi: false },
  { name: 'HAProxy of redis-ha 4.39', labels: { app: 'redis-ha-haproxy' }, asksApi: false },
  { name: 'Alloy 1.18', labels: { 'app.kubernetes.io/name': 'alloy' }, asksApi: true },
];

/** Addresses that the DNS names only when they are asked for. */
/** Solvers whose zones are changed on the Internet. */
const dnsOnInternet: Readonly<Record<string, string>> = { route53: 'Route 53', cloudDNS: 'Cloud DNS', azureDNS: 'Azure DNS' };

function certificateAuthorities(world: World): readonly Beyond[] {
  return [...world.ofKind('ClusterIssuer'), ...world.ofKind('Issuer')].flatMap((issuer) => {
    const acme = fieldsAt(issuer.fields, 'spec', 'acme');
    const server = textAt(acme, 'server');
    if (server === undefined) return [];
    const ways = listAt(acme, 'solvers').map((solver) => fieldsAt(solver, 'dns01'));
    const zones = ways.flatMap((way) =>
      Object.keys(way).flatMap((kind) => (Object.hasOwn(dnsOnInternet, kind) ? (dnsOnInternet[kind] ?? []) : [])),
    );
    const nameservers = ways.flatMap((way) => textAt(way, 'rfc2136', 'nameserver') ?? []);
    const isOnNode = ways.some((way) => way['cloudDNS'] !== undefined && at(way, 'cloudDNS', 'serviceAccountSecretRef') === undefined);
    const asked = isOnNode ? (clouds.find(({ name }) => name === 'google')?.asks ?? []) : [];
    return [
      { who: `${hostOf(server)} (${titleOf(issuer)})`, port: portOf(server), where: 'internet' as const },
      ...[...new Set(zones)].map((zone) => ({ who: `${zone} (${titleOf(issuer)})`, port: 443, where: 'internet' as const })),
      ...nameservers.map((server) => ({ who: `${server} (${titleOf(issuer)})`, port: Number(/:(\d+)$/.exec(server)?.[1] ?? 53) })),
      ...asked.map(({ cidr, port }) => ({ who: `${cidr} (${titleOf(issuer)})`, port })),
    ];
  });
}

/** Where the log is archived, beside S3 itself, whose endpoints are private like the API server. */
function archives(world: World): readonly Beyond[] {
  const endpoints = world.ofKind('ConfigMap').flatMap(({ fields }) => {
    const isArchive = textAt(fields, 'data', 'USE_WALG_BACKUP') === 'true';
    return isArchive ? (textAt(fields, 'data', 'AWS_ENDPOINT') ?? []) : [];
  });
  const bucket = textAt(operatorSettings(world), 'aws_or_gcp', 'wal_gs_bucket') ?? '';
  const asked = bucket === '' ? [] : (clouds.find(({ name }) => name === 'google')?.asks ?? []);
  return [
    ...endpoints.map((url) => ({ who: hostOf(url), port: portOf(url) })),
    ...(bucket === '' ? [] : [{ who: `the bucket ${bucket}`, port: 443 }]),
    ...asked.map(({ cidr, port }) => ({ who: cidr, port })),
  ];
}

function vaults(world: World): readonly Beyond[] {
  const servers = [...world.ofKind('SecretStore'), ...world.ofKind('ClusterSecretStore')].flatMap((store) => {
    const server = textAt(store.fields, 'spec', 'provider', 'vault', 'server');
    return server === undefined || isInCluster(server) ? [] : [server];
  });
  return [...new Set(servers)].map((server) => ({ who: hostOf(server), port: portOf(server) }));
}

function signatureSources(world: World): readonly Beyond[] {
  const policies = world.ofKind('ClusterImagePolicy');
  const authorities = policies.flatMap(({ fields }) => listAt(fields, 'spec', 'authorities'));
  const keyless = authorities.filter((authority) => at(authority, 'keyless') !== undefined);
  const registries = policies.flatMap(({ fields }) =>
    listAt(fields, 'spec', 'images').flatMap((image) => /^[^/*]*[.:][^/*]*(?=\/)/.exec(textAt(image, 'glob') ?? '')?.[0] ?? []),
  );
  const logs = authorities.flatMap((authority) => textAt(authority, 'ctlog', 'url') ?? []).filter((log) => !isInCluster(log));
  return [
    ...(keyless.length > 0 ? [{ who: "the keys of Sigstore's mirror", port: 443 }] : []),
    ...[...new Set(logs)].map((log) => ({ who: hostOf(log), port: portOf(log) })),
    ...[...new Set(registries)].map((registry) => ({ who: registry, port: Number(/:(\d+)$/.exec(registry)?.[1] ?? 443) })),
  ];
}

/** The proxies of the Gateway ask the same provider for tokens. */
function identityProviders(world: World): readonly Beyond[] {
  return world.ofKind('SecurityPolicy').flatMap((policy) => {
    const provider = fieldsAt(policy.fields, 'spec', 'oidc', 'provider');
    const issuer = textAt(provider, 'issuer');
    const isKnown = at(provider, 'authorizationEndpoint') !== undefined && at(provider, 'tokenEndpoint') !== undefined;
    if (issuer === undefined || isKnown || isInCluster(issuer)) return [];
    const gateway = gatewaysOf(policy, world)[0];
    const asPods = gateway === undefined ? undefined : { 'gateway.envoyproxy.io/owning-gateway-name': gateway };
    const who = `${hostOf(issuer)} (${titleOf(policy)})`;
    return [{ who, port: portOf(issuer), ...(asPods !== undefined && { where: { asPods } }) }];
  });
}

/** Names of the Gateways that a policy is about, by itself or by its routes. */
function gatewaysOf({ fields, namespace }: Manifest, world: World): readonly string[] {
  return listAt(fields, 'spec', 'targetRefs').flatMap((target) => {
    const name = textAt(target, 'name') ?? '';
    if (textAt(target, 'kind') === 'Gateway') return [name];
    const route = world.find(textAt(target, 'kind') ?? '', namespace, name);
    return listAt(route?.fields, 'spec', 'parentRefs').flatMap((parent) => textAt(parent, 'name') ?? []);
  });
}

/** Ranges that pods may connect to, or that may connect to them, at a port; undefined where no policy closes them. */
export function rangesAt(network: Network, direction: Direction, endpoint: Endpoint, port: number): readonly AddressRange[] | undefined {
  const policies = network.policiesFor(endpoint, direction);
  if (policies.length === 0) return undefined;
  const asked = { number: port, name: '', protocol: 'TCP' };
  const rules = policies
    .flatMap((policy) => policy.rules)
    .filter((rule) => rule.direction === direction && (rule.ports.length === 0 || rule.ports.some((item) => coversPort(item, asked))));
  return addressRanges(
    rules.flatMap(({ peers }) => (peers.length === 0 ? ['0.0.0.0/0', '::/0'] : peers.flatMap(({ block }) => block?.cidr ?? []))),
  );
}

function hostOf(address: string): string {
  return /^https?:\/\/([^/:]+)/.exec(address)?.[1] ?? address;
}

function portOf(address: string): number {
  const port = /^https?:\/\/[^/:]+:(\d+)/.exec(address)?.[1];
  return port === undefined ? (address.startsWith('http:') ? 80 : 443) : Number(port);
}

function isInCluster(address: string): boolean {
  return /\.svc(?:\.|:|\/|$)/.test(hostOf(address));
}
