import type { Command } from 'commander';
import { examples } from '../operations/run.ts';

interface Options {
  readonly env?: string;
  readonly service?: string;
  readonly json?: boolean;
}

/** What runs where: the rollout history of the manual (7.1), from Git. */
export default function status(program: Command): void {
  const command = program
    .command('status')
    .description('Shows what runs where, by the files: version, digest, age, holds, scales, freezes, and what is over.')
    .option('--env <environment>', 'this environment only')
    .option('--service <service>', 'this service only')
    .option('--json', 'print the result as JSON');
  examples(
    command,
    `
    npm run ops -- status
    npm run ops -- status --service financial-service
    npm run --silent ops -- status --env production --json`,
  ).action(async ({ env, service, json }: Options) => {
    const [
      { loadCatalog },
      { currentTime },
      { releasedSince },
      { repositoryRoot },
      { environmentOf, serviceOf },
      { statusOf, statusText },
    ] = await Promise.all([
      import('../catalog/catalog.ts'),
      import('../operations/clock.ts'),
      import('../operations/git/history.ts'),
      import('../operations/git/workspace.ts'),
      import('../operations/lookup.ts'),
      import('../operations/status.ts'),
    ]);
    const root = await repositoryRoot();
    const catalog = await loadCatalog(root);
    if (env !== undefined) environmentOf(catalog, env);
    if (service !== undefined) serviceOf(catalog, service);
    const since = await releasedSince(root, 'HEAD');
    const result = statusOf(catalog, since, currentTime(), {
      ...(env !== undefined && { env }),
      ...(service !== undefined && { service }),
    });
    process.stdout.write(json === true ? `${JSON.stringify(result, undefined, 2)}\n` : statusText(result));
  });
}
