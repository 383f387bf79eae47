import type { Command } from 'commander';
import type { LookOptions } from '../operations/doctor/look.ts';
import { examples } from '../operations/run.ts';

/** Whether this machine and this repository are fit, or a cluster for its first sync. */
export default function doctor(program: Command): void {
  const command = program
    .command('doctor')
    .description(
      'Looks at Node, packages, tools, Git, the catalog and the generated files, at a cluster or at the Git host, and says what to do.',
    )
    .option('--cluster', 'look at the cluster of an environment instead, with kubectl; nothing is changed')
    .option('--env <environment>', 'whose cluster it is')
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--account', 'with --cluster: ask the tools of the cloud for zone, buckets and identities as well; nothing is changed')
    .option('--remote', 'compare what GitHub enforces with .github/rulesets instead; nothing is changed')
    .option('--repository <owner/name>', 'on GitHub (default: that of origin)')
    .option('--service', 'services are developed there: tags and the environment of releases')
    .option('--json', 'print the result as JSON');
  examples(
    command,
    `
    npm run ops -- doctor
    npm run ops -- doctor --cluster --env production --context erp-production --account
    npm run ops -- doctor --remote
    npm run ops -- doctor --remote --service --repository erp/financial`,
  ).action(async (options: LookOptions & { readonly json?: boolean }) => {
    const { look } = await import('../operations/doctor/look.ts');
    const { text, diagnoses } = await look(options);
    process.stdout.write(options.json === true ? `${JSON.stringify({ diagnoses }, undefined, 2)}\n` : text);
    process.exitCode = diagnoses.every(({ good }) => good) ? 0 : 1;
  });
}
