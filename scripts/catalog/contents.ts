import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Content, servicesFolder } from '../../generators/model/service/files/contents.ts';
import { isLeftByEditor } from './definitions.ts';
import type { PlacedProblem } from './places.ts';

/** What the compiler of this repository would take for its own. */
const compiled = /\.[cm]?tsx?$/;
/** No ConfigMap holds more, and so it is not read. */
const longest = 2 ** 20;
/** What a text of a ConfigMap may hold as well, but what not every program that writes it down leaves as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/;

/** What lies in folders beside the service files, sorted by path, and what is no content of a file. */
export function readContents(root: string): { readonly entries: readonly Content[]; readonly problems: readonly PlacedProblem[] } {
  const entries: Content[] = [];
  const problems: PlacedProblem[] = [];
  const visit = (folder: string, depth: number) => {
    const names = readdirSync(path.join(root, folder), { withFileTypes: true }).filter(({ name }) => !isLeftByEditor(name));
    for (const entry of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(file, depth + 1);
      // What lies among the service files is told by who reads those.
      else if (depth === 0) continue;
      else if (!entry.isFile()) {
        const message = entry.isSymbolicLink() ? 'This is a link, and only files are read.' : 'This is no file.';
        problems.push({ file, message, fix: 'Put the file itself there, or remove it.' });
      } else if (compiled.test(entry.name)) {
        const fix = `Put the file of a service into ${servicesFolder} itself; give content another name: its service says the path in the container.`;
        problems.push({ file, message: 'This is no service file, and as content it would be compiled as code of this repository.', fix });
      } else entries.push(contentOf(root, file));
    }
  };
  if (lstatSync(path.join(root, servicesFolder), { throwIfNoEntry: false })?.isDirectory() === true) visit(servicesFolder, 0);
  return { entries: entries.sort((a, b) => (a.file < b.file ? -1 : 1)), problems };
}

function contentOf(root: string, file: string): Content {
  const { size } = lstatSync(path.join(root, file));
  return size > longest ? { file, size } : contentIn(file, readFileSync(path.join(root, file)));
}

/** Bytes as a content: text where they are UTF-8 that every program leaves as it is. */
export function contentIn(file: string, bytes: Buffer): Content {
  const size = bytes.length;
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(bytes) && !unprintable.test(text);
  return isText ? { file, size, text } : { file, size, base64: bytes.toString('base64') };
}
