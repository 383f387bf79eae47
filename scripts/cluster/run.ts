import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadFacts } from '../charts/facts/facts.ts';
import { definitionsFile } from '../charts/run.ts';
import { UserError } from '../terminal/errors.ts';
import { clientOf } from './client.ts';
import { lookAtGiven } from './given.ts';
import { accessOf } from './kubeconfig.ts';
import { buildPrograms, builtPrograms, goVersion } from './programs.ts';

/** What a person may ask of `npm run test:cluster`. */
export interface ClusterTestOptions {
  readonly kubeconfig?: string;
  readonly crds?: string;
  readonly env?: readonly string[];
  readonly write?: boolean;
  readonly only?: readonly string[];
  readonly kind?: readonly string[];
  readonly disagreements?: string;
}

const untested =
  'NOT TESTED: admission, quotas, scheduling, access, the validator and services of every kind were not held against a real API server: ';

/**
 * Runs the tests of `test/cluster`. Where there is neither Go nor a cluster it says what was not tested and passes; where
 * REQUIRE_TOOLS is set, as in CI, it fails.
 * @returns the exit code
 * @throws UserError for wrong use
 */
export async function testCluster(root: string, options: ClusterTestOptions): Promise<number> {
  if (options.kubeconfig !== undefined && options.env?.length !== 1) {
    throw new UserError({ what: 'A given cluster holds one environment.', how: 'Add "--env <environment>".' });
  }
  const crds = options.crds === undefined ? keptDefinitions(root) : [path.resolve(root, options.crds)];
  const missing = crds.filter((place) => !existsSync(place)).map((place) => path.relative(root, place));
  if (missing.length > 0) {
    return skipped(`there are no CustomResourceDefinitions in ${missing.join(', ')}; run "npm run charts", or name a folder with --crds`);
  }
  if (options.kubeconfig === undefined && (await builtPrograms()) === undefined) {
    const go = await goVersion();
    if ('missing' in go) return skipped(`${go.missing}; install it, or give an empty cluster with --kubeconfig`);
    process.stderr.write('Building etcd, kube-apiserver, kube-controller-manager and kube-scheduler; this takes some minutes, once.\n');
    await buildPrograms((line) => process.stderr.write(`  ${line}\n`));
  }
  // What the tests store lies in a folder that is removed however they end.
  const folder = await mkdtemp(path.join(tmpdir(), 'erp-gitops-'));
  const env = {
    TMPDIR: folder,
    CLUSTER_CRDS: crds.join(path.delimiter),
    CLUSTER_ENVIRONMENTS: (options.env ?? []).join(','),
    ...(options.kubeconfig !== undefined && { CLUSTER_KUBECONFIG: path.resolve(root, options.kubeconfig) }),
    CLUSTER_KINDS: (options.kind ?? []).join(','),
    ...(options.disagreements !== undefined && { CLUSTER_DISAGREEMENTS: path.resolve(root, options.disagreements) }),
    ...(options.write === true && { CLUSTER_WRITE: '1' }),
  };
  try {
    const test = () => vitest(root, options.only, env);
    return await (options.kubeconfig === undefined ? test() : inGiven(path.resolve(root, options.kubeconfig), test));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

/** Tests in an empty cluster of somebody's, and leaves it empty; also when the tests are interrupted. */
async function inGiven(kubeconfig: string, test: () => Promise<number>): Promise<number> {
  const client = clientOf(accessOf(kubeconfig));
  const stay = () => process.stderr.write('Cleaning the given cluster first.\n');
  process.on('SIGINT', stay);
  try {
    const given = await lookAtGiven(client, kubeconfig);
    process.stderr.write(
      `The given cluster is Kubernetes ${given.version}. The tests of scheduling and priority need nodes of their own and are left out.\n`,
    );
    const code = await test();
    const left = await given.clean();
    if (left.length === 0) {
      process.stderr.write('The given cluster is empty again.\n');
      return code;
    }
    process.stderr.write(`Still in the given cluster, remove it by hand:\n${left.map((title) => `  ${title}\n`).join('')}`);
    return 1;
  } finally {
    process.off('SIGINT', stay);
    client.close();
  }
}

/** The files in which `npm run charts` keeps the CustomResourceDefinitions of the pinned charts. */
function keptDefinitions(root: string): readonly string[] {
  const facts = loadFacts(root).map((file) => file.facts);
  const files = facts.filter(({ definitions }) => definitions.length > 0).map((chart) => path.join(root, definitionsFile(chart)));
  return [...new Set(files)].sort();
}

function skipped(reason: string): number {
  process.stderr.write(`${untested}${reason}.\n`);
  if (process.env['REQUIRE_TOOLS'] === undefined) return 0;
  process.stderr.write('REQUIRE_TOOLS asks for it.\n');
  return 1;
}

function vitest(root: string, only: readonly string[] | undefined, env: Readonly<Record<string, string>>): Promise<number> {
  const program = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = ['run', '--config', 'test/cluster/vitest.config.ts', ...(only ?? [])];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? 0 : 1));
  });
}
