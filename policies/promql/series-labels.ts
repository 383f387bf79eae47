import type { Expression, LabelName } from './expression.ts';

/** Labels that a series may carry; undefined when nobody can know. `label_*` stands for all that start so. */
export type SeriesLabels = ReadonlySet<string> | undefined;

/** Labels of a metric by its name. */
export type LabelsOfMetric = (metric: string) => SeriesLabels;

/** Labels that the series of an expression may carry. */
export function seriesLabels(expression: Expression, ofMetric: LabelsOfMetric): SeriesLabels {
  const of = (inner: Expression | undefined) => (inner === undefined ? none : seriesLabels(inner, ofMetric));
  switch (expression.kind) {
    case 'selector':
      return expression.metric === undefined ? undefined : ofMetric(expression.metric);
    case 'range':
    case 'same':
      return of(expression.inner);
    case 'number':
    case 'text':
      return none;
    case 'aggregation': {
      const { operator, grouping, args } = expression;
      const inner = of(args.at(-1));
      if (operator === 'topk' || operator === 'bottomk' || operator === 'limitk' || operator === 'limit_ratio') return inner;
      const kept = grouping === undefined ? none : grouping.by ? namesOf(grouping.labels) : without(inner, grouping.labels);
      const [counted] = args;
      return operator === 'count_values' && counted?.kind === 'text' ? union(kept, new Set([counted.value])) : kept;
    }
    case 'call':
      return callLabels(expression, ofMetric);
    case 'binary':
      return binaryLabels(expression, of(expression.left), of(expression.right));
  }
}

const none: ReadonlySet<string> = new Set();
const scalars: ReadonlySet<string> = new Set(['time', 'pi', 'scalar', 'vector']);

function callLabels({ name, args }: Extract<Expression, { kind: 'call' }>, ofMetric: LabelsOfMetric): SeriesLabels {
  const [first, second] = args;
  if (first === undefined || scalars.has(name)) return none;
  if (name === 'absent' || name === 'absent_over_time') return equalLabels(first);
  if (name === 'histogram_quantile') return without(second === undefined ? none : seriesLabels(second, ofMetric), [{ name: 'le', at: 0 }]);
  const input = args.find(({ kind }) => kind !== 'number' && kind !== 'text') ?? first;
  const labels = seriesLabels(input, ofMetric);
  if (name === 'label_replace' || name === 'label_join')
    return second?.kind === 'text' ? union(labels, new Set([second.value])) : undefined;
  return labels;
}

/** What `absent` makes up: the labels that the selector fixes. */
function equalLabels(expression: Expression): SeriesLabels {
  if (expression.kind === 'same' || expression.kind === 'range') return equalLabels(expression.inner);
  if (expression.kind !== 'selector') return none;
  return new Set(expression.matchers.filter(({ operator }) => operator === '=').map(({ name }) => name));
}

function binaryLabels(
  { operator, matching, left: l, right: r }: Extract<Expression, { kind: 'binary' }>,
  left: SeriesLabels,
  right: SeriesLabels,
): SeriesLabels {
  if (operator === 'or') return union(left, right);
  if (operator === 'and' || operator === 'unless') return left;
  if (isScalar(l)) return right;
  if (isScalar(r)) return left;
  if (matching?.group !== undefined) return union(matching.group.side === 'left' ? left : right, namesOf(matching.group.labels));
  if (matching !== undefined) return matching.on ? namesOf(matching.labels) : without(left, matching.labels);
  return left;
}

/** Whether an expression is one number without labels. */
export function isScalar(expression: Expression): boolean {
  if (expression.kind === 'number') return true;
  if (expression.kind === 'same') return isScalar(expression.inner);
  if (expression.kind === 'binary') return isScalar(expression.left) && isScalar(expression.right);
  return expression.kind === 'call' && scalars.has(expression.name) && expression.name !== 'vector';
}

function namesOf(labels: readonly LabelName[]): ReadonlySet<string> {
  return new Set(labels.map(({ name }) => name));
}

function union(a: SeriesLabels, b: SeriesLabels): SeriesLabels {
  return a === undefined || b === undefined ? undefined : new Set([...a, ...b]);
}

function without(labels: SeriesLabels, removed: readonly LabelName[]): SeriesLabels {
  if (labels === undefined) return undefined;
  const gone = namesOf(removed);
  return new Set([...labels].filter((label) => !gone.has(label)));
}
