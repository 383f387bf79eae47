import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { access, constants, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../terminal/errors.ts';
import { adaptations, adaptedCopy, replacedBy } from './adapted.ts';

/** Argo CD, ready to run. */
export interface ArgoBuild {
  /** Several of Argo CD's programs in one; which of them it is says its environment. */
  readonly argocd: string;
  /** Folder with the CustomResourceDefinitions of the version. */
  readonly crds: string;
  /** Such as `3.2.11`. */
  readonly version: string;
}

/** Argo CD as its image has it, as far as it makes, syncs and deletes Applications. */
export interface PullRequestPrograms extends ArgoBuild {
  readonly kustomize: string;
}

/** All programs of Argo CD. */
export interface ArgoPrograms extends ArgoBuild {
  /** Says what Argo CD's own validator has against AppProjects. */
  readonly validateProjects: string;
}

const execute = promisify(execFile);
const moduleFolder = path.join(import.meta.dirname, 'programs');
/** Module of those programs that environments of pull requests need, in the version that is pinned. */
export const pullRequestModule = path.join(moduleFolder, 'pull-requests');
const kustomizeModule = path.join(moduleFolder, 'kustomize');
const kustomizePackage = 'sigs.k8s.io/kustomize/kustomize/v5';
const argoModule = 'github.com/argoproj/argo-cd/v3';
const environment = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' };

/**
 * Argo CD, built where no earlier run did: some six minutes of one processor, and 2.5 GB of modules. It is kept in the user's cache
 * folder, beside the programs of the control plane.
 * @param report is told what is being built
 * @throws UserError when Go is missing or a build fails
 */
export async function buildArgoPrograms(report: (line: string) => void): Promise<ArgoPrograms> {
  const { file, version } = await pinned(moduleFolder, ['validate-projects/main.go']);
  const programs = { argocd: file('argocd'), validateProjects: file('validate-projects'), crds: file('crds'), version };
  await buildOnce({ folder: moduleFolder, file: programs.validateProjects, target: './validate-projects', version }, report);
  await buildOnce({ folder: moduleFolder, file: programs.argocd, target: `${argoModule}/cmd`, version }, report);
  if (!(await isThere(programs.crds))) await keepCrds(moduleFolder, programs.crds);
  return programs;
}

/**
 * The controllers of Applications and ApplicationSets and the repo-server in the version that is pinned, and the kustomize of its image,
 * built where no earlier run did: some nine minutes of one processor.
 * @param report is told what is being built
 * @throws UserError when Go is missing or the build fails
 */
export async function buildPullRequestPrograms(report: (line: string) => void): Promise<PullRequestPrograms> {
  const { file, version } = await pinned(pullRequestModule, ['main.go'], JSON.stringify(adaptations));
  const tool = await pinned(kustomizeModule, [], '', kustomizePackage);
  const programs = { argocd: file('argo-cd-pull-requests'), crds: file('crds'), version, kustomize: tool.file('kustomize') };
  await buildOnce({ folder: kustomizeModule, file: programs.kustomize, target: kustomizePackage, version: tool.version }, report);
  const flags = () => adapted(file('sources'));
  await buildOnce({ folder: pullRequestModule, file: programs.argocd, target: '.', version, flags }, report);
  if (!(await isThere(programs.crds))) await keepCrds(pullRequestModule, programs.crds);
  return programs;
}

/** Flags by which the module of the programs takes Argo CD from an adapted copy of its sources. */
async function adapted(folder: string): Promise<readonly string[]> {
  await adaptedCopy(await sourcesOf(pullRequestModule), folder);
  const mod = path.join(path.dirname(folder), 'adapted.mod');
  await writeFile(mod, replacedBy(await readFile(path.join(pullRequestModule, 'go.mod'), 'utf8'), argoModule, folder));
  await cp(path.join(pullRequestModule, 'go.sum'), path.join(path.dirname(folder), 'adapted.sum'));
  return ['-modfile', mod];
}

interface Pinned {
  /** Where something of that name is kept, built or not. */
  readonly file: (name: string) => string;
  readonly version: string;
}

async function pinned(folder: string, sources: readonly string[], changes = '', module = argoModule): Promise<Pinned> {
  const [mod = '', ...others] = await Promise.all(
    ['go.mod', 'go.sum', ...sources].map((file) => readFile(path.join(folder, file), 'utf8')),
  );
  const version = new RegExp(`${module} v(\\S+)`).exec(mod)?.[1];
  if (version === undefined) throw new Error(`go.mod of the programs does not name ${module}.`);
  const hash = createHash('sha256')
    .update([mod, ...others, process.platform, process.arch, ...(changes === '' ? [] : [changes])].join('\0'))
    .digest('hex');
  const cache = process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache');
  return { file: (name) => path.join(cache, 'erp-gitops', 'argo-cd', hash.slice(0, 16), name), version };
}

interface Wanted {
  /** Of the module. */
  readonly folder: string;
  readonly file: string;
  readonly target: string;
  readonly version: string;
  /** More flags of the build; asked for when it comes to it. */
  readonly flags?: () => Promise<readonly string[]>;
}

async function buildOnce(wanted: Wanted, report: (line: string) => void): Promise<void> {
  if (await isThere(wanted.file)) return;
  const start = Date.now();
  await build(wanted);
  report(`built ${path.basename(wanted.file)} ${wanted.version} in ${Math.round((Date.now() - start) / 1000)} s`);
}

/** Written beside and renamed: whoever builds meanwhile, or is killed, never leaves half a program under the name. */
async function build({ folder, file, target, version, flags: more }: Wanted): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  const flags = `-s -w -X ${argoModule}/common.version=${version}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await execute('go', ['build', ...((await more?.()) ?? []), '-trimpath', '-buildvcs=false', '-ldflags', flags, '-o', draft, target], {
      cwd: folder,
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
        what: `${path.basename(file)} cannot be built:\n${output}`,
        where: path.relative(process.cwd(), path.join(folder, 'go.mod')),
        how: 'Go needs its module proxy for the first build.',
      },
      { cause },
    );
  }
}

async function keepCrds(module: string, folder: string): Promise<void> {
  const draft = `${folder}.${randomUUID()}`;
  await cp(path.join(await sourcesOf(module), 'manifests', 'crds'), draft, { recursive: true });
  await rename(draft, folder);
}

/** Folder with the sources of Argo CD that a module names, downloaded where they are not there. */
async function sourcesOf(module: string): Promise<string> {
  await execute('go', ['mod', 'download', argoModule], { cwd: module, env: environment });
  const { stdout } = await execute('go', ['list', '-m', '-f', '{{.Dir}}', argoModule], { cwd: module, env: environment });
  return stdout.trim();
}

async function isThere(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}
