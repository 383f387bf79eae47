import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

interface Options extends ChangeOptions {
  readonly env: string;
  readonly version: string;
  readonly digest: string;
  readonly forwardOnly?: string;
  readonly incident: string;
  readonly reason: string;
  readonly until: string;
}

/** The normal path with fewer gates, for an incident. */
export default function emergency(program: Command): void {
  const command = program
    .command('emergency')
    .description('Brings a build past the lower environments, for an incident: no order, soak, hold or freeze, but every check.')
    .argument('<service>', 'the service')
    .requiredOption('--env <environment>', 'the environment')
    .requiredOption('--version <version>', 'the version: the tag of the image, with or without v')
    .requiredOption('--digest <digest>', 'the digest that the registry gave the image')
    .option('--forward-only <reason>', 'it changes the database so that no older version can run: what cannot be undone')
    .requiredOption('--incident <id>', 'the incident, such as INC-123')
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .option('--until <time>', 'by when the lower environments must have it', '3d');
  examples(
    changing(command),
    `
    npm run ops -- emergency financial-service --env production --version 1.4.3 --digest sha256:<64 digits> \\
      --incident INC-123 --reason "postings are lost"

    A frozen environment is thawed for four hours. "ops check" warns until the lower environments have the version or a newer
    one, and fails when the time is over.`,
  ).action((service: string, options: Options) =>
    change(options, async (ground, now) => {
      const { planEmergency } = await import('../operations/delivery/delivery.ts');
      return planEmergency(ground, { ...options, service, now });
    }),
  );
}
