import { defineExporter, podTarget } from './exporter.ts';

const listener = ['envoy_http_conn_manager_prefix'];
const cluster = ['envoy_cluster_name'];

/** The proxies of Envoy Gateway. */
export default defineExporter({
  name: 'Envoy',
  source:
    'https://github.com/envoyproxy/gateway charts/gateway-addons-helm/dashboards/ and envoyproxy.io/docs http_conn_man/stats, cluster_stats',
  target: [...podTarget, 'gateway_envoyproxy_io_owning_gateway_name'],
  pods: [{ 'app.kubernetes.io/managed-by': 'envoy-gateway', 'app.kubernetes.io/component': 'proxy' }],
  fromPods: { gateway_envoyproxy_io_owning_gateway_name: 'gateway.envoyproxy.io/owning-gateway-name' },
  families: [
    { type: 'counter', labels: [...listener, 'envoy_response_code_class'], names: ['envoy_http_downstream_rq_xx'] },
    {
      type: 'counter',
      labels: listener,
      names: [
        'envoy_http_downstream_rq_total',
        'envoy_http_downstream_rq_timeout',
        'envoy_http_downstream_rq_rx_reset',
        'envoy_http_downstream_cx_total',
        'envoy_http_downstream_cx_rx_bytes_total',
        'envoy_http_downstream_cx_tx_bytes_total',
      ],
    },
    { type: 'gauge', labels: listener, names: ['envoy_http_downstream_cx_active', 'envoy_http_downstream_rq_active'] },
    { type: 'histogram', labels: listener, names: ['envoy_http_downstream_rq_time'] },
    { type: 'counter', labels: [...cluster, 'envoy_response_code_class'], names: ['envoy_cluster_upstream_rq_xx'] },
    { type: 'counter', labels: [...cluster, 'envoy_response_code'], names: ['envoy_cluster_upstream_rq'] },
    {
      type: 'counter',
      labels: cluster,
      names: [
        'envoy_cluster_upstream_rq_total',
        'envoy_cluster_upstream_rq_retry',
        'envoy_cluster_upstream_rq_timeout',
        'envoy_cluster_upstream_rq_pending_overflow',
        'envoy_cluster_upstream_cx_total',
        'envoy_cluster_upstream_cx_connect_fail',
      ],
    },
    {
      type: 'gauge',
      labels: cluster,
      names: [
        'envoy_cluster_membership_healthy',
        'envoy_cluster_membership_total',
        'envoy_cluster_upstream_cx_active',
        'envoy_cluster_upstream_rq_active',
      ],
    },
    { type: 'histogram', labels: cluster, names: ['envoy_cluster_upstream_rq_time'] },
    {
      type: 'gauge',
      labels: [],
      names: [
        'envoy_server_uptime',
        'envoy_server_live',
        'envoy_server_memory_allocated',
        'envoy_server_memory_heap_size',
        'envoy_server_days_until_first_cert_expiring',
      ],
    },
  ],
});
