import type { Catalog } from '../../catalog.ts';
import { at, type CatalogProblem, label, unless } from '../problem.ts';

/** Names that services had before, and that others have, or that could be none. */
export function formerNameProblems({ services }: Catalog): CatalogProblem[] {
  const owners = new Map(services.map(({ value }) => [value.name, value.name]));
  return services.flatMap((entry) =>
    (entry.value.formerly ?? []).flatMap((name, index) => {
      const owner = owners.get(name);
      owners.set(name, owner ?? entry.value.name);
      const spot = at(entry, 'formerly', index);
      return [
        ...unless(label.test(name), spot, `The former name "${name}" is no DNS label.`, 'Write the name as its service file had it.'),
        ...unless(
          owner === undefined,
          spot,
          `"${name}" is the name, or was the name, of "${owner}".`,
          'A name that a service had is not given to another: what the old one has in the data layer goes by it.',
        ),
      ];
    }),
  );
}
