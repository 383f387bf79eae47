import { generate } from '../generators/generate.ts';
import { loadCatalog } from './catalog/catalog.ts';
import { renderEnvironments } from './kustomize/kustomize.ts';
import { proofText, prove } from './kustomize/proof.ts';
import { main } from './terminal/errors.ts';

await main(async () => {
  const root = process.cwd();
  const [catalog, rendered] = await Promise.all([loadCatalog(root), renderEnvironments(root)]);
  const result = prove(generate(catalog).applications, rendered);
  process.stdout.write(proofText(result));
  return result.problems.length === 0 ? 0 : 1;
});
