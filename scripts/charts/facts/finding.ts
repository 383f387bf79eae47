import { type ErrorLines, errorText } from '../../terminal/errors.ts';

/** What is wrong with a chart, its values or its facts. */
export type ChartFinding = Required<ErrorLines>;

/** Findings as they are printed: what is the same in several environments once, with all its places; sorted by place. */
export function findingsText(findings: readonly ChartFinding[]): string {
  const groups = Map.groupBy(findings, ({ what, how }) => `${what}\n${how}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      const places = [...new Set(group.map(({ where }) => where))].sort();
      return first === undefined ? [] : [{ ...first, where: places.join('\n       ') }];
    })
    .toSorted((a, b) => (a.where < b.where ? -1 : 1))
    .map(errorText)
    .join('');
}
