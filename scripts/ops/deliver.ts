import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

interface Options extends ChangeOptions {
  readonly env: string;
  readonly version: string;
  readonly digest: string;
  readonly forwardOnly?: string;
  readonly commit?: string;
  readonly repository?: string;
}

/** Opens the way of a new build into the first environment. */
export default function deliver(program: Command): void {
  const command = program
    .command('deliver')
    .description('Brings a new build into the first environment; the pipeline of the service calls it after it has pushed the image.')
    .argument('<service>', 'the service')
    .requiredOption('--env <environment>', 'the environment')
    .requiredOption('--version <version>', 'the version: the tag of the image, with or without v')
    .requiredOption('--digest <digest>', 'the digest that the registry gave the image')
    .option('--forward-only <reason>', 'it changes the database so that no older version can run: what cannot be undone')
    .option('--commit <sha>', 'the commit of the service that was built')
    .option('--repository <url>', 'where that commit is; Argo CD shows both');
  examples(
    changing(command),
    `
    npm run ops -- deliver financial-service --env dev --version v1.4.2 --digest sha256:<64 digits> \\
      --commit "$GITHUB_SHA" --repository https://git.example.com/erp/erp-services.git

    Gates: the environment is one that the pipeline delivers to, not held, not frozen; the version is not older, and no other
    environment has it with another digest.`,
  ).action((service: string, options: Options) =>
    change(options, async (ground, now) => {
      const { planDelivery } = await import('../operations/delivery/delivery.ts');
      return planDelivery(ground, { ...options, service, now });
    }),
  );
}
