import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

interface Options extends ChangeOptions {
  readonly env: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly incident: string;
}

/** A gap in all freezes. */
export default function thaw(program: Command): void {
  const command = program
    .command('thaw')
    .description('Suspends all freezes of an environment for a while, for an incident.')
    .requiredOption('--env <environment>', 'the environment')
    .option('--from <time>', 'when it begins; without: now', '0m')
    .requiredOption('--to <time>', 'when it ends: 4h, 2026-12-01T08:00Z')
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .requiredOption('--incident <id>', 'the incident, such as INC-123');
  examples(
    changing(command),
    `
    npm run ops -- thaw --env production --to 4h --incident INC-123 --reason "the closing needs the fix"`,
  ).action((options: Options) =>
    change(options, async (ground, now) => {
      const { planThaw } = await import('../operations/changes/freezing.ts');
      return planThaw(ground, { ...options, now });
    }),
  );
}
