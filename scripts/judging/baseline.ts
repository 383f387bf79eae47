import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprints } from '../../policies/fingerprint.ts';
import { asList, at, numberAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Finding } from '../../policies/model.ts';
import { slashed } from '../repository/sources.ts';
import { UserError } from '../terminal/errors.ts';

/** A finding that was there when somebody began to judge, as the file has it. */
interface Entry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly file: string;
  readonly object: string;
  readonly message: string;
}

/** What a baseline makes of findings. */
export interface Compared {
  /** Those that are not in it. */
  readonly fresh: readonly Finding[];
  /** How many are in it. */
  readonly known: number;
  /** Entries that nothing matches any more, one sentence each. */
  readonly vanished: readonly string[];
}

const version = 1;

/** Writes what is found now, so that a later run reports only what is new. */
export function writeBaseline(file: string, findings: readonly Finding[]): void {
  const entries = [...known(findings)].map(([finding, fingerprint]): Entry => {
    const { kind, namespace, name } = finding.object;
    const object = [kind, [namespace, name].filter((part) => part !== '').join('/')].filter((part) => part !== '').join(' ');
    return { fingerprint, rule: finding.rule, file: relative(finding.file), object, message: finding.message };
  });
  entries.sort((a, b) => compare(a.file, b.file) || compare(a.rule, b.rule) || compare(a.fingerprint, b.fingerprint));
  writeFileSync(file, `${JSON.stringify({ version, findings: entries }, undefined, 2)}\n`);
}

/**
 * The findings that a baseline does not know.
 * @param isAsked whether a rule was judged at all, and a file too, so that an entry without a finding is gone
 * @throws UserError for a file that is no baseline
 */
export function compareWithBaseline(
  file: string,
  findings: readonly Finding[],
  isAsked: (rule: string, file: string) => boolean,
): Compared {
  const entries = readBaseline(file);
  const ids = new Set(entries.map(({ fingerprint }) => fingerprint));
  const now = known(findings);
  const fresh = findings.filter((finding) => !ids.has(now.get(finding) ?? ''));
  const present = new Set(now.values());
  const vanished = entries.filter((entry) => !present.has(entry.fingerprint) && isAsked(entry.rule, entry.file));
  return {
    fresh,
    known: findings.length - fresh.length,
    vanished: vanished.map(({ rule, file: place, object, message }) => {
      const where = [object, place].filter((part) => part !== '').join(', ');
      return `Gone since the baseline: ${rule}${where === '' ? '' : ` of ${where}`}: ${message}`;
    }),
  };
}

function readBaseline(file: string): readonly Entry[] {
  const refuse = (what: string, cause?: unknown) =>
    new UserError({ what, where: file, how: `Write one: --write-baseline ${file}.` }, cause === undefined ? {} : { cause });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const why = isAbsent ? 'there is no such file' : cause instanceof SyntaxError ? 'it is no JSON' : String(cause);
    throw refuse(`The baseline cannot be read: ${why}.`, cause);
  }
  if (numberAt(value, 'version') !== version || !Array.isArray(at(value, 'findings')))
    throw refuse('The file is no baseline of this version.');
  return asList(at(value, 'findings')).map((entry) => ({
    fingerprint: textAt(entry, 'fingerprint') ?? '',
    rule: textAt(entry, 'rule') ?? '',
    file: textAt(entry, 'file') ?? '',
    object: textAt(entry, 'object') ?? '',
    message: textAt(entry, 'message') ?? '',
  }));
}

/** By where files are from the working directory, however they were named. */
function known(findings: readonly Finding[]): ReadonlyMap<Finding, string> {
  const moved = new Map(findings.map((finding) => [{ ...finding, file: relative(finding.file) }, finding] as const));
  return new Map(
    [...fingerprints([...moved.keys()])].flatMap(([own, id]) => {
      const finding = moved.get(own);
      return finding === undefined ? [] : [[finding, id] as const];
    }),
  );
}

/** Whether a file of an entry is one of the paths, or below one. */
export function isBelow(file: string, paths: readonly string[]): boolean {
  return paths.some((given) => {
    const top = relative(given);
    return top === '' || file === top || file.startsWith(`${top}/`);
  });
}

function relative(file: string): string {
  return file === '' || file === '-' ? file : slashed(path.relative(process.cwd(), path.resolve(file)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
