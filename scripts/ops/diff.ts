import { realpathSync } from 'node:fs';
import type { Command } from 'commander';

interface Options {
  readonly json: boolean;
  readonly markdown: boolean;
}

/** `ops diff`: what differs between two environments, and why. */
export default function addDiff(program: Command): void {
  program
    .command('diff')
    .description('Shows what differs between two environments: by release (promotable), by definition, or by nothing that was declared.')
    .argument('<from>', 'environment')
    .argument('<to>', 'environment')
    .argument('[service]', 'only this service')
    .option('--json', 'print JSON', false)
    .option('--markdown', 'print Markdown', false)
    .addHelpText('after', '\nExit codes: 0 every difference is explained, 1 some is not, 2 wrong use.')
    .action(async (from: string, to: string, service: string | undefined, { json, markdown }: Options) => {
      const [{ loadCatalog }, { environmentDiff }, { environmentDiffText }, { createSources }] = await Promise.all([
        import('../catalog/catalog.ts'),
        import('../preview/diff/environment-diff.ts'),
        import('../preview/text/environment-diff-text.ts'),
        import('../repository/sources.ts'),
      ]);
      const root = realpathSync(process.cwd());
      const differences = await environmentDiff(createSources(root), await loadCatalog(root), [from, to], service);
      const text = environmentDiffText([from, to], differences, markdown ? 'markdown' : 'text');
      process.stdout.write(json ? `${JSON.stringify(differences, null, 2)}\n` : text);
      process.exitCode = differences.some(({ reason }) => reason === 'unexplained') ? 1 : 0;
    });
}
