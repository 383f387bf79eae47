import { asFields } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { knownValue } from '../kept/known-texts.ts';
import { definitionOf } from '../literal/definitions.ts';
import { readLiteral } from '../literal/read.ts';
import type { Sources } from '../sources.ts';

const catalogFolder = 'generators/catalog';

/** What the platform file says; undefined where there is none, or it cannot be read. */
export function platformIn(sources: Sources): Fields | undefined {
  return literalIn(sources, `${catalogFolder}/platform.ts`);
}

/** What the files of services or environments say, in the order of their names. */
export function definitionsIn(sources: Sources, kind: 'services' | 'environments'): readonly Fields[] {
  const folder = `${catalogFolder}/${kind}`;
  if (!sources.isFolder(folder)) return [];
  const files = sources.entries(folder).map(({ name }) => `${folder}/${name}`);
  return files
    .toSorted()
    .map((file) => literalIn(sources, file))
    .filter((fields) => fields !== undefined);
}

const known = new WeakMap<Sources, Map<string, Fields | undefined>>();

/** What a file of the catalog in TypeScript says, read once; undefined where it is not there or cannot be read. */
export function literalIn(sources: Sources, file: string): Fields | undefined {
  const read = known.get(sources) ?? new Map<string, Fields | undefined>();
  known.set(sources, read);
  if (!read.has(file)) read.set(file, parsed(sources, file));
  return read.get(file);
}

function parsed(sources: Sources, file: string): Fields | undefined {
  const kind = definitionOf(file);
  const text = sources.isFile(file) ? sources.text(file) : undefined;
  if (kind === undefined || text === undefined) return undefined;
  return asFields(knownValue((sources.work ?? sources).root, file, text) ?? readLiteral(text, kind).value);
}
