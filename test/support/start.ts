import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What Node loads before a program of this repository, as package.json has it, from any folder. */
export const start: readonly string[] = [
  '--import',
  pathToFileURL(path.resolve(import.meta.dirname, '../../scripts/terminal/start.mjs')).href,
];
/** The same in a copy of the repository, which has its own. */
export const startOfCopy: readonly string[] = ['--import', './scripts/terminal/start.mjs'];
