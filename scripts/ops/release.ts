import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

interface Options extends ChangeOptions {
  readonly env: string;
  readonly reason: string;
}

/** The end of a hold. */
export default function release(program: Command): void {
  const command = program
    .command('release')
    .description('Ends the hold of a service, so that it can be promoted again.')
    .argument('<service>', 'the service')
    .requiredOption('--env <environment>', 'the environment')
    .requiredOption('--reason <text>', 'why, for those who read it later');
  examples(
    changing(command),
    `
    npm run ops -- release financial-service --env production --reason "1.4.3 mends it"`,
  ).action((service: string, options: Options) =>
    change(options, async (ground) => {
      const { planRelease } = await import('../operations/delivery/holding.ts');
      return planRelease(ground, { ...options, service });
    }),
  );
}
