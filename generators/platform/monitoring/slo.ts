import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { CustomResource } from '../../model/object.ts';
import { objectives, type Window, windows } from '../../model/service/objectives.ts';
import { serviceLabels } from '../../resources/labels.ts';

/** Name of the PrometheusRule. */
export const sloName = 'slo';

/** What each promise counts, as rates over a window: all requests, and those that break it. */
interface Promised {
  readonly name: 'availability' | 'latency';
  /** Share of requests that may break it. */
  readonly budget: number;
  readonly all: (window: Window) => string;
  readonly broken: (window: Window) => string;
}

const requests = (window: Window) => rate('http_requests_total{app!=""}', window);
const timed = (window: Window) => rate('http_request_duration_seconds_count{app!=""}', window);
// Prometheus 3 writes the bound as 1.0, the services as 1.
const inTime = `http_request_duration_seconds_bucket{app!="", le=~"${objectives.latency.seconds}([.]0)?"}`;

const promised: readonly Promised[] = [
  {
    name: 'availability',
    budget: 1 - objectives.availability,
    all: requests,
    // Where no request ever failed there is no such series yet.
    broken: (window) => `(${rate('http_requests_total{app!="", status=~"5.."}', window)} or 0 * ${requests(window)})`,
  },
  {
    name: 'latency',
    budget: 1 - objectives.latency.share,
    all: timed,
    broken: (window) => `(${timed(window)} - ${rate(inTime, window)})`,
  },
];

/**
 * Recording rules of the promises: for each service and window how many times faster than allowed it uses up its budget of
 * errors, and what it has left of it. One rule for all services, so that nothing grows with their number.
 */
export function sloRules({ namespaces }: EnvironmentDefinition) {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: sloName, namespace: namespaces.infra, labels: serviceLabels(sloName) },
    spec: {
      groups: promised.flatMap(({ name, budget, all, broken }) => [
        {
          name: `erp_slo_${name}_burn`,
          interval: '30s',
          rules: [
            { record: countMetric(name, 'all'), expr: all('5m') },
            { record: countMetric(name, 'broken'), expr: broken('5m') },
            ...windows
              .filter((window) => window !== longest)
              .map((window) => ({
                record: burnMetric(name, window),
                expr: `${broken(window)} / (${all(window)} > 0) / ${rounded(budget)}`,
              })),
          ],
        },
        {
          name: `erp_slo_${name}_budget`,
          interval: '5m',
          rules: [
            {
              // From what is recorded: every request of three days would be more samples than a query may read.
              record: burnMetric(name, longest),
              expr: `avg_over_time(${countMetric(name, 'broken')}[${longest}]) / (avg_over_time(${countMetric(name, 'all')}[${longest}]) > 0) / ${rounded(budget)}`,
            },
            {
              record: `app:${name}_budget_left:ratio`,
              expr: `1 - avg_over_time(${burnMetric(name, '5m')}[${objectives.days}d])`,
            },
          ],
        },
      ]),
    },
  } satisfies CustomResource;
}

/** The window that is too long to be counted from the requests themselves. */
const longest = '3d' satisfies Window;

function countMetric(promise: Promised['name'], counted: 'all' | 'broken'): string {
  return `app:${promise}_${counted}:rate5m`;
}

function burnMetric(promise: Promised['name'], window: Window): string {
  return `app:${promise}_burn:ratio_rate${window}`;
}

function rate(selector: string, window: Window): string {
  return `sum by (namespace, app) (rate(${selector}[${window}]))`;
}

/** Without the noise of binary fractions: 0.001, not 0.0010000000000000009. */
function rounded(budget: number): number {
  return Math.round(budget * 1e6) / 1e6;
}
