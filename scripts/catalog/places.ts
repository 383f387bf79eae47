import type { CatalogProblem } from '../../generators/model/problems/problem.ts';
import type { Path, Place } from '../repository/literal/places.ts';
import { errorText, UserError } from '../terminal/errors.ts';

/** Where a path of a file stands in it, or its key; undefined where nobody knows. */
export type PlaceOf = (path: Path, part?: 'key' | 'value') => Place | undefined;

/** A mistake in the catalog, with its line and column where those are known. */
export interface PlacedProblem extends CatalogProblem {
  readonly place?: Place;
}

/** Mistakes in the catalog: everything that one stage found, three lines each, in the order of files and lines. */
export class CatalogError extends UserError {
  readonly problems: readonly PlacedProblem[];

  constructor(problems: readonly PlacedProblem[]) {
    const sorted = [...problems].sort(byPlace);
    const [first] = sorted;
    super({ what: first?.message ?? '', where: first === undefined ? '' : whereOf(first), how: first?.fix ?? '' });
    this.problems = sorted;
  }

  override text(): string {
    return this.problems.map((problem) => errorText({ what: problem.message, where: whereOf(problem), how: problem.fix })).join('');
  }
}

/** The mistakes that the model found, each with the place that its path leads to. */
export function placed(problems: readonly CatalogProblem[], placeOf: (file: string) => PlaceOf | undefined): readonly PlacedProblem[] {
  return problems.map((problem) => {
    const place = problem.path === undefined ? undefined : placeOf(problem.file)?.(problem.path, problem.part);
    return place === undefined ? problem : { ...problem, place };
  });
}

function whereOf({ file, place }: PlacedProblem): string {
  return place === undefined ? file : `${file}:${place.line}:${place.column}`;
}

function byPlace(a: PlacedProblem, b: PlacedProblem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  const [line, column] = [(a.place?.line ?? 0) - (b.place?.line ?? 0), (a.place?.column ?? 0) - (b.place?.column ?? 0)];
  return line || column || (a.message < b.message ? -1 : a.message > b.message ? 1 : 0);
}
