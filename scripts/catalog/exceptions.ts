import type { Catalog } from '../../generators/model/catalog.ts';
import type { CatalogProblem } from '../../generators/model/problems/problem.ts';
import { isExcepted } from '../../generators/model/service/way-out.ts';

/**
 * What is wrong with exceptions, and with names of drawn objects. Only where there is something to look at is loaded what draws the
 * objects that they are about.
 */
export async function problemsOfExceptions(catalog: Catalog): Promise<readonly CatalogProblem[]> {
  const taken = goesOn(catalog) ? (await import('../../generators/exceptions/taken-names.ts')).takenNames(catalog) : [];
  if (catalog.adjustments.length === 0 && !catalog.services.some(({ value }) => isExcepted(value))) return taken;
  const { exceptionProblems } = await import('../../generators/exceptions/problems.ts');
  return [...taken, ...exceptionProblems(catalog)];
}

/** Whether the name of a service goes on that of another: only then two could draw an object of one name. */
function goesOn({ services }: Catalog): boolean {
  const names = new Set(services.map(({ value }) => value.name));
  return [...names].some((name) => [...name.matchAll(/-/g)].some(({ index }) => names.has(name.slice(0, index))));
}
