import type { Catalog } from '../../generators/model/catalog.ts';
import type { CatalogProblem } from '../../generators/model/problems/problem.ts';
import { isExcepted } from '../../generators/model/service/way-out.ts';
import type { KnownExceptions } from './known-exceptions.ts';

/** What is known where a catalog was read, for others that are made of it. */
const knownBeside = new WeakMap<Catalog, () => Promise<KnownExceptions>>();

/**
 * What is wrong with the exceptions of a catalog that was read from a repository, and with names of drawn objects. Only where there is
 * something to look at is loaded what draws the objects that they are about.
 */
export async function problemsOfExceptionsIn(root: string, catalog: Catalog): Promise<readonly CatalogProblem[]> {
  if (!hasExceptions(catalog)) return problemsOf(catalog, undefined);
  const known = await knownAt(root);
  knownBeside.set(catalog, () => Promise.resolve(known));
  const problems = await problemsOf(catalog, known);
  known.remember();
  return problems;
}

/** Says where a catalog was read that need not be looked at, for others that are made of it. */
export function exceptionsKnownAt(root: string, catalog: Catalog): void {
  knownBeside.set(catalog, () => knownAt(root));
}

async function knownAt(root: string): Promise<KnownExceptions> {
  return (await import('./known-exceptions.ts')).knownExceptions(root);
}

/**
 * The same of any catalog.
 * @param before a catalog that was read, of which this one was made: what was known there need not be looked at again
 */
export async function problemsOfExceptions(catalog: Catalog, before?: Catalog): Promise<readonly CatalogProblem[]> {
  const known = before && (await knownBeside.get(before)?.());
  const problems = await problemsOf(catalog, known);
  if (problems.length === 0) known?.remember();
  return problems;
}

async function problemsOf(catalog: Catalog, known: KnownExceptions | undefined): Promise<readonly CatalogProblem[]> {
  const taken = goesOn(catalog) ? (await import('../../generators/exceptions/taken-names.ts')).takenNames(catalog) : [];
  if (!hasExceptions(catalog)) return taken;
  const { exceptionProblems } = await import('../../generators/exceptions/problems.ts');
  return [...taken, ...exceptionProblems(catalog, known)];
}

function hasExceptions({ adjustments, services }: Catalog): boolean {
  return adjustments.length > 0 || services.some(({ value }) => isExcepted(value));
}

/** Whether the name of a service goes on that of another: only then two could draw an object of one name. */
function goesOn({ services }: Catalog): boolean {
  const names = new Set(services.map(({ value }) => value.name));
  return [...names].some((name) => [...name.matchAll(/-/g)].some(({ index }) => names.has(name.slice(0, index))));
}
