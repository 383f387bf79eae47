/** What is wrong with a query, and where: 0-based offset. */
export interface QueryError {
  readonly at: number;
  /** Goes on after the name of the query: `ends too early`. */
  readonly message: string;
}

/** A label as it is written in a query, and where. */
export interface LabelName {
  readonly name: string;
  /** 0-based offset in the query. */
  readonly at: number;
}

/** `status=~"5.."` */
export interface Matcher extends LabelName {
  readonly operator: string;
  readonly value: string;
}

/** `on (namespace) group_left (node)` */
export interface Matching {
  readonly on: boolean;
  readonly labels: readonly LabelName[];
  readonly group?: { readonly side: 'left' | 'right'; readonly labels: readonly LabelName[] };
}

/** One part of a query; `at` is its 0-based offset. */
export type Expression = { readonly at: number } & (
  | { readonly kind: 'selector'; readonly metric: string | undefined; readonly matchers: readonly Matcher[] }
  | {
      readonly kind: 'range';
      readonly inner: Expression;
      /** How long it is, as it is written: `5m`. */
      readonly length?: string;
    }
  | {
      readonly kind: 'aggregation';
      readonly operator: string;
      /** Absent: everything becomes one series. */
      readonly grouping?: { readonly by: boolean; readonly labels: readonly LabelName[] };
      readonly args: readonly Expression[];
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      /** `== bool`: gives 0 or 1 for each series, and leaves none out. */
      readonly bool?: true;
      readonly left: Expression;
      readonly right: Expression;
      readonly matching?: Matching;
    }
  /** In parentheses, negated, shifted in time: the same series. */
  | {
      readonly kind: 'same';
      readonly inner: Expression;
      /** There is a minus before it. */
      readonly negated?: true;
    }
  | { readonly kind: 'number'; readonly value?: number }
  | { readonly kind: 'text'; readonly value: string }
);

/** The parts directly below a part. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'range':
    case 'same':
      return [expression.inner];
    case 'aggregation':
    case 'call':
      return expression.args;
    case 'binary':
      return [expression.left, expression.right];
    default:
      return [];
  }
}

/** A part and all below it, from left to right. */
export function allParts(expression: Expression): readonly Expression[] {
  return [expression, ...partsOf(expression).flatMap(allParts)];
}

/** What a wrapping in parentheses or in time wraps. */
export function unwrapped(expression: Expression): Expression {
  return expression.kind === 'same' ? unwrapped(expression.inner) : expression;
}
