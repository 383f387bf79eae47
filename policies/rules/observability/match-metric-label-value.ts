import { defineRule, type Manifest, type World } from '../../model.ts';
import { allParts } from '../../promql/expression.ts';
import { impossibleIn, possibleValues } from '../../promql/possible-values.ts';
import { type Query, queriesOf, queryKinds } from '../../promql/queries.ts';
import { isStandIn } from '../../promql/variables.ts';
import { quotedList } from '../../wording.ts';

const around = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra }
---
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod }
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: eg }
spec: { controllerName: gateway.envoyproxy.io/gatewayclass-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: erp-infra }
spec: { gatewayClassName: eg, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: postgres-backup, namespace: erp-infra }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: metrics-server, namespace: erp-infra }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: metrics-server } }
  podMetricsEndpoints: [{ port: https, relabelings: [{ action: replace, targetLabel: job, replacement: metrics-server }] }]
`;

const alert = (expr: string) => `${around}---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: edge, namespace: erp-infra }
spec: { groups: [{ name: edge, rules: [{ alert: Something, expr: '${expr}' }] }] }
`;

const dashboard = (expr: string) => `${around}---
apiVersion: v1
kind: ConfigMap
metadata: { name: dashboard-backups, namespace: erp-infra, labels: { grafana_dashboard: "1" } }
data:
  backups.json: '${JSON.stringify({ panels: [{ title: 'Drill', datasource: { type: 'prometheus', uid: 'prometheus' }, targets: [{ expr }] }] })}'
