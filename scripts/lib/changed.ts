import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Environment, foldersIn } from './environments.ts';
import { UserError } from './errors.ts';
import { reach } from './kustomizations.ts';
import type { RenderedEnvironment } from './kustomize.ts';
import type { Sources } from './sources.ts';

/** What of an environment has to be judged again. */
export interface ChangedScope {
  /** Names of the applications to judge; absent: all. */
  readonly judged?: ReadonlySet<string>;
  /** Names of applications without a base of their own: what the others live in. */
  readonly shared: ReadonlySet<string>;
  /** Why all of it is judged. */
  readonly reason?: string;
}

export interface Changes {
  /** The commit or branch compared with. */
  readonly ref: string;
  /** Environments that need judging. */
  readonly scopes: ReadonlyMap<string, ChangedScope>;
}

const execute = promisify(execFile);
/** More names than this make Git's search slower than judging everything. */
export const mostNames = 200;

/**
 * What changed since a commit (default: where the work left `origin/main`, else the last commit), committed or not: applications
 * whose files changed and those that mention them. A change of the rules, of the tools or of what applications share concerns all.
 * @throws UserError outside a Git repository, and for a commit that does not exist
 */
export async function changesSince(sources: Sources, ref: string | undefined, environments: readonly Environment[]): Promise<Changes> {
  const { root } = sources;
  const base = ref ?? ((await exists(root, 'origin/main')) ? 'origin/main' : 'HEAD');
  const { files } = await changedFiles(root, base, '--changed');
  const bases = new Set([
    ...foldersIn(sources, 'base'),
    ...files.filter((file) => file.startsWith('base/')).map((file) => file.split('/')[1] ?? ''),
  ]);
  const touched = environments.map((environment) => ({ environment, ...touchedBy(sources, files, environment, bases) }));
  const names = new Set(touched.flatMap(({ changed }) => [...changed]));
  const mentioning = names.size === 0 || names.size > mostNames ? [] : await mentions(root, [...names]);
  const scopes = new Map<string, ChangedScope>();
  for (const { environment, changed, shared, reason } of touched) {
    if (reason !== undefined) scopes.set(environment.name, { shared, reason });
    else if (changed.size > mostNames) scopes.set(environment.name, { shared, reason: `${changed.size} applications changed` });
    else if (changed.size > 0) {
      const own = mentioning.filter(({ text }) => changed.has(text)).flatMap(({ file }) => applicationOf(file, environment.name));
      scopes.set(environment.name, { judged: new Set([...changed, ...own]), shared });
    }
  }
  return { ref: base, scopes };
}

interface Touched {
  /** Names of applications with changed files, also of applications that are gone. */
  readonly changed: ReadonlySet<string>;
  readonly shared: ReadonlySet<string>;
  readonly reason?: string;
}

function touchedBy(sources: Sources, files: readonly string[], environment: Environment, bases: ReadonlySet<string>): Touched {
  const names = new Set(environment.applications.map(({ name }) => name));
  const shared = new Set([...names].filter((name) => !bases.has(name)));
  const changed = new Set<string>();
  for (const file of files) {
    if (/^(?:policies|scripts)\/.*\.ts$|^package[^/]*\.json$|^tsconfig\.json$/.test(file))
      return { changed, shared, reason: `${file} changed` };
    for (const name of applicationsOf(sources, file, environment)) {
      if (shared.has(name)) return { changed, shared, reason: `${file} changed, which the applications share` };
      changed.add(name);
    }
  }
  return { changed, shared };
}

/** The applications of an environment that a file of `base/` or `overlays/` is built into. */
export function applicationsOf(sources: Sources, file: string, environment: Environment): readonly string[] {
  const [top, name = ''] = file.split('/');
  const own = applicationOf(file, environment.name);
  if (top !== 'base' || environment.applications.some((application) => application.name === name)) return own;
  return environment.applications
    .filter(({ folder }) => [...reach(sources, folder)].some((below) => `${below}/`.startsWith(`base/${name}/`)))
    .map((application) => application.name);
}

/** The application whose own folder in `base/` or in an environment's overlays holds a file: none, or one. */
export function applicationOf(file: string, environment: string): readonly string[] {
  const [top, first = '', second = '', ...rest] = file.split('/');
  if (top === 'base') return [first];
  return top === 'overlays' && first === environment && rest.length > 0 ? [second] : [];
}

/**
 * Applications that the objects of some applications name, in a Service name, a label, an address: whatever they refer to is there.
 * @param known names of all applications of the environment
 */
export function namedBy(
  { manifests, applicationOf: owner }: RenderedEnvironment,
  judged: ReadonlySet<string>,
  known: ReadonlySet<string>,
): ReadonlySet<string> {
  const named = new Set<string>();
  for (const manifest of manifests) {
    if (judged.has(owner.get(manifest)?.name ?? '')) addNames(JSON.stringify(manifest.fields), known, named);
  }
  return withCompanions(named, judged, known);
}

