import { realpathSync } from 'node:fs';
import { generate } from '../generators/generate.ts';
import { loadCatalog } from './catalog/catalog.ts';
import { rememberedBuilds } from './kustomize/build-cache.ts';
import { renderEnvironments } from './kustomize/kustomize.ts';
import { proofText, prove } from './kustomize/proof.ts';
import { judgeTemplates } from './pull-requests/stage.ts';
import { createSources } from './repository/sources.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main } from './terminal/errors.ts';

const program = new CommandLine('prove')
  .description('Holds every overlay, built by the real kustomize, against the objects that the catalog means.')
  .addHelpText('after', '\nExit codes: 0 all as it is meant, 1 something is not, 2 wrong use or a broken tool.');

await main(async () => {
  program.parse();
  const sources = createSources(realpathSync(process.cwd()));
  const rendering = renderEnvironments(sources.root, { sources, ...(await rememberedBuilds(sources)) });
  const [catalog, rendered] = await Promise.all([loadCatalog(sources.root), rendering]);
  const { applications } = generate(catalog);
  const result = prove(applications, rendered);
  process.stdout.write(proofText(result));
  const templates = await judgeTemplates(sources.root, catalog, applications);
  if (templates !== undefined) process.stdout.write(`${templates.details}${templates.summary}.\n`);
  return result.problems.length === 0 && (templates?.details ?? '') === '' ? 0 : 1;
});
