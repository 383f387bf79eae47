import { metricOf, nearestMetric } from '../../metrics/catalogue.ts';
import { defineRule, type Manifest, type World } from '../../model.ts';
import { allParts, type Expression, type Matcher, unwrapped } from '../../promql/expression.ts';
import { counterFunctions } from '../../promql/kinds.ts';
import { isKnown, recordedNames } from '../../promql/known-metrics.ts';
import { queriesOf, queryKinds } from '../../promql/queries.ts';
import { isOfService, notScraped, serviceNotScraped } from '../../promql/scraped.ts';

const alert = (expr: string, more = '') => `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: data, namespace: erp-infra }
spec:
  groups:
    - name: data
      rules:
        - record: namespace:http_requests:rate5m
          expr: 'sum by (namespace) (rate(http_requests_total[5m]))'
        - alert: Something
          expr: '${expr}'
${more}`;

const postgres = (command: string, label = 'postgres') => `
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { sidecars: [{ name: exporter, image: "quay.io/prometheuscommunity/postgres-exporter:v0.20.1"${command} }] }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: postgres, namespace: erp-infra }
spec: { selector: { matchLabels: { cluster-name: ${label} } }, podMetricsEndpoints: [{ port: exporter }] }
`;

const statements = 'sum by (datname) (rate(pg_stat_statements_calls_total[5m])) > 0';
const service = (selected: string, query = 'sum(rate(http_requests_total{namespace="erp-prod",app="sales-service"}[2m]))') => `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: sales-service, namespace: erp-prod }
spec:
  triggers:
    - type: prometheus
      name: requests
      metadata: { query: '${query}' }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: sales-service, namespace: erp-prod }
spec: { selector: { matchLabels: { app: ${selected} } }, podMetricsEndpoints: [{ port: metrics }] }
`;

const problem = (message: string) => [
  { on: 'PrometheusRule/data', message: `Alert "Something" ${message}`, path: 'spec.groups[0].rules[1].expr' },
];

