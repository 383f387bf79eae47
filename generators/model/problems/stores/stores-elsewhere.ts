import type { Catalog } from '../../catalog.ts';
import type { Entry } from '../../entry.ts';
import type { EnvironmentDefinition } from '../../environment/environment.ts';
import { type FurtherName, furtherNames } from '../../further/further.ts';
import type { PlatformDefinition } from '../../platform/platform.ts';
import { factsOf, providerFacts } from '../../stores/providers.ts';
import { type Authority, external, type Store, stores } from '../../stores/stores.ts';
import { at, type CatalogProblem, cidr, problem, unless } from '../problem.ts';
import { overlap, spanOf } from '../ranges.ts';

const hostName = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const address = /^\d{1,3}(\.\d{1,3}){3}$/;
/** Names that never leave the cluster. */
const within = /(^|\.)(svc|cluster\.local|localhost)$/;
/** The widest network that a store stands in, and the narrowest that shows that somebody meant one address. */
const widest = { 4: 16, 6: 48 } as const;

/** One server of a store, with its place in the file. */
interface Written {
  readonly store: Store | FurtherName;
  readonly path: readonly (string | number)[];
  /** Absent where the store has a list of them. */
  readonly host?: string;
  readonly cidrs: readonly string[];
  readonly tls: Authority;
  /** Who signs for it by what is known of its provider; absent: nobody knows. */
  readonly signed?: Authority | undefined;
}

/** What is wrong with the stores of an environment that somebody else runs. */
export function elsewhereProblems({ environments, platform }: Pick<Catalog, 'environments' | 'platform'>): CatalogProblem[] {
  return environments.flatMap((entry) => [
    ...writtenIn(entry.value).flatMap((written) => serverProblems(entry, written, platform.value)),
    ...kafkaProblems(entry),
    ...backupProblems(entry),
  ]);
}

function writtenIn(environment: EnvironmentDefinition): readonly Written[] {
  const further = furtherNames.flatMap((store) => {
    const there = environment.stores?.[store];
    return there === undefined ? [] : [{ store, path: ['stores', store], ...there }];
  });
  return [...ofDataLayer(environment), ...further];
}

function ofDataLayer(environment: EnvironmentDefinition): readonly Written[] {
  return stores.flatMap((store): readonly Written[] => {
    const there = external(environment, store);
    if (there === undefined) return [];
    const path = ['dataLayer', store, 'external'];
    const facts = factsOf(store, there.provider);
    const pooler = 'pooler' in there ? there.pooler : undefined;
    return [
      { store, path, ...there, signed: facts?.tls },
      ...(pooler === undefined ? [] : [{ store, path: [...path, 'pooler'], ...pooler, signed: facts?.poolerTls }]),
    ];
  });
}

function serverProblems(entry: Entry<EnvironmentDefinition>, written: Written, platform: PlatformDefinition): CatalogProblem[] {
  const { store, path, host, tls, signed } = written;
  const { tier } = entry.value;
  const authorities: Readonly<Record<Authority, string>> = {
    public: 'an authority that every image knows',
    vault: `an authority of its own, whose certificate lies in Vault (erp/${entry.value.name}/${store}-ca)`,
    none: 'nobody',
  };
  return [
    ...(host === undefined ? [] : hostProblems(entry, host, [...path, 'host'])),
    ...rangeProblems(entry, written, platform),
    ...unless(
      tls !== 'none' || tier === 'trial',
      at(entry, ...path, 'tls'),
      `${store} is reached without TLS, in a ${tier} environment: passwords and data travel as they are.`,
      "Write tls: 'public' or 'vault', as its certificate was signed (docs/stores.md).",
    ),
    ...unless(
      tls === 'none' || signed === undefined || tls === signed,
      at(entry, ...path, 'tls'),
      `tls is "${tls}", but what this provider runs shows a certificate signed by ${authorities[signed ?? 'none']}: every client would refuse it.`,
      `Write tls: '${signed}' (docs/stores.md), or provider: 'other' where the certificate was replaced.`,
    ),
  ];
}

