import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Manifest } from '../../../policies/model.ts';
import { factsFolder } from '../../charts/facts/applications.ts';
import { reach } from '../../kustomize/kustomizations.ts';
import type { RenderedEnvironment } from '../../kustomize/kustomize.ts';
import { argoFiles, isArgoFile } from '../../repository/argo-files.ts';
import { baseNames, type Environment, partsOf, platformBases } from '../../repository/environments.ts';
import type { Sources } from '../../repository/sources.ts';
import { UserError } from '../../terminal/errors.ts';

/** What of an environment has to be judged again. */
export interface ChangedScope {
  /** Names of the applications to judge: the changed ones, and those that mention them. Absent: all. */
  readonly judged?: ReadonlySet<string>;
  /** Names of the changed applications alone. */
  readonly changed: ReadonlySet<string>;
  /** Names of applications without a base of their own: what the others live in. */
  readonly shared: ReadonlySet<string>;
  /** What others are searched for: names of the changed applications and topics; absent where all is judged. */
  readonly names?: ReadonlySet<string>;
  /** Why all of it is judged. */
  readonly reason?: string;
}

export interface Changes {
  /** The commit or branch compared with. */
  readonly ref: string;
  /** Environments that need judging. */
  readonly scopes: ReadonlyMap<string, ChangedScope>;
  /** Files of `argocd/` that need judging: those that changed, or all after a change of the rules or the tools. */
  readonly argo: readonly string[];
}

/** Paths that differ from a commit. */
export interface ChangedFiles {
  /** The commit or branch that was asked for. */
  readonly ref: string;
  /** The commit compared with: where the work left it. */
  readonly start: string;
  /** Relative to the root, sorted; committed or not, removed ones too. */
  readonly files: readonly string[];
}

const execute = promisify(execFile);
const concernsAll = /^(?:policies|scripts)\/.*\.ts$|^package[^/]*\.json$|^tsconfig\.json$/;
/** More names than this make Git's search slower than judging everything. */
export const mostNames = 200;
const mostMentions = 20;

/** What changed files are part of in one environment. */
export interface Touched {
  readonly environment: Environment;
  /** Names of applications with changed files, also of applications that are gone. */
  readonly changed: ReadonlySet<string>;
  readonly shared: ReadonlySet<string>;
  /** Why all of the environment is judged. */
  readonly reason?: string;
}

/** What changed in each environment. A change of the rules, of the tools or of what applications share concerns all of it. */
export function touchedIn(sources: Sources, { files }: ChangedFiles, environments: readonly Environment[]): readonly Touched[] {
  const bases = new Set([...baseNames(sources), ...files.flatMap((file) => (file.startsWith('base/') ? applicationOf(file, '') : []))]);
  return environments.map((environment) => {
    const touched = touchedBy(sources, files, environment, bases);
    if (touched.reason !== undefined || touched.changed.size <= mostNames) return { environment, ...touched };
    return { environment, ...touched, reason: `${touched.changed.size} applications changed` };
  });
}

/** What has to be judged after a change: applications whose files changed, and those that mention them. */
export async function scopesOf(sources: Sources, { ref, files }: ChangedFiles, touched: readonly Touched[]): Promise<Changes> {
  const partly = touched.filter(({ changed, reason }) => reason === undefined && changed.size > 0);
  const topics = new Set(partly.length === 0 ? [] : files.flatMap(topicOf));
  const names = new Set([...partly.flatMap(({ changed }) => [...changed]), ...topics]);
  const environments = partly.map(({ environment }) => environment.name);
  const mentioning = names.size === 0 ? [] : await mentions(sources, environments, [...names]);
  const scopes = new Map<string, ChangedScope>();
  for (const { environment, changed, shared, reason } of touched) {
    if (reason !== undefined) scopes.set(environment.name, { changed, shared, reason });
    else if (changed.size > 0) {
      const others = mentioning
        .filter(({ text }) => changed.has(text) || topics.has(text))
        .flatMap(({ file }) => applicationOf(file, environment.name));
      const judged = new Set([...changed, ...relatives(environment, changed), ...others]);
      scopes.set(environment.name, { judged, changed, shared, names: new Set([...changed, ...topics]) });
    }
  }
  // A changed project decides about Applications that did not change.
  const concernsArgo = (file: string) => concernsAll.test(file) || (isArgoFile(file) && !file.includes('/applications/'));
  const argo = files.some(concernsArgo) ? argoFiles(sources) : files.filter((file) => isArgoFile(file) && sources.isFile(file));
  return { ref, scopes, argo };
}

