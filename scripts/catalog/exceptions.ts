import type { Catalog } from '../../generators/model/catalog.ts';
import type { CatalogProblem } from '../../generators/model/problems/problem.ts';

/** What is wrong with exceptions. Only where there are any is loaded what draws the objects that they are about. */
export async function problemsOfExceptions(catalog: Catalog): Promise<readonly CatalogProblem[]> {
  const has = ({ adjust = {}, objects = [], exempt = [] }: Catalog['services'][number]['value']) =>
    Object.keys(adjust).length + objects.length + exempt.length > 0;
  if (catalog.adjustments.length === 0 && !catalog.services.some(({ value }) => has(value))) return [];
  const { exceptionProblems } = await import('../../generators/exceptions/problems.ts');
  return exceptionProblems(catalog);
}
