import { realpathSync } from 'node:fs';
import type { Command } from 'commander';

/** `ops explain`: which line set a field. */
export default function addExplain(program: Command): void {
  program
    .command('explain')
    .description('Says which lines set a field of a built object, and which file of the catalog to edit.')
    .argument('<object>', '<environment>/<Kind>/<name>, such as production/Deployment/sales-service')
    .argument(
      '[field]',
      'such as spec.replicas, or its end where one place has it: containers[name=sales-service].image; without: every field',
    )
    .option('--json', 'print JSON', false)
    .addHelpText('after', '\nExit codes: 0 explained, 2 no such object or field.')
    .action(async (object: string, field: string | undefined, { json }: { readonly json: boolean }) => {
      const [{ explain }, { explanationText }, { createSources }] = await Promise.all([
        import('../preview/explain.ts'),
        import('../preview/explanation-text.ts'),
        import('../repository/sources.ts'),
      ]);
      const explanations = await explain(createSources(realpathSync(process.cwd())), object, field);
      process.stdout.write(json ? `${JSON.stringify(explanations, null, 2)}\n` : explanationText(explanations));
    });
}