/** The topic that a file describes: whoever reads or writes it names it, and not the application that it is of. */
function topicOf(file: string): readonly string[] {
  const name = /\/kafka-topic\.(.+?)(?:\.patch)?\.ya?ml$/.exec(file)?.[1];
  return name === undefined ? [] : [name];
}

function touchedBy(
  sources: Sources,
  files: readonly string[],
  environment: Environment,
  bases: ReadonlySet<string>,
): Omit<Touched, 'environment'> {
  const names = new Set(environment.applications.map(({ name }) => name));
  const shared = new Set([...names].filter((name) => !bases.has(name)));
  const changed = new Set<string>();
  for (const file of files) {
    if (concernsAll.test(file)) return { changed, shared, reason: `${file} changed` };
    if (file.startsWith(`${factsFolder}/${environment.name}/`)) return { changed, shared, reason: `${file} changed` };
    for (const name of applicationsOf(sources, file, environment)) {
      if (shared.has(name)) return { changed, shared, reason: `${file} changed, which the applications share` };
      changed.add(name);
    }
  }
  return { changed, shared };
}

/** The applications of an environment that a file of `base/` or `overlays/` is built into. */
export function applicationsOf(sources: Sources, file: string, environment: Environment): readonly string[] {
  const own = applicationOf(file, environment.name);
  if (!file.startsWith('base/') || environment.applications.some((application) => own.includes(application.name))) return own;
  const [, first = ''] = file.split('/');
  return environment.applications
    .filter(({ folder }) => [...reach(sources, folder)].some((below) => `${below}/`.startsWith(`base/${first}/`)))
    .map((application) => application.name);
}

/**
 * Applications of an environment whose files mention one of these names. A name that very many mention says nothing about any of
 * them, and is left out.
 */
export async function mentioning(sources: Sources, environment: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0 || names.length > mostNames) return new Set();
  const found = new Map<string, Set<string>>();
  for (const { file, text } of await mentions(sources, [environment], names)) {
    const applications = found.get(text) ?? new Set();
    for (const application of applicationOf(file, environment)) applications.add(application);
    found.set(text, applications);
  }
  return new Set([...found.values()].filter(({ size }) => size <= mostMentions).flatMap((applications) => [...applications]));
}

/** The application whose own folder in `base/` or in an environment's overlays holds a file: none, or one. */
export function applicationOf(file: string, environment: string): readonly string[] {
  const parts = partsOf(file);
  if (parts === undefined) return [];
  // What components build on lies below one folder, and which of them do, only their kustomizations say.
  if (file.startsWith(`base/${platformBases}/`)) return [platformBases];
  return parts.environment === undefined || parts.environment === environment ? [parts.application] : [];
}

/**
 * Applications that the objects of some applications name, in a Service name, a label, an address: whatever they refer to is there.
 * @param known names of all applications of the environment
 */
export function namedBy(
  { manifests, applicationOf: owner }: RenderedEnvironment,
  isJudged: (manifest: Manifest, application: string) => boolean,
  known: ReadonlySet<string>,
): ReadonlySet<string> {
  const named = new Set<string>();
  for (const manifest of manifests) {
    if (isJudged(manifest, owner.get(manifest)?.name ?? '')) addNames(JSON.stringify(manifest.fields), known, named);
  }
  return named;
}

