import { defineExporter, serviceTarget } from './exporter.ts';

/** Loki. */
export default defineExporter({
  name: 'Loki',
  source: 'https://grafana.com/docs/loki/latest/operations/observability/ and grafana/loki v3.7.6 production/loki-mixin/',
  target: [...serviceTarget, 'cluster'],
  pods: [{ 'app.kubernetes.io/name': 'loki' }],
  families: [
    { type: 'histogram', labels: ['method', 'route', 'status_code', 'ws'], names: ['loki_request_duration_seconds'] },
    {
      type: 'counter',
      labels: ['tenant', 'retention_hours', 'policy', 'is_internal_stream', 'format'],
      names: ['loki_distributor_bytes_received_total'],
    },
    {
      type: 'counter',
      labels: ['tenant', 'policy', 'is_internal_stream', 'format'],
      names: ['loki_distributor_lines_received_total'],
    },
    {
      type: 'counter',
      labels: ['reason', 'tenant', 'retention_hours', 'policy'],
      names: ['loki_discarded_samples_total', 'loki_discarded_bytes_total'],
    },
    { type: 'counter', labels: ['ingester'], names: ['loki_distributor_ingester_appends_total'] },
    { type: 'counter', labels: ['ingester', 'status'], names: ['loki_distributor_ingester_append_failures_total'] },
    { type: 'gauge', labels: [], names: ['loki_ingester_memory_chunks', 'loki_ingester_flush_queue_length'] },
    { type: 'gauge', labels: ['tenant'], names: ['loki_ingester_memory_streams'] },
    { type: 'counter', labels: ['reason'], names: ['loki_ingester_chunks_flushed_total'] },
    {
      type: 'counter',
      labels: [],
      names: [
        'loki_ingester_chunks_flush_failures_total',
        'loki_ingester_wal_disk_full_failures_total',
        'loki_ingester_wal_corruptions_total',
        'loki_panic_total',
      ],
    },
    {
      type: 'gauge',
      labels: [],
      names: ['loki_boltdb_shipper_compactor_running', 'loki_compactor_apply_retention_last_successful_run_timestamp_seconds'],
    },
    { type: 'gauge', labels: ['version', 'revision', 'branch', 'goversion'], names: ['loki_build_info'] },
  ],
});
