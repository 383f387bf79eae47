import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Fields } from '../../../policies/model.ts';
import { helmTool } from '../../kustomize/tools.ts';
import { inTemporaryFolder } from '../../terminal/temporary.ts';

const execute = promisify(execFile);
/** The largest chart renders to 5 MB, nearly all of it definitions of kinds. */
const mostOutput = 256 * 1024 * 1024;

/** What helm says when it cannot do what it was asked. */
export class HelmError extends Error {
  override readonly name = 'HelmError';
}

/** Helm, with nothing of what the machine's user has told it: no repositories, no plugins, no log-ins but those of the environment. */
export async function helm(args: readonly string[], home: string): Promise<string> {
  const { command } = await helmTool();
  const env = {
    ...process.env,
    HELM_CACHE_HOME: path.join(home, 'cache'),
    HELM_CONFIG_HOME: path.join(home, 'config'),
    HELM_DATA_HOME: path.join(home, 'data'),
  };
  try {
    const { stdout } = await execute(command, [...args], { env, maxBuffer: mostOutput });
    return stdout;
  } catch (cause) {
    const { stderr, message } = cause as Error & { readonly stderr?: string };
    const said = (stderr ?? '').trim() || message;
    throw new HelmError(said.replace(/^Error:\s*/, ''), { cause });
  }
}

/** How a chart is rendered. */
export interface Rendering {
  /** Unpacked chart, or package. */
  readonly chart: string;
  readonly release: string;
  readonly namespace: string;
  readonly values: Fields;
  readonly kubernetesVersion: string;
}

/**
 * What helm renders, definitions included, tests left out: as Argo CD does it.
 * @throws HelmError when the chart refuses
 */
export async function template({ chart, release, namespace, values, kubernetesVersion }: Rendering): Promise<string> {
  return inTemporaryFolder('erp-charts-', async (scratch) => {
    const file = path.join(scratch, 'values.json');
    await writeFile(file, JSON.stringify(values));
    const options = ['--namespace', namespace, '--values', file, '--kube-version', kubernetesVersion, '--include-crds', '--skip-tests'];
    return helm(['template', release, chart, ...options], scratch);
  });
}
