import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalog, Release, ReleaseEntry, SealedSecretEntry } from '../../generators/model/catalog.ts';
import type { Entry } from '../../generators/model/entry.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import type { SealedSecret } from '../../generators/model/environment/sealed-secret.ts';
import type { FreezeEntry, FreezeList, TemporaryScale } from '../../generators/model/operations/operations.ts';
import type { PlatformDefinition } from '../../generators/model/platform/platform.ts';
import type { CatalogProblem } from '../../generators/model/problems/problem.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { Partially, ServiceDefinition, ServiceSettings } from '../../generators/model/service/service.ts';
import { format, loadFactsHeads } from '../charts/facts/facts.ts';
import { loadFolder, loadModule } from '../repository/folder.ts';
import { slashed } from '../repository/sources.ts';
import { parseYaml } from '../repository/yaml.ts';
import { errorText, UserError } from '../terminal/errors.ts';

/** Where the catalog lies in a repository. */
export const catalogFolder = 'generators/catalog';

/** What `npm run seal` writes, in the catalog; there is none until somebody seals a secret. */
export const sealedSecretsFolder = 'sealed-secrets';

/** Mistakes in the catalog: everything that one stage found, three lines each. */
export class CatalogError extends UserError {
  readonly problems: readonly CatalogProblem[];

  constructor(problems: readonly CatalogProblem[]) {
    const [first] = problems;
    super({ what: first?.message ?? '', where: first?.file ?? '', how: first?.fix ?? '' });
    this.problems = problems;
  }

  override text(): string {
    return this.problems.map(({ file, message, fix }) => errorText({ what: message, where: file, how: fix })).join('');
  }
}

/**
 * Reads and checks the catalog of a repository.
 * @throws CatalogError with all mistakes of the first stage that has any
 */
export async function loadCatalog(root: string): Promise<Catalog> {
  const folder = path.join(root, catalogFolder);
  const entriesOf = async <T>(name: string): Promise<readonly Entry<T>[]> =>
    (await readable(root, () => loadFolder<T>(path.join(folder, name)))).map(({ file, value }) => ({ file: relative(root, file), value }));
  const platformFile = path.join(folder, 'platform.ts');
  const catalog: Catalog = {
    platform: { file: relative(root, platformFile), value: await readable(root, () => loadModule<PlatformDefinition>(platformFile)) },
    services: await entriesOf<ServiceDefinition>('services'),
    environments: await entriesOf<EnvironmentDefinition>('environments'),
    releases: loadReleases(root),
    sealedSecrets: loadSealedSecrets(root),
    settings: loadData(
      root,
      'settings',
      { what: 'settings', fix: 'Set the field with "npm run ops -- set".' },
      asShape<Partially<ServiceSettings>>,
    ),
    scaling: loadData(root, 'scaling', { what: 'scale', fix: 'Scale with "npm run ops -- scale".' }, asShape<TemporaryScale>),
    freezes: loadFreezes(root),
    charts: loadFactsHeads(root).flatMap(({ facts }) => (facts.format === format ? [facts] : [])),
  };
  const problems = problemsIn(catalog);
  if (problems.length > 0) throw new CatalogError(problems);
  return catalog;
}

/** A module that does not even load is a mistake in the catalog, not a crash. */
async function readable<T>(root: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      {
        what: `The catalog cannot be loaded: ${message.split('\n')[0]?.replaceAll(`${root}/`, '') ?? ''}`,
        where: catalogFolder,
        how: 'Mend the file; `npm run typecheck` shows the place.',
      },
      { cause },
    );
  }
}

function loadReleases(root: string): readonly ReleaseEntry[] {
  return loadData(root, 'releases', { what: 'release', fix: 'Write version and digest as YAML.' }, (value) => value as Release);
}

function loadSealedSecrets(root: string): readonly SealedSecretEntry[] {
  const fix = 'Seal the values again with "npm run seal".';
  return loadData(root, sealedSecretsFolder, { what: 'sealed secret', fix }, (value) => value as SealedSecret);
}

/** One file for each environment. */
function loadFreezes(root: string): readonly FreezeEntry[] {
  const fix = 'Freeze and thaw with "npm run ops -- freeze" and "thaw".';
  const { entries, problems } = readData(root, 'freezes', '', { what: 'freeze', fix }, asShape<FreezeList>);
  if (problems.length > 0) throw new CatalogError(problems);
  return entries.map(({ file, name, value }) => ({ file, environment: name, value }));
}

/** Whatever the file holds: its shape is checked with the rest of the catalog, before anything reads a field. */
function asShape<T>(value: unknown): T {
  return value as T;
}

/** What machines write: YAML files by environment and service. Their shape is checked with the rest of the catalog. */
function loadData<T>(
  root: string,
  kind: string,
  wording: { readonly what: string; readonly fix: string },
  read: (value: unknown) => T,
): readonly (Entry<T> & { readonly environment: string; readonly service: string })[] {
  const folders = foldersIn(path.join(root, catalogFolder, kind)).map((environment) => ({
    environment,
    ...readData(root, kind, `${environment}/`, wording, read),
  }));
  const problems = folders.flatMap((folder) => folder.problems);
  if (problems.length > 0) throw new CatalogError(problems);
  return folders.flatMap(({ environment, entries }) =>
    entries.map(({ file, name, value }) => ({ file, environment, service: name, value })),
  );
}

/** The YAML files of one folder of the catalog, by their names without `.yaml`. */
function readData<T>(
  root: string,
  kind: string,
  below: string,
  { what, fix }: { readonly what: string; readonly fix: string },
  read: (value: unknown) => T,
): { readonly entries: readonly (Entry<T> & { readonly name: string })[]; readonly problems: readonly CatalogProblem[] } {
  const problems: CatalogProblem[] = [];
  const entries = filesIn(path.join(root, catalogFolder, kind, below)).flatMap((name) => {
    const file = `${catalogFolder}/${kind}/${below}${name}`;
    if (!name.endsWith('.yaml')) {
      problems.push({
        file,
        message: `This is no ${what} file.`,
        fix: `Name it <${below === '' ? 'environment' : 'service'}>.yaml, or move it away.`,
      });
      return [];
    }
    const { documents, problems: broken } = parseYaml(readFileSync(path.join(root, file), 'utf8'));
    problems.push(...broken.map(({ message, line }) => ({ file: `${file}:${line}`, message, fix })));
    return broken.length > 0 ? [] : [{ file, name: name.slice(0, -'.yaml'.length), value: read(documents[0]?.value) }];
  });
  return { entries, problems };
}

function foldersIn(folder: string): readonly string[] {
  return namesIn(folder, (entry) => entry.isDirectory());
}

function filesIn(folder: string): readonly string[] {
  return namesIn(folder, (entry) => entry.isFile());
}

function namesIn(folder: string, wanted: (entry: { isDirectory(): boolean; isFile(): boolean }) => boolean): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(wanted)
    .map(({ name }) => name)
    .sort();
}

function relative(root: string, file: string): string {
  return slashed(path.relative(root, file));
}
