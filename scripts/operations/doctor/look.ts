import { UserError } from '../../terminal/errors.ts';

/** What is looked at: this machine when nothing is said. */
export interface LookOptions {
  readonly cluster?: boolean;
  readonly env?: string;
  readonly context?: string;
  readonly account?: boolean;
  readonly remote?: boolean;
  readonly repository?: string;
  readonly service?: boolean;
}

/** What was found, and the same for people. */
export interface Looked {
  readonly diagnoses: readonly { readonly good: boolean }[];
  readonly text: string;
}

/**
 * Looks at what the options name.
 * @throws UserError when they do not go together, or what they name does not answer
 */
export function look(options: LookOptions): Promise<Looked> {
  return options.remote === true ? ofRemote(options) : options.cluster === true ? ofCluster(options) : ofMachine(options);
}

async function ofMachine(options: LookOptions) {
  if (options.env !== undefined || options.context !== undefined || options.account === true) {
    throw new UserError({ what: '--env, --context and --account are about a cluster.', how: 'Add --cluster, or leave them out.' });
  }
  if (options.repository !== undefined || options.service === true) {
    throw new UserError({ what: '--repository and --service are about the Git host.', how: 'Add --remote, or leave them out.' });
  }
  const { diagnose, diagnosisText } = await import('./doctor.ts');
  const diagnoses = await diagnose(process.cwd());
  return { diagnoses, text: diagnosisText(diagnoses) };
}

async function ofCluster({ env, context, account = false }: LookOptions) {
  if (env === undefined) throw new UserError({ what: 'Nobody said whose cluster it is.', how: 'Add --env <environment>.' });
  const { clusterText, diagnoseCluster } = await import('./cluster-doctor.ts');
  const diagnoses = await diagnoseCluster(process.cwd(), { environment: env, context, account });
  return { diagnoses, text: clusterText(diagnoses) };
}

async function ofRemote({ cluster, env, context, account, repository, service = false }: LookOptions) {
  if (cluster === true || env !== undefined || context !== undefined || account === true) {
    throw new UserError({ what: '--remote is about the Git host, not about a cluster.', how: 'Take one of --remote and --cluster.' });
  }
  const { diagnoseRemote, remoteText } = await import('./remote-doctor.ts');
  const diagnoses = await diagnoseRemote(process.cwd(), { repository, isService: service });
  return { diagnoses, text: remoteText(diagnoses) };
}
