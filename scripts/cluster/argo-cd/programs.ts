import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { access, constants, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../terminal/errors.ts';

/** Argo CD, ready to run. */
export interface ArgoPrograms {
  /** All of Argo CD's programs in one; which of them it is says its environment. */
  readonly argocd: string;
  /** Says what Argo CD's own validator has against AppProjects. */
  readonly validateProjects: string;
  /** Folder with the CustomResourceDefinitions of the version. */
  readonly crds: string;
  /** Such as `3.2.11`. */
  readonly version: string;
}

const execute = promisify(execFile);
const moduleFolder = path.join(import.meta.dirname, 'programs');
const argoModule = 'github.com/argoproj/argo-cd/v3';
const environment = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' };

/**
 * Argo CD, built where no earlier run did: some six minutes of one processor, and 2.5 GB of modules. It is kept in the user's cache
 * folder, beside the programs of the control plane.
 * @param report is told what is being built
 * @throws UserError when Go is missing or a build fails
 */
export async function buildArgoPrograms(report: (line: string) => void): Promise<ArgoPrograms> {
  const programs = await pinnedPrograms();
  for (const [file, target] of [
    [programs.validateProjects, './validate-projects'],
    [programs.argocd, `${argoModule}/cmd`],
  ] as const) {
    if (await isThere(file)) continue;
    const start = Date.now();
    await build(file, target, programs.version);
    report(`built ${path.basename(file)} in ${Math.round((Date.now() - start) / 1000)} s`);
  }
  if (!(await isThere(programs.crds))) await keepCrds(programs.crds);
  return programs;
}

/** Where the programs of the pinned modules are kept, built or not. */
async function pinnedPrograms(): Promise<ArgoPrograms> {
  const sources = ['go.mod', 'go.sum', 'validate-projects/main.go'].map((file) => readFile(path.join(moduleFolder, file), 'utf8'));
  const [mod = '', ...others] = await Promise.all(sources);
  const version = new RegExp(`${argoModule} v(\\S+)`).exec(mod)?.[1];
  if (version === undefined) throw new Error('go.mod of the programs does not name Argo CD.');
  const hash = createHash('sha256')
    .update([mod, ...others, process.platform, process.arch].join('\0'))
    .digest('hex');
  const cache = process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache');
  const file = (name: string) => path.join(cache, 'erp-gitops', 'argo-cd', hash.slice(0, 16), name);
  return { argocd: file('argocd'), validateProjects: file('validate-projects'), crds: file('crds'), version };
}

/** Written beside and renamed: whoever builds meanwhile, or is killed, never leaves half a program under the name. */
async function build(file: string, target: string, version: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  const flags = `-s -w -X ${argoModule}/common.version=${version}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await execute('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags', flags, '-o', draft, target], {
      cwd: moduleFolder,
      env: environment,
      maxBuffer: 64 * 1024 * 1024,
    });
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    const output =
      cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n').slice(-20).join('\n') : String(cause);
    throw new UserError(
      {
        what: `Argo CD cannot be built:\n${output}`,
        where: 'scripts/cluster/argo-cd/programs/go.mod',
        how: 'Go needs its module proxy for the first build.',
      },
      { cause },
    );
  }
}

async function keepCrds(folder: string): Promise<void> {
  const { stdout } = await execute('go', ['list', '-m', '-f', '{{.Dir}}', argoModule], { cwd: moduleFolder, env: environment });
  const draft = `${folder}.${randomUUID()}`;
  await cp(path.join(stdout.trim(), 'manifests', 'crds'), draft, { recursive: true });
  await rename(draft, folder);
}

async function isThere(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}
