import { dump, load } from 'js-yaml';
import { append, type Edit, remove, set, type Tree } from '../mutations/mutation.ts';

/** What hands do to the files of `argocd/`: other texts by path, undefined for a file that is taken away. */
export interface ArgoEdit {
  readonly title: string;
  readonly contents: (read: (file: string) => string) => Readonly<Record<string, string | undefined>>;
}

/** Fields of one file written otherwise, each alone; a value of undefined takes the field away. */
export function fieldsOf(file: string, written: readonly (readonly [path: string, value: unknown])[]): readonly ArgoEdit[] {
  return written.map(([path, value]) => ({
    title: `${file}: ${path} = ${JSON.stringify(value) ?? 'nothing'}`,
    contents: (read) => ({ [file]: changed(read(file), editOf(path, value)) }),
  }));
}

/** `[+]` at the end of a path appends to a list. */
function editOf(path: string, value: unknown): Edit {
  if (path.endsWith('[+]')) return append(path.slice(0, -3), value);
  return value === undefined ? remove(path) : set(path, value);
}

/** A file written otherwise as a text. */
export function textOf(title: string, file: string, change: (text: string) => string): ArgoEdit {
  return { title: `${file}: ${title}`, contents: (read) => ({ [file]: change(read(file)) }) };
}

/** A file more. */
export function fileMore(title: string, file: string, text: string): ArgoEdit {
  return { title: `${file}: ${title}`, contents: () => ({ [file]: text }) };
}

/** Files that are there no more. */
export function filesLess(title: string, ...files: readonly string[]): ArgoEdit {
  return { title, contents: () => Object.fromEntries(files.map((file) => [file, undefined])) };
}

/** A file under another name, and what is written otherwise in it. */
export function fileMoved(title: string, from: string, to: string, change: (text: string) => string = (text) => text): ArgoEdit {
  return { title: `${from} as ${to}: ${title}`, contents: (read) => ({ [from]: undefined, [to]: change(read(from)) }) };
}

/** A file once more, under another name. */
export function fileTwice(title: string, from: string, to: string, change: (text: string) => string = (text) => text): ArgoEdit {
  return { title: `${from} also as ${to}: ${title}`, contents: (read) => ({ [to]: change(read(from)) }) };
}

function changed(text: string, edit: Edit): string {
  const object = load(text) as Tree;
  const before = dump(object);
  edit(object);
  const after = dump(object);
  if (after === before) throw new Error('An edit changes nothing.');
  return after;
}
