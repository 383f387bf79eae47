import './lib/node-version.ts';
import { generate } from '../generators/generate.ts';
import { loadCatalog } from './lib/catalog.ts';
import { main } from './lib/errors.ts';
import { renderEnvironments } from './lib/kustomize.ts';
import { proofText, prove } from './lib/proof.ts';

await main(async () => {
  const root = process.cwd();
  const [catalog, rendered] = await Promise.all([loadCatalog(root), renderEnvironments(root)]);
  const result = prove(generate(catalog).applications, rendered);
  process.stdout.write(proofText(result));
  return result.problems.length === 0 ? 0 : 1;
});
