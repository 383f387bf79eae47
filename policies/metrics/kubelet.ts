import { defineExporter } from './exporter.ts';
import { kubeletMetrics } from './kubelet-all.ts';

const volume = ['namespace', 'persistentvolumeclaim'];

/** The kubelet's own metrics: volumes, pods, and how it fares (D91). */
export default defineExporter({
  name: 'kubelet',
  source: 'https://kubernetes.io/docs/reference/instrumentation/metrics/ v1.35',
  target: ['job', 'instance', 'endpoint', 'service', 'node', 'metrics_path'],
  families: [
    {
      type: 'gauge',
      labels: volume,
      names: [
        'kubelet_volume_stats_available_bytes',
        'kubelet_volume_stats_capacity_bytes',
        'kubelet_volume_stats_used_bytes',
        'kubelet_volume_stats_inodes',
        'kubelet_volume_stats_inodes_free',
        'kubelet_volume_stats_inodes_used',
      ],
    },
    { type: 'gauge', labels: [], names: ['kubelet_running_pods', 'kubelet_node_name'] },
    { type: 'gauge', labels: ['container_state'], names: ['kubelet_running_containers'] },
    {
      type: 'histogram',
      labels: ['operation_type'],
      names: ['kubelet_pleg_relist_duration_seconds', 'kubelet_pod_worker_duration_seconds'],
    },
    { type: 'counter', labels: ['operation_type'], names: ['kubelet_runtime_operations_errors_total', 'kubelet_runtime_operations_total'] },
    { type: 'counter', labels: ['code', 'host', 'method'], names: ['rest_client_requests_total'] },
    ...kubeletMetrics,
  ],
});
