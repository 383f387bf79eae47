import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loadCatalog } from '../../catalog/catalog.ts';
import { kubectlTool } from '../../kustomize/tools.ts';
import { errorText, UserError } from '../../terminal/errors.ts';
import { looksOn, outsideOf } from './clouds/clouds.ts';
import { type Answers, type Expected, type Look, unseen, type Verdict } from './cluster-look.ts';
import { looks as common } from './cluster-looks.ts';
import { askOutside, commandText } from './outside.ts';

const execute = promisify(execFile);

/** One thing that the cluster must bring, and what was found. */
export type ClusterDiagnosis = { readonly name: string; readonly command: string } & Verdict;

/** Which cluster to look at. */
export interface ClusterTarget {
  /** Environment whose catalog file says what to expect. */
  readonly environment: string;
  /** Context of the kubeconfig; absent: its current one. */
  readonly context: string | undefined;
  /** Whether the tools of the cloud are asked, too, for what must exist beside the cluster; they only read. */
  readonly account?: boolean;
}

/**
 * Looks at a cluster with kubectl, which only reads, and says what the first sync would miss.
 * @throws UserError when no environment has that name, there is no kubectl, or the cluster does not answer
 */
export async function diagnoseCluster(
  root: string,
  { environment: name, context, account = false }: ClusterTarget,
): Promise<readonly ClusterDiagnosis[]> {
  const { environments, platform } = await loadCatalog(root);
  const environment = environments.find(({ value }) => value.name === name)?.value;
  if (environment === undefined) {
    const known = environments.map(({ value }) => value.name).join(', ');
    throw new UserError({ what: `There is no environment "${name}".`, how: `Give one of ${known} to --env.` });
  }
  const expected: Expected = { environment, platform: platform.value };
  return [...(await diagnoseServer(expected, context)), ...(await diagnoseOutside(expected, account))];
}

/** What the API server tells. */
export async function diagnoseServer(expected: Expected, context: string | undefined): Promise<readonly ClusterDiagnosis[]> {
  const looks = [...common, ...looksOn(expected)];
  const { command, args } = await kubectlTool();
  const get = async (path: string): Promise<unknown> => {
    const own = [...args, ...(context === undefined ? [] : ['--context', context]), 'get', '--raw', path];
    try {
      const { stdout } = await execute(command, own, { maxBuffer: 256 * 2 ** 20 });
      return JSON.parse(stdout) as unknown;
    } catch (error) {
      return absentOr(error, path);
    }
  };
  // Whoever does not answer this does not answer anything.
  const version = await get('/version');
  const wanted = [...new Set(looks.flatMap(({ paths }) => paths))].filter((path) => path !== '/version');
  const answers = new Map<string, unknown>([['/version', version]]);
  await Promise.all(wanted.map(async (path) => answers.set(path, await get(path))));
  const ask: Answers = (path) => answers.get(path);
  return looks.map((look: Look) => ({
    name: look.name,
    command: look.command,
    ...look.judge(ask, expected),
  }));
}

/** What the tools of the cloud tell; where they are not asked, what is to be looked at. */
export async function diagnoseOutside(expected: Expected, isAsked: boolean): Promise<readonly ClusterDiagnosis[]> {
  return Promise.all(
    outsideOf(expected).map(async (one) => ({
      name: one.name,
      command: commandText(one.command),
      ...(isAsked ? await askOutside(one) : unseen(`${one.what}: add --account to have it looked at.`)),
    })),
  );
}

/** Undefined where the API server has nothing of that name; else the reason why nothing can be known. */
function absentOr(error: unknown, path: string): undefined {
  const said = String((error as { stderr?: unknown }).stderr ?? error).trim();
  if (/NotFound|could not find|not found/i.test(said)) return undefined;
  const [first = ''] = said.split('\n').filter((line) => !/^E\d{4} /.test(line));
  const forbidden = /Forbidden|forbidden/.test(said);
  throw new UserError({
    what: forbidden ? `You may not look at ${path}: ${first}` : `The cluster does not answer: ${first}`,
    where: `kubectl get --raw ${path}`,
    how: forbidden ? 'Ask as somebody who may read the whole cluster.' : 'Name the context with --context, and log in to it.',
  });
}

/** The diagnoses for people: one line where all is well, else what, where it is seen and how to put it right. */
export function clusterText(diagnoses: readonly ClusterDiagnosis[]): string {
  const lines = diagnoses.map((diagnosis) => {
    if (!diagnosis.good) return errorText({ what: `${diagnosis.name}: ${diagnosis.text}`, where: diagnosis.command, how: diagnosis.fix });
    if (diagnosis.looked === false) return `NOT LOOKED AT  ${diagnosis.name}: ${diagnosis.text}\n  see  ${diagnosis.command}\n`;
    return `ok     ${diagnosis.name.padEnd(10)} ${diagnosis.text}\n`;
  });
  const wrong = diagnoses.filter((diagnosis) => !diagnosis.good).length;
  const looked = diagnoses.filter((diagnosis) => !diagnosis.good || diagnosis.looked !== false).length;
  const sum = wrong === 0 ? 'Nothing is missing of what was looked at' : `${wrong} of ${looked} things are missing`;
  const left = diagnoses.length - looked;
  const unknown = left === 0 ? '' : ` Nobody looked at ${left} more.`;
  return `${lines.join('')}${sum}.${unknown} DNS records, Vault and the identity provider: docs/prerequisites.md.\n`;
}