/** The known names that a text names, whole or as the front of a longer one. */
export function namesInText(text: string, known: ReadonlySet<string>): ReadonlySet<string> {
  const named = new Set<string>();
  addNames(text, known, named);
  return named;
}

/**
 * Applications that the files of some applications name: nearly always what `namedBy` finds, before anything is built. Beside
 * them what belongs to these by its name, such as `sales-service-data`: its objects are referred to by names of their own.
 */
export function namedInFiles(sources: Sources, { applications }: Environment, judged: ReadonlySet<string>): ReadonlySet<string> {
  const known = new Set(applications.map(({ name }) => name));
  const named = new Set([...known].filter((name) => [...judged].some((owner) => name.startsWith(`${owner}-`))));
  const folders = new Set(applications.filter(({ name }) => judged.has(name)).flatMap(({ folder }) => [...reach(sources, folder)]));
  for (const folder of folders) {
    for (const { name } of sources.entries(folder).filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name)))
      addNames(sources.text(`${folder}/${name}`) ?? '', known, named);
  }
  return named;
}

/** Applications that carry the name of another, such as `<service>-data`, and those whose name others carry. */
export function relatives({ applications }: Environment, names: ReadonlySet<string>): readonly string[] {
  const known = new Set(applications.map(({ name }) => name));
  const below = applications.filter(({ name }) => prefixes(name).some((prefix) => names.has(prefix))).map(({ name }) => name);
  return [...below, ...[...names].flatMap(prefixes).filter((prefix) => known.has(prefix))];
}

/** `a-b-c`: `a-b` and `a`. */
function prefixes(name: string): readonly string[] {
  return [...name.matchAll(/-/g)].map(({ index }) => name.slice(0, index));
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

/**
 * The files that changed since a commit (default: where the work left `origin/main`, else the last commit), committed or not.
 * @param option the option to name in an error
 * @throws UserError outside a Git repository, and for a commit that does not exist
 */
export async function changedFiles(root: string, asked: string | undefined, option: string): Promise<ChangedFiles> {
  if ((await list(root, ['rev-parse', '--is-inside-work-tree'], true)).length === 0) {
    throw new UserError({
      what: 'The folder is in no Git repository, so nothing is known to have changed.',
      where: root,
      how: `Run it in a Git repository, without ${option} if it can be left out.`,
    });
  }
  const ref = asked ?? ((await exists(root, 'origin/main')) ? 'origin/main' : 'HEAD');
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
  return { ref, start, files: [...new Set([...tracked, ...untracked])].sort() };
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

/**
 * The YAML files of the bases and of some environments that mention a name, and the name. Other files, such as a policy of Vault, are in no object of another application.
 * Files that Git does not know yet are left out: they have changed themselves.
 */
export async function mentions(sources: Sources, environments: readonly string[], names: readonly string[]): Promise<readonly Mention[]> {
  const places = ['base', ...environments.map((name) => `overlays/${name}`)];
  const patterns = names.flatMap((name) => ['-e', name]);
  const lines = await list(
    (sources.work ?? sources).root,
    ['grep', '-o', '--no-line-number', '-w', '-F', ...patterns, '--', ...places.flatMap((place) => [`${place}/*.yaml`, `${place}/*.yml`])],
    true,
  );
  const { contents = new Map<string, string | undefined>() } = sources;
  const found = lines.map((line) => {
    const position = line.indexOf(':');
    return { file: line.slice(0, position), text: line.slice(position + 1) };
  });
  const word = new RegExp(`\\b(?:${names.map((name) => name.replace(/[^A-Za-z0-9_-]/g, '\\$&')).join('|')})\\b`, 'g');
  const changed = [...contents].flatMap(([file, text = '']) =>
    places.some((place) => file.startsWith(`${place}/`)) && /\.ya?ml$/.test(file)
      ? [...text.matchAll(word)].map(([name]) => ({ file, text: name }))
      : [],
  );
  return [...found.filter(({ file }) => !contents.has(file)), ...changed];
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
