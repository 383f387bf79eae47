import type { Catalog } from '../../generators/model/catalog.ts';
import type { CatalogProblem } from '../../generators/model/problems/problem.ts';
import { isExcepted } from '../../generators/model/service/way-out.ts';

/** What is wrong with exceptions. Only where there are any is loaded what draws the objects that they are about. */
export async function problemsOfExceptions(catalog: Catalog): Promise<readonly CatalogProblem[]> {
  if (catalog.adjustments.length === 0 && !catalog.services.some(({ value }) => isExcepted(value))) return [];
  const { exceptionProblems } = await import('../../generators/exceptions/problems.ts');
  return exceptionProblems(catalog);
}
