import { textAt } from '../kubernetes/fields.ts';
import { literally } from '../kubernetes/names.ts';
import { alertsIn, expectAlert } from './model/alerts.ts';
import { appNamespace, inEvery, infra, place } from './model/expectations.ts';
import { type Pattern, text } from './model/pattern.ts';
import type { Evidence, Requirement, Shortfall } from './model/requirement.ts';

/** An alert of the manual, with the label that says what is affected. */
interface AlertOfManual {
  readonly name: string;
  readonly label: string;
  readonly valued: boolean;
  /** The store that it is about. */
  readonly store?: 'postgres';
}

const alertsOfManual: readonly AlertOfManual[] = [
  { name: 'ServiceDown', label: 'app', valued: false },
  { name: 'HighErrorRate', label: 'app', valued: true },
  { name: 'HighLatency', label: 'app', valued: true },
  { name: 'HighCPUUsage', label: 'pod', valued: true },
  { name: 'HighMemoryUsage', label: 'pod', valued: true },
  { name: 'HighDatabaseConnections', label: 'pod', valued: true, store: 'postgres' },
  { name: 'DatabaseDeadlocks', label: 'datname', valued: true, store: 'postgres' },
  { name: 'HighSlowQueries', label: 'datname', valued: true, store: 'postgres' },
];

const requirements: readonly Requirement[] = [
  {
    id: 'R94',
    section: '5.2',
    requirement: 'ServiceDown: a service is down for 2 minutes; critical.',
    where: 'PrometheusRule erp-services: ServiceDown',
    deviation: {
      defects: ['D104'],
      text: 'Down means that no replica is available, or that the Deployment is gone: one pod that cannot be scraped is ServiceTargetDown.',
    },
    check: (evidence) =>
      expectAlert(evidence, 'ServiceDown', (world) =>
        rule('2m', 'critical', [
          `kube_deployment_status_replicas_available{namespace="${appNamespace(world)}"}`,
          ') == 0',
          `kube_service_info{namespace="${appNamespace(world)}"`,
        ]),
      ),
  },
  {
    id: 'R95',
    section: '5.2',
    requirement: 'HighErrorRate: more than 5 % of answers are errors for 5 minutes; warning.',
    where: 'PrometheusRule erp-services: HighErrorRate',
    deviation: { defects: ['D97'], text: 'The share of a whole service, not of each series by itself.' },
    check: (evidence) =>
      expectAlert(evidence, 'HighErrorRate', (world) =>
        rule('5m', 'warning', [
          `sum by (namespace, app) (rate(http_requests_total{namespace="${appNamespace(world)}", status=~"5.."}[5m]))`,
          `sum by (namespace, app) (rate(http_requests_total{namespace="${appNamespace(world)}"}[5m]))`,
          '> 0.05',
        ]),
      ),
  },
  {
    id: 'R96',
    section: '5.2',
    requirement: 'HighLatency: the 95th percentile is over 1 s for 5 minutes; warning.',
    where: 'PrometheusRule erp-services: HighLatency',
    deviation: { defects: ['D98'], text: 'The percentile of a whole service, not of each path of each pod.' },
    check: (evidence) =>
      expectAlert(evidence, 'HighLatency', (world) =>
        rule('5m', 'warning', [
          'histogram_quantile(0.95,',
          `sum by (namespace, app, le) (rate(http_request_duration_seconds_bucket{namespace="${appNamespace(world)}"}[5m]))`,
          ') > 1',
        ]),
      ),
  },
  {
    id: 'R97',
    section: '5.2',
    requirement: 'HighCPUUsage: over 90 % of the limit in erp-prod for 10 minutes; warning.',
    where: 'PrometheusRule erp-services: HighCPUUsage, in the namespace of each environment',
    deviation: {
      defects: ['D99'],
      text: 'By container and by the limit that kube-state-metrics knows: the quota of cAdvisor is no longer stored.',
    },
    check: (evidence) =>
      expectAlert(evidence, 'HighCPUUsage', (world) =>
        rule('10m', 'warning', [
          `rate(container_cpu_usage_seconds_total{namespace="${appNamespace(world)}", container!=""}[5m])`,
          `kube_pod_container_resource_limits{namespace="${appNamespace(world)}", resource="cpu"}`,
          '> 0.9',
        ]),
      ),
  },
  {
    id: 'R98',
    section: '5.2',
    requirement: 'HighMemoryUsage: over 90 % of the limit in erp-prod for 10 minutes; warning.',
    where: 'PrometheusRule erp-services: HighMemoryUsage, in the namespace of each environment',
    deviation: { defects: ['D100'], text: 'A container without a limit, which cAdvisor says to be 0, has no share of it.' },
    check: (evidence) =>
      expectAlert(evidence, 'HighMemoryUsage', (world) =>
        rule('10m', 'warning', [
          `container_memory_working_set_bytes{namespace="${appNamespace(world)}", container!=""}`,
          `kube_pod_container_resource_limits{namespace="${appNamespace(world)}", resource="memory"}`,
          '> 0.9',
        ]),
      ),
  },
  {
    id: 'R99',
    section: '5.2',
    requirement: 'HighDatabaseConnections: over 80 % of max_connections for 5 minutes; warning.',
    where: 'PrometheusRule erp-postgres: HighDatabaseConnections',
    deviation: { defects: ['D101'], text: 'All databases of a server together, whose limit it is.' },
    check: (evidence) =>
      expectAlert(
        evidence,
        'HighDatabaseConnections',
        () =>
          rule('5m', 'warning', [
            `sum by (namespace, pod) (pg_stat_database_numbackends{namespace="${infra}"})`,
            `/ on (namespace, pod) max by (namespace, pod) (pg_settings_max_connections{namespace="${infra}"})`,
            '> 0.8',
          ]),
        'postgres',
      ),
  },
  {
    id: 'R100',
    section: '5.2',
    requirement: 'DatabaseDeadlocks: any in 5 minutes, for 1 minute; warning.',
    where: 'PrometheusRule erp-postgres: DatabaseDeadlocks',
    deviation: { defects: ['D102'], text: 'The number of deadlocks, not a rate of 0.0033 a second.' },
    check: (evidence) =>
      expectAlert(
        evidence,
        'DatabaseDeadlocks',
        () => rule('1m', 'warning', ['increase(pg_stat_database_deadlocks{', `namespace="${infra}"`, '[5m])', ') > 0']),
        'postgres',
      ),
  },
  {
    id: 'R101',
    section: '5.2',
    requirement: 'HighSlowQueries: slow queries for 10 minutes; warning.',
    where: 'PrometheusRule erp-postgres: HighSlowQueries',
    deviation: {
      defects: ['D103'],
      text: 'By the mean time of statements, over 0.5 s: the ratio of the manual says nothing of slowness, and can never be reached.',
    },
    check: (evidence) =>
      expectAlert(
        evidence,
        'HighSlowQueries',
        () =>
          rule('10m', 'warning', ['rate(pg_stat_statements_seconds_total{', '/', 'rate(pg_stat_statements_calls_total{', '[5m])', '> 0.5']),
        'postgres',
      ),
  },
  {
    id: 'R102',
    section: '5.2',
    requirement: 'Each alert says in summary and description what is affected, and the value.',
    where: 'all PrometheusRules of erp-infra: summary, description, runbook_url, and the labels severity, team, environment',
    deviation: { defects: ['D106'], text: 'Also whose it is, where, and what to do.' },
    check: (evidence) => [...everyAlert(evidence), ...alertsOfManual.flatMap((alert) => affected(evidence, alert))],
  },
];