function hostProblems(entry: Entry<EnvironmentDefinition>, host: string, path: readonly (string | number)[]): CatalogProblem[] {
  const isAddress = address.test(host);
  return unless(
    (isAddress ? spanOf(`${host}/32`) !== undefined : hostName.test(host)) && !within.test(host),
    at(entry, ...path),
    `"${host}" is no host beyond the cluster.`,
    'Write the name that the provider gives it, in small letters, without scheme or port; what the cluster runs itself is no external store.',
  );
}

function rangeProblems(
  entry: Entry<EnvironmentDefinition>,
  { store, path, cidrs }: Written,
  platform: PlatformDefinition,
): CatalogProblem[] {
  return cidrs.flatMap((range, index) => {
    const spot = at(entry, ...path, 'cidrs', index);
    const span = cidr.test(range) ? spanOf(range) : undefined;
    if (span === undefined) return [problem(spot, `"${range}" is no address range.`, 'Write it in CIDR notation, such as 10.0.5.0/24.')];
    const [bits, family] = [Number(range.split('/')[1]), span.width === 32 ? (4 as const) : (6 as const)];
    const isOne = bits === span.width;
    if (bits < widest[family]) {
      const what = `"${range}" is wider than a network that ${store} stands in: pods could go anywhere in it.`;
      return [problem(spot, what, `Name the subnets that it may get its addresses from, none wider than /${widest[family]}.`)];
    }
    const shared = (['nodes', 'kubernetesApi'] as const).filter((field) => platform[field].cidrs.some((own) => overlap(own, range)));
    return shared.flatMap((field) =>
      unless(
        isOne && field === 'nodes',
        spot,
        `"${range}" overlaps platform.${field}.cidrs: who may reach ${store} could reach ${field === 'nodes' ? 'every pod and node' : 'the Kubernetes API'} there at its port.`,
        'Give the store subnets of its own, or name its single address (/32).',
      ),
    );
  });
}

function kafkaProblems(entry: Entry<EnvironmentDefinition>): CatalogProblem[] {
  const there = external(entry.value, 'kafka');
  if (there === undefined) return [];
  const path = ['dataLayer', 'kafka', 'external'];
  const ports = there.brokers.map((broker) => Number(broker.slice(broker.lastIndexOf(':') + 1)));
  const expected = providerFacts.kafka[there.provider]?.ports?.[there.login];
  return [
    ...there.brokers.flatMap((broker, index) => hostProblems(entry, broker.slice(0, broker.lastIndexOf(':')), [...path, 'brokers', index])),
    ...unless(
      new Set(ports).size === 1 && ports.every((port) => port > 0 && port < 65536),
      at(entry, ...path, 'brokers'),
      `The brokers answer at ${[...new Set(ports)].join(', ')}: a policy opens one port, and metadata names the brokers by one listener.`,
      'Write the brokers of one listener, each with its port.',
    ),
    ...unless(
      there.login !== 'certificate' || there.tls !== 'none',
      at(entry, ...path, 'login'),
      'Services log in by a certificate, but talk without TLS.',
      "Write tls: 'public' or 'vault'.",
    ),
    ...unless(
      providerFacts.kafka[there.provider]?.ports === undefined || expected !== undefined,
      at(entry, ...path, 'login'),
      `This provider knows no login "${there.login}".`,
      `Write one of ${Object.keys(providerFacts.kafka[there.provider]?.ports ?? {}).join(', ')} (docs/stores.md).`,
    ),
    ...unless(
      expected === undefined || ports.every((port) => expected.includes(port)),
      at(entry, ...path, 'brokers'),
      `The brokers are asked at ${ports[0]}, where they expect another login than "${there.login}".`,
      `Write them with port ${expected?.join(' or ')} (docs/stores.md).`,
    ),
  ];
}

/** The archive of the write-ahead log is in the hands of whoever runs the server. */
function backupProblems(entry: Entry<EnvironmentDefinition>): CatalogProblem[] {
  const { backup } = entry.value;
  return unless(
    backup.mode !== 'continuous' || external(entry.value, 'postgres') === undefined,
    at(entry, 'backup', 'mode'),
    'The backup is "continuous", but somebody else runs PostgreSQL: nobody here can archive its log.',
    "Write mode: 'daily' without archiveRole, for dumps of your own, and have the provider keep the log (docs/stores.md).",
  );
}
