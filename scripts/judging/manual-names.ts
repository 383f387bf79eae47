import { noManifest } from '../../policies/manifest.ts';
import type { Fields, Manifest, World } from '../../policies/model.ts';
import type { Evidence } from '../../policies/requirements/model/requirement.ts';
import { servingFor } from '../../policies/requirements/model/serving.ts';
import { createWorld } from '../../policies/world.ts';
import { literalPlaces } from '../repository/company/literal-places.ts';
import { definitionsIn, platformIn } from '../repository/company/literals.ts';
import { type Names, namesOf, namesOfExample, pairsOf, type Renaming, renamed, renaming } from '../repository/company/names.ts';
import type { Sources } from '../repository/sources.ts';

/**
 * The same with the names that the manual uses: its requirements speak of one company, and are asked of every one. What has its own
 * names for everything becomes what it would be under those of the manual.
 */
export function inNamesOfManual(evidence: Evidence, names: Names): Evidence {
  const environments = evidence.environments.map((world) => standIn(evidence.environments, world, names));
  const rename = renaming(pairsOf(names, namesOfExample));
  if (rename === undefined) return { ...evidence, environments };
  const of = (environment: string) => renaming(pairsOf(names, namesOfExample, environment)) ?? rename;
  return {
    environments: environments.map((world) => worldIn(world, () => of(world.environment))),
    argocd: worldIn(evidence.argocd, (manifest) => of(environmentOf(manifest, names))),
    codeOwners: rename(evidence.codeOwners),
    serviceRepositories: renamed(evidence.serviceRepositories, rename),
    runbooks: new Map([...evidence.runbooks].map(([file, text]) => [file, of('production')(text)])),
  };
}

/** The names in the catalog of a repository, those of the places of its environments too. */
export function placedNames(sources: Sources): Names {
  const platform = platformIn(sources);
  return platform === undefined ? namesOfExample : namesOf(platform, definitionsIn(sources, 'environments').flatMap(literalPlaces));
}

/** An environment as the manual means it: where its cluster waits, the place that serves, as if it had the names of the environment. */
function standIn(environments: readonly World[], world: World, names: Names): World {
  const place = servingFor(environments, world);
  if (place === undefined) return world;
  const [own, theirs] = [names.environments[world.environment] ?? {}, names.environments[place.environment] ?? {}];
  const named = renaming(Object.entries(theirs).flatMap(([path, name]) => (own[path] === undefined ? [] : [[name, own[path]] as const])));
  const called = new RegExp(`(?<![A-Za-z0-9])${place.environment}(?![A-Za-z0-9])`, 'g');
  const rename: Renaming = (text) => (named?.(text) ?? text).replaceAll(called, world.environment);
  return worldIn(place, () => rename, world.environment);
}

/** What operators make is made again, of what it is made of. */
function worldIn(world: World, renameOf: (manifest: Manifest) => Renaming, environment = world.environment): World {
  const given = world.manifests.filter(({ origin }) => origin === undefined || origin.by === 'chart');
  const [own, foreign] = [undefined, 'chart'].map((by) =>
    given.filter(({ origin }) => origin?.by === by).map((manifest) => manifestIn(manifest, renameOf(manifest))),
  );
  return createWorld(environment, own ?? [], undefined, foreign, renamed(world.company, renameOf(noManifest({ file: '', document: 0 }))));
}

function manifestIn(manifest: Manifest, rename: Renaming): Manifest {
  const { fields, name, namespace, labels, annotations } = manifest;
  return { ...manifest, ...renamed({ fields: fields as Fields, name, namespace, labels, annotations }, rename) };
}

/** Of what Argo CD is told: the one that it is labelled with, or that its project is of. */
function environmentOf({ labels, name }: Manifest, { environments }: Names): string {
  const told = labels['environment'];
  return told ?? Object.keys(environments).find((environment) => name.startsWith(`erp-${environment}`)) ?? 'production';
}
