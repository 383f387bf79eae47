import { defineExporter, serviceTarget } from './exporter.ts';

const resource = ['service_name', 'service_version', 'service_instance_id', 'otel_scope_*'];

/** Jaeger 2, an OpenTelemetry Collector. Prometheus 3 gets the counters with `_total`, older scrapes without. */
export default defineExporter({
  name: 'Jaeger',
  source: 'https://www.jaegertracing.io/docs/latest/monitoring and opentelemetry.io/docs/collector/internal-telemetry/',
  target: serviceTarget,
  pods: [{ 'app.kubernetes.io/name': 'jaeger' }],
  families: [
    {
      type: 'counter',
      labels: ['receiver', 'transport', ...resource],
      names: [
        'otelcol_receiver_accepted_spans',
        'otelcol_receiver_refused_spans',
        'otelcol_receiver_accepted_spans_total',
        'otelcol_receiver_refused_spans_total',
      ],
    },
    {
      type: 'counter',
      labels: ['exporter', ...resource],
      names: [
        'otelcol_exporter_sent_spans',
        'otelcol_exporter_send_failed_spans',
        'otelcol_exporter_sent_spans_total',
        'otelcol_exporter_send_failed_spans_total',
        'otelcol_exporter_enqueue_failed_spans_total',
      ],
    },
    {
      type: 'gauge',
      labels: ['exporter', 'data_type', ...resource],
      names: ['otelcol_exporter_queue_size', 'otelcol_exporter_queue_capacity'],
    },
    { type: 'gauge', labels: resource, names: ['otelcol_process_memory_rss', 'otelcol_process_memory_rss_bytes'] },
    { type: 'counter', labels: resource, names: ['otelcol_process_uptime', 'otelcol_process_uptime_seconds_total'] },
    { type: 'counter', labels: ['kind', 'operation', 'result', 'name', 'role', ...resource], names: ['jaeger_storage_requests_total'] },
    { type: 'histogram', labels: ['kind', 'operation', 'result', 'name', 'role', ...resource], names: ['jaeger_storage_latency_seconds'] },
  ],
});
