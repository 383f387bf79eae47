import { noManifest } from '../../policies/manifest.ts';
import type { Fields, Manifest, World } from '../../policies/model.ts';
import type { Evidence } from '../../policies/requirements/model/requirement.ts';
import { createWorld } from '../../policies/world.ts';
import { type Names, namesOfExample, pairsOf, type Renaming, renamed, renaming } from '../repository/company/names.ts';

/**
 * The same with the names that the manual uses: its requirements speak of one company, and are asked of every one. What has its own
 * names for everything becomes what it would be under those of the manual.
 */
export function inNamesOfManual(evidence: Evidence, names: Names): Evidence {
  const rename = renaming(pairsOf(names, namesOfExample));
  if (rename === undefined) return evidence;
  const of = (environment: string) => renaming(pairsOf(names, namesOfExample, environment)) ?? rename;
  return {
    environments: evidence.environments.map((world) => worldIn(world, () => of(world.environment))),
    argocd: worldIn(evidence.argocd, (manifest) => of(environmentOf(manifest, names))),
    codeOwners: rename(evidence.codeOwners),
    serviceRepositories: renamed(evidence.serviceRepositories, rename),
    runbooks: new Map([...evidence.runbooks].map(([file, text]) => [file, of('production')(text)])),
  };
}

/** What operators make is made again, of what it is made of. */
function worldIn(world: World, renameOf: (manifest: Manifest) => Renaming): World {
  const given = world.manifests.filter(({ origin }) => origin === undefined || origin.by === 'chart');
  const [own, foreign] = [undefined, 'chart'].map((by) =>
    given.filter(({ origin }) => origin?.by === by).map((manifest) => manifestIn(manifest, renameOf(manifest))),
  );
  return createWorld(
    world.environment,
    own ?? [],
    undefined,
    foreign,
    renamed(world.company, renameOf(noManifest({ file: '', document: 0 }))),
  );
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
