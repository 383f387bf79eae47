import { distance } from 'fastest-levenshtein';
import type { Entry } from '../entry.ts';

/** A mistake in the catalog: what, in which file, and how to put it right. */
export interface CatalogProblem {
  readonly file: string;
  readonly message: string;
  readonly fix: string;
}

/** A DNS label, as names of most Kubernetes objects must be. */
export const label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** An address range in CIDR notation. */
export const cidr = /^(\d{1,3}(\.\d{1,3}){3}\/\d{1,2}|[0-9a-fA-F:]+\/\d{1,3})$/;

/** A name that nothing has, with the nearest that something has. */
export function unknownName(entry: Entry<unknown>, message: string, name: string, known: readonly string[]): CatalogProblem[] {
  if (known.includes(name)) return [];
  const nearest = known
    .map((candidate) => ({ candidate, edits: distance(name, candidate) }))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))[0];
  const fix =
    nearest !== undefined && nearest.edits <= Math.max(2, name.length / 4)
      ? `Did you mean "${nearest.candidate}"?`
      : `Write one of ${known.slice(0, 10).join(', ')}${known.length > 10 ? ', ...' : ''}.`;
  return [problem(entry, message, fix)];
}

/** The mistake, unless all is well. */
export function unless(good: boolean, entry: Entry<unknown>, message: string, fix: string): CatalogProblem[] {
  return good ? [] : [problem(entry, message, fix)];
}

/** A mistake in the file of an entry. */
export function problem({ file }: Entry<unknown>, message: string, fix: string): CatalogProblem {
  return { file, message, fix };
}

/** The name of a file without folder and `.ts`. */
export function fileStem(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.ts$/, '');
}
