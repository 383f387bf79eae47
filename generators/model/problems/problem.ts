import { distance } from 'fastest-levenshtein';

/** A place in a file of the catalog, by the keys and indexes that lead to it. Which line that is, the edge knows. */
export interface Spot {
  readonly file: string;
  /** Absent for what the file says as a whole, or by its name. */
  readonly path?: readonly (string | number)[];
  /** `key` where the name of the field is meant, not its value. */
  readonly part?: 'key';
}

/** A mistake in the catalog: what, where, and how to put it right. */
export interface CatalogProblem extends Spot {
  readonly message: string;
  readonly fix: string;
}

/** A spot, or an entry of the catalog; that of a further cluster is told where its file says that cluster. */
interface Origin extends Spot {
  readonly cluster?: number;
}

/** The value at a path of a file. */
export function at({ file, cluster }: Origin, ...path: readonly (string | number)[]): Spot {
  return { file, path: cluster === undefined ? path : inCluster(cluster, path) };
}

/** The key that ends a path of a file. */
export function keyAt({ file, cluster }: Origin, ...path: readonly (string | number)[]): Spot {
  return { file, path: cluster === undefined ? path : inCluster(cluster, path), part: 'key' };
}

/** Where a field of a place is said: below its cluster, whose entry stands for whatever it takes over from home. */
function inCluster(cluster: number, path: readonly (string | number)[]): readonly (string | number)[] {
  return ['clusters', cluster, ...(path[0] === 'clusters' ? path.slice(2) : path)];
}

/** A DNS label, as names of most Kubernetes objects must be. */
export const label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** An address range in CIDR notation. */
export const cidr = /^(\d{1,3}(\.\d{1,3}){3}\/\d{1,2}|[0-9a-fA-F:]+\/\d{1,3})$/;

/**
 * A name that nothing has, with the nearest that something has.
 * @param otherwise what to do where none is near
 */
export function unknownName(
  spot: Origin,
  message: string,
  name: string,
  known: readonly string[],
  otherwise = `Write one of ${listed(known)}.`,
): CatalogProblem[] {
  if (known.includes(name)) return [];
  const nearest = nearestOf(name, known);
  return [problem(spot, message, nearest === undefined ? otherwise : `Did you mean "${nearest}"?`)];
}

/** What exists in place of a name that does not: the nearest, and all. */
export function suggestion(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known);
  const all = known.length === 1 ? `The only field is ${known[0] ?? ''}.` : `The fields are ${known.join(', ')}.`;
  return nearest === undefined ? all : `Did you mean "${nearest}"? ${all}`;
}

/** Undefined where none is near. */
function nearestOf(name: string, known: readonly string[]): string | undefined {
  const nearest = known
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))[0];
  return nearest !== undefined && nearest.edits <= Math.max(2, name.length / 4) ? nearest.candidate : undefined;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}`;
}

/** The mistake, unless all is well. */
export function unless(good: boolean, spot: Origin, message: string, fix: string): CatalogProblem[] {
  return good ? [] : [problem(spot, message, fix)];
}

/** A mistake at a spot; a whole entry of the catalog is one. */
export function problem({ file, path, part, cluster }: Origin, message: string, fix: string): CatalogProblem {
  const spot = path ?? (cluster === undefined ? undefined : inCluster(cluster, []));
  return { file, ...(spot && { path: spot }), ...(part && { part }), message, fix };
}

/** The name of a file without folder and `.ts`. */
export function fileStem(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.ts$/, '');
}
