import { closest, distance } from 'fastest-levenshtein';

/** So many names are read at a glance. */
const mostNames = 12;

/**
 * What there is in place of a name that is not there: the one that was probably meant, and all, or the nearest of very many.
 * @param none what is said where there is nothing
 */
export function choices(name: string, known: readonly string[], none = 'There is none.'): string {
  if (known.length === 0) return none;
  const meant = `Did you mean "${closest(name, known)}"?`;
  if (known.length <= mostNames) return `${meant} There are ${known.join(', ')}.`;
  const near = known
    .map((candidate) => ({ candidate, edits: distance(name, candidate) }))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, mostNames)
    .map(({ candidate }) => candidate);
  return `${meant} Of ${known.length} the nearest are ${near.join(', ')}.`;
}
