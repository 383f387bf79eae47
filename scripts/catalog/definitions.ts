import { type Dirent, existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from '../../generators/model/entry.ts';
import type { KnownTexts } from '../repository/kept/known-texts.ts';
import { definitions } from '../repository/literal/definitions.ts';
import type { Definition } from '../repository/literal/module.ts';
import { type Literal, readLiteral } from '../repository/literal/read.ts';
import { literalFile } from '../repository/literal/write.ts';
import { catalogFolder, lifetimesName } from './folder.ts';
import type { PlacedProblem } from './places.ts';

/** A file that was read; its value is undefined where there are problems. */
export interface ReadDefinition extends Entry<unknown> {
  /** Of its text, which is parsed when somebody asks. */
  readonly literal: () => Literal;
}

/** What was read, and what stands in the way. */
export interface ReadDefinitions {
  readonly files: readonly ReadDefinition[];
  /** Of the names and of the texts. */
  readonly problems: readonly PlacedProblem[];
}

/** The text of a file that says a value. */
export function definitionFile(kind: keyof typeof definitions, value: unknown): string {
  return literalFile(value, definitions[kind]);
}

/** The platform file. */
export function readPlatform(root: string, known: KnownTexts): ReadDefinitions {
  const file = `${catalogFolder}/platform.ts`;
  if (lstatSync(path.join(root, file), { throwIfNoEntry: false })?.isFile() === true) {
    return withProblems([readFile(root, file, definitions['platform.ts'], known)]);
  }
  return {
    files: [],
    problems: [{ file, message: 'There is no such file.', fix: 'Restore it with Git: it says what holds for all environments.' }],
  };
}

/** The files of one folder by name, and what stands in it and is none. */
export function readFolder(root: string, kind: 'services' | 'environments', known: KnownTexts): ReadDefinitions {
  const folder = `${catalogFolder}/${kind}`;
  const noun = kind.slice(0, -1);
  const names = entriesIn(path.join(root, folder));
  const strange = names
    // Folders beside services hold what those name by `from`; what is in them is read elsewhere.
    .filter((entry) => !(entry.isFile() && entry.name.endsWith('.ts')) && !(kind === 'services' && entry.isDirectory()))
    .map((entry) => ({
      file: `${folder}/${entry.name}`,
      message: entry.isSymbolicLink() ? 'This is a link, and only files are read.' : `This is no ${noun} file.`,
      fix: `Name it <${noun}>.ts, or move it away.`,
    }));
  const files = names
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map(({ name }) => readFile(root, `${folder}/${name}`, definitions[kind], known));
  return withProblems(files, strange);
}

/** What stands in the catalog itself and is no part of it. */
export function strangers(root: string, folders: readonly string[]): readonly PlacedProblem[] {
  return entriesIn(path.join(root, catalogFolder))
    .filter((entry) => !(folders.includes(entry.name) ? entry.isDirectory() : files.includes(entry.name) && entry.isFile()))
    .map(({ name }) => ({
      file: `${catalogFolder}/${name}`,
      message: 'This is no part of the catalog.',
      fix: `Move it away; the catalog holds ${files.join(', ')} and the folders ${folders.join(', ')}.`,
    }));
}

const files: readonly string[] = ['platform.ts', lifetimesName];

function withProblems(files: readonly ReadDefinition[], strange: readonly PlacedProblem[] = []): ReadDefinitions {
  const own = files.flatMap(({ file, value, literal }) =>
    value !== undefined
      ? []
      : literal().problems.map(({ message, fix, line, column }) => ({ file, message, fix, place: { line, column } })),
  );
  return { files, problems: [...strange, ...own] };
}

function readFile(root: string, file: string, definition: Definition, known: KnownTexts): ReadDefinition {
  const text = readFileSync(path.join(root, file), 'utf8');
  let parsed: Literal | undefined;
  const literal = () => {
    parsed ??= readLiteral(text, definition);
    return parsed;
  };
  const value = known.valueOf(file, text, () => ({ value: literal().value, isSound: literal().problems.length === 0 }));
  return { file, value, literal };
}

/** What a folder holds, sorted; nothing when it does not exist, because Git keeps no empty folder. */
function entriesIn(folder: string): readonly Dirent[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !isLeftByEditor(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What editors and file managers leave beside files. */
export function isLeftByEditor(name: string): boolean {
  return /^\..*\.sw[a-p]$|~$|^\.DS_Store$/.test(name);
}
