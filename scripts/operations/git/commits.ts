import type { OneTimeFreeze, TemporaryScale } from '../../../generators/model/operations/operations.ts';
import { validatorOf } from '../../../generators/model/problems/shape/schema.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { parseYaml } from '../../repository/yaml.ts';
import { type ChangeType, parseSubject, parseTrailers, type Trailer, valuesOf } from '../message.ts';
import { fileIn, git } from './git.ts';
import { releaseIn } from './history.ts';

/** One commit that changes data which commands write. */
export interface DataCommit {
  readonly commit: string;
  readonly subject: string;
  readonly trailers: readonly Trailer[];
  /** Paths of the data files that it changes. */
  readonly files: readonly string[];
}

/** A commit whose message does not say what it changes. */
export interface MessageProblem {
  readonly commit: string;
  readonly message: string;
  readonly fix: string;
}

const folders = ['releases', 'scaling', 'settings', 'freezes', 'thaws', 'retired'].map((kind) => `${catalogFolder}/${kind}`);
const fix = 'Make the change with "npm run ops", or reword the commit as docs/delivery.md says.';

/** The commits between two that change data, oldest first. Merges bring what others have been checked for. */
export async function dataCommits(root: string, base: string, head: string): Promise<readonly DataCommit[]> {
  const format = '--format=%x01%H%x02%B%x02';
  const text = await git(root, [
    'log',
    '--reverse',
    '--no-merges',
    '--no-renames',
    '--name-only',
    format,
    `${base}..${head}`,
    '--',
    ...folders,
  ]);
  return text
    .split('\u0001')
    .slice(1)
    .map((entry) => {
      const [commit = '', message = '', names = ''] = entry.split('\u0002');
      const files = names.split('\n').filter((line) => line !== '');
      return { commit, subject: message.split('\n')[0] ?? '', trailers: parseTrailers(message), files };
    });
}

/** A commit that a command made. */
export interface Operation {
  readonly commit: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly type: ChangeType;
  readonly about: string;
  /** The rest of its subject. */
  readonly text: string;
  readonly trailers: readonly Trailer[];
}

/** The newest commits of commands that a commit holds, the newest first. */
export async function lastOperations(root: string, commit: string, count: number): Promise<readonly Operation[]> {
  const parts = [
    'log',
    '--no-merges',
    `--format=%x01%H%x02%ct%x02%B`,
    commit,
    '--',
    ...folders,
    ...['versions', 'environments'].map((kind) => `${catalogFolder}/${kind}`),
  ];
  const found = (await git(root, parts))
    .split('\u0001')
    .slice(1)
    .flatMap((entry): readonly Operation[] => {
      const [hash = '', seconds = '', message = ''] = entry.split('\u0002');
      const subject = parseSubject(message.split('\n')[0] ?? '');
      if (subject === undefined) return [];
      return [{ commit: hash, time: Number(seconds) * 1000, ...subject, trailers: parseTrailers(message) }];
    });
  return found.slice(0, count);
}

/** Where the message of a commit and what it does differ. */
export async function messageProblems(root: string, commit: DataCommit): Promise<readonly MessageProblem[]> {
  const type = parseSubject(commit.subject)?.type;
  const say = (message: string): MessageProblem => ({
    commit: commit.commit,
    message: `${commit.commit.slice(0, 12)} "${commit.subject}" ${message}`,
    fix,
  });
  // A service or an environment that goes takes its data along.
  if (type === undefined && (await areGone(root, commit))) return [];
  if (type === undefined) return [say(`changes ${commit.files[0]}, but its subject is not of the form "promote(<service>): <what>".`)];
  const found: string[] = [];
  for (const file of commit.files) {
    const [kind = '', ...rest] = file
      .slice(catalogFolder.length + 1)
      .replace(/\.yaml$/, '')
      .split('/');
    const [environment = '', service = ''] = rest;
    const [before, after] = [await fileIn(root, `${commit.commit}^`, file), await fileIn(root, commit.commit, file)];
    // What removes many things that are over names no single one.
    if (type === 'config' && commit.trailers.length === 0) {
      if (addsNothing(kind, before, after)) continue;
      found.push(`adds to ${file}, but has no trailers.`);
      continue;
    }
    if (!allowed[kind]?.includes(type)) found.push(`changes ${file}, which a commit of the type "${type}" does not.`);
    found.push(...unnamed(commit.trailers, 'Environment', environment, file));
    if (kind !== 'freezes' && kind !== 'thaws') found.push(...unnamed(commit.trailers, 'Service', service, file));
    if (kind === 'releases') found.push(...releaseProblems(commit, type, service, file, before, after));
    if (kind === 'scaling' && type !== 'rename') found.push(...expiryProblems(commit, scaleIn(after)?.until, file));
    if (kind === 'thaws') found.push(...thawProblems(commit, before, after, file));
  }
  return found.map(say);
}

