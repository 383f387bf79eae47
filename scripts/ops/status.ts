import type { Command } from 'commander';
import { examples } from '../operations/run.ts';
import type { StatusOptions } from '../operations/status/shown.ts';

/** What runs where: the rollout history of the manual (7.1), from Git. */
export default function status(program: Command): void {
  const command = program
    .command('status')
    .description('Shows what runs where, by the files, what may go on and when, and holds, scales, freezes and what is over.')
    .option('--env <environment>', 'this environment only')
    .option('--service <service>', 'this service only')
    .option('--list', 'a line for each service of each environment, with digests, in UTC')
    .option('--json', 'print the result as JSON');
  examples(
    command,
    `
    npm run ops -- status
    npm run ops -- status --service financial-service
    npm run --silent ops -- status --env production --json`,
  ).action(async (options: StatusOptions) => {
    const { shownStatus } = await import('../operations/status/shown.ts');
    process.stdout.write(await shownStatus(options));
  });
}
