import { defineRule } from '../../model.ts';
import { dashboardsOf } from '../../promql/dashboard-queries.ts';
import { placeOf } from '../../promql/place-of.ts';
import { queriesOf, queryKinds } from '../../promql/queries.ts';

const alert = (expr: string) => `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: services, namespace: erp-infra }
spec: { groups: [{ name: services, rules: [{ alert: HighErrorRate, expr: '${expr}' }] }] }
`;

const trigger = (query: string) => `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: sales-service, namespace: erp-prod }
spec: { scaleTargetRef: { name: sales-service }, triggers: [{ type: prometheus, name: requests, metadata: { query: '${query}' } }] }
`;

const dashboard = (text: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: dashboard-service, namespace: erp-infra, labels: { grafana_dashboard: "1" } }
data:
  service.json: |
    ${text}
`;

const panel = (type: string, expr: string) =>
  JSON.stringify({ panels: [{ title: 'Errors', datasource: { type, uid: type }, targets: [{ expr }] }] });

const rule = 'PrometheusRule/services';
const expression = 'spec.groups[0].rules[0].expr';

export default defineRule({
  id: 'require-valid-promql',
  severity: 'error',
  manual: '2.7, 5.2, 5.3 (D98)',
  summary: 'Write queries of alerts, dashboards and autoscalers that Prometheus and Loki can read.',
  rationale:
    'A rule that does not parse keeps Prometheus from loading its whole file, a panel stays empty, and an autoscaler goes blind: none of them says so before it is needed.',
  remediation: 'Correct the query at the place that is named; promtool check rules knows the same grammar.',
  scope: 'object',
  kinds: queryKinds,

  check(manifest, world) {
    const unreadable = dashboardsOf(manifest)
      .filter(({ fields }) => fields === undefined)
      .map(({ key, path }) => ({ message: `Dashboard "${key}" is not a JSON object.`, path }));
    const wrong = queriesOf(manifest, world).flatMap(({ subject, text, path, errors }) =>
      errors.map(({ at, message }) => ({ message: `${subject} has a query that ${message} (${placeOf(text, at)}).`, path })),
    );
    return [...unreadable, ...wrong];
  },

  examples: {
    pass: [
      { name: 'an alert', manifests: alert('sum by (app) (rate(http_requests_total{status=~"5.."}[5m])) > 0.05') },
      { name: 'a trigger', manifests: trigger('sum(rate(http_requests_total{app="sales-service"}[2m]))') },
      {
        name: 'a panel with the variables of Grafana',
        manifests: dashboard(
          panel('prometheus', 'rate(http_requests_total{app=~"${app:regex}", namespace="$namespace"}[$__rate_interval])'),
        ),
      },
      { name: 'a panel of logs', manifests: dashboard(panel('loki', '{app="$app"} |= `error` | json | level = "error"')) },
    ],
    fail: [
      {
        name: 'a bracket that is not closed',
        from: 'an alert',
        change: { 'spec.groups[0].rules[0].expr': 'sum by (app) (rate(http_requests_total[5m]) > 0.05' },
        problems: [{ on: rule, message: 'Alert "HighErrorRate" has a query that ends too early (line 1, column 51).', path: expression }],
      },
      {
        name: 'an operator that PromQL does not have',
        from: 'an alert',
        change: { 'spec.groups[0].rules[0].expr': 'http_requests_total && up' },
        problems: [
          {
            on: rule,
            message: 'Alert "HighErrorRate" has a query that is not understood from "&& up" on (line 1, column 21).',
            path: expression,
          },
        ],
      },
      {
        name: 'a rate of no range',
        from: 'a trigger',
        change: { 'spec.triggers[0].metadata.query': 'sum(rate(http_requests_total))' },
        problems: [
          {
            on: 'ScaledObject/sales-service',
            message: 'Trigger "requests" has a query that gives rate() no range, such as [5m] (line 1, column 5).',
            path: 'spec.triggers[0].metadata.query',
          },
        ],
      },
      {
        name: 'a range where a value belongs',
        from: 'an alert',
        change: { 'spec.groups[0].rules[0].expr': 'sum(http_requests_total[5m])' },
        problems: [
          {
            on: rule,
            message: 'Alert "HighErrorRate" has a query that has a range where "sum" needs one value (line 1, column 5).',
            path: expression,
          },
        ],
      },
      {
        name: 'a panel of logs that does not parse',
        from: 'a panel with the variables of Grafana',
        change: {
          'data["service.json"]': `{"panels":[{"title":"Errors","datasource":{"type":"loki","uid":"loki"},"targets":[{"expr":"{app=\\"$app\\"} |= "}]}]}
`,
        },
        problems: [
          {
            on: 'ConfigMap/dashboard-service',
            message: 'Panel "Errors" has a query that ends too early (line 1, column 17).',
            path: 'data["service.json"]',
          },
        ],
      },
      {
        name: 'a dashboard that is cut off',
        from: 'a panel with the variables of Grafana',
        change: {
          'data["service.json"]': `{"panels": [
`,
        },
        problems: [
          { on: 'ConfigMap/dashboard-service', message: 'Dashboard "service.json" is not a JSON object.', path: 'data["service.json"]' },
        ],
      },
    ],
  },
});
