import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

interface Options extends ChangeOptions {
  readonly env?: string;
  readonly reason: string;
  readonly incident?: string;
}

/** The end of a service, environment by environment. */
export default function remove(program: Command): void {
  const command = program
    .command('remove')
    .description('Ends a service in an environment, and declares what ends with it; at last its file goes.')
    .argument('<service>', 'the service')
    .option('--env <environment>', 'the environment; without: it runs nowhere any more, and its file goes')
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .option('--incident <id>', 'in a freeze: the incident for which the environment is thawed for four hours');
  examples(
    changing(command),
    `
    npm run ops -- remove sales-service --env dev --reason "orders-service has taken over"
    npm run ops -- remove sales-service --env production --reason "orders-service has taken over"
    npm run ops -- remove sales-service --reason "orders-service has taken over"

    Environments come in the order in which versions pass them; docs/runbooks/remove.md says what to see between two steps.`,
  ).action((service: string, options: Options) =>
    change(options, async (ground, now) => {
      const { planRemoval } = await import('../operations/changes/removing.ts');
      return planRemoval(ground, { ...options, service, now });
    }),
  );
}
