import { generate } from '../../generators/generate.ts';
import type { World } from '../../policies/model.ts';
import { createWorld } from '../../policies/world.ts';
import { manifestsIn } from '../../scripts/kustomize/kustomizations.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { argoFiles } from '../../scripts/repository/argo-files.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { companies } from '../places/company.ts';
import { chartsOf } from '../support/chart-facts.ts';
import { folderWith } from '../support/folder.ts';
import { present } from '../support/mutations/mutation.ts';

/** The standby of production in a company that has one, and what Argo CD is told there. */
export async function standbyCluster(): Promise<{ readonly world: World; readonly argocd: World }> {
  const { catalog } = present(companies['home serves, and a standby follows it']);
  const folder = folderWith(Object.fromEntries(generate(catalog).files.map((file) => [file.path, file.text])));
  const sources = createSources(folder);
  const [west] = await renderEnvironments(folder, { sources, environments: ['production-west'] });
  const told = argoFiles(sources).flatMap((file) => manifestsIn(sources, file));
  return {
    world: createWorld('production-west', present(west).manifests, undefined, chartsOf('production')),
    argocd: createWorld('argocd', told),
  };
}
