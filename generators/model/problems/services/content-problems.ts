import type { Catalog } from '../../catalog.ts';
import type { Entry } from '../../entry.ts';
import { type Content, namedContents, servicesFolder } from '../../service/files/contents.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { at, type CatalogProblem, keyAt, problem, unknownName, unless } from '../problem.ts';

/** A ConfigMap holds 1 MiB, its keys included. */
export const longestFiles = 900 * 1024;
const inFolder = /^\.(\/[A-Za-z0-9_][A-Za-z0-9._-]*){2,}$/;

/** What is wrong with the contents of files: those that services name, and those that nobody does. */
export function contentProblems({ services, contents }: Catalog): CatalogProblem[] {
  const named = new Set(services.flatMap(({ value }) => namedContents(value).map(({ file }) => file)));
  return [
    ...services.flatMap((entry) => filesOf(entry, contents)),
    ...contents.flatMap(({ file, text }) => [
      ...unless(
        named.has(file),
        { file },
        'No service names this file.',
        `Name it in the service that reads it, files: { '/path': { from: './${file.slice(servicesFolder.length + 1)}' } }, or remove it.`,
      ),
      ...unless(
        text?.includes('\r\n') !== true,
        { file },
        'Its lines end with CR LF, which Git stores as LF: a fresh checkout would give another content.',
        'Save it with line ends of LF.',
      ),
    ]),
  ];
}

function filesOf(entry: Entry<ServiceDefinition>, contents: readonly Content[]): CatalogProblem[] {
  const { files = {} } = entry.value;
  const missing = Object.entries(files).flatMap(([path, said]) => {
    if (typeof said === 'string') return [];
    const spot = at(entry, 'files', path, 'from');
    if (!inFolder.test(said.from)) return [problem(spot, ...outside(said.from, entry.value.name))];
    const known = contents.map(({ file }) => `.${file.slice(servicesFolder.length)}`);
    const message = `There is no file "${said.from}" beside this one.`;
    return known.length > 0
      ? unknownName(spot, message, said.from, known)
      : [problem(spot, message, `Write it to ${servicesFolder}/${said.from.slice(2)}.`)];
  });
  const sizes = new Map(contents.map(({ file, size }) => [file, size]));
  const inline = Object.values(files).reduce((sum, said) => sum + (typeof said === 'string' ? Buffer.byteLength(said) : 0), 0);
  const size = namedContents(entry.value).reduce((sum, { file }) => sum + (sizes.get(file) ?? 0), inline);
  return [
    ...missing,
    ...unless(
      size < longestFiles,
      keyAt(entry, 'files'),
      `The files together have ${Math.ceil(size / 1024)}Ki: more than the ${longestFiles / 1024}Ki that a ConfigMap holds with certainty.`,
      'Put them into the image, or into an image of their own: volumes with image.',
    ),
  ];
}

/** Why a path is none that is read, and which one would be. */
function outside(from: string, service: string): [message: string, fix: string] {
  const fix = `Put the file into a folder beside this one, and write its path from here: ./${service}/${from.split('/').at(-1) || 'name'}.`;
  if (from.split('/').includes('..') || from.startsWith('/')) return [`"${from}" leads out of the folder of the service files.`, fix];
  if (/^(\.\/)?[^/]+$/.test(from)) return [`"${from}" lies among the service files, where nothing else is read.`, fix];
  return [`"${from}" is no path of a file in a folder beside this one.`, fix];
}
