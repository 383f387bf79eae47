import type { Command } from 'commander';
import { wholeNumber } from '../operations/arguments.ts';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

interface Options extends ChangeOptions {
  readonly env: string;
  readonly min?: number;
  readonly max?: number;
  readonly until?: string;
  readonly end?: boolean;
  readonly reason: string;
  readonly incident?: string;
}

/** The scale of the manual (7.2), as a commit with an end. */
export default function scale(program: Command): void {
  const command = program
    .command('scale')
    .description('Gives a service other bounds for its number of pods, until a day.')
    .argument('<service>', 'the service')
    .requiredOption('--env <environment>', 'the environment')
    .option('--min <pods>', 'pods at least; without: as ordinarily', wholeNumber)
    .option('--max <pods>', 'pods at most; without: as ordinarily', wholeNumber)
    .option('--until <time>', 'when the ordinary numbers return: 7d, 2026-12-01')
    .option('--end', 'return to the ordinary numbers now')
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .option('--incident <id>', 'in a freeze: the incident for which the environment is thawed for four hours');
  examples(
    changing(command),
    `
    npm run ops -- scale financial-service --env production --min 12 --max 40 --until 14d --reason "year end"
    npm run ops -- scale financial-service --env dev --min 2 --until 4h --reason "tries leader election"
    npm run ops -- scale financial-service --env production --end --reason "the year is closed"

    Nothing happens by itself when the time is over: "ops check" turns red until "ops tidy" or --end.`,
  ).action((service: string, options: Options) =>
    change(options, async (ground, now) => {
      const { planScale } = await import('../operations/changes/scaling.ts');
      return planScale(ground, { ...options, service, now });
    }),
  );
}
