import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

interface Options extends ChangeOptions {
  readonly env: string;
  readonly reason: string;
  readonly until: string;
}

/** A hold without a rollback. */
export default function hold(program: Command): void {
  const command = program
    .command('hold')
    .description('Keeps a service at its version in an environment, whatever is promoted.')
    .argument('<service>', 'the service')
    .requiredOption('--env <environment>', 'the environment')
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .requiredOption('--until <time>', 'when the hold ends: 7d, 2026-12-01');
  examples(
    changing(command),
    `
    npm run ops -- hold sales-service --env staging --until 2d --reason "load test"`,
  ).action((service: string, options: Options) =>
    change(options, async (ground, now) => {
      const { planHold } = await import('../operations/delivery/holding.ts');
      return planHold(ground, { ...options, service, now });
    }),
  );
}
