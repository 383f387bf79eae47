import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { fixedNameAnnotation } from '../../model/names.ts';
import { dataSourceUids, jaeger, loki } from '../../model/platform/tools.ts';
import { clusterHost, prometheus } from '../../model/service/backing-services.ts';

/** What Grafana replaces by the value of a field: the second dollar keeps it from taking it for a variable of its own. */
const rawValue = '$${__value.raw}';

/**
 * The data sources of Grafana and the ways between them: from a log line or an exemplar to its trace, from a span to the
 * logs of its trace and to the metrics of its service (D107).
 */
export function dataSources({ namespaces: { infra } }: EnvironmentDefinition) {
  const { metrics, logs, traces } = dataSourceUids;
  const provisioned = { access: 'proxy', editable: false };
  const file = {
    apiVersion: 1,
    prune: true,
    datasources: [
      {
        name: 'Prometheus',
        type: 'prometheus',
        uid: metrics,
        url: prometheus.url(infra),
        isDefault: true,
        ...provisioned,
        jsonData: {
          httpMethod: 'POST',
          timeInterval: '15s',
          exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: traces }],
        },
      },
      {
        name: 'Loki',
        type: 'loki',
        uid: logs,
        url: `http://${clusterHost(loki.service, infra)}:${loki.ports.http}`,
        ...provisioned,
        jsonData: {
          maxLines: 1000,
          derivedFields: [
            {
              name: 'Trace',
              matcherType: 'label',
              matcherRegex: 'trace_id',
              datasourceUid: traces,
              url: rawValue,
              urlDisplayLabel: 'Trace',
            },
          ],
        },
      },
      {
        name: 'Jaeger',
        type: 'jaeger',
        uid: traces,
        url: `http://${clusterHost(jaeger.service, infra)}:${jaeger.ports.query}`,
        ...provisioned,
        jsonData: {
          nodeGraph: { enabled: true },
          tracesToLogsV2: {
            datasourceUid: logs,
            // Lines are written a little before and after the span.
            spanStartTimeShift: '-5m',
            spanEndTimeShift: '5m',
            tags: [{ key: 'service.name', value: 'app' }],
            customQuery: true,
            query: '{$${__tags}} | trace_id="$${__trace.traceId}"',
          },
          tracesToMetrics: {
            datasourceUid: metrics,
            spanStartTimeShift: '-15m',
            spanEndTimeShift: '15m',
            tags: [{ key: 'service.name', value: 'app' }],
            queries: [
              { name: 'Requests per second', query: 'sum(rate(http_requests_total{$$__tags}[5m]))' },
              {
                name: 'Share of errors',
                query: 'sum(rate(http_requests_total{$$__tags,status=~"5.."}[5m])) / sum(rate(http_requests_total{$$__tags}[5m]))',
              },
              {
                name: '95th percentile of the duration (s)',
                query: 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{$$__tags}[5m])))',
              },
            ],
          },
        },
      },
    ],
  };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'grafana-data-sources',
      namespace: infra,
      labels: { grafana_datasource: '1' },
      // Under two names at once, the old and the new, Grafana would refuse both.
      annotations: { [fixedNameAnnotation]: 'Grafana' },
    },
    // JSON is YAML, and says without doubt what is text.
    data: { 'data-sources.yaml': `${JSON.stringify(file, undefined, 2)}\n` },
  } satisfies IConfigMap;
}
