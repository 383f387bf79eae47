import { realpathSync } from 'node:fs';
import { Command } from 'commander';
import { build } from './judging/build.ts';
import { main } from './terminal/errors.ts';

const program = new Command('build')
  .description(
    'The main job: generates base/, overlays/ and argocd/, proves that kustomize builds what the catalog means, validates and judges it.',
  )
  .option('--fresh', 'let kustomize build everything, also what it has built before of the same files')
  .exitOverride();

await main(async () => {
  program.parse();
  return (await build(realpathSync(process.cwd()), (text) => process.stdout.write(text), program.opts<{ fresh?: boolean }>())) ? 0 : 1;
});
