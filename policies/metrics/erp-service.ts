import { defineExporter, podTarget } from './exporter.ts';

/**
 * The Rust services. The HTTP metrics are the manual's (5.2); those of the pools are what `metrics-exporter-prometheus` is given; those
 * of gRPC have the names that its middleware for Go gives them (`go-grpc-middleware/providers/prometheus` 1.1.0, `server_metrics.go`).
 */
export default defineExporter({
  name: 'ERP services',
  source: 'manual 5.1 and 5.2',
  target: [...podTarget, 'app'],
  families: [
    { type: 'counter', labels: ['method', 'path', 'status'], names: ['http_requests_total'] },
    { type: 'histogram', labels: ['method', 'path'], names: ['http_request_duration_seconds'] },
    { type: 'gauge', labels: ['method', 'path'], names: ['http_requests_in_flight'] },
    { type: 'counter', labels: ['grpc_type', 'grpc_service', 'grpc_method', 'grpc_code'], names: ['grpc_server_handled_total'] },
    {
      type: 'gauge',
      labels: ['pool'],
      names: ['db_pool_connections_active', 'db_pool_connections_idle', 'db_pool_connections_max', 'db_pool_connections_pending'],
    },
    { type: 'counter', labels: ['pool'], names: ['db_pool_timeouts_total'] },
    { type: 'histogram', labels: ['pool'], names: ['db_pool_acquire_duration_seconds'] },
  ],
});