export default requirements;

/** How long, how bad, and what its expression must hold, however it is broken into lines. */
function rule(held: string, severity: string, parts: readonly string[]): Readonly<Record<string, Pattern>> {
  const escaped = parts.map((part) => literally(part).replaceAll(' ', '\\s+'));
  // A threshold stands at the end, or 0.05 would be found in 0.059.
  const end = /> [0-9.]+$/.test(parts.at(-1) ?? '') ? '\\s*$' : '';
  return { for: held, labels: { severity }, expr: text(new RegExp(escaped.join('[^]*') + end), parts.join(' ... ')) };
}

function everyAlert(evidence: Pick<Evidence, 'environments'>): readonly Shortfall[] {
  return inEvery(evidence, (world) =>
    alertsIn(world).flatMap(({ name, fields, manifest, path }) => {
      const wanted = [
        ...['severity', 'team', 'environment'].map((key) => ['labels', key] as const),
        ...['summary', 'description', 'runbook_url'].map((key) => ['annotations', key] as const),
      ];
      return wanted
        .filter(([part, key]) => (textAt(fields, part, key) ?? '') === '')
        .map(([part, key]) => ({ message: `Alert "${name}" has no ${key}.`, ...place(world, manifest, `${path}.${part}.${key}`) }));
    }),
  );
}

function affected(evidence: Evidence, { name, label, valued, store }: AlertOfManual): readonly Shortfall[] {
  const about = text(new RegExp(`\\{\\{ \\$labels\\.${label} \\}\\}`), `a text that names its ${label}`);
  return [
    ...expectAlert(evidence, name, () => ({ annotations: { summary: about, description: about } }), store),
    ...(valued
      ? expectAlert(
          evidence,
          name,
          () => ({ annotations: { description: text(/\{\{ \$value \| \w+ \}\}/, 'a text with the value') } }),
          store,
        )
      : []),
  ];
}
