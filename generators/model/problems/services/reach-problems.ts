import type { EnvironmentDefinition } from '../../environment/environment.ts';
import { notInternet } from '../../platform/internet.ts';
import type { Reach } from '../../service/parts.ts';
import type { ServiceSettings } from '../../service/service.ts';
import { type CatalogProblem, cidr, problem, type Spot, unless } from '../problem.ts';
import { overlap, spanOf } from '../ranges.ts';
import type { SpotOf } from './written.ts';

/** `amqps://user@mq.partner.example:5671/path`; what stands before `@` is no host. */
const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/:?#]+)/i;
const hostAndPort = /^([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?):\d{1,5}$/i;
const hostName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;
/** Names that never leave the cluster. */
const within = /(^|\.)(svc|cluster\.local|localhost|internal)$/i;

/**
 * Where clouds tell a machine, or a pod, its credentials: the addresses of a link, at which no third party answers (RFC 3927, RFC 4291), and
 * those that are none of them. AWS by IPv6, for machines and for pods (EKS user guide, "Set up the Amazon EKS Pod Identity Agent"), Alibaba
 * Cloud (its help, instance metadata), Azure's own server of its agents.
 */
const credentials: readonly string[] = [
  ...['169.254.0.0/16', 'fe80::/10'],
  ...['fd00:ec2::254/128', 'fd00:ec2::23/128', '100.100.100.200/32', '168.63.129.16/32'],
];

/** The pod itself, and nobody in particular: loopback, unspecified, multicast (RFC 6890). */
const nobody: readonly string[] = [
  '127.0.0.0/8',
  '0.0.0.0/8',
  '192.0.0.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  'ff00::/8',
  '::ffff:0:0/96',
];

/** A host that ends in a number is an address, however it is written (WHATWG URL, "ends in a number"): `127.1`, `0xa9.0xfe.43518`. */
const oddAddress = /(?:^|\.)(?:\d+|0x[\da-f]*)$/i;

/** The domains of the platform itself: `api.dev.erp.example.com` is of `dev.erp.example.com`, and `sales-service.erp-dev` of a namespace. */
export function ownDomains(environments: readonly Pick<EnvironmentDefinition, 'host' | 'namespaces'>[]): readonly string[] {
  return environments.flatMap(({ host, namespaces }) => [host.slice(host.indexOf('.') + 1), namespaces.app, namespaces.infra]);
}

/**
 * Variables that carry the address of a third party, which no policy lets the pods reach: the client would wait until it times out.
 * Addresses of the platform's own domains are names that a service is known by, such as the base of its links.
 * @param fix of a variable; absent: that of one that may move to `reaches`
 */
export function addressProblems(
  spotOf: SpotOf,
  { config, reaches }: Pick<ServiceSettings, 'config' | 'reaches'>,
  domains: readonly string[],
  fix = (name: string) => `Move it to reaches: { ${name}: ... }, which sets the variable and opens the way.`,
): CatalogProblem[] {
  const open = new Set(Object.values(reaches).map(reachedHost));
  return Object.entries(config).flatMap(([name, value]) =>
    hostsIn(value)
      .filter((host) => !open.has(host) && !domains.some((domain) => host === domain || host.endsWith(`.${domain}`)))
      .slice(0, 1)
      .map((host) =>
        problem(
          spotOf('config', name),
          `The variable "${name}" names "${host}", a host beyond the cluster, and no policy lets the service reach it.`,
          fix(name),
        ),
      ),
  );
}

/** Hosts beyond the cluster in a value that is an address, or a list of them. */
function hostsIn(value: string): readonly string[] {
  return value
    .split(/[\s,;]+/)
    .flatMap((part) => (url.exec(part) ?? hostAndPort.exec(part))?.[1]?.toLowerCase() ?? [])
    .filter((host) => (/\.\d+$/.test(host) ? isPublic(host) : host.includes('.') && !within.test(host)));
}

/** Whether an IPv4 address is more than the pod itself. */
function isPublic(address: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && !/^(127\.|0\.0\.0\.0$)/.test(address);
}

/** What is wrong with an address beyond the cluster. */
export function reachProblems(spot: Spot, name: string, reach: Reach): CatalogProblem[] {
  if (typeof reach === 'string' && /^https:\/\/[^/?#]*@/.test(reach))
    return [
      problem(
        spot,
        `The address of ${name} has a name or a password before its host, which everybody reads.`,
        'Write the host alone, and the password into secrets: the program reads it from a file.',
      ),
    ];
  const [, urlHost = '', urlPort] = typeof reach === 'string' ? (/^https:\/\/([^/:?#]*)(?::([^/?#]*))?/.exec(reach) ?? []) : [];
  const host = typeof reach === 'string' ? urlHost : reach.host;
  const cidrs = typeof reach === 'string' ? [] : (reach.cidrs ?? []);
  const address = /^\d{1,3}(\.\d{1,3}){3}$/.test(host) ? `${host}/32` : undefined;
  return [
    ...unless(
      hostName.test(host) &&
        !within.test(host) &&
        host.includes('.') &&
        (address === undefined ? !oddAddress.test(host) : spanOf(address) !== undefined),
      spot,
      `"${host}" of ${name} is no host beyond the cluster.`,
      'Name the host of a third party; services of the platform are called by calls, stores by uses.',
    ),
    ...unless(
      urlPort === undefined || (/^\d{1,5}$/.test(urlPort) && Number(urlPort) > 0 && Number(urlPort) < 65536),
      spot,
      `"${urlPort}" of ${name} is no port.`,
      'Write a number from 1 to 65535, or none for 443.',
    ),
    ...unless(
      address === undefined || cidrs.length > 0 || !notInternet.some((range) => overlap(range, address)),
      spot,
      `"${host}" of ${name} is no address of the Internet, which is what a reach without cidrs opens.`,
      `Write { host: '${host}', port: ..., cidrs: ['${address}'] }, or call the service of the platform that is there.`,
    ),
    ...cidrs.flatMap((range) =>
      unless(
        cidr.test(range) && spanOf(range) !== undefined,
        spot,
        `"${range}" of ${name} is no address range.`,
        'Write it as 203.0.113.0/24.',
      ),
    ),
    ...cidrs.flatMap((range) =>
      unless(
        !isWide(range),
        spot,
        `"${range}" of ${name} is more than any network that somebody means.`,
        'Leave cidrs out where the Internet is meant.',
      ),
    ),
    ...cidrs.flatMap((range) =>
      unless(
        isWide(range) || spanOf(range) === undefined || !cidr.test(range) || !credentials.some((server) => overlap(range, server)),
        spot,
        `"${range}" of ${name} holds the address at which a cloud tells a machine its credentials.`,
        'Name a range without it: what a service may do in the cloud its identity.cloudRole says.',
      ),
    ),
    ...cidrs.flatMap((range) =>
      unless(
        isWide(range) || !cidr.test(range) || !nobody.some((own) => overlap(range, own)),
        spot,
        `"${range}" of ${name} holds addresses at which no third party can be.`,
        'Name the network of the third party.',
      ),
    ),
  ];
}

/** No network that somebody means is larger than 10.0.0.0/8 or fc00::/7. */
function isWide(range: string): boolean {
  return Number(range.split('/')[1]) < (range.includes(':') ? 7 : 8);
}

function reachedHost(reach: Reach): string {
  return (typeof reach === 'string' ? (url.exec(reach)?.[1] ?? '') : reach.host).toLowerCase();
}