/** Applications that the files of some applications name: nearly always what `namedBy` finds, before anything is built. */
export function namedInFiles(sources: Sources, { applications }: Environment, judged: ReadonlySet<string>): ReadonlySet<string> {
  const known = new Set(applications.map(({ name }) => name));
  const named = new Set<string>();
  const folders = new Set(applications.filter(({ name }) => judged.has(name)).flatMap(({ folder }) => [...reach(sources, folder)]));
  for (const folder of folders) {
    for (const { name } of sources.entries(folder).filter((entry) => entry.isFile()))
      addNames(sources.text(`${folder}/${name}`) ?? '', known, named);
  }
  return withCompanions(named, judged, known);
}

/** What a service has elsewhere, such as `sales-service-data`, need not be named by it: it goes along with the service. */
function withCompanions(named: Set<string>, judged: ReadonlySet<string>, known: ReadonlySet<string>): ReadonlySet<string> {
  for (const name of known) {
    const owner = name.slice(0, Math.max(0, name.lastIndexOf('-')));
    if (named.has(owner) || judged.has(owner)) named.add(name);
  }
  return named;
}

function addNames(text: string, known: ReadonlySet<string>, named: Set<string>): void {
  for (const [token] of text.matchAll(/[a-z0-9][a-z0-9-]*/g)) {
    // `sales-service-grpc` names sales-service too.
    for (let end = token.length; end > 0; end = token.lastIndexOf('-', end - 1)) {
      const name = token.slice(0, end);
      if (known.has(name)) named.add(name);
    }
  }
}

/** The files that differ between the work tree and the commit that the work left a branch at. */
export interface ChangedFiles {
  /** The commit compared with. */
  readonly start: string;
  /** Relative to the root, sorted; committed or not, removed ones too. */
  readonly files: readonly string[];
}

/**
 * What changed since the work left a branch or commit.
 * @param option the option to name in an error
 * @throws UserError outside a Git repository, and for a commit that does not exist
 */
export async function changedFiles(root: string, ref: string, option: string): Promise<ChangedFiles> {
  if ((await list(root, ['rev-parse', '--is-inside-work-tree'], true)).length === 0) {
    throw new UserError({
      what: 'The folder is in no Git repository, so nothing is known to have changed.',
      where: root,
      how: `Run it in a Git repository, without ${option} if it can be left out.`,
    });
  }
  if (!(await exists(root, ref))) {
    throw new UserError({
      what: `Git knows no commit "${ref}".`,
      where: option,
      how: 'Name a branch, a tag or a commit that "git log" knows.',
    });
  }
  // What others merged since is theirs: compare with the commit that the work started from.
  const [start = ref] = await list(root, ['merge-base', ref, 'HEAD'], true);
  const [tracked, untracked] = await Promise.all([
    list(root, ['diff', '--name-only', '--no-renames', '--relative', '-z', start, '--']),
    list(root, ['ls-files', '--others', '--exclude-standard', '-z']),
  ]);
  return { start, files: [...new Set([...tracked, ...untracked])].sort() };
}

/** Whether Git knows a commit of that name. */
export async function exists(root: string, ref: string): Promise<boolean> {
  return (await list(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], true)).length > 0;
}

/** A file, and the name in it. */
export interface Mention {
  readonly file: string;
  readonly text: string;
}

/** The files that mention a name, and the name. Files that Git does not know yet are left out: they have changed themselves. */
export async function mentions(root: string, names: readonly string[]): Promise<readonly Mention[]> {
  const patterns = names.flatMap((name) => ['-e', name]);
  const lines = await list(root, ['grep', '-o', '--no-line-number', '-w', '-F', ...patterns, '--', 'base', 'overlays'], true);
  return lines.map((line) => {
    const position = line.indexOf(':');
    return { file: line.slice(0, position), text: line.slice(position + 1) };
  });
}

/** What Git prints, one entry each. With `mayFail` a Git that finds nothing gives nothing. */
export async function list(root: string, args: readonly string[], mayFail = false): Promise<readonly string[]> {
  try {
    const { stdout } = await execute('git', args, { cwd: root, maxBuffer: 2 ** 28 });
    return stdout.split(/[\0\n]/).filter((entry) => entry !== '');
  } catch (cause) {
    if (mayFail && cause instanceof Error && 'code' in cause && typeof cause.code === 'number') return [];
    const reason = cause instanceof Error ? cause.message.trim().split('\n').at(-1) : String(cause);
    throw new UserError(
      { what: `Git failed: ${reason}.`, where: `git ${args.join(' ')}`, how: 'Install Git, and run this in the repository.' },
      { cause },
    );
  }
}
