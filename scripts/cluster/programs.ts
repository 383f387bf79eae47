import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { access, constants, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../terminal/errors.ts';

/** The programs of a control plane, ready to run. */
export interface Programs {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  /** Version of Kubernetes, such as `1.35.4`. */
  readonly kubernetes: string;
  /** Version of etcd, such as `3.6.5`. */
  readonly etcdVersion: string;
}

const execute = promisify(execFile);
const moduleFolder = path.join(import.meta.dirname, 'programs');
const packages = {
  etcd: 'go.etcd.io/etcd/server/v3',
  apiServer: 'k8s.io/kubernetes/cmd/kube-apiserver',
  controllerManager: 'k8s.io/kubernetes/cmd/kube-controller-manager',
  scheduler: 'k8s.io/kubernetes/cmd/kube-scheduler',
} as const;
type Name = keyof typeof packages;
const names = Object.keys(packages) as readonly Name[];

/** The programs that an earlier run built from the same modules; undefined when there are none. */
export async function builtPrograms(): Promise<Programs | undefined> {
  const pins = await readPins();
  const programs = programsOf(pins);
  const isBuilt = await Promise.all(names.map((name) => isExecutable(programs[name])));
  return isBuilt.every((built) => built) ? programs : undefined;
}

/**
 * Whether there is a Go that can build programs: its version, or why not.
 * @param folder of their module; that of the control plane unless given
 */
export async function goVersion(folder = moduleFolder): Promise<{ readonly version: string } | { readonly missing: string }> {
  const wanted = /^go (\S+)/m.exec(await readFile(path.join(folder, 'go.mod'), 'utf8'))?.[1] ?? '';
  let found: string;
  try {
    found = (await execute('go', ['env', 'GOVERSION'], { env: goEnvironment(), cwd: moduleFolder })).stdout.trim();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'Go is not on PATH' : `Go does not run: ${error}`;
    return { missing: reason };
  }
  const [major = 0, minor = 0] = numbersOf(found);
  const [wantedMajor = 0, wantedMinor = 0] = numbersOf(wanted);
  const isNew = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  return isNew ? { version: found } : { missing: `Go ${wanted} or newer is needed, "${found}" is on PATH` };
}

/**
 * The programs, built where no earlier run did: some six minutes of one processor, and 0.8 GB of modules. They are kept in the
 * user's cache folder, which `npm ci` leaves alone.
 * @param report is told what is being built
 * @throws UserError when Go is missing or a build fails
 */
export async function buildPrograms(report: (line: string) => void): Promise<Programs> {
  const known = await builtPrograms();
  if (known !== undefined) return known;
  const go = await goVersion();
  if ('missing' in go) {
    throw new UserError({
      what: `The programs of a Kubernetes control plane cannot be built: ${go.missing}.`,
      how: 'Install Go, or give an empty cluster with "--kubeconfig <file>".',
    });
  }
  const pins = await readPins();
  const programs = programsOf(pins);
  for (const name of names) {
    if (await isExecutable(programs[name])) continue;
    const start = Date.now();
    await build(name, programs[name], pins);
    report(`built ${path.basename(programs[name])} with ${go.version} in ${Math.round((Date.now() - start) / 1000)} s`);
  }
  return programs;
}

/** Written beside and renamed: whoever builds meanwhile, or is killed, never leaves half a program under the name. */
async function build(name: Name, file: string, { kubernetes }: Pins): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  const [major, minor] = kubernetes.split('.');
  const version = 'k8s.io/component-base/version';
  const flags = `-s -w -X ${version}.gitVersion=v${kubernetes} -X ${version}.gitMajor=${major} -X ${version}.gitMinor=${minor}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await execute('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags', flags, '-o', draft, packages[name]], {
      cwd: moduleFolder,
      env: goEnvironment(),
      maxBuffer: 64 * 1024 * 1024,
    });
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    const output =
      cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n').slice(-20).join('\n') : String(cause);
    throw new UserError(
      {
        what: `${packages[name]} cannot be built:\n${output}`,
        where: path.relative(process.cwd(), path.join(moduleFolder, 'go.mod')),
        how: 'Go needs its module proxy for the first build. After a change of a version run "go mod tidy" in that folder.',
      },
      { cause },
    );
  }
}

interface Pins {
  readonly kubernetes: string;
  readonly etcd: string;
  /** Of all that decides what is built, but for the version of Go. */
  readonly hash: string;
}

async function readPins(): Promise<Pins> {
  const [mod, sum] = await Promise.all(['go.mod', 'go.sum'].map((file) => readFile(path.join(moduleFolder, file), 'utf8')));
  const found = (pattern: RegExp) => {
    const version = pattern.exec(mod ?? '')?.[1];
    if (version === undefined) throw new Error(`go.mod of the cluster's programs has no ${pattern.source}.`);
    return version;
  };
  const hash = createHash('sha256').update([mod, sum, process.platform, process.arch].join('\0')).digest('hex').slice(0, 16);
  return {
    kubernetes: found(/^\s*k8s\.io\/kubernetes v(\S+)/m),
    etcd: found(/^\s*go\.etcd\.io\/etcd\/server\/v3 v(\S+)/m),
    hash,
  };
}

/** Where the programs are kept, and what else depends on their versions. */
export async function cacheFolder(): Promise<string> {
  return folderOf(await readPins());
}

function folderOf({ hash }: Pins): string {
  return path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'erp-gitops', 'cluster', hash);
}

function programsOf(pins: Pins): Programs {
  const { kubernetes, etcd } = pins;
  const file = (name: string) => path.join(folderOf(pins), name);
  return {
    etcd: file('etcd'),
    apiServer: file('kube-apiserver'),
    controllerManager: file('kube-controller-manager'),
    scheduler: file('kube-scheduler'),
    kubernetes,
    etcdVersion: etcd,
  };
}

/** What is built depends on the pinned modules alone: no other toolchain, no change of go.mod, no C compiler. */
function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' };
}

function numbersOf(version: string): readonly number[] {
  return (/(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
