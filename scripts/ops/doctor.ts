import type { Command } from 'commander';
import { examples } from '../operations/run.ts';
import { UserError } from '../terminal/errors.ts';

interface Options {
  readonly json?: boolean;
  readonly cluster?: boolean;
  readonly env?: string;
  readonly context?: string;
}

/** Whether this machine and this repository are fit, or a cluster for its first sync. */
export default function doctor(program: Command): void {
  const command = program
    .command('doctor')
    .description('Looks at Node, packages, tools, Git, the catalog and the generated files, or at a cluster, and says what to do.')
    .option('--cluster', 'look at the cluster of an environment instead, with kubectl; nothing is changed')
    .option('--env <environment>', 'whose cluster it is')
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--json', 'print the result as JSON');
  examples(
    command,
    `
    npm run ops -- doctor
    npm run ops -- doctor --cluster --env production --context erp-production`,
  ).action(async (options: Options) => {
    const { text, diagnoses } = options.cluster === true ? await ofCluster(options) : await ofMachine(options);
    process.stdout.write(options.json === true ? `${JSON.stringify({ diagnoses }, undefined, 2)}\n` : text);
    process.exitCode = diagnoses.every(({ good }) => good) ? 0 : 1;
  });
}

async function ofMachine({ env, context }: Options) {
  if (env !== undefined || context !== undefined) {
    throw new UserError({ what: '--env and --context are about a cluster.', how: 'Add --cluster, or leave them out.' });
  }
  const { diagnose, diagnosisText } = await import('../operations/doctor/doctor.ts');
  const diagnoses = await diagnose(process.cwd());
  return { diagnoses, text: diagnosisText(diagnoses) };
}

async function ofCluster({ env, context }: Options) {
  if (env === undefined) throw new UserError({ what: 'Nobody said whose cluster it is.', how: 'Add --env <environment>.' });
  const { clusterText, diagnoseCluster } = await import('../operations/doctor/cluster-doctor.ts');
  const diagnoses = await diagnoseCluster(process.cwd(), { environment: env, context });
  return { diagnoses, text: clusterText(diagnoses) };
}
