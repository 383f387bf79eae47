import { asFields } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { definitionOf } from '../../repository/literal/definitions.ts';
import { readLiteral } from '../../repository/literal/read.ts';
import type { Sources } from '../../repository/sources.ts';

/** What a file of the catalog in TypeScript says; undefined where it is not there or cannot be read. */
export function definition(sources: Sources, file: string): Fields | undefined {
  const kind = definitionOf(file);
  const text = sources.isFile(file) ? sources.text(file) : undefined;
  return kind === undefined || text === undefined ? undefined : asFields(readLiteral(text, kind).value);
}

/** Names of the files of a folder that end so, sorted; none where there is no folder. */
export function filesIn(sources: Sources, folder: string, ending: string): readonly string[] {
  if (!sources.isFolder(folder)) return [];
  return sources
    .entries(folder)
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map(({ name }) => name)
    .sort();
}
