import type { Entry } from '../../generators/model/entry.ts';
import { choices } from '../terminal/choices.ts';
import { UserError } from '../terminal/errors.ts';

/**
 * The service, or environment, of that name.
 * @param none what is said where there is nothing to choose from
 * @throws UserError that names the one that was probably meant
 */
export function namedIn<T extends { readonly name: string }>(entries: readonly Entry<T>[], name: string, what: string, none?: string): T {
  const found = entries.find(({ value }) => value.name === name);
  if (found !== undefined) return found.value;
  const known = entries.map(({ value }) => value.name);
  throw new UserError({ what: `There is no ${what} "${name}".`, how: choices(name, known, none) });
}
