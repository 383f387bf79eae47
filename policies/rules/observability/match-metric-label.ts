import { hasLabel } from '../../metrics/catalogue.ts';
import { defineRule, type World } from '../../model.ts';
import { allParts, type Expression, type LabelName } from '../../promql/expression.ts';
import { labelsIn } from '../../promql/known-metrics.ts';
import { type Query, queriesOf, queryKinds } from '../../promql/queries.ts';
import { isScalar, type SeriesLabels, seriesLabels } from '../../promql/series-labels.ts';
import { quotedList } from '../../wording.ts';

const alert = (expr: string, summary = 'It happens') => `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: data, namespace: erp-infra }
spec: { groups: [{ name: data, rules: [{ alert: Something, expr: '${expr}', annotations: { summary: '${summary}' } }] }] }
`;

const logs = (expr: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: dashboard-service, namespace: erp-infra, labels: { grafana_dashboard: "1" } }
data:
  service.json: '${JSON.stringify({ panels: [{ title: 'Log', datasource: { type: 'loki', uid: 'loki' }, targets: [{ expr }] }] })}'
`;

const on = 'PrometheusRule/data';
const path = 'spec.groups[0].rules[0].expr';

/** Labels of the streams that Alloy makes of the logs of pods, and the one that Loki adds; `level` is only metadata of a line. */
const streamLabels: ReadonlySet<string> = new Set(['namespace', 'app', 'pod', 'container', 'environment', 'service_name']);

export default defineRule({
  id: 'match-metric-label',
  severity: 'error',
  manual: '5.2, 5.3 (D93, D97, D101, D106)',
  summary: 'Match, group and join only by labels that the series can have, and write only such labels into the text of an alert.',
  rationale:
    'Prometheus takes an unknown label for an empty one: a matcher finds nothing, a grouping makes one group of all, a join pairs nobody, and the text of the alert has a hole.',
  remediation: 'Use a label that the metric has (policies/metrics names them with their source), or keep the label in the aggregation.',
  scope: 'object',
  kinds: queryKinds,

  check(manifest, world) {
    return queriesOf(manifest, world).flatMap((query) => [
      ...[...new Set(complaints(query, world))].map((message) => ({ message: `${query.subject} ${message}`, path: query.path })),
      ...templateProblems(query, world),
    ]);
  },

  examples: {
    pass: [
      {
        name: 'labels of the metric and of the target',
        manifests: alert('sum by (namespace, app) (rate(http_requests_total{status=~"5..", pod!=""}[5m])) > 1'),
      },
      {
        name: 'by cluster too, for a Prometheus that sees several',
        manifests: alert('sum by (cluster, namespace) (kube_deployment_spec_replicas) > 1'),
      },
      {
        name: 'a join by labels that both have',
        manifests: alert('kube_deployment_spec_replicas - on (namespace, deployment) kube_deployment_status_replicas_available > 0'),
      },
      {
        name: 'a label that label_replace adds',
        manifests: alert('sum by (metric) (label_replace(absent(pg_up), "metric", "pg_up", "", ""))'),
      },
      {
        name: 'a text with a label that the result has',
        manifests: alert('max by (namespace, cronjob) (kube_cronjob_spec_suspend) == 1', 'CronJob {{ $labels.cronjob }} is suspended'),
      },
      {
        name: 'labels that a matcher fixes for absent',
        manifests: alert('absent(kube_cronjob_info{cronjob="postgres-backup"})', '{{ $labels.cronjob }} is gone'),
      },
      { name: 'lines by their stream', manifests: logs('{namespace="erp-prod", app="sales-service"} | json | status = "500"') },
    ],
    fail: [
      {
        name: 'the manual: the namespace under another name (D93)',
        from: 'labels of the metric and of the target',
        change: { 'spec.groups[0].rules[0].expr': 'up{kubernetes_namespace="erp-prod"} == 0' },
        problems: [{ on, message: 'Alert "Something" matches "up" by label "kubernetes_namespace", which it cannot have.', path }],
      },
      {
        name: 'a grouping by a label that is not there',
        from: 'labels of the metric and of the target',
        change: { 'spec.groups[0].rules[0].expr': 'sum by (service_name) (rate(http_requests_total[5m])) > 1' },
        problems: [{ on, message: 'Alert "Something" groups by label "service_name", which the series in "sum" cannot have.', path }],
      },
      {
        name: 'a grouping by a label that an inner aggregation removed',
        from: 'labels of the metric and of the target',
        change: { 'spec.groups[0].rules[0].expr': 'sum by (app) (max by (pod) (up)) > 1' },
        problems: [{ on, message: 'Alert "Something" groups by label "app", which the series in "sum" cannot have.', path }],
      },
      {
        name: 'a join by a label that only one side has (D101)',
        from: 'labels of the metric and of the target',
        change: {
          'spec.groups[0].rules[0].expr':
            'sum by (namespace) (pg_stat_database_numbackends) / on (namespace, datname) pg_settings_max_connections > 0.8',
        },
        problems: [{ on, message: 'Alert "Something" joins by label "datname", which neither side of "/" can have.', path }],
      },
      {
        name: 'a text with a label that the aggregation removed (D106)',
        from: 'labels of the metric and of the target',
        change: {
          'spec.groups[0].rules[0].expr': 'sum by (namespace) (up) == 0',
          'spec.groups[0].rules[0].annotations.summary': 'Service {{ $labels.app }} is down',
        },
        problems: [
          {
            on,
            message: 'Alert "Something" writes $labels.app, but its result has only the labels "namespace".',
            path: 'spec.groups[0].rules[0].annotations.summary',
          },
        ],
      },
      {
        name: 'lines by a label that no stream has',
        from: 'lines by their stream',
        change: {
          'data["service.json"]':
            '{"panels":[{"title":"Log","datasource":{"type":"loki","uid":"loki"},"targets":[{"expr":"{service=\\"sales-service\\"}"}]}]}',
        },
        problems: [
          {
            on: 'ConfigMap/dashboard-service',
            message: 'Panel "Log" matches log streams by label "service", which they do not have.',
            path: 'data["service.json"]',
          },
        ],
      },
    ],
  },
});

function complaints({ expression, streamLabels: asked }: Query, world: World): readonly string[] {
  const streams = asked
    .filter(({ name }) => !streamLabels.has(name))
    .map(({ name }) => `matches log streams by label "${name}", which they do not have.`);
  return expression === undefined ? streams : allParts(expression).flatMap((part) => ofPart(part, world));
}

function ofPart(part: Expression, world: World): readonly string[] {
  const labels = (expression: Expression | undefined): SeriesLabels =>
    expression === undefined ? undefined : seriesLabels(expression, labelsIn(world));
  switch (part.kind) {
    case 'selector': {
      const { metric } = part;
      if (metric === undefined) return [];
      return strangers(part.matchers, labels(part)).map((name) => `matches "${metric}" by label "${name}", which it cannot have.`);
    }
    case 'aggregation':
      if (part.grouping?.by !== true) return [];
      return strangers(part.grouping.labels.filter(isOfOne), labels(part.args.at(-1))).map(
        (name) => `groups by label "${name}", which the series in "${part.operator}" cannot have.`,
      );
    case 'binary': {
      if (part.matching?.on !== true || isScalar(part.left) || isScalar(part.right)) return [];
      const asked = part.matching.labels.filter(isOfOne);
      const [left, right] = [strangers(asked, labels(part.left)), strangers(asked, labels(part.right))];
      return asked
        .map(({ name }) => ({ name, lacks: [left.includes(name), right.includes(name)] }))
        .filter(({ lacks }) => lacks.includes(true))
        .map(
          ({ name, lacks }) =>
            `joins by label "${name}", which ${sideOf(lacks)} of "${part.operator}" can${lacks.every(Boolean) ? '' : 'not'} have.`,
        );
    }
    default:
      return [];
  }
}

/** What is grouped or joined by "cluster" too, is right where one Prometheus sees one cluster, and where it sees many. */
function isOfOne({ name }: LabelName): boolean {
  return name !== 'cluster';
}

function sideOf([left, right]: readonly boolean[]): string {
  return left === true && right === true ? 'neither side' : `the ${left === true ? 'left' : 'right'} side`;
}

function strangers(asked: readonly LabelName[], labels: SeriesLabels): readonly string[] {
  return labels === undefined ? [] : asked.map(({ name }) => name).filter((name) => !hasLabel(labels, name));
}

function templateProblems({ subject, expression, templates }: Query, world: World) {
  if (expression === undefined) return [];
  const labels = seriesLabels(expression, labelsIn(world));
  if (labels === undefined) return [];
  return templates.flatMap(({ path: at, text }) =>
    [...new Set([...text.matchAll(/\$labels\.(\w+)/g)].map(([, name]) => name ?? ''))]
      .filter((name) => !hasLabel(labels, name))
      .map((name) => ({
        message: `${subject} writes $labels.${name}, but its result has ${labels.size === 0 ? 'no labels' : `only the labels ${quotedList([...labels].sort())}`}.`,
        path: at,
      })),
  );
}
