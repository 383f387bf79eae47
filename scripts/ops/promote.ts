import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

interface Options extends ChangeOptions {
  readonly from: string;
  readonly to: string;
  readonly all?: boolean;
  readonly ready?: boolean;
}

/** Takes the release of one environment to the next. */
export default function promote(program: Command): void {
  const command = program
    .command('promote')
    .description('Takes the version and digest of a service from one environment to the next.')
    .argument('[service]', 'the service; or --all')
    .requiredOption('--from <environment>', 'where it is')
    .requiredOption('--to <environment>', 'where it goes: the environment that comes next')
    .option('--all', 'every service whose versions differ')
    .option('--ready', 'with --all: leave out the services that a gate refuses');
  examples(
    changing(command),
    `
    npm run ops -- promote financial-service --from test --to staging
    npm run ops -- promote --all --ready --from dev --to test --dry-run

    Gates: the environment is the next one, the version is in the source environment and has been there as long as it must,
    it is not older than what is in the target, its tag was not moved, the target is not held or frozen, its release workflow
    signed it (where cosign is on PATH), and everything that the repository checks is green.`,
  ).action((service: string | undefined, options: Options) =>
    change(options, async (ground, now) => {
      const { planPromotion } = await import('../operations/delivery/promotion.ts');
      return planPromotion(ground, { ...options, service, now });
    }),
  );
}
