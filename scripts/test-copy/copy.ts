import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeEmpty } from '../repository/generated/tree.ts';
import { UserError } from '../terminal/errors.ts';
import { exampleFolder, isDrawn, isOfCompany } from './parts.ts';

/** A copy of a repository with the example's files in their places. */
interface Laid {
  /** Every file of it that was copied, with what tells it from a changed one: where it came from, size, time of change, mode. */
  readonly files: Readonly<Record<string, string>>;
  /** Of everything that something is drawn from, at the last time that it was; absent: not to its end. */
  readonly drawn?: string;
}

/** What is to be done after files were copied. */
export interface Update {
  readonly isChanged: boolean;
  /** Whether what is drawn from them has to be drawn again. */
  readonly isStale: boolean;
  /** Says that it was done. */
  done(): void;
}

/**
 * Brings a copy up to date: files that changed since the last time are copied, files that are gone are removed. Without a record of the
 * last time everything begins anew.
 * @param root of a repository under Git, whose files are those that Git knows or would take
 */
export function bringUpToDate(root: string, copy: string): Update {
  const record = `${copy}.json`;
  const last = recordIn(record);
  if (last === undefined) rmSync(copy, { recursive: true, force: true });
  rmSync(record, { force: true });
  const sources = new Map(filesOfGit(root).flatMap((file) => placed(file)));
  const files = Object.fromEntries([...sources].flatMap(([file, source]) => stampOf(root, file, source)));
  const before = last?.files ?? {};
  const changed = Object.keys(files).filter((file) => files[file] !== before[file]);
  const gone = Object.keys(before).filter((file) => files[file] === undefined);
  for (const file of gone) {
    rmSync(path.join(copy, file), { force: true });
    removeEmpty(copy, path.dirname(file));
  }
  for (const file of changed) copyFile(path.join(root, sources.get(file) ?? file), path.join(copy, file));
  linkPackages(root, copy);
  const drawn = digestOf(Object.entries(files).filter(([file]) => !file.startsWith('test/')));
  writeFileSync(record, JSON.stringify({ files, ...(last?.drawn === undefined ? {} : { drawn: last.drawn }) } satisfies Laid));
  return {
    isChanged: changed.length + gone.length > 0 || last?.drawn !== drawn,
    isStale: last?.drawn !== drawn,
    done: () => writeFileSync(record, JSON.stringify({ files, drawn } satisfies Laid)),
  };
}

/** Where a file goes in the copy: those of the example to their old places, in which those of the company do not come. */
function placed(file: string): readonly (readonly [file: string, source: string])[] {
  if (file.startsWith(`${exampleFolder}/`)) {
    const own = file.slice(exampleFolder.length + 1);
    return isOfCompany(own) ? [[own, file]] : [];
  }
  return isOfCompany(file) || isDrawn(file) ? [] : [[file, file]];
}

function filesOfGit(root: string): readonly string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) {
    throw new UserError({
      what: 'Git does not know the files of this folder.',
      where: root,
      how: 'Run the tests in a clone ("git clone").',
    });
  }
  return stdout.split('\0').filter((file) => file !== '');
}

/** Nothing where the file was removed, and Git not told yet. */
function stampOf(root: string, file: string, source: string): readonly (readonly [string, string])[] {
  const found = statSync(path.join(root, source), { throwIfNoEntry: false });
  return found?.isFile() ? [[file, `${source} ${found.size} ${found.mtimeMs} ${found.mode}`]] : [];
}

function copyFile(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  rmSync(to, { force: true });
  copyFileSync(from, to);
}

function linkPackages(root: string, copy: string): void {
  const link = path.join(copy, 'node_modules');
  rmSync(link, { force: true });
  symlinkSync(realpathSync(path.join(root, 'node_modules')), link);
}

function recordIn(file: string): Laid | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Laid;
  } catch {
    return undefined;
  }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
