import { closest } from 'fastest-levenshtein';
import type { Entry } from '../../generators/model/entry.ts';
import { UserError } from '../terminal/errors.ts';

/**
 * The service, or environment, of that name.
 * @throws UserError that names the one that was probably meant
 */
export function namedIn<T extends { readonly name: string }>(entries: readonly Entry<T>[], name: string, what: string): T {
  const found = entries.find(({ value }) => value.name === name);
  if (found !== undefined) return found.value;
  const known = entries.map(({ value }) => value.name);
  const hint = known.length === 0 ? 'There is none.' : `Did you mean "${closest(name, known)}"? There are ${known.join(', ')}.`;
  throw new UserError({ what: `There is no ${what} "${name}".`, how: hint });
}
