import type { CloudDefinition } from '../../../../generators/clouds/definition.ts';
import type { Versions } from '../../../../generators/model/environment/versions.ts';
import type { NetworkPlugin } from '../../../../generators/model/platform/platform.ts';
import type { FurtherServers } from '../../../../generators/model/stores/servers.ts';
import fc from '../../../support/random.ts';
import { some } from '../parts.ts';
import { type Elsewhere, elsewhere, furtherServers } from './stores.ts';

/** The environments of this repository, and one more that some companies have. */
export const environmentNames = ['dev', 'test', 'staging', 'production', 'extra'] as const;
type Name = (typeof environmentNames)[number];

/** A further cluster of an environment. */
export interface PlaceWish {
  readonly place: string;
  readonly role: 'standby' | 'stateless';
  readonly nodes: number | undefined;
}

/** What a company has around its services, as wishes. */
export interface Around {
  readonly cloud: CloudDefinition['name'];
  readonly networkPlugin: NetworkPlugin;
  /** Further clusters of PostgreSQL, by name the size of their disks. */
  readonly postgres: Readonly<Record<string, string>>;
  readonly elsewhere: Readonly<Partial<Record<Name, Elsewhere>>>;
  readonly stores: Readonly<Partial<Record<Name, FurtherServers>>>;
  readonly places: { readonly of: Name; readonly clusters: readonly PlaceWish[]; readonly serving: number } | undefined;
  readonly pullRequests: { readonly host: Name; readonly mostDays: number; readonly repositories: readonly RepositoryWish[] } | undefined;
  /** Tier of one more environment. */
  readonly extra: 'trial' | 'rehearsal' | 'production' | undefined;
  readonly versions: Readonly<Partial<Record<Name, Partial<Omit<Versions, 'charts'>>>>>;
}

export interface RepositoryWish {
  readonly name: string;
  readonly url: string;
  /** Numbers that choose among the services. */
  readonly services: readonly number[];
}

/** Of each environment by itself. What the rehearsal has, customers have: the two are drawn as one, and some companies leave one of them out. */
function each<T>(
  values: (trial: boolean) => fc.Arbitrary<T>,
  left: fc.Arbitrary<Name | undefined> = fc.constant(undefined),
): fc.Arbitrary<Readonly<Partial<Record<Name, T>>>> {
  return fc
    .record({ dev: values(true), test: values(true), customers: values(false), extra: values(false), left })
    .map(({ dev, test, customers, extra, left: name }) =>
      Object.fromEntries(Object.entries({ dev, test, staging: customers, production: customers, extra }).filter(([own]) => own !== name)),
    );
}

const label = (longest: number) =>
  fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/).map((drawn) => drawn.slice(0, longest).replace(/-+$/, ''));

const cluster: fc.Arbitrary<PlaceWish> = fc.record({
  place: fc.oneof(fc.constantFrom('west', 'edge', 'eu2', 'dr-site'), label(8)),
  role: fc.constantFrom('standby', 'standby', 'stateless'),
  nodes: fc.option(fc.integer({ min: 20, max: 60 }), { nil: undefined }),
});
const places: fc.Arbitrary<Around['places']> = fc.record({
  of: fc.oneof({ weight: 6, arbitrary: fc.constant<Name>('production') }, fc.constantFrom<Name>('dev', 'staging')),
  clusters: fc.uniqueArray(cluster, { minLength: 1, maxLength: 2, selector: ({ place }) => place }),
  serving: fc.nat(2),
});

const pullRequests: fc.Arbitrary<Around['pullRequests']> = fc.record({
  host: fc.oneof({ weight: 20, arbitrary: fc.constantFrom<Name>('dev', 'test') }, fc.constantFrom<Name>('staging', 'production')),
  mostDays: fc.integer({ min: 1, max: 30 }),
  repositories: fc.uniqueArray(
    fc.record({
      name: label(20),
      url: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/).map((repository) => `https://github.com/example-erp/${repository}`),
      services: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
    }),
    { maxLength: 3, comparator: (a, b) => a.name === b.name || a.url.toLowerCase() === b.url.toLowerCase() },
  ),
});

/** Of PostgreSQL, with which the image of the dumps goes where there are any, and of the format of Kafka's metadata. */
const versions = (trial: boolean): fc.Arbitrary<Partial<Omit<Versions, 'charts'>>> =>
  trial
    ? fc
        .tuple(fc.constantFrom('16', '17', '18'), fc.constantFrom('4.2-IV1', '4.3-IV0'))
        .map(([postgres, kafkaMetadata]) => ({ postgres, kafkaMetadata }))
    : fc.constant({});

const names = fc.constantFrom<CloudDefinition['name']>('aws', 'aws', 'google', 'azure', 'bare-metal');
const everywhere = {
  cloud: names,
  networkPlugin: fc.constantFrom<NetworkPlugin>('aws-vpc', 'calico', 'cilium'),
  postgres: some(fc.oneof(fc.constantFrom('reporting', 'a1'), label(15)), fc.constantFrom('200Gi', '50Gi', '1Ti'), 2).map((own) => ({
    // Those that services ask for.
    reporting: '200Gi',
    ledger: '100Gi',
    ...own,
  })),
  pullRequests: fc.option(pullRequests, { nil: undefined, freq: 2 }),
  extra: fc.option(fc.constantFrom('trial', 'rehearsal', 'production'), { nil: undefined, freq: 2 }),
  versions: each(versions),
} as const;
const nothing = fc.constant({});
const nowhere = fc.constant(undefined);

/**
 * What a company has around its services. A standby has no store of somebody else's: most companies have the one or the other, and some
 * both, of which the catalog refuses one.
 */
export const around = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ...everywhere,
      elsewhere: each(elsewhere, fc.constantFrom(undefined, 'staging', 'production')),
      stores: each(furtherServers),
      places: nowhere,
    }),
  },
  { weight: 4, arbitrary: fc.record({ ...everywhere, elsewhere: nothing, stores: nothing, places }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ...everywhere,
      elsewhere: each(elsewhere, fc.constantFrom(undefined, 'staging', 'production')),
      stores: each(furtherServers),
      places,
    }),
  },
) as fc.Arbitrary<Around>;
