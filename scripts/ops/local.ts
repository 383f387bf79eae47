import path from 'node:path';
import type { Command } from 'commander';
import { minutes } from '../operations/arguments.ts';
import { examples } from '../operations/run.ts';

interface Options {
  readonly context?: string;
  readonly service?: string[];
  readonly image?: string[];
  readonly domain?: string;
  readonly registry?: string;
  readonly minutes: number;
  readonly wait: boolean;
  readonly dryRun?: boolean;
}

const output = { say: (text: string) => process.stdout.write(text), tell: (text: string) => process.stderr.write(text) };

/** The services and small stores in a cluster of this machine. */
export default function local(program: Command): void {
  const group = program
    .command('local')
    .description(
      'Runs the services with small stores in a cluster of this machine: k3d, kind, minikube or any that is local (docs/local.md).',
    );
  examples(
    group,
    `
    npm run ops -- local up --context k3d-erp
    npm run ops -- local up --context kind-erp --service sales-service --image sales-service=sales-service:dev
    npm run ops -- local up --dry-run
    npm run ops -- local down --context k3d-erp`,
  );
  const context = (command: Command) =>
    command.option('--context <name>', 'context of the kubeconfig (default: the current one, if k3d, kind or the like made it)');
  context(group.command('up').description('Brings the services there, waits for them, and says how to reach them.'))
    .option('--service <name...>', 'only these, and those that they call or whose topics they use')
    .option('--image <name=reference...>', 'an image of your own for a service')
    .option('--domain <domain>', 'under which the host names are found', 'localhost')
    .option('--registry <file>', 'a config.json of Docker with the log-in of the registry of the images')
    .option('--minutes <number>', 'how long each stage may take', minutes, 10)
    .option('--no-wait', 'apply everything and do not wait for pods')
    .option('--dry-run', 'print the YAML, with no values in its Secrets, and ask no cluster')
    .action(async (options: Options) => {
      const [{ up }, { companyOf }, { createSources }] = await Promise.all([
        import('../local/up.ts'),
        import('../repository/company/company.ts'),
        import('../repository/sources.ts'),
      ]);
      const root = path.resolve('.');
      process.exitCode = await up(root, { ...options, company: companyOf(createSources(root)) }, output);
    });
  context(group.command('down').description('Removes what "up" made, disks included.'))
    .option('--dry-run', 'say what would be removed')
    .action(async (options: Options) => {
      process.exitCode = await (await import('../local/down.ts')).down(path.resolve('.'), options, output);
    });
}
