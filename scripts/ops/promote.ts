import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';
import { UserError } from '../terminal/errors.ts';

interface Options extends ChangeOptions {
  readonly from: string;
  readonly to: string;
  readonly all?: boolean;
  readonly ready?: boolean;
  readonly only?: string;
}

/** Takes the release of one environment to the next. */
export default function promote(program: Command): void {
  const command = program
    .command('promote')
    .description('Takes the version and digest of a service, or the versions of the platform, from one environment to the next.')
    .argument('[service]', 'the service; or --all; or platform: charts, stores and clusters')
    .requiredOption('--from <environment>', 'where it is')
    .requiredOption('--to <environment>', 'where it goes: the environment that comes next')
    .option('--all', 'every service whose versions differ')
    .option('--ready', 'with --all or platform: leave out what a gate refuses')
    .option('--only <names>', 'with platform: only these, such as keda,postgres');
  examples(
    changing(command),
    `
    npm run ops -- promote financial-service --from test --to staging
    npm run ops -- promote --all --ready --from dev --to test --dry-run
    npm run ops -- promote platform --from dev --to test
    npm run ops -- promote platform --from test --to staging --only cert-manager,postgres

    Gates: the environment is the next one, the version is in the source environment and has been there as long as it must,
    it is not older than what is in the target, its tag was not moved, the target is not held or frozen, its release workflow
    signed it (where cosign is on PATH), and everything that the repository checks is green.`,
  ).action((service: string | undefined, options: Options) =>
    change(options, async (ground, now) => {
      if (service === 'platform') {
        const { planPlatformPromotion } = await import('../operations/delivery/platform-promotion.ts');
        return planPlatformPromotion(ground, { ...options, now });
      }
      if (options.only !== undefined) {
        throw new UserError({
          what: '--only is for the platform.',
          where: 'promote',
          how: 'npm run ops -- promote platform --from dev --to test --only keda',
        });
      }
      const { planPromotion } = await import('../operations/delivery/promotion.ts');
      return planPromotion(ground, { ...options, service, now });
    }),
  );
}
