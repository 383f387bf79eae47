import { defineExporter, serviceTarget } from './exporter.ts';

/** HAProxy's own Prometheus exporter, in front of Redis. */
export default defineExporter({
  name: 'HAProxy',
  source: 'https://github.com/haproxy/haproxy addons/promex/README',
  target: serviceTarget,
  pods: [{ app: 'redis-ha-haproxy' }],
  families: [
    { type: 'gauge', labels: ['proxy', 'server', 'state'], names: ['haproxy_server_status', 'haproxy_server_check_status'] },
    { type: 'gauge', labels: ['proxy', 'server'], names: ['haproxy_server_current_sessions', 'haproxy_server_current_queue'] },
    {
      type: 'counter',
      labels: ['proxy', 'server'],
      names: [
        'haproxy_server_sessions_total',
        'haproxy_server_bytes_in_total',
        'haproxy_server_bytes_out_total',
        'haproxy_server_connection_errors_total',
        'haproxy_server_check_failures_total',
        'haproxy_server_check_up_down_total',
      ],
    },
    { type: 'gauge', labels: ['proxy', 'state'], names: ['haproxy_backend_status', 'haproxy_frontend_status'] },
    {
      type: 'gauge',
      labels: ['proxy'],
      names: [
        'haproxy_backend_active_servers',
        'haproxy_backend_current_sessions',
        'haproxy_frontend_current_sessions',
        'haproxy_frontend_limit_sessions',
      ],
    },
    {
      type: 'counter',
      labels: ['proxy'],
      names: [
        'haproxy_backend_connection_errors_total',
        'haproxy_backend_sessions_total',
        'haproxy_frontend_connections_total',
        'haproxy_frontend_sessions_total',
        'haproxy_frontend_bytes_in_total',
        'haproxy_frontend_bytes_out_total',
      ],
    },
    {
      type: 'gauge',
      labels: [],
      names: ['haproxy_process_current_connections', 'haproxy_process_max_connections', 'haproxy_process_uptime_seconds'],
    },
  ],
});
