import { countOfLastGeneration, inputsOf, rememberGeneration } from './repository/generated/last-generation.ts';
import { CommandLine } from './terminal/command-line.ts';

import { main } from './terminal/errors.ts';

const program = new CommandLine('generate')
  .description(
    'Writes base/, overlays/ and argocd/ from generators/catalog: only what changed, and removes what nothing generates any more.',
  )
  .option('--check', 'write nothing; list stale, missing and orphaned files and exit with 1 when there are any')
  .addHelpText(
    'after',
    '\nExit codes: 0 the tree is fresh, 1 it is not (--check), 2 a mistake in the catalog or a file in the way, 3 data would go undeclared.',
  );

await main(async () => {
  program.parse();
  const { check = false } = program.opts<{ check?: boolean }>();
  const root = process.cwd();
  const inputs = check ? undefined : inputsOf(root);
  const last = inputs && countOfLastGeneration(root, inputs);
  if (last !== undefined) {
    process.stdout.write(`generate: ${last} files: 0 written, 0 removed, ${last} unchanged.\n`);
    return 0;
  }
  const [{ checkTree, writeTree }, { assertKept }] = await Promise.all([
    import('./judging/written-tree.ts'),
    import('./preview/keeping/keep.ts'),
  ]);
  const remarks: string[] = [];
  const listener = {
    result: (text: string) => process.stdout.write(text),
    remark(text: string) {
      remarks.push(text);
      process.stderr.write(text);
    },
  };
  const guard: Parameters<typeof writeTree>[2] = (catalog, generated, remark) => assertKept(root, catalog, generated, remark);
  if (check) return (await checkTree(root, listener, guard)) ? 0 : 1;
  const count = await writeTree(root, listener, guard);
  // What was said has to be said again.
  if (inputs !== undefined && remarks.join('') === '') rememberGeneration(root, count, inputs);
  return 0;
});
