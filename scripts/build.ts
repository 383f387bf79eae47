import { realpathSync } from 'node:fs';
import type { Generated } from '../generators/generate.ts';
import type { Catalog } from '../generators/model/catalog.ts';
import { staleDocuments } from './documents/derived.ts';
import { writeDocuments } from './documents/write.ts';
import { type BuildOptions, build } from './judging/build.ts';
import { assertKept } from './preview/keeping/keep.ts';
import { judgeTemplates } from './pull-requests/stage.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main } from './terminal/errors.ts';

const program = new CommandLine('build')
  .description(
    'The main job: generates base/, overlays/ and argocd/, proves that kustomize builds what the catalog means, validates and judges it, holds it against the requirements of the manual, and draws what follows from it.',
  )
  .option('--fresh', 'let kustomize build everything, also what it has built before of the same files')
  .addHelpText(
    'after',
    '\nExit codes: 0 in order, 1 findings, 2 wrong use or a broken tool, 3 something that holds data would disappear undeclared.',
  );

await main(async () => {
  program.parse();
  const root = realpathSync(process.cwd());
  const guard = (catalog: Catalog, generated: Generated) => assertKept(root, catalog, generated, (text) => process.stderr.write(text));
  const draw: NonNullable<BuildOptions['draw']> = async (...built) => {
    const documents = await staleDocuments(...built);
    writeDocuments(root, documents);
    return documents.size;
  };
  return build(root, (text) => process.stdout.write(text), { ...program.opts<{ fresh?: boolean }>(), guard, judgeTemplates, draw });
});
