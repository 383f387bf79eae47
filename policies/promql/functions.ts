/** What a part of a query gives: one number, a set of series, their samples over a range, or a text. */
export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

/** A function of PromQL: what it takes and gives. */
export interface Signature {
  readonly takes: readonly ValueType[];
  /** How many of the last ones may be left out; -1: the last one may come any number of times. */
  readonly optional: number;
  readonly gives: ValueType;
}

const types: Readonly<Record<string, ValueType>> = { s: 'scalar', v: 'vector', m: 'matrix', t: 'string' };

/** Functions by name (Prometheus 3.14.0, promql/parser/functions.go): types of arguments, how many are optional, type of the result. */
const written: Readonly<Record<string, string>> = {
  abs: 'v 0 v',
  absent: 'v 0 v',
  absent_over_time: 'm 0 v',
  acos: 'v 0 v',
  acosh: 'v 0 v',
  asin: 'v 0 v',
  asinh: 'v 0 v',
  atan: 'v 0 v',
  atanh: 'v 0 v',
  avg_over_time: 'm 0 v',
  ceil: 'v 0 v',
  changes: 'm 0 v',
  clamp: 'vss 0 v',
  clamp_max: 'vs 0 v',
  clamp_min: 'vs 0 v',
  cos: 'v 0 v',
  cosh: 'v 0 v',
  count_over_time: 'm 0 v',
  day_of_month: 'v 1 v',
  day_of_week: 'v 1 v',
  day_of_year: 'v 1 v',
  days_in_month: 'v 1 v',
  deg: 'v 0 v',
  delta: 'm 0 v',
  deriv: 'm 0 v',
  double_exponential_smoothing: 'mss 0 v',
  end: '- 0 s',
  exp: 'v 0 v',
  first_over_time: 'm 0 v',
  floor: 'v 0 v',
  histogram_avg: 'v 0 v',
  histogram_count: 'v 0 v',
  histogram_fraction: 'ssv 0 v',
  histogram_quantile: 'sv 0 v',
  histogram_quantiles: 'vtss 9 v',
  histogram_stddev: 'v 0 v',
  histogram_stdvar: 'v 0 v',
  histogram_sum: 'v 0 v',
  hour: 'v 1 v',
  idelta: 'm 0 v',
  increase: 'm 0 v',
  info: 'vv 1 v',
  irate: 'm 0 v',
  label_join: 'vttt -1 v',
  label_replace: 'vtttt 0 v',
  last_over_time: 'm 0 v',
  ln: 'v 0 v',
  log10: 'v 0 v',
  log2: 'v 0 v',
  mad_over_time: 'm 0 v',
  max_of: 'ss 0 s',
  max_over_time: 'm 0 v',
  min_of: 'ss 0 s',
  min_over_time: 'm 0 v',
  minute: 'v 1 v',
  month: 'v 1 v',
  pi: '- 0 s',
  predict_linear: 'ms 0 v',
  present_over_time: 'm 0 v',
  quantile_over_time: 'sm 0 v',
  rad: 'v 0 v',
  range: '- 0 s',
  rate: 'm 0 v',
  resets: 'm 0 v',
  round: 'vs 1 v',
  scalar: 'v 0 s',
  sgn: 'v 0 v',
  sin: 'v 0 v',
  sinh: 'v 0 v',
  sort: 'v 0 v',
  sort_by_label: 'vt -1 v',
  sort_by_label_desc: 'vt -1 v',
  sort_desc: 'v 0 v',
  sqrt: 'v 0 v',
  start: '- 0 s',
  start_timestamp: 'v 0 v',
  stddev_over_time: 'm 0 v',
  stdvar_over_time: 'm 0 v',
  step: '- 0 s',
  sum_over_time: 'm 0 v',
  tan: 'v 0 v',
  tanh: 'v 0 v',
  time: '- 0 s',
  timestamp: 'v 0 v',
  ts_of_first_over_time: 'm 0 v',
  ts_of_last_over_time: 'm 0 v',
  ts_of_max_over_time: 'm 0 v',
  ts_of_min_over_time: 'm 0 v',
  vector: 's 0 v',
  year: 'v 1 v',
};

/** The signature of a function; undefined for one that Prometheus does not have. */
export function signatureOf(name: string): Signature | undefined {
  const [takes = '', optional = '', gives = ''] = (Object.hasOwn(written, name) ? (written[name] ?? '') : '').split(' ');
  const result = types[gives];
  if (result === undefined) return undefined;
  return { takes: [...takes].flatMap((letter) => types[letter] ?? []), optional: Number(optional), gives: result };
}