async function areGone(root: string, { commit, files }: DataCommit): Promise<boolean> {
  const texts = await Promise.all(files.map((file) => fileIn(root, commit, file)));
  return texts.every((text) => text === undefined);
}

/** The data that each type of commit may change. */
const allowed: Readonly<Record<string, readonly ChangeType[]>> = {
  releases: ['promote', 'rollback', 'emergency', 'hold', 'release', 'config', 'retire', 'rename'],
  scaling: ['scale', 'config', 'retire', 'rename'],
  settings: ['config', 'rollback', 'retire', 'rename'],
  freezes: ['freeze', 'config', 'retire'],
  thaws: ['freeze', 'thaw', 'emergency', 'rollback', 'scale', 'config', 'retire', 'rename', 'failover'],
  retired: ['retire', 'config'],
};

function releaseProblems(
  { trailers }: DataCommit,
  type: ChangeType,
  service: string,
  file: string,
  beforeText: string | undefined,
  afterText: string | undefined,
): readonly string[] {
  const [before, after] = [releaseIn(beforeText), releaseIn(afterText)];
  // A service that leaves an environment is no promotion, nor is one that comes under another name, or that its file deployed so far: its build
  // is compared with the one that ran.
  if (after === undefined || type === 'rename' || (type === 'retire' && before === undefined)) return [];
  const isBuild = before?.version !== after.version || before.digest !== after.digest;
  if (!isBuild) return type === 'hold' ? expiryProblems({ trailers }, after.hold?.until, file) : [];
  if (!['promote', 'rollback', 'emergency'].includes(type))
    return [`changes the version in ${file}, which a commit of the type "${type}" does not.`];
  const place = valuesOf(trailers, 'Service').indexOf(service);
  const expected = { 'From-Version': before?.version ?? 'none', 'To-Version': after.version, 'Image-Digest': after.digest };
  return [
    ...Object.entries(expected).flatMap(([key, value]) => {
      const said = valuesOf(trailers, key)[place];
      return said === value ? [] : [`says "${key}: ${said ?? ''}", but ${file} says "${value}".`];
    }),
    ...(type === 'emergency' && valuesOf(trailers, 'Incident')[0] !== after.emergency?.incident
      ? [`says another incident than ${file}, or none.`]
      : []),
    ...(type === 'rollback' ? expiryProblems({ trailers }, after.hold?.until, file) : []),
    ...(type === 'emergency' ? expiryProblems({ trailers }, after.emergency?.until, file) : []),
  ];
}

function expiryProblems({ trailers }: Pick<DataCommit, 'trailers'>, until: string | undefined, file: string): readonly string[] {
  const said = valuesOf(trailers, 'Expires')[0];
  return said === until ? [] : [`says "Expires: ${said ?? ''}", but ${file} says "${until ?? 'nothing'}".`];
}

function thawProblems(
  { trailers }: DataCommit,
  beforeText: string | undefined,
  afterText: string | undefined,
  file: string,
): readonly string[] {
  const thaw = valueIn(afterText);
  if (afterText === beforeText || !validatorOf('thaws')(thaw) || valuesOf(trailers, 'Incident').includes(thaw.incident)) return [];
  return [`thaws for ${thaw.incident} in ${file}, but has no trailer "Incident: ${thaw.incident}".`];
}

function unnamed(trailers: readonly Trailer[], key: string, value: string, file: string): readonly string[] {
  return valuesOf(trailers, key).includes(value) ? [] : [`changes ${file}, but has no trailer "${key}: ${value}".`];
}

/** Whether a change of a data file only takes away. */
function addsNothing(kind: string, before: string | undefined, after: string | undefined): boolean {
  if (after === undefined) return true;
  if (kind === 'releases') {
    const [was, is] = [releaseIn(before), releaseIn(after)];
    const isKept = (old: object | undefined, now: object | undefined) => now === undefined || JSON.stringify(now) === JSON.stringify(old);
    return (
      is !== undefined &&
      is.version === was?.version &&
      is.digest === was.digest &&
      isKept(was.hold, is.hold) &&
      isKept(was.emergency, is.emergency)
    );
  }
  if (kind !== 'freezes') return false;
  const known = new Set(freezesIn(before).map((item) => JSON.stringify(item)));
  return freezesIn(after).every((item) => known.has(JSON.stringify(item)));
}

function scaleIn(text: string | undefined): TemporaryScale | undefined {
  const value = valueIn(text);
  return validatorOf('scaling')(value) ? value : undefined;
}

function freezesIn(text: string | undefined): readonly OneTimeFreeze[] {
  const value = valueIn(text);
  return validatorOf('freezes')(value) ? value.freezes : [];
}

function valueIn(text: string | undefined): unknown {
  return text === undefined ? undefined : parseYaml(text).documents[0]?.value;
}
