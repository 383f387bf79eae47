import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

interface Options extends ChangeOptions {
  readonly to: string;
  readonly reason: string;
  readonly incident?: string;
}

/** Another place of an environment serves: one line of its file. */
export default function failover(program: Command): void {
  const command = program
    .command('failover')
    .description(
      'Lets another place of an environment serve: its databases are promoted and its services start, those of the place before it sleep.',
    )
    .argument('<environment>', 'the environment, such as production')
    .requiredOption('--to <place>', 'the place that is to serve; home is the first cluster')
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .option('--incident <id>', 'in a freeze: the incident for which both places are thawed for four hours');
  examples(
    changing(command),
    `
    npm run ops -- failover production --to west --reason "the region is lost" --incident INC-123 --pr
    npm run ops -- failover production --to home --reason "home is rebuilt" --dry-run

    Nothing happens before the merge. What must be done by hand before and after it: docs/runbooks/fail-over.md.
    Gates: the place is a standby that somebody can follow, it has the versions that run now, neither place is frozen, and everything that
    the repository checks is green.`,
  ).action((environment: string, options: Options) =>
    change(options, async (ground, now) => {
      const { planFailover } = await import('../operations/changes/failing-over.ts');
      return planFailover(ground, { ...options, environment, now });
    }),
  );
}
