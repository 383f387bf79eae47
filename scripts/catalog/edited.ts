import type { Catalog, VersionsEntry } from '../../generators/model/catalog.ts';
import type { EnvironmentFile } from '../../generators/model/environment/environment.ts';
import type { DataEntry, FreezeEntry } from '../../generators/model/operations/operations.ts';
import { dividedPlaces } from '../../generators/model/problems/places/divided.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { definitionOf } from '../repository/literal/definitions.ts';
import { readLiteral } from '../repository/literal/read.ts';
import { parseYaml } from '../repository/yaml.ts';
import { placeIn } from '../repository/yaml-lines.ts';
import { contentIn } from './contents.ts';
import { problemsOfExceptions } from './exceptions.ts';
import { catalogFolder, sealedSecretsFolder } from './folder.ts';
import { CatalogError, placed } from './places.ts';
import { withVersions } from './versions.ts';

/** Data of the catalog that is written by environment and service. */
const kinds = ['releases', 'settings', 'scaling', 'thaws', 'retired'] as const;

/**
 * A catalog with other data files, as `loadCatalog` would read it were they on the disk, but for its checks. Whatever did not change is
 * the same object. Files that the catalog does not read, such as the record of an incident, change nothing.
 * @param edits texts of YAML files by path; undefined for one that goes
 */
export function editedCatalog(catalog: Catalog, edits: ReadonlyMap<string, string | undefined>): Catalog {
  return [...edits].reduce((edited, [file, text]) => withFile(edited, file, text), catalog);
}

/**
 * Checks a catalog that was made of a sound one (`editedCatalog`), as `loadCatalog` does.
 * @throws CatalogError with all mistakes of the first stage that has any
 */
export async function assertSound(catalog: Catalog, before: Catalog, edits: ReadonlyMap<string, string | undefined>): Promise<void> {
  const known = new Set<unknown>(catalog.environments === before.environments ? entriesOf(before) : []);
  const own = problemsIn(catalog, (entry) => known.has(entry));
  const problems = own.length > 0 ? own : await problemsOfExceptions(catalog, before);
  if (problems.length === 0) return;
  throw new CatalogError(
    placed(problems, (file) => {
      const text = edits.get(file);
      return text === undefined || file.endsWith('.ts') ? undefined : (keys) => placeIn(text, 0, keys);
    }),
  );
}

/** All entries that have a shape. */
function entriesOf({ platform, services, environments, sealedSecrets, versions, freezes, ...rest }: Catalog): readonly unknown[] {
  return [
    platform,
    ...services,
    ...environments,
    ...sealedSecrets,
    ...versions,
    ...freezes,
    ...kinds.flatMap((kind): readonly unknown[] => rest[kind]),
  ];
}

function withFile(catalog: Catalog, file: string, text: string | undefined): Catalog {
  const [kind, ...place] = file
    .slice(catalogFolder.length + 1)
    .replace(/\.yaml$/, '')
    .split('/');
  const [environment = '', service] = place;
  const value: unknown = text === undefined ? undefined : parseYaml(text).documents[0]?.value;
  const known = kinds.find((name) => name === kind);
  if (known !== undefined && service !== undefined) {
    const entries: readonly DataEntry<unknown>[] = catalog[known];
    return { ...catalog, [known]: replaced(entries, text === undefined ? file : { file, environment, service, value }) };
  }
  if (kind === sealedSecretsFolder && text === undefined) return { ...catalog, sealedSecrets: replaced(catalog.sealedSecrets, file) };
  if (kind === 'services' && service !== undefined) {
    const contents = text === undefined ? file : contentIn(file, Buffer.from(text));
    return { ...catalog, contents: replaced(catalog.contents, contents) };
  }
  if (kind === 'services') {
    const definition = definitionOf(file);
    const service = text === undefined || definition === undefined ? undefined : readLiteral(text, definition).value;
    return {
      ...catalog,
      services: replaced(catalog.services, service === undefined ? file : { file, value: service as ServiceDefinition }),
    };
  }
  if (kind === 'environments') {
    const definition = definitionOf(file);
    const read = text === undefined || definition === undefined ? undefined : readLiteral(text, definition).value;
    const own =
      read === undefined
        ? []
        : dividedPlaces({ file, value: read as EnvironmentFile }).map((entry) => withVersions(entry, catalog.versions));
    const position = catalog.environments.findIndex((entry) => entry.file === file);
    const others = catalog.environments.filter((entry) => entry.file !== file);
    return { ...catalog, environments: others.toSpliced(position === -1 ? others.length : position, 0, ...own) };
  }
  if (kind === 'versions') {
    const versions = replaced(catalog.versions, text === undefined ? file : { file, environment, value: value as VersionsEntry['value'] });
    const environments = catalog.environments.map((entry) => (entry.value.name === environment ? withVersions(entry, versions) : entry));
    return { ...catalog, versions, environments };
  }
  if (kind !== 'freezes') return catalog;
  const entries: readonly FreezeEntry[] = catalog.freezes;
  return {
    ...catalog,
    freezes: replaced(entries, text === undefined ? file : { file, environment, value: value as FreezeEntry['value'] }),
  };
}

/** Entries with one more, or another of its file; without the one of a file that goes. */
function replaced<T extends { readonly file: string }>(entries: readonly T[], change: T | string): readonly T[] {
  const file = typeof change === 'string' ? change : change.file;
  const position = entries.findIndex((entry) => entry.file === file);
  if (typeof change === 'string') return entries.filter((entry) => entry.file !== file);
  return position === -1 ? [...entries, change].sort(byPlace) : entries.with(position, change);
}

/** As folders are read: by the names of the folders, then by those of the files. */
function byPlace({ file: a }: { readonly file: string }, { file: b }: { readonly file: string }): number {
  const [one, other] = [a.split('/'), b.split('/')];
  const index = one.findIndex((part, position) => part !== other[position]);
  return (one[index] ?? '') < (other[index] ?? '') ? -1 : 1;
}
