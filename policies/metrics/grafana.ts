import { defineExporter, serviceTarget } from './exporter.ts';

/** Grafana. */
export default defineExporter({
  name: 'Grafana',
  source: 'https://github.com/grafana/grafana grafana-mixin/ and pkg/infra/metrics/',
  target: serviceTarget,
  pods: [{ 'app.kubernetes.io/name': 'grafana' }],
  families: [
    {
      type: 'histogram',
      labels: ['handler', 'method', 'status_code', 'slo_group', 'status_source'],
      names: ['grafana_http_request_duration_seconds'],
    },
    {
      type: 'counter',
      labels: ['datasource', 'datasource_type', 'code', 'method', 'secure_socks_ds_proxy_enabled'],
      names: ['grafana_datasource_request_total'],
    },
    { type: 'gauge', labels: [], names: ['grafana_stat_totals_dashboard', 'grafana_stat_total_users', 'grafana_stat_active_users'] },
    { type: 'gauge', labels: ['version', 'revision', 'branch', 'goversion', 'edition'], names: ['grafana_build_info'] },
  ],
});
