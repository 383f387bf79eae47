import { hash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { codeName } from './code-name.ts';
import { keep, kept } from './sealed-file.ts';

/**
 * What earlier runs read out of texts of the catalog, and found to be without mistakes, by the content of those texts. It only ever saves time:
 * what is not known is read and checked.
 */
export interface KnownTexts {
  /** The value of a text, as it was read before or as `read` reads it; nothing is kept of a text that has problems. */
  valueOf(file: string, text: string, read: () => { readonly value: unknown; readonly isSound: boolean }): unknown;
  /** Whether a file was found without mistakes before, as it was read now, together with other files that it was looked at with. */
  isSound(file: string, others: readonly string[]): boolean;
  /** Names all texts that were read, with their files: with any other byte in one of them, or another file, it is another name. */
  name(): string;
  /** Keeps that all files that were read are without mistakes, each together with those that it was looked at with. */
  remember(othersOf: (file: string) => readonly string[]): void;
}

/** What is kept. */
interface Content {
  readonly values: ReadonlyMap<string, unknown>;
  readonly sound: ReadonlySet<string>;
}

/** Bump it when what is kept is to mean something else. */
const format = 1;
/** When there is more, only what the last run read stays. */
const mostTexts = 50_000;
/** What reads a text and checks a value: with any other byte of it, nothing is known. */
const code = ['generators/model', 'policies/kubernetes/credentials', 'scripts/catalog', 'scripts/repository', 'package-lock.json'];

/** What is known of a repository: kept beside the packages, where there are any. Nothing is where the code cannot be read. */
export function knownTexts(root: string): KnownTexts {
  const packages = path.join(root, 'node_modules');
  return textsIn(path.join(packages, '.cache/erp-gitops/catalog'), existsSync(packages) ? codeName(code) : undefined);
}

/**
 * What a text of the catalog was read as before, in this repository and by this code; undefined where nothing is known of it. Nothing is
 * kept here.
 */
export function knownValue(root: string, file: string, text: string): unknown {
  const name = codeName(code);
  return name === undefined
    ? undefined
    : contentOf(path.join(root, 'node_modules/.cache/erp-gitops/catalog'), name).values.get(keyOf(file, text));
}

/**
 * What is known in a file: one that was cut off, changed, or written by other code holds nothing.
 * @param name changes with the code that reads and checks; undefined: nothing is known or kept
 */
export function textsIn(file: string, name: string | undefined, most = mostTexts): KnownTexts {
  const known = name === undefined ? empty : contentOf(file, name);
  const values = new Map<string, unknown>();
  const keys = new Map<string, string>();
  const nameOf = (path: string, others: readonly string[]) => hash('sha256', [path, ...others].map((each) => keys.get(each)).join('\n'));
  return {
    valueOf(path, text, read) {
      const key = keyOf(path, text);
      keys.set(path, key);
      if (known.values.has(key)) {
        values.set(key, known.values.get(key));
        return known.values.get(key);
      }
      const { value, isSound } = read();
      if (isSound) values.set(key, value);
      return value;
    },
    name: () => hash('sha256', [...keys.values()].sort().join('\n')),
    isSound: (path, others) => keys.has(path) && known.sound.has(nameOf(path, others)),
    remember(othersOf) {
      if (name === undefined) return;
      const sound = new Set([...keys.keys()].map((path) => nameOf(path, othersOf(path))));
      if ([...values.keys()].every((key) => known.values.has(key)) && [...sound].every((key) => known.sound.has(key))) return;
      const isFull = known.values.size + values.size > most;
      const content: Content = isFull
        ? { values, sound }
        : { values: new Map([...known.values, ...values]), sound: new Set([...known.sound, ...sound]) };
      keep(file, `${format}\n${name}`, content);
    },
  };
}

const empty: Content = { values: new Map(), sound: new Set() };

function keyOf(path: string, text: string): string {
  return hash('sha256', `${path}\n${text}`);
}

/** The content that was read last, and of which bytes. */
let last: { readonly of: string; readonly content: Content } | undefined;

/** What is kept in a file, which one run asks for several times. */
function contentOf(file: string, name: string): Content {
  const { mtimeMs, size, ino } = statSync(file, { throwIfNoEntry: false }) ?? {};
  const of = [file, name, mtimeMs, size, ino].join('\n');
  if (last?.of !== of) last = { of, content: (kept(file, `${format}\n${name}`) as Content | undefined) ?? empty };
  return last.content;
}
