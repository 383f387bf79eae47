import { defineExporter, serviceTarget } from './exporter.ts';

const component = ['component_id', 'component_path'];
const write = [...component, 'host', 'tenant'];

/** Alloy, which collects the logs. */
export default defineExporter({
  name: 'Alloy',
  source: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.write/ "Debug metrics"',
  target: [...serviceTarget, 'node'],
  pods: [{ 'app.kubernetes.io/name': 'alloy' }],
  families: [
    {
      type: 'counter',
      labels: write,
      names: [
        'loki_write_sent_entries_total',
        'loki_write_sent_bytes_total',
        'loki_write_encoded_bytes_total',
        'loki_write_batch_retries_total',
      ],
    },
    { type: 'counter', labels: [...write, 'reason'], names: ['loki_write_dropped_entries_total', 'loki_write_dropped_bytes_total'] },
    { type: 'histogram', labels: [...write, 'status_code'], names: ['loki_write_request_duration_seconds'] },
    { type: 'gauge', labels: [...component, 'path'], names: ['loki_source_file_file_bytes_total'] },
    { type: 'counter', labels: [...component, 'path'], names: ['loki_source_file_read_bytes_total', 'loki_source_file_read_lines_total'] },
    { type: 'gauge', labels: component, names: ['loki_source_file_files_active_total'] },
    {
      type: 'gauge',
      labels: ['controller_id', 'controller_path', 'health_type'],
      names: ['alloy_component_controller_running_components'],
    },
    { type: 'gauge', labels: [], names: ['alloy_config_last_load_successful', 'alloy_config_last_load_success_timestamp_seconds'] },
    { type: 'gauge', labels: ['version', 'revision', 'branch', 'goversion'], names: ['alloy_build_info'] },
  ],
});
