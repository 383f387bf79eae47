import { defineExporter, podTarget } from './exporter.ts';

/** What kube-state-metrics tells of itself, at a port of its own: whether it may and can read what it counts. */
export default defineExporter({
  name: 'kube-state-metrics telemetry',
  source: 'https://github.com/kubernetes/kube-state-metrics v2.20.0 pkg/watch/watch.go, pkg/app/server.go and pkg/sharding/metrics.go',
  target: podTarget,
  pods: [{ 'app.kubernetes.io/name': 'kube-state-metrics' }],
  families: [
    { type: 'counter', labels: ['result', 'resource'], names: ['kube_state_metrics_list_total', 'kube_state_metrics_watch_total'] },
    { type: 'gauge', labels: ['resource'], names: ['kube_state_metrics_list_objects', 'kube_state_metrics_list_objects_limit'] },
    { type: 'gauge', labels: ['type', 'filename'], names: ['kube_state_metrics_last_config_reload_successful'] },
    { type: 'gauge', labels: ['shard_ordinal'], names: ['kube_state_metrics_shard_ordinal'] },
    { type: 'gauge', labels: [], names: ['kube_state_metrics_total_shards'] },
    {
      type: 'gauge',
      labels: ['version', 'revision', 'branch', 'goversion', 'goos', 'goarch', 'tags', 'client_go_version'],
      names: ['kube_state_metrics_build_info'],
    },
  ],
});
