import { asNumber, textAt } from '../../kubernetes/fields.ts';
import { metricOf } from '../../metrics/catalogue.ts';
import { defineRule, type World } from '../../model.ts';
import { allParts, type Expression, unwrapped } from '../../promql/expression.ts';
import { counterFunctions } from '../../promql/kinds.ts';
import { queriesOf, queryKinds } from '../../promql/queries.ts';
import { typeOf } from '../../promql/types.ts';
import { neverHolds, valuesOf } from '../../promql/values/bounds.ts';

const alert = (expr: string) => `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: services, namespace: erp-infra }
spec: { groups: [{ name: services, rules: [{ alert: HighLatency, expr: '${expr}' }] }] }
`;

const on = 'PrometheusRule/services';
const path = 'spec.groups[0].rules[0].expr';
const slow = 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 1';
const wrong = (name: string, expr: string, message: string) => ({
  name,
  from: 'a quantile of requests',
  change: { [path]: expr },
  problems: [{ on, message: `Alert "HighLatency" ${message}`, path }],
});

export default defineRule({
  id: 'forbid-misleading-query',
  severity: 'error',
  manual: '2.7, 5.2, 5.3 (D98)',
  summary:
    'Write queries that say what they seem to say: quantiles from 0 to 1 of buckets with "le", rates of counters over enough samples.',
  rationale:
    'Prometheus loads such a query without a word. It then gives nothing, the same for ever, or one more than anybody meant: the alert never fires, or always.',
  remediation: 'Correct the query at the place that is named.',
  scope: 'object',
  kinds: queryKinds,

  check(manifest, world) {
    const least = 4 * scrapeSeconds(world);
    return queriesOf(manifest, world).flatMap(({ subject, language, expression, path: place }) => {
      if (language !== 'promql' || expression === undefined) return [];
      const said = new Set(allParts(expression).flatMap((part) => [...ofPart(part, least)]));
      if (subject.startsWith('Alert ') && comparesToBool(expression)) {
        said.add('compares by "bool", which gives 0 or 1 and leaves no series out: it fires for every series.');
      }
      return [...said].map((message) => ({ message: `${subject} ${message}`, path: place }));
    });
  },

  examples: {
    pass: [
      { name: 'a quantile of requests', manifests: alert(slow) },
      {
        name: 'a quantile of buckets that are not summed up',
        manifests: alert('histogram_quantile(0.5, rate(http_request_duration_seconds_bucket[5m])) > 1'),
      },
      { name: 'a rate of a counter', manifests: alert('sum(increase(http_requests_total[5m])) > 5') },
      { name: 'a gauge', manifests: alert('up < 1') },
      { name: 'a number that some sum may reach', manifests: alert('sum(up) > 1 or count(up == 0) >= 1 or 0 == up') },
      { name: 'whether there was any', manifests: alert('http_requests_total > 0 and up < 1') },
      { name: 'a comparison within', manifests: alert('sum(up == bool 0) > 2') },
    ],
    fail: [
      wrong('a quantile in per cent', slow.replace('0.95', '95'), 'asks histogram_quantile() for the quantile 95: they go from 0 to 1.'),
      wrong(
        'a quantile of samples below 0',
        'quantile_over_time(-0.5, up[5m]) > 1',
        'asks quantile_over_time() for the quantile -0.5: they go from 0 to 1.',
      ),
      wrong(
        'buckets without their bounds',
        slow.replace('sum by (le)', 'sum by (app)'),
        'takes a quantile of buckets from which the aggregation "sum" took the label "le": there is no value.',
      ),
      wrong(
        'buckets that are summed up',
        slow.replace('sum by (le)', 'sum'),
        'takes a quantile of buckets from which the aggregation "sum" took the label "le": there is no value.',
      ),
      wrong(
        'a counter that is compared',
        'sum(http_requests_total) > 1000',
        'compares the counter "http_requests_total", which only grows: take its rate() or increase().',
      ),
      wrong(
        'a rate over two samples',
        'rate(http_requests_total[30s]) > 5',
        'takes rate() over 30s, which is less than four scrapes of 15s: it is empty now and then.',
      ),
      wrong(
        'a rate of a sum',
        'rate(sum by (app) (http_requests_total)[5m:1m]) > 5',
        'takes rate() of the aggregation "sum" of the counter "http_requests_total", in which a restart of one pod is a fall: aggregate the rates.',
      ),
      wrong(
        'a state that is above what it can be',
        'max(up) > 1',
        'compares by ">" what never is so: the left side is from 0 to 1, the right side 1.',
      ),
      wrong(
        'a number of nothing, of which there is no series',
        'count(up == 0) == 0',
        'compares by "==" what never is so: the left side is 1 or more, the right side 0.',
      ),
      wrong('an absence that is not there', 'absent(up) == 0', 'compares by "==" what never is so: the left side is 1, the right side 0.'),
      wrong(
        'a rate below nothing',
        '0 > sum(rate(http_requests_total[5m]))',
        'compares by ">" what never is so: the left side is 0, the right side 0 or more.',
      ),
      wrong(
        'two bounds that exclude each other',
        '(sum(rate(http_requests_total[5m])) < 2) > 3',
        'compares by ">" what never is so: the left side is from 0 to 2, the right side 3.',
      ),
      wrong(
        'an alert that is always there',
        'up == bool 0',
        'compares by "bool", which gives 0 or 1 and leaves no series out: it fires for every series.',
      ),
    ],
  },
});

