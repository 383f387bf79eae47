import type { Catalog } from '../../catalog.ts';
import { forerunnerOf } from '../../service/names/side-by-side.ts';
import { at, type CatalogProblem, label, unless } from '../problem.ts';

/** Names that services had before, and that others have, or that could be none. */
export function formerNameProblems({ services }: Catalog): CatalogProblem[] {
  const there = new Map(services.map(({ value }) => [value.name, value]));
  const owners = new Map(services.map(({ value }) => [value.name, value.name]));
  const followers = new Map<string, string>();
  return services.flatMap((entry) => {
    const { name: own, formerly = [] } = entry.value;
    // A service may run beside the one whose place it is to take, and has had the names of that; one alone takes it.
    const forerunner = forerunnerOf(entry.value, there);
    const follower = forerunner === undefined ? own : (followers.get(forerunner.name) ?? own);
    if (forerunner !== undefined) followers.set(forerunner.name, follower);
    const shared = forerunner === undefined || follower !== own ? [] : [...(forerunner.formerly ?? []), forerunner.name];
    return formerly.flatMap((name, index) => {
      const owner = shared.includes(name) ? undefined : owners.get(name);
      if (!shared.includes(name)) owners.set(name, owner ?? own);
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
    });
  });
}
