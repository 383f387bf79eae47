import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadFacts } from '../charts/facts/facts.ts';
import { definitionsFile } from '../charts/run.ts';
import { UserError } from '../terminal/errors.ts';
import { buildPrograms, builtPrograms, goVersion } from './programs.ts';

/** What a person may ask of `npm run test:cluster`. */
export interface ClusterTestOptions {
  readonly kubeconfig?: string;
  readonly crds?: string;
  readonly env?: readonly string[];
  readonly write?: boolean;
  readonly only?: readonly string[];
}

const untested = 'NOT TESTED: admission, quotas, scheduling, access and the validator were not held against a real API server: ';

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
  if (options.kubeconfig !== undefined && !existsSync(options.kubeconfig)) {
    throw new UserError({ what: 'There is no such kubeconfig.', where: options.kubeconfig, how: 'Give the path of a file.' });
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
    ...(options.write === true && { CLUSTER_WRITE: '1' }),
  };
  try {
    return await vitest(root, options.only, env);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
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
