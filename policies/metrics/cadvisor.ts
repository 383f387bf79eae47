import { defineExporter } from './exporter.ts';

const container = ['namespace', 'pod', 'container', 'id', 'image', 'name'];

/** Containers as the kubelet's cAdvisor sees them, after what kube-prometheus-stack drops by default (D91, D99, D100). */
export default defineExporter({
  name: 'cAdvisor',
  source:
    'https://github.com/google/cadvisor docs/storage/prometheus.md, less the cAdvisorMetricRelabelings of kube-prometheus-stack 88.5.3',
  target: ['job', 'instance', 'endpoint', 'service', 'node', 'metrics_path'],
  families: [
    {
      type: 'counter',
      labels: container,
      names: [
        'container_cpu_cfs_periods_total',
        'container_cpu_cfs_throttled_periods_total',
        'container_memory_failcnt',
        'container_oom_events_total',
        'container_pressure_cpu_stalled_seconds_total',
        'container_pressure_cpu_waiting_seconds_total',
        'container_pressure_memory_stalled_seconds_total',
        'container_pressure_memory_waiting_seconds_total',
        'container_pressure_io_stalled_seconds_total',
        'container_pressure_io_waiting_seconds_total',
      ],
    },
    { type: 'counter', labels: [...container, 'cpu'], names: ['container_cpu_usage_seconds_total'] },
    {
      type: 'counter',
      labels: [...container, 'device'],
      names: ['container_fs_reads_bytes_total', 'container_fs_writes_bytes_total', 'container_fs_reads_total', 'container_fs_writes_total'],
    },
    {
      type: 'counter',
      labels: [...container, 'interface'],
      names: [
        'container_network_receive_bytes_total',
        'container_network_transmit_bytes_total',
        'container_network_receive_packets_total',
        'container_network_transmit_packets_total',
        'container_network_receive_packets_dropped_total',
        'container_network_transmit_packets_dropped_total',
        'container_network_receive_errors_total',
        'container_network_transmit_errors_total',
      ],
    },
    {
      type: 'gauge',
      labels: container,
      names: [
        'container_last_seen',
        'container_memory_cache',
        'container_memory_max_usage_bytes',
        'container_memory_rss',
        'container_memory_usage_bytes',
        'container_memory_working_set_bytes',
        'container_processes',
        'container_sockets',
        'container_start_time_seconds',
        'container_threads',
      ],
    },
    { type: 'gauge', labels: [...container, 'device'], names: ['container_fs_limit_bytes', 'container_fs_usage_bytes'] },
    { type: 'counter', labels: [...container, 'failure_type', 'scope'], names: ['container_memory_failures_total'] },
    { type: 'gauge', labels: [], names: ['machine_cpu_cores', 'machine_memory_bytes'] },
  ],
});
