import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

interface Options extends ChangeOptions {
  readonly env: string;
  readonly to?: string;
  readonly reason: string;
  readonly holdUntil: string;
  readonly incident?: string;
  readonly restored?: string;
}

/** The rollout undo of the manual (7.1), as a commit. */
export default function rollback(program: Command): void {
  const command = program
    .command('rollback')
    .description('Brings back what an environment had, version, digest and settings, and holds it there.')
    .argument('<service>', 'the service')
    .requiredOption('--env <environment>', 'the environment')
    .option('--to <version|commit>', 'what to go back to; without: the build before this one')
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .option('--hold-until <time>', 'until when no promotion may change it', '7d')
    .option('--incident <id>', 'in a freeze: the incident for which the environment is thawed for four hours')
    .option('--restored <moment>', 'across a migration that cannot be undone: the moment that the database was restored to');
  examples(
    changing(command),
    `
    npm run ops -- rollback financial-service --env production --reason "5xx since 1.4.2"
    npm run ops -- rollback financial-service --env production --to 1.3.0 --reason "5xx since 1.4.0" --hold-until 14d
    npm run ops -- rollback financial-service --env production --to 3f2a91c --reason "as it was on Friday" --incident INC-123`,
  ).action((service: string, options: Options) =>
    change(options, async (ground, now) => {
      const { planRollback } = await import('../operations/delivery/rollback.ts');
      return planRollback(ground, { ...options, service, now });
    }),
  );
}
