import type { Catalog } from '../catalog.ts';
import type { Entry } from '../entry.ts';
import type { EnvironmentDefinition, EnvironmentFile } from '../environment/environment.ts';
import { teamProblems } from './belonging/owners.ts';
import { buildProblems } from './build-problems.ts';
import { cloudProblems } from './cloud-problems.ts';
import { crossProblems } from './cross-problems.ts';
import { dataLayerProblems, environmentProblems } from './environment-problems.ts';
import { ownKindProblems, wayOutProblems } from './exceptions/declared.ts';
import { networkProblems } from './network-problems.ts';
import { freezeProblems, scalingProblems } from './operations-problems.ts';
import type { CatalogProblem } from './problem.ts';
import { contentProblems } from './services/content-problems.ts';
import { serviceProblems, setProblems } from './services/service-problems.ts';
import type { Shape } from './shape/schema.ts';
import { shapeProblems } from './shape/shape.ts';
import { elsewhereProblems } from './stores/stores-elsewhere.ts';
import { textProblems } from './text-problems.ts';

/** Whether an entry is known to be without mistakes by itself: a service with the environments of the catalog, every other one alone. */
export type IsSound = (entry: Entry<unknown>) => boolean;

/**
 * All mistakes of the first stage that has any: shape of each file, then each file by itself, then what the files say about
 * each other. A later stage over a broken earlier one would only report its echoes.
 * @param isSound leaves out what need not be looked at again; absent: everything is looked at
 */
export function problemsIn(catalog: Catalog, isSound: IsSound = () => false): readonly CatalogProblem[] {
  for (const stage of [shapesOf, ownProblems, crossProblems]) {
    const problems = stage(catalog, isSound);
    if (problems.length > 0) return [...withoutEchoes(problems, catalog)].sort(byFile);
  }
  return [];
}

function shapesOf(catalog: Catalog, isSound: IsSound): CatalogProblem[] {
  const check = (shape: Shape) => (entry: Entry<unknown>) => (isSound(entry) ? [] : shapeProblems(shape, entry));
  return [
    ...check('platform')(catalog.platform),
    ...catalog.services.flatMap(check('service')),
    // A place was derived of a file of that shape.
    ...catalog.environments.flatMap((entry) =>
      isSound(entry) || entry.value.place !== undefined ? [] : shapeProblems('environment', { ...entry, value: written(entry.value) }),
    ),
    ...catalog.versions.flatMap(check('versions')),
    ...catalog.releases.flatMap(check('release')),
    ...catalog.sealedSecrets.flatMap(check('sealedSecret')),
    ...catalog.settings.flatMap(check('settings')),
    ...catalog.scaling.flatMap(check('scaling')),
    ...catalog.freezes.flatMap(check('freezes')),
    ...catalog.thaws.flatMap(check('thaws')),
    ...catalog.retired.flatMap(check('retired')),
  ];
}

/** What the file of an environment itself says. */
function written({ versions: _, ...file }: EnvironmentDefinition): EnvironmentFile {
  return file;
}

function ownProblems(catalog: Catalog, isSound: IsSound): CatalogProblem[] {
  // A service knows environments by their files, whatever places they have.
  const declared = catalog.environments.filter(({ cluster }) => cluster === undefined);
  const written = [catalog.platform, ...catalog.services, ...declared, ...catalog.settings];
  return [
    ...written.flatMap((entry) => (isSound(entry) ? [] : textProblems(entry))),
    ...catalog.services.flatMap((entry) => (isSound(entry) ? [] : serviceProblems(entry, declared))),
    ...catalog.services.flatMap((entry) => wayOutProblems(entry, { ...catalog, environments: declared })),
    ...contentProblems(catalog),
    ...catalog.environments.flatMap(environmentProblems),
    ...catalog.releases.flatMap((entry) => buildProblems(entry, entry.value)),
    ...catalog.settings.flatMap((entry) => setProblems(entry, catalog)),
    ...scalingProblems(catalog),
    ...freezeProblems(catalog),
    ...dataLayerProblems(catalog.platform),
    ...networkProblems(catalog.platform),
    ...cloudProblems(catalog),
    ...elsewhereProblems(catalog),
    ...ownKindProblems(catalog.platform),
    ...teamProblems(catalog.platform),
  ];
}

/** What is wrong at home is wrong in all places that take it over, and is said once. */
function withoutEchoes(problems: readonly CatalogProblem[], { environments }: Catalog): readonly CatalogProblem[] {
  const names = environments.flatMap(({ value: { name, place } }) =>
    place === undefined || place.of === name ? [] : [{ name, of: place.of }],
  );
  if (names.length === 0) return problems;
  const saidOf = ({ file, message }: CatalogProblem) =>
    [file, names.reduce((text, { name, of }) => text.replaceAll(name, of), message)].join('\n');
  const isOfPlace = ({ path = [] }: CatalogProblem) => path[0] === 'clusters' && path[1] !== 0;
  const atHome = new Set(problems.filter((found) => !isOfPlace(found)).map(saidOf));
  return problems.filter((found) => !isOfPlace(found) || !atHome.has(saidOf(found)));
}

function byFile(a: CatalogProblem, b: CatalogProblem): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.message < b.message ? -1 : 1;
}
