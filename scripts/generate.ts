import { Command } from 'commander';
import { generate } from '../generators/generate.ts';
import { loadCatalog } from './catalog/catalog.ts';
import { chartApplications } from './charts/facts/applications.ts';
import { drift, driftInShort } from './charts/facts/check.ts';
import { loadFactsHeads } from './charts/facts/facts.ts';
import { findingsText } from './charts/facts/finding.ts';
import { assertKept } from './preview/keeping/keep.ts';
import { foreignError, generateTree, planText } from './repository/generation.ts';
import { createSources } from './repository/sources.ts';
import { isFresh, planTree } from './repository/tree.ts';
import { judgeTree } from './repository/whole-tree/judge.ts';
import { main } from './terminal/errors.ts';

const program = new Command('generate')
  .description(
    'Writes base/, overlays/ and argocd/ from generators/catalog: only what changed, and removes what nothing generates any more.',
  )
  .option('--check', 'write nothing; list stale, missing and orphaned files and exit with 1 when there are any')
  .addHelpText(
    'after',
    '\nExit codes: 0 the tree is fresh, 1 it is not (--check), 2 a mistake in the catalog or a file in the way, 3 data would go undeclared.',
  )
  .exitOverride();

await main(async () => {
  program.parse();
  const { check = false } = program.opts<{ check?: boolean }>();
  const root = process.cwd();
  const catalog = await loadCatalog(root);
  const generated = generate(catalog);
  const { files } = generated;
  await assertKept(root, catalog, generated, (text) => process.stderr.write(text));
  if (!check) {
    const { written, removed, unchanged } = generateTree(root, files);
    process.stdout.write(`generate: ${files.length} files: ${written} written, ${removed} removed, ${unchanged} unchanged.\n`);
    // The Applications are needed to make the facts of charts, and the facts to say what the projects allow: told, and no failure.
    process.stderr.write(findingsText(driftInShort(staleFacts(root))));
    return 0;
  }
  const plan = planTree(root, files);
  process.stdout.write(planText(plan));
  const stale = staleFacts(root);
  const tree = judgeTree(root);
  process.stderr.write(findingsText(stale) + tree.text);
  if (isFresh(plan) && stale.length + tree.faults > 0) return 1;
  if (isFresh(plan)) {
    process.stdout.write(`generate: ${files.length} files are fresh.\n`);
    return 0;
  }
  if (plan.foreign.length > 0) process.stderr.write(foreignError(plan.foreign).text());
  else process.stderr.write('generate: the tree is not what the catalog means. Run "npm run generate".\n');
  return 1;
});

/** Where `charts/` does not say what the charts of the Applications make, by which the projects were written. */
function staleFacts(root: string) {
  return drift(chartApplications(createSources(root)), loadFactsHeads(root));
}