`;

const on = 'PrometheusRule/edge';
const path = 'spec.groups[0].rules[0].expr';

export default defineRule({
  id: 'match-metric-label-value',
  severity: 'error',
  manual: '5.2, 5.3 (D93, D105)',
  summary: 'Match labels only by values that the series can have: namespaces, jobs, objects and states that exist.',
  rationale:
    'A query for a value that no series has finds nothing and says so to nobody: the alert never fires, and one on absence fires for ever.',
  remediation:
    'Use a value that is there: the namespace of the pods that are scraped, the job of their monitor, a state that the program knows (policies/promql/label-values.ts names them with their source).',
  scope: 'object',
  kinds: queryKinds,

  check(manifest, world) {
    return queriesOf(manifest, world).flatMap((query) =>
      [...new Set(complaints(query, manifest, world))].map((message) => ({ message: `${query.subject} ${message}`, path: query.path })),
    );
  },

  examples: {
    pass: [
      {
        name: 'proxies where Envoy Gateway runs them',
        manifests: alert('rate(envoy_http_downstream_rq_xx{namespace="envoy-gateway-system"}[5m]) > 1'),
      },
      { name: 'states that Argo CD knows', manifests: alert('argocd_app_info{health_status=~"Degraded|Missing"} == 1') },
      { name: 'objects of other namespaces', manifests: alert('certmanager_certificate_ready_status{exported_namespace="erp-prod"} == 0') },
      { name: 'a CronJob', manifests: alert('kube_cronjob_spec_suspend{namespace="erp-infra", cronjob="postgres-backup"} == 1') },
      { name: 'a job of a monitor, and one of the chart', manifests: alert('up{job=~"metrics-server|apiserver"} == 0') },
      {
        name: 'a panel for a CronJob that only other environments have',
        manifests: dashboard('kube_cronjob_spec_suspend{cronjob="drill"}'),
      },
      { name: 'a label that must be there', manifests: alert('up{namespace!="", job!=""} == 0') },
      {
        name: 'listeners of the proxies',
        manifests: alert('envoy_http_downstream_rq_xx{envoy_http_conn_manager_prefix=~"https?-.+"} > 1'),
      },
    ],
    fail: [
      {
        name: 'proxies in the namespace of their Gateway',
        from: 'proxies where Envoy Gateway runs them',
        change: {
          'PrometheusRule/edge > spec.groups[0].rules[0].expr': 'rate(envoy_http_downstream_rq_xx{namespace="erp-infra"}[5m]) > 1',
        },
        problems: [
          {
            on,
            message:
              'Alert "Something" matches "envoy_http_downstream_rq_xx" by namespace "erp-infra", which it cannot have: there are "envoy-gateway-system".',
            path,
          },
        ],
      },
      {
        name: 'a state that Argo CD does not have',
        from: 'proxies where Envoy Gateway runs them',
        change: { 'PrometheusRule/edge > spec.groups[0].rules[0].expr': 'argocd_app_info{health_status=~"Degraded|Lost"} == 1' },
        problems: [
          {
            on,
            message:
              'Alert "Something" matches "argocd_app_info" by health_status "Lost", which it cannot have: there are "Degraded", "Healthy", "Missing", "Progressing", "Suspended", "Unknown".',
            path,
          },
        ],
      },
      {
        name: 'a namespace that nothing makes',
        from: 'proxies where Envoy Gateway runs them',
        change: {
          'PrometheusRule/edge > spec.groups[0].rules[0].expr':
            'certmanager_certificate_ready_status{exported_namespace="erp-production"} == 0',
        },
        problems: [
          {
            on,
            message:
              'Alert "Something" matches "certmanager_certificate_ready_status" by exported_namespace "erp-production", which it cannot have: there are "default", "envoy-gateway-system", "erp-infra", "erp-prod", "ingress-nginx", "kube-system".',
            path,
          },
        ],
      },
      {
        name: 'a CronJob under another name',
        from: 'proxies where Envoy Gateway runs them',
        change: {
          'PrometheusRule/edge > spec.groups[0].rules[0].expr': 'kube_cronjob_spec_suspend{namespace="erp-infra", cronjob="backup"} == 1',
        },
        problems: [
          {
            on,
            message:
              'Alert "Something" matches "kube_cronjob_spec_suspend" by cronjob "backup", which it cannot have: there are "postgres-backup".',
            path,
          },
        ],
      },
      {
        name: 'a job that no monitor gives',
        from: 'proxies where Envoy Gateway runs them',
        change: { 'PrometheusRule/edge > spec.groups[0].rules[0].expr': 'up{job=~"metrics-server|kube-apiserver"} == 0' },
        problems: [{ on, message: 'Alert "Something" matches "up" by job "kube-apiserver", which no series has.', path }],
      },
      {
        name: 'an exception for a listener that the proxies do not have',
        from: 'proxies where Envoy Gateway runs them',
        change: {
          'PrometheusRule/edge > spec.groups[0].rules[0].expr':
            'envoy_http_downstream_rq_xx{envoy_http_conn_manager_prefix!~"admin|eg-ready-http"} > 1',
        },
        problems: [
          {
            on,
            message:
              'Alert "Something" matches "envoy_http_downstream_rq_xx" by envoy_http_conn_manager_prefix "eg-ready-http", which it cannot have: there are "admin", "eg-stats-http", "http-10080", "https-10443".',
            path,
          },
        ],
      },
    ],
  },
});

/** Labels that name single objects of an environment. */
const objectLabels: ReadonlySet<string> = new Set(['cronjob']);

function complaints({ expression, text }: Query, { kind }: Manifest, world: World): readonly string[] {
  if (expression === undefined) return [];
  return allParts(expression).flatMap((part) => {
    if (part.kind !== 'selector' || part.metric === undefined) return [];
    const { metric } = part;
    return part.matchers.flatMap(({ name, operator, value, at }) => {
      // The value of a variable of Grafana is chosen on the page.
      const written = text.slice(at, at + name.length + operator.length + value.length + 4);
      // Dashboards are the same in every environment: what one of them does not make is an empty panel there.
      if (kind === 'ConfigMap' && objectLabels.has(name)) return [];
      if (isStandIn(value) || /[$][\w{]|\[\[/.test(written)) return [];
      const possible = possibleValues(metric, name, world);
      return possible === undefined
        ? []
        : impossibleIn(operator, value, possible).map((one) => `matches "${metric}" by ${name} "${one}", ${besides(possible)}.`);
    });
  });
}

/** Few values are told, many are not. */
function besides(possible: ReadonlySet<string>): string {
  const most = 7;
  return possible.size === 0 || possible.size > most
    ? 'which no series has'
    : `which it cannot have: there are ${quotedList([...possible].sort())}`;
}
