import { realpathSync } from 'node:fs';
import { generate } from '../generators/generate.ts';
import { loadCatalog } from './catalog/catalog.ts';
import { rememberedBuilds } from './kustomize/build-cache.ts';
import { renderEnvironments } from './kustomize/kustomize.ts';
import { proofText, prove } from './kustomize/proof.ts';
import { createSources } from './repository/sources.ts';
import { main } from './terminal/errors.ts';

await main(async () => {
  const sources = createSources(realpathSync(process.cwd()));
  const rendering = renderEnvironments(sources.root, { sources, ...(await rememberedBuilds(sources)) });
  const [catalog, rendered] = await Promise.all([loadCatalog(sources.root), rendering]);
  const result = prove(generate(catalog).applications, rendered);
  process.stdout.write(proofText(result));
  return result.problems.length === 0 ? 0 : 1;
});
