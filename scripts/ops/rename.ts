import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

interface Options extends ChangeOptions {
  readonly reason: string;
  readonly beside?: boolean;
  readonly incident?: string;
}

/** Another name for a service, at once or in steps, whose topics, database and builds stay what they are. */
export default function rename(program: Command): void {
  const command = program
    .command('rename')
    .description('Gives a service another name: file, releases, settings and calls of others; its data keeps its place.')
    .argument('<service>', 'the service')
    .argument('<name>', 'its new name')
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .option('--beside', 'in steps: the new name runs beside the old one first; the same command without it goes on')
    .option('--incident <id>', 'in a freeze: the incident for which the environment is thawed for four hours');
  examples(
    changing(command),
    `
    npm run ops -- rename sales-service orders-service --beside --reason "it sells nothing"
    npm run ops -- rename sales-service orders-service --reason "it sells nothing"

    docs/runbooks/remove.md says what to do before the merge, and what to see after it.`,
  ).action((service: string, to: string, options: Options) =>
    change(options, async (ground, now) => {
      const { planRenaming } = await import('../operations/changes/renaming.ts');
      return planRenaming(ground, { ...options, service, to, now });
    }),
  );
}
