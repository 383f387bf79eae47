import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalog, Entry, Release, ReleaseEntry } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment.ts';
import type { PlatformDefinition } from '../../generators/model/platform.ts';
import { type CatalogProblem, problemsIn } from '../../generators/model/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service.ts';
import { errorText, UserError } from './errors.ts';
import { loadFolder, loadModule } from './folder.ts';
import { slashed } from './sources.ts';
import { parseYaml } from './yaml.ts';

/** Where the catalog lies in a repository. */
export const catalogFolder = 'generators/catalog';

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
  const folder = path.join(root, catalogFolder, 'releases');
  const problems: CatalogProblem[] = [];
  const entries = foldersIn(folder).flatMap((environment) =>
    filesIn(path.join(folder, environment)).flatMap((name): ReleaseEntry[] => {
      const file = `${catalogFolder}/releases/${environment}/${name}`;
      if (!name.endsWith('.yaml')) {
        problems.push({ file, message: 'This is no release file.', fix: 'Name it <service>.yaml, or move it away.' });
        return [];
      }
      const { documents, problems: broken } = parseYaml(readFileSync(path.join(root, file), 'utf8'));
      problems.push(...broken.map(({ message, line }) => ({ file: `${file}:${line}`, message, fix: 'Write version and digest as YAML.' })));
      return broken.length > 0
        ? []
        : [{ file, environment, service: name.slice(0, -'.yaml'.length), value: documents[0]?.value as Release }];
    }),
  );
  if (problems.length > 0) throw new CatalogError(problems);
  return entries;
}

function foldersIn(folder: string): readonly string[] {
  return namesIn(folder, (entry) => entry.isDirectory());
}

function filesIn(folder: string): readonly string[] {
  return namesIn(folder, (entry) => entry.isFile());
}

function namesIn(folder: string, wanted: (entry: { isDirectory(): boolean; isFile(): boolean }) => boolean): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(wanted)
    .map(({ name }) => name)
    .sort();
}

function relative(root: string, file: string): string {
  return slashed(path.relative(root, file));
}
