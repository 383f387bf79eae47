import { readFileSync } from 'node:fs';
import path from 'node:path';
import { argoCdChart } from '../../../generators/charts/argo-cd.ts';
import { type Catalog, homeOf } from '../../../generators/model/catalog.ts';
import type { Versions } from '../../../generators/model/environment/versions.ts';
import { isReal } from '../../../generators/model/time.ts';
import { catalogFolder, lifetimesName } from '../../catalog/folder.ts';
import { parseYaml } from '../../repository/yaml.ts';
import { placeIn } from '../../repository/yaml-lines.ts';
import { UserError } from '../../terminal/errors.ts';

/** Until when a version that runs is mended by its maker. */
export interface Lifetime {
  /** As the files of versions have it. */
  readonly name: string;
  readonly version: string;
  readonly environments: readonly string[];
  /** The last day, such as `2027-02-28`; absent where the maker names none. */
  readonly until?: string;
  /** What the maker says in place of a day; absent for a day, and where nobody has written anything down. */
  readonly rule?: string;
  readonly source?: string;
  /** Where the day or the text stands, 1-based; 0 where nobody has written anything down. */
  readonly line: number;
  /** Whole days from now to the last day; below 0 when it is over. */
  readonly daysLeft?: number;
}

interface Known {
  readonly source: string;
  readonly versions: Readonly<Record<string, { readonly said: string; readonly line: number }>>;
}

const day = 86_400_000;
/** Where the days are kept. */
export const lifetimesFile = `${catalogFolder}/${lifetimesName}`;

/**
 * The lifetimes of all that the environments run, those that end first before the others.
 * @throws UserError when the file cannot be read
 */
export function lifetimesOf(root: string, catalog: Catalog, now: number): readonly Lifetime[] {
  const known = readLifetimes(root);
  return [...running(catalog)]
    .map(([key, environments]): Lifetime => {
      const [name = '', version = ''] = key.split(' ');
      const own = known.get(name);
      const { said, line = 0 } = (own === undefined ? undefined : longestPrefix(own.versions, version)) ?? {};
      const until = said !== undefined && isDay(said) ? said : undefined;
      return {
        name,
        version,
        environments,
        ...(until !== undefined && { until, daysLeft: Math.ceil((Date.parse(`${until}T00:00Z`) + day - now) / day) - 1 }),
        ...(said !== undefined && until === undefined && { rule: said }),
        ...(own !== undefined && { source: own.source }),
        line,
      };
    })
    .toSorted((a, b) => (a.daysLeft ?? Number.MAX_SAFE_INTEGER) - (b.daysLeft ?? Number.MAX_SAFE_INTEGER) || (a.name < b.name ? -1 : 1));
}

/** The environments by name and version, with a blank between. */
function running(catalog: Catalog): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  const add = (name: string, version: string, environment: string) => {
    const key = `${name} ${version}`;
    places.set(key, [...(places.get(key) ?? []), environment]);
  };
  for (const { value } of catalog.environments) {
    for (const [name, version] of Object.entries(flat(value.versions))) add(name, version, value.name);
  }
  const home = homeOf(catalog);
  if (home !== undefined) add('argo-cd', argoCdChart.version, home.name);
  return places;
}

/** The format of Kafka's metadata lives as long as the Kafka that writes it. */
function flat({ charts, kafkaMetadata: _, ...stores }: Versions): Readonly<Record<string, string>> {
  return { ...stores, ...charts };
}

/** What is said of a version: of `4.3` where it is `4.3.1`, and nothing of `4.30.0`. */
function longestPrefix<T>(versions: Readonly<Record<string, T>>, version: string): T | undefined {
  const names = Object.keys(versions).filter((name) => version === name || version.startsWith(`${name}.`));
  return versions[names.toSorted((a, b) => b.length - a.length)[0] ?? ''];
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

function readLifetimes(root: string): ReadonlyMap<string, Known> {
  const text = readFileSync(path.join(root, lifetimesFile), 'utf8');
  const { documents, problems } = parseYaml(text);
  const value: unknown = documents[0]?.value;
  const broken = (what: string, keys: readonly string[]) => {
    const line = problems[0]?.line ?? placeIn(text, 0, keys)?.line ?? 1;
    return new UserError({
      what,
      where: `${lifetimesFile}:${line}`,
      how: 'Write for each product: source, and versions with a day or a text each.',
    });
  };
  if (problems[0] !== undefined) throw broken(problems[0].message, []);
  const isMap = (item: unknown): item is Readonly<Record<string, unknown>> =>
    typeof item === 'object' && item !== null && !Array.isArray(item);
  if (!isMap(value)) throw broken('This is no list of lifetimes.', []);
  return new Map(
    Object.entries(value).map(([name, product]) => {
      if (!isMap(product) || typeof product['source'] !== 'string' || !isMap(product['versions'])) {
        throw broken(`"${name}" has no source or no versions.`, [name]);
      }
      const versions = Object.entries(product['versions']).map(([version, until]) => {
        const said = until instanceof Date ? until.toISOString().slice(0, 10) : until;
        if (typeof said !== 'string' || said.trim() === '' || (isDay(said) && !isReal(`${said}T00:00Z`))) {
          throw broken(`"${name}" ${version} ends on no day.`, [name, 'versions', version]);
        }
        return [version, { said, line: placeIn(text, 0, [name, 'versions', version])?.line ?? 0 }] as const;
      });
      return [name, { source: product['source'], versions: Object.fromEntries(versions) }] as const;
    }),
  );
}
