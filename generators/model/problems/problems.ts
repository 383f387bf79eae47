import type { Catalog } from '../catalog.ts';
import type { Entry } from '../entry.ts';
import { buildProblems } from './build-problems.ts';
import { crossProblems } from './cross-problems.ts';
import { dataLayerProblems, environmentProblems } from './environment-problems.ts';
import { networkProblems } from './network-problems.ts';
import { freezeProblems, scalingProblems } from './operations-problems.ts';
import { type CatalogProblem, problem } from './problem.ts';
import { describeShapeError, shapes } from './schema.ts';
import { serviceProblems, setProblems } from './service-problems.ts';

const typeNames: Readonly<Record<keyof typeof shapes, string>> = {
  platform: 'PlatformDefinition',
  service: 'ServiceDefinition',
  environment: 'EnvironmentDefinition',
  release: 'Release',
  sealedSecret: 'SealedSecret',
  settings: 'ServiceSettings',
  scaling: 'TemporaryScale',
  freezes: 'FreezeList',
};

/**
 * All mistakes of the first stage that has any: shape of each file, then each file by itself, then what the files say about
 * each other. A later stage over a broken earlier one would only report its echoes.
 */
export function problemsIn(catalog: Catalog): readonly CatalogProblem[] {
  for (const stage of [shapeProblems, ownProblems, crossProblems]) {
    const problems = stage(catalog);
    if (problems.length > 0) return [...problems].sort(byFile);
  }
  return [];
}

function shapeProblems(catalog: Catalog): CatalogProblem[] {
  const check = (shape: keyof typeof shapes) => (entry: Entry<unknown>) => {
    const validate = shapes[shape];
    if (validate(entry.value)) return [];
    return (validate.errors ?? [])
      .filter(({ keyword }) => keyword !== 'if')
      .map((error) => problem(entry, describeShapeError(error, entry.value), `Write it as ${typeNames[shape]} says (generators/model).`));
  };
  return [
    ...check('platform')(catalog.platform),
    ...catalog.services.flatMap(check('service')),
    ...catalog.environments.flatMap(check('environment')),
    ...catalog.releases.flatMap(check('release')),
    ...catalog.sealedSecrets.flatMap(check('sealedSecret')),
    ...catalog.settings.flatMap(check('settings')),
    ...catalog.scaling.flatMap(check('scaling')),
    ...catalog.freezes.flatMap(check('freezes')),
  ];
}

function ownProblems(catalog: Catalog): CatalogProblem[] {
  return [
    ...catalog.services.flatMap((entry) => serviceProblems(entry, catalog)),
    ...catalog.environments.flatMap(environmentProblems),
    ...catalog.releases.flatMap((entry) => buildProblems(entry, entry.value)),
    ...catalog.settings.flatMap((entry) => setProblems(entry, catalog)),
    ...scalingProblems(catalog),
    ...freezeProblems(catalog),
    ...dataLayerProblems(catalog.platform),
    ...networkProblems(catalog.platform),
  ];
}

function byFile(a: CatalogProblem, b: CatalogProblem): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.message < b.message ? -1 : 1;
}
