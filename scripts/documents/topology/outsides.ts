import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import { furtherNames } from '../../../generators/model/further/further.ts';
import type { PlatformDefinition } from '../../../generators/model/platform/platform.ts';
import { placeOf } from '../../../generators/model/stores/places.ts';
import { external, stores } from '../../../generators/model/stores/stores.ts';
import { type AddressRange, addressRange, addressRanges, contains, without } from '../../../policies/kubernetes/network/address-ranges.ts';
import { networkPlugins, type Surroundings, surroundingsOf } from '../../../policies/kubernetes/network/surroundings.ts';

/** Somebody outside of the pods' network, by a name of the catalog. */
export interface Outside {
  readonly name: string;
  /** Which field of the catalog says so. */
  readonly source: string;
  readonly ranges: readonly AddressRange[];
  /** Absent: it has no port of its own. */
  readonly port?: number;
}

/** Where clouds tell a machine its credentials: AWS, Azure and Google Cloud by IPv4, AWS by IPv6. */
const metadataAddresses = ['169.254.169.254/32', 'fd00:ec2::254/128'];

/** What is no Internet of IPv4: the entries of IANA's registry of special-purpose addresses (RFC 6890), and multicast (RFC 5771). */
const specialPurpose = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];

/** Names that people have for an end of the cluster itself. */
const aliases: Readonly<Record<string, string>> = { kubernetes: 'api-server', 'kube-apiserver': 'api-server', kubelet: 'nodes' };

/** Everybody outside whom the catalog knows, seen from an environment. */
export function outsidesOf(platform: PlatformDefinition, environment: EnvironmentDefinition): readonly Outside[] {
  const { kubernetesApi, vault, identity, edge, nodes, signing, argo } = platform;
  const { issuer, backup, observability } = environment;
  const world = addressRange('0.0.0.0/0');
  const named: readonly (readonly [name: string, source: string, ranges: readonly string[] | undefined, port?: number])[] = [
    ['api-server', 'platform.kubernetesApi', apiAddresses(platform), kubernetesApi.port],
    ['vault', 'platform.vault', vault.cidrs, portOf(vault.server)],
    ['identity', 'platform.identity', identity.cidrs, portOf(identity.issuer)],
    ['registry', 'platform.signing.reaches', signing.reaches, 443],
    ['git', 'platform.argo.reaches', argo.reaches, 443],
    ['backup-store', 'environment.backup.endpoints', backup.mode === 'none' ? undefined : backup.endpoints, 443],
    ['log-store', 'environment.observability.logs.endpoints', endpointsIn(observability), 443],
    ['dns-account', 'environment.issuer.dns.endpoints', issuer.dns.endpoints, 443],
    ...stores.map(
      (store) =>
        [
          store,
          `environment.dataLayer.${store}.external`,
          external(environment, store)?.cidrs,
          placeOf(store, environment, platform).port,
        ] as const,
    ),
    ...furtherNames.map(
      (name) => [name, `environment.stores.${name}`, environment.stores?.[name]?.cidrs, placeOf(name, environment, platform).port] as const,
    ),
    ['nodes', 'platform.nodes', nodes.cidrs],
    ['cdn', 'platform.edge.cdn', edge.cdn],
    ['company', 'platform.edge.company', edge.company],
    ['load-balancers', 'platform.edge.loadBalancerSubnets', edge.loadBalancerSubnets],
    ['metadata', "the cloud's metadata of machines", metadataAddresses, 80],
  ];
  return [
    ...named.flatMap(([name, source, ranges, port]) =>
      ranges === undefined || ranges.length === 0
        ? []
        : [{ name, source, ranges: addressRanges(ranges), ...(port !== undefined && { port }) }],
    ),
    {
      name: 'internet',
      source: 'IPv4 without what RFC 6890 lists',
      ranges: world === undefined ? [] : without(world, addressRanges(specialPurpose)),
    },
  ];
}

/** Somebody outside by the name, or by another that people have for it. */
export function outsideCalled(outsides: readonly Outside[], name: string): Outside | undefined {
  const known = Object.hasOwn(aliases, name) ? aliases[name] : name;
  return outsides.find((outside) => outside.name === known);
}

/** Names of those to whom a range belongs, whole; the range where there is none. */
export function rangeName(outsides: readonly Outside[], cidr: string, except: readonly string[]): string {
  const range = addressRange(cidr);
  if (range !== undefined && range.prefix === '' && range.family === 4) return except.length === 0 ? 'any address' : 'internet';
  const names = outsides.filter(({ ranges }) => range !== undefined && ranges.some((own) => contains(own, range) && contains(range, own)));
  const less = except.length === 0 ? '' : ` less ${except.join(', ')}`;
  return names.length === 0 ? `${cidr}${less}` : `${names.map(({ name }) => name).join(' or ')}${less}`;
}

/** Where pods and nodes have their addresses, and what the network plug-in of the platform makes of ranges. */
export function surroundingsIn({ networkPlugin, nodes }: PlatformDefinition): Surroundings {
  if (!networkPlugins.includes(networkPlugin)) throw new Error(`Nobody wrote down what ${networkPlugin} makes of an ipBlock.`);
  // Each of the three gives pods addresses of the VPC (docs/prerequisites.md).
  return surroundingsOf(networkPlugin, { pods: nodes.cidrs, nodes: nodes.cidrs });
}

/** Where a pod's policy must lead for the API server: to the Service where packets are judged before they are translated. */
function apiAddresses({ kubernetesApi, networkPlugin }: PlatformDefinition): readonly string[] {
  return networkPlugin === 'aws-vpc' ? [...kubernetesApi.cidrs, kubernetesApi.service] : kubernetesApi.cidrs;
}

function endpointsIn({ logs }: EnvironmentDefinition['observability']): readonly string[] | undefined {
  return 'endpoints' in logs ? logs.endpoints : undefined;
}

function portOf(address: string): number {
  const { port, protocol } = new URL(address);
  return port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port);
}