const quantiles = new Set(['histogram_quantile', 'quantile_over_time', 'quantile']);
const orders = new Set(['>', '>=', '<', '<=']);

function* ofPart(part: Expression, least: number): Generator<string> {
  if (part.kind === 'call' || part.kind === 'aggregation') {
    const name = part.kind === 'call' ? part.name : part.operator;
    const value = numberOf(part.args[0]);
    if (quantiles.has(name) && value !== undefined && (value < 0 || value > 1)) {
      yield `asks ${name}${part.kind === 'call' ? '()' : ''} for the quantile ${value}: they go from 0 to 1.`;
    }
    if (name === 'histogram_quantile') yield* withoutBounds(part.args[1]);
    if (part.kind === 'call' && counterFunctions.has(name) && name !== 'resets') {
      yield* overTooLittle(name, part.args[0], least);
      yield* ofSum(name, part.args[0]);
    }
  }
  if (part.kind === 'binary' && neverHolds(part)) {
    const values = `the left side is ${valuesOf(part.left)}, the right side ${valuesOf(part.right)}`;
    yield `compares by "${part.operator}" what never is so: ${values}.`;
  }
  if (part.kind === 'binary' && orders.has(part.operator)) {
    for (const [side, other] of [
      [part.left, part.right],
      [part.right, part.left],
    ] as const) {
      // Whether there was any at all is asked beside another condition.
      const isGuard = numberOf(other) === 0;
      const counter = typeOf(other) === 'scalar' && !isGuard ? bareCounter(side) : undefined;
      if (counter !== undefined) yield `compares the counter "${counter}", which only grows: take its rate() or increase().`;
    }
  }
}

function numberOf(expression: Expression | undefined): number | undefined {
  if (expression === undefined) return undefined;
  const part = unwrapped(expression);
  if (part.kind !== 'number') return undefined;
  return part.value === undefined ? undefined : part === expression || !isNegated(expression) ? part.value : -part.value;
}

/** Whether there is a minus before a number. */
function isNegated(expression: Expression): boolean {
  return expression.kind === 'same' && (expression.negated === true) !== isNegated(expression.inner);
}

function* withoutBounds(buckets: Expression | undefined): Generator<string> {
  const part = buckets === undefined ? undefined : unwrapped(buckets);
  if (part?.kind !== 'aggregation') return;
  const isClassic = allParts(part).some((inner) => inner.kind === 'selector' && inner.metric?.endsWith('_bucket') === true);
  const labels = part.grouping?.labels.map(({ name }) => name) ?? [];
  const keeps = part.grouping === undefined ? false : part.grouping.by === labels.includes('le');
  if (isClassic && !keeps)
    yield `takes a quantile of buckets from which the aggregation "${part.operator}" took the label "le": there is no value.`;
}

function* overTooLittle(name: string, range: Expression | undefined, least: number): Generator<string> {
  const part = range === undefined ? undefined : unwrapped(range);
  if (part?.kind !== 'range' || part.length === undefined) return;
  const seconds = secondsOf(part.length);
  if (seconds !== undefined && seconds < least) {
    yield `takes ${name}() over ${part.length}, which is less than four scrapes of ${least / 4}s: it is empty now and then.`;
  }
}

/** A rate takes each fall for a restart from 0. */
function* ofSum(name: string, range: Expression | undefined): Generator<string> {
  const part = range === undefined ? undefined : unwrapped(range);
  const inner = part?.kind === 'range' ? unwrapped(part.inner) : undefined;
  if (inner?.kind !== 'aggregation') return;
  const counter = bareCounter(inner);
  if (counter !== undefined) {
    yield `takes ${name}() of the aggregation "${inner.operator}" of the counter "${counter}", in which a restart of one pod is a fall: aggregate the rates.`;
  }
}

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

function secondsOf(length: string): number | undefined {
  const parts = [...length.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.map(([text]) => text).join('') !== length || parts.length === 0) return undefined;
  return parts.reduce((total, [, amount, unit]) => total + Number(amount) * (units[unit ?? ''] ?? 0), 0);
}

/** The counter whose value a part gives as it is, or summed up. */
function bareCounter(expression: Expression): string | undefined {
  const part = unwrapped(expression);
  if (part.kind === 'aggregation' && part.operator !== 'count') return part.args.map(bareCounter).find((name) => name !== undefined);
  if (part.kind !== 'selector' || part.metric === undefined) return undefined;
  const type = metricOf(part.metric)?.type;
  return type === 'counter' || (type === undefined && part.metric.endsWith('_total')) ? part.metric : undefined;
}

function comparesToBool(expression: Expression): boolean {
  const part = unwrapped(expression);
  return part.kind === 'binary' && part.bool === true && typeOf(part) === 'vector';
}

/** How often Prometheus asks by default; 15 seconds where it is not in the world. */
function scrapeSeconds(world: World): number {
  const told = world.ofKind('Prometheus').map(({ fields }) => secondsOf(textAt(fields, 'spec', 'scrapeInterval') ?? ''));
  return asNumber(told[0]) ?? 15;
}