export default defineRule({
  id: 'match-metric',
  severity: 'error',
  manual: '5.1, 5.2, 5.3 (D89-D93, D103)',
  summary: 'Ask only for metrics that something exports, or that a recording rule defines.',
  rationale:
    'A query for a metric that nobody has is no error to Prometheus: the alert is silent for ever, the panel empty, and the autoscaler scales by nothing.',
  remediation: 'Correct the name, switch the exporter on, or add the metric with its source to policies/metrics.',
  scope: 'object',
  kinds: queryKinds,

  check(manifest, world) {
    return queriesOf(manifest, world).flatMap(({ subject, path, expression }) =>
      expression === undefined
        ? []
        : [...new Set(complaints(expression, manifest, world))].map((message) => ({ message: `${subject} ${message}`, path })),
    );
  },

  examples: {
    pass: [
      { name: 'a metric of an exporter', manifests: alert('kube_cronjob_spec_suspend == 1') },
      { name: 'a metric of a recording rule', manifests: alert('namespace:http_requests:rate5m > 1') },
      {
        name: 'the buckets of a histogram',
        manifests: alert('histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 1'),
      },
      { name: 'a setting of PostgreSQL', manifests: alert('pg_settings_max_connections > 1', postgres('')) },
      { name: 'a service that is scraped', manifests: service('sales-service') },
      { name: 'a number that a service shows of itself', manifests: service('sales-service', 'max(waiting_jobs{app="sales-service"})') },
      { name: 'no metric at all', manifests: alert('vector(1)') },
      {
        name: 'a collector that is switched on',
        manifests: alert(statements, postgres(', command: ["/bin/postgres_exporter", "--collector.stat_statements"]')),
      },
    ],
    fail: [
      {
        name: 'a mistyped metric',
        from: 'a metric of an exporter',
        change: { 'spec.groups[0].rules[1].expr': 'kube_cronjob_spec_suspended == 1' },
        problems: problem(
          'asks for "kube_cronjob_spec_suspended", which no exporter in policies/metrics has. Did you mean "kube_cronjob_spec_suspend"?',
        ),
      },
      {
        name: 'the manual: container_spec_* is dropped where it is scraped (D99)',
        from: 'a metric of an exporter',
        change: { 'spec.groups[0].rules[1].expr': 'container_spec_cpu_quota > 1' },
        problems: problem('asks for "container_spec_cpu_quota", which no exporter in policies/metrics has.'),
      },
      {
        name: 'the rate of a value that goes up and down',
        from: 'a metric of an exporter',
        change: { 'spec.groups[0].rules[1].expr': 'rate(kube_deployment_spec_replicas[5m]) > 1' },
        problems: problem('applies rate() to "kube_deployment_spec_replicas", which is no counter.'),
      },
      {
        name: 'a collector that is off (D103)',
        from: 'a collector that is switched on',
        change: { 'postgresql/postgres > spec.sidecars[0].command': undefined },
        problems: problem('asks for "pg_stat_statements_calls_total", but no exporter runs with --collector.stat_statements.'),
      },
      {
        name: 'a service that nothing scrapes',
        from: 'a service that is scraped',
        change: { 'PodMonitor/sales-service > spec.selector.matchLabels.app': 'financial-service' },
        problems: [
          {
            on: 'ScaledObject/sales-service',
            message:
              'Trigger "requests" asks for "http_requests_total", but no PodMonitor of namespace "erp-prod" selects app "sales-service".',
            path: 'spec.triggers[0].metadata.query',
          },
        ],
      },
      {
        name: 'a number that a service would show that is not scraped',
        from: 'a number that a service shows of itself',
        change: { 'ScaledObject/sales-service > spec.triggers[0].metadata.query': 'max(waiting_jobs{app="stock-service"})' },
        problems: [
          {
            on: 'ScaledObject/sales-service',
            message: 'Trigger "requests" asks for "waiting_jobs", which no exporter in policies/metrics has.',
            path: 'spec.triggers[0].metadata.query',
          },
        ],
      },
      {
        name: 'a number of nobody',
        from: 'a number that a service shows of itself',
        change: { 'ScaledObject/sales-service > spec.triggers[0].metadata.query': 'max(waiting_jobs)' },
        problems: [
          {
            on: 'ScaledObject/sales-service',
            message: 'Trigger "requests" asks for "waiting_jobs", which no exporter in policies/metrics has.',
            path: 'spec.triggers[0].metadata.query',
          },
        ],
      },
      {
        name: 'an exporter that nothing scrapes (D90)',
        from: 'a setting of PostgreSQL',
        change: {
          'PrometheusRule/data > spec.groups[0].rules[1].expr': 'pg_up == 0',
          'PodMonitor/postgres > spec.selector.matchLabels.cluster-name': 'elsewhere',
        },
        problems: problem('asks for "pg_up", but no PodMonitor selects the pods of postgresql "postgres".'),
      },
    ],
  },
});

function complaints(expression: Expression, manifest: Manifest, world: World): readonly string[] {
  return allParts(expression).flatMap((part) => {
    if (part.kind === 'call' && counterFunctions.has(part.name)) return part.args.flatMap((argument) => gauge(part.name, argument));
    return part.kind === 'selector' && part.metric !== undefined ? missing(part.metric, part.matchers, manifest, world) : [];
  });
}

function missing(name: string, matchers: readonly Matcher[], { kind, namespace }: Manifest, world: World): readonly string[] {
  if (!isKnown(name, world)) {
    const nearest = nearestMetric(name, recordedNames(world));
    // A service scales by what it shows of itself, and by no slip of the pen.
    if (nearest === undefined && kind === 'ScaledObject' && isOfService(matchers, namespace, world)) return [];
    return [`asks for "${name}", which no exporter in policies/metrics has.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`];
  }
  const metric = metricOf(name);
  const reason = metric === undefined ? undefined : (notScraped(metric, world) ?? serviceNotScraped(metric, matchers, world));
  return reason === undefined ? [] : [`asks for "${name}", but ${reason}.`];
}

function gauge(name: string, argument: Expression): readonly string[] {
  const range = unwrapped(argument);
  const inner = range.kind === 'range' ? unwrapped(range.inner) : range;
  const metric = inner.kind === 'selector' && inner.metric !== undefined ? inner.metric : undefined;
  return metric !== undefined && metricOf(metric)?.type === 'gauge' ? [`applies ${name}() to "${metric}", which is no counter.`] : [];
}
