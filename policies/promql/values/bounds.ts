import { metricOf } from '../../metrics/catalogue.ts';
import type { Expression } from '../expression.ts';
import { typeOf } from '../types.ts';

/** Between which values every sample of an expression lies, both included. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

const any: Bounds = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
const positive: Bounds = { least: 0, most: Number.POSITIVE_INFINITY };
const counted: Bounds = { least: 1, most: Number.POSITIVE_INFINITY };
const one: Bounds = { least: 1, most: 1 };
const flag: Bounds = { least: 0, most: 1 };

/** Series that say yes or no: of Prometheus itself, of exporters of one server, of kube-state-metrics 2.20 (docs/metrics). */
const flags =
  /^(up|probe_success|(pg|redis|haproxy)_up|kube_pod_status_(phase|ready|reason)|kube_node_status_condition|kube_pod_container_status_(ready|running|terminated|waiting)|kube_node_spec_unschedulable|kube_cronjob_spec_suspend|prometheus_config_last_reload_successful)$/;

/** Functions of Prometheus 3.14 (promql/functions.go) whose values have bounds, whatever they are given. */
const ofFunctions: Readonly<Record<string, Bounds>> = {
  rate: positive,
  irate: positive,
  increase: positive,
  resets: positive,
  changes: positive,
  abs: positive,
  stddev_over_time: positive,
  stdvar_over_time: positive,
  absent: one,
  absent_over_time: one,
  present_over_time: one,
  count_over_time: counted,
  sgn: { least: -1, most: 1 },
  minute: { least: 0, most: 59 },
  hour: { least: 0, most: 23 },
  day_of_week: { least: 0, most: 6 },
  day_of_month: { least: 1, most: 31 },
  day_of_year: { least: 1, most: 366 },
  days_in_month: { least: 28, most: 31 },
  month: { least: 1, most: 12 },
};

/** Functions that give values of their argument, or values between them. */
const passing: ReadonlySet<string> = new Set([
  ...['avg_over_time', 'min_over_time', 'max_over_time', 'last_over_time', 'first_over_time', 'label_replace', 'label_join'],
  ...['sort', 'sort_desc', 'sort_by_label', 'sort_by_label_desc', 'scalar', 'vector'],
]);

const ofAggregations: Readonly<Record<string, Bounds>> = {
  count: counted,
  count_values: counted,
  group: one,
  stddev: positive,
  stdvar: positive,
};

/** The values that an expression may have, as far as its form tells: nothing is known of what a metric counts. */
export function boundsOf(expression: Expression): Bounds {
  switch (expression.kind) {
    case 'number':
      return expression.value === undefined || Number.isNaN(expression.value) ? any : { least: expression.value, most: expression.value };
    case 'range':
      return boundsOf(expression.inner);
    case 'same': {
      const inner = boundsOf(expression.inner);
      return expression.negated === true ? { least: -inner.most, most: -inner.least } : inner;
    }
    case 'selector':
      return ofMetric(expression.metric);
    case 'aggregation':
      return ofAggregation(expression.operator, expression.args.at(-1));
    case 'call':
      return ofCall(expression.name, expression.args);
    case 'binary':
      return ofBinary(expression);
    default:
      return any;
  }
}

function ofMetric(metric: string | undefined): Bounds {
  if (metric === undefined) return any;
  if (flags.test(metric)) return flag;
  const type = metricOf(metric)?.type;
  return type === 'counter' || (type === undefined && metric.endsWith('_total')) ? positive : any;
}

function ofAggregation(operator: string, last: Expression | undefined): Bounds {
  if (Object.hasOwn(ofAggregations, operator)) return ofAggregations[operator] ?? any;
  const inner = last === undefined ? any : boundsOf(last);
  if (operator !== 'sum') return inner;
  return {
    least: inner.least >= 0 ? inner.least : Number.NEGATIVE_INFINITY,
    most: inner.most <= 0 ? inner.most : Number.POSITIVE_INFINITY,
  };
}

function ofCall(name: string, args: readonly Expression[]): Bounds {
  if (Object.hasOwn(ofFunctions, name)) return ofFunctions[name] ?? any;
  const inner = args[0] === undefined ? any : boundsOf(args[0]);
  if (passing.has(name)) return inner;
  if (name === 'sum_over_time') return inner.least >= 0 ? positive : any;
  const limits = args.slice(1).map(boundsOf);
  if (name === 'clamp_max')
    return { least: Math.min(inner.least, limits[0]?.least ?? 0), most: Math.min(inner.most, limits[0]?.most ?? 0) };
  if (name === 'clamp_min')
    return { least: Math.max(inner.least, limits[0]?.least ?? 0), most: Math.max(inner.most, limits[0]?.most ?? 0) };
  return any;
}

type Binary = Extract<Expression, { readonly kind: 'binary' }>;

function ofBinary(expression: Binary): Bounds {
  const { operator, bool } = expression;
  const [left, right] = [boundsOf(expression.left), boundsOf(expression.right)];
  if (comparisons.has(operator)) return bool === true ? flag : filtered(expression, left, right);
  switch (operator) {
    case 'and':
    case 'unless':
      return left;
    case 'or':
      return { least: Math.min(left.least, right.least), most: Math.max(left.most, right.most) };
    case '+':
      return { least: left.least + right.least, most: left.most + right.most };
    case '-':
      return { least: left.least - right.most, most: left.most - right.least };
    case '*':
    case '/':
      return left.least >= 0 && right.least >= 0 ? positive : any;
    default:
      return any;
  }
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);

/** A comparison keeps the series for which it holds; beside a number, those of the other side. */
function filtered({ operator, ...sides }: Binary, left: Bounds, right: Bounds): Bounds {
  const turned = typeOf(sides.left) === 'scalar';
  const [kept, other] = turned ? [right, left] : [left, right];
  const atMost = operator === '==' || operator.startsWith(turned ? '>' : '<');
  const atLeast = operator === '==' || operator.startsWith(turned ? '<' : '>');
  return {
    least: atLeast ? Math.max(kept.least, other.least) : kept.least,
    most: atMost ? Math.min(kept.most, other.most) : kept.most,
  };
}

/** Whether a part is a comparison that leaves no series, whatever is measured. */
export function neverHolds(part: Expression): boolean {
  if (part.kind !== 'binary' || !comparisons.has(part.operator)) return false;
  const [left, right] = [boundsOf(part.left), boundsOf(part.right)];
  switch (part.operator) {
    case '>':
      return left.most <= right.least;
    case '>=':
      return left.most < right.least;
    case '<':
      return left.least >= right.most;
    case '<=':
      return left.least > right.most;
    case '==':
      return left.least > right.most || left.most < right.least;
    default:
      return left.least === left.most && right.least === right.most && left.least === right.least;
  }
}

/** `from 0 to 1`, `1`, `0 or more`; for a message about values that have bounds. */
export function valuesOf(expression: Expression): string {
  const { least, most } = boundsOf(expression);
  if (least === most) return `${least}`;
  if (most === Number.POSITIVE_INFINITY) return least === Number.NEGATIVE_INFINITY ? 'anything' : `${least} or more`;
  return least === Number.NEGATIVE_INFINITY ? `${most} or less` : `from ${least} to ${most}`;
}
