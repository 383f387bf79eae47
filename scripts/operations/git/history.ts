import type { Release } from '../../../generators/model/catalog.ts';
import { validatorOf } from '../../../generators/model/problems/shape/schema.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { parseYaml } from '../../repository/yaml.ts';
import { UserError } from '../../terminal/errors.ts';
import { compareVersions } from '../versions.ts';
import { fileIn, git } from './git.ts';

/** A release that an environment once had. */
export interface PastRelease {
  /** The commit on the main line that brought it. */
  readonly commit: string;
  /** When, as milliseconds since 1970. */
  readonly time: number;
  readonly release: Release;
}

// A merge brings what its branch holds when it is merged: only the main line says what an environment had, and since when.
const mainLine = ['--first-parent', '--diff-merges=first-parent', '--no-renames'];
/** Holds and marks are written into the same file and change nothing that runs. */
const buildLines = '-G^(version|digest): ';

/**
 * Since when each release file has its build, by path, as milliseconds since 1970.
 * @param below which of them: `/dev/sales-service.yaml`; all when nothing is said
 * @throws UserError in a shallow clone, which does not know
 */
export async function releasedSince(root: string, commit: string, below = ''): Promise<ReadonlyMap<string, number>> {
  await assertWhole(root);
  const text = await git(root, [
    'log',
    ...mainLine,
    buildLines,
    '--format=%x01%ct',
    '--name-only',
    '-z',
    commit,
    '--',
    `${catalogFolder}/releases${below}`,
  ]);
  const since = new Map<string, number>();
  for (const entry of text.split('\u0001').slice(1)) {
    const [seconds = '', ...files] = entry.split(/[\0\n]/).filter((part) => part !== '');
    for (const file of files) if (!since.has(file)) since.set(file, Number(seconds) * 1000);
  }
  return since;
}

/**
 * The builds that a service had by its release files, newest first: that of its name, and before there was one those of the names that it
 * had. The same build under another name is no other one.
 * @param files of its name, then of those that it had, the last one first
 * @throws UserError in a shallow clone
 */
export async function pastReleases(root: string, commit: string, [file, ...formerly]: readonly string[]): Promise<readonly PastRelease[]> {
  await assertWhole(root);
  if (file === undefined) return [];
  const own = await buildsOf(root, commit, file);
  if (formerly.length === 0) return own;
  const first = own.at(-1);
  const start = first === undefined ? commit : await commitUnder(root, first.commit);
  const before = start === undefined ? [] : await pastReleases(root, start, formerly);
  const last = before[0]?.release;
  const isSame = last !== undefined && first?.release.version === last.version && first.release.digest === last.digest;
  return [...(isSame ? own.slice(0, -1) : own), ...before];
}

/** The commit of the main line before one; undefined for the first. */
async function commitUnder(root: string, commit: string): Promise<string | undefined> {
  const parent = (await git(root, ['rev-list', '--first-parent', '--max-count=1', '--skip=1', commit])).trim();
  return parent === '' ? undefined : parent;
}

async function buildsOf(root: string, commit: string, file: string): Promise<readonly PastRelease[]> {
  // Whoever says how merges are compared is given the comparison, too, unless he says that he wants none.
  const lines = (await git(root, ['log', ...mainLine, buildLines, '--no-patch', '--format=%H %ct', commit, '--', file])).split('\n');
  const past = await Promise.all(
    lines
      .filter((line) => line !== '')
      .map(async (line) => {
        const [hash = '', seconds = ''] = line.split(' ');
        const release = releaseIn(await fileIn(root, hash, file));
        return release === undefined ? [] : [{ commit: hash, time: Number(seconds) * 1000, release }];
      }),
  );
  return past.flat();
}

/** A version whose change of the database cannot be undone, and why. */
export interface Mark {
  readonly version: string;
  readonly reason: string;
}

/**
 * The versions of a service that were ever marked as forward-only in an environment, oldest version first.
 * @param names that it has and had
 * @throws UserError in a shallow clone
 */
export async function marksOf(root: string, commit: string, names: readonly string[]): Promise<readonly Mark[]> {
  await assertWhole(root);
  const files = names.map((name) => `:(glob)${catalogFolder}/releases/*/${name}.yaml`);
  const text = await git(root, ['log', ...mainLine, `-G^["']*forwardOnly`, '--format=%x01%H', '--name-only', '-z', commit, '--', ...files]);
  const found = await Promise.all(
    text.split('\u0001').flatMap((entry) => {
      const [hash = '', ...files] = entry.split(/[\0\n]/).filter((part) => part !== '');
      return files.map(async (file) => releaseIn(await fileIn(root, hash, file)));
    }),
  );
  const reasons = new Map<string, string>();
  for (const release of found.toReversed()) if (release?.forwardOnly !== undefined) reasons.set(release.version, release.forwardOnly);
  return [...reasons].map(([version, reason]) => ({ version, reason })).sort((a, b) => compareVersions(a.version, b.version));
}

/** The release that a text means; undefined when it means none. */
export function releaseIn(text: string | undefined): Release | undefined {
  const value = text === undefined ? undefined : parseYaml(text).documents[0]?.value;
  return validatorOf('release')(value) ? value : undefined;
}

async function assertWhole(root: string): Promise<void> {
  if ((await git(root, ['rev-parse', '--is-shallow-repository'])).trim() !== 'true') return;
  throw new UserError({
    what: 'The clone is shallow, so nobody knows how long a version has been where it is.',
    where: root,
    how: 'Run "git fetch --unshallow"; in a pipeline check out with the whole history (fetch-depth: 0).',
  });
}

/**
 * The newest commit of the main line that is not younger than a time; undefined where all are.
 * @throws UserError in a shallow clone
 */
export async function commitBefore(root: string, commit: string, time: number): Promise<string | undefined> {
  await assertWhole(root);
  const hash = (await git(root, ['rev-list', '-1', '--first-parent', `--before=${Math.floor(time / 1000)}`, commit])).trim();
  return hash === '' ? undefined : hash;
}

/**
 * The commits of the main line that changed a file, newest first.
 * @throws UserError in a shallow clone
 */
export async function commitsOf(root: string, commit: string, file: string): Promise<readonly string[]> {
  await assertWhole(root);
  return (await git(root, ['log', ...mainLine, '--no-patch', '--format=%H', commit, '--', file])).split('\n').filter((line) => line !== '');
}

/**
 * Since when a file is gone from a commit: the commit on the main line that took it away, as milliseconds since 1970. Undefined for one
 * that is there, or never was.
 * @throws UserError in a shallow clone
 */
export async function goneSince(root: string, commit: string, file: string): Promise<number | undefined> {
  await assertWhole(root);
  const text = await git(root, ['log', '-1', ...mainLine, '--diff-filter=D', '--format=%ct', '--no-patch', commit, '--', file]);
  const [seconds = ''] = text.trim().split('\n');
  return seconds === '' ? undefined : Number(seconds) * 1000;
}
