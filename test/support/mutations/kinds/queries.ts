import { edited, type Mutation, rewrite, set } from '../mutation.ts';
import type { Production } from '../production.ts';

const expr = 'spec.groups[0].rules[0].expr';
const query = 'spec.triggers[2].metadata.query';
const service = 'data["service.json"]';

/** What can be wrong with a query of an alert or of an autoscaler. */
export default function queries(production: Production): readonly Mutation[] {
  const { manifests } = production;
  return [
    ...edited(manifests, production.ofKind('PrometheusRule', 'erp-backup'), {
      'require-valid-promql': {
        'has a bracket too many': rewrite(expr, (text) => `${text} )`),
        'compares with nothing': rewrite(expr, (text) => `(${text}) >`),
        'gives a range': set(expr, 'up[5m]'),
        'matches by a pattern that is none': set(expr, 'up{job=~"("} == 0'),
        'joins series and a number': set(expr, 'up and 1'),
        'compares two numbers': set(expr, '1 > 2'),
        'counts nothing': set(expr, 'rate(http_requests_total) > 1'),
      },
      'forbid-misleading-query': {
        'asks for the quantile 99': set(expr, 'histogram_quantile(99, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 1'),
        'loses the bounds of buckets': set(expr, 'histogram_quantile(0.9, sum(rate(http_request_duration_seconds_bucket[5m]))) > 1'),
        'compares a counter': set(expr, 'http_requests_total > 1000'),
        'takes a rate over 30 seconds': set(expr, 'rate(http_requests_total[30s]) > 1'),
        'compares by bool': set(expr, 'up == bool 0'),
        'takes a rate of a sum': set(expr, 'rate(sum(http_requests_total)[5m:1m]) > 1'),
      },
      'match-metric': {
        'asks for a mistyped metric': set(expr, 'kube_job_fialed == 1'),
        'asks for what the kubelet does not give (D99)': set(expr, 'container_spec_memory_limit_bytes > 1'),
        'takes the rate of a gauge': set(expr, 'rate(kube_job_failed[5m]) > 0'),
      },
      'match-metric-label': {
        'matches by a label of another name (D93)': set(expr, 'up{kubernetes_namespace="erp-prod"} == 0'),
        'groups by a label that is not there': set(expr, 'sum by (service_name) (rate(http_requests_total[5m])) > 1'),
        'joins by a label of one side (D101)': set(expr, 'pg_stat_database_numbackends / on (datname) pg_settings_max_connections > 0.8'),
        'writes a label that its result does not have': set('spec.groups[0].rules[0].annotations.summary', '{{ $labels.nothing }} is down'),
      },
    }),
    ...edited(manifests, production.ofKind('ConfigMap', 'dashboard-service'), {
      'require-valid-promql': {
        'is cut off': rewrite(service, (text) => text.slice(0, 1000)),
        'has a panel with half a query': rewrite(service, (text) => text.replace('sum by (status) (', 'sum by (status) ((')),
        'searches the log by nothing': rewrite(service, (text) => text.replace('|= `$search`', '|=')),
      },
      'match-metric': {
        'shows a metric that nothing exports': rewrite(service, (text) =>
          text.replaceAll('kube_deployment_spec_replicas', 'kube_deployment_replicas'),
        ),
        'shows a promise that no rule records': rewrite(service, (text) =>
          text.replaceAll('app:latency_budget_left:ratio', 'app:latency_budget:ratio'),
        ),
      },
      'match-metric-label': {
        'shows pods by another name': rewrite(service, (text) => text.replaceAll('sum by (pod)', 'sum by (pod_name)')),
        'takes a variable from a label that is not there': rewrite(service, (text) => text.replaceAll(', app)', ', service_name)')),
        'searches the log by a label that no stream has': rewrite(service, (text) =>
          text.replace('{namespace=\\"$namespace\\", app=\\"$app\\"} |=', '{service=\\"$app\\"} |='),
        ),
      },
    }),
    ...edited(manifests, production.ofServices('ScaledObject'), {
      'require-valid-promql': { 'scales by half a query': rewrite(query, (text) => text.slice(0, -1)) },
      'match-metric': {
        'scales by a mistyped metric': rewrite(query, (text) => text.replace('http_requests_total', 'http_request_total')),
      },
      'match-metric-label': { 'scales by a label that is not there': rewrite(query, (text) => text.replace('app=', 'service_name=')) },
    }),
  ];
}
