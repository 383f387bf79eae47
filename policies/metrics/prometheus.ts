import { defineExporter, serviceTarget } from './exporter.ts';

const group = ['rule_group'];

/** Prometheus itself. */
export default defineExporter({
  name: 'Prometheus',
  source: 'https://github.com/prometheus/prometheus documentation/prometheus-mixin/ (kube-prometheus-stack 88.5.3)',
  target: serviceTarget,
  pods: [{ 'app.kubernetes.io/name': 'prometheus' }],
  families: [
    {
      type: 'gauge',
      labels: [],
      names: [
        'prometheus_config_last_reload_successful',
        'prometheus_config_last_reload_success_timestamp_seconds',
        'prometheus_tsdb_head_series',
        'prometheus_tsdb_storage_blocks_bytes',
        'prometheus_tsdb_lowest_timestamp_seconds',
        'prometheus_notifications_alertmanagers_discovered',
        'prometheus_notifications_queue_length',
        'prometheus_notifications_queue_capacity',
        'prometheus_engine_queries',
        'prometheus_engine_queries_concurrent_max',
        'prometheus_target_scrape_pool_target_limit',
        'prometheus_remote_storage_queue_highest_timestamp_seconds',
      ],
    },
    {
      type: 'counter',
      labels: [],
      names: [
        'prometheus_tsdb_head_samples_appended_total',
        'prometheus_tsdb_compactions_failed_total',
        'prometheus_tsdb_reloads_failures_total',
        'prometheus_tsdb_wal_corruptions_total',
        'prometheus_target_scrapes_exceeded_sample_limit_total',
        'prometheus_target_scrapes_exceeded_body_size_limit_total',
        'prometheus_target_scrapes_sample_out_of_order_total',
        'prometheus_target_scrapes_sample_duplicate_timestamp_total',
        'prometheus_target_scrape_pool_exceeded_target_limit_total',
        'prometheus_notifications_dropped_total',
        'prometheus_target_scrape_pool_exceeded_label_limits_total',
        'prometheus_target_scrape_pools_failed_total',
        'prometheus_target_scrape_pools_total',
        'prometheus_target_scrapes_exceeded_native_histogram_bucket_limit_total',
        'prometheus_target_scrapes_sample_out_of_bounds_total',
        'prometheus_sd_kubernetes_failures_total',
      ],
    },
    // storage/remote/queue_manager.go, of 3.14.0.
    {
      type: 'counter',
      labels: ['remote_name', 'url'],
      names: [
        'samples',
        'samples_failed',
        'samples_retried',
        'samples_dropped',
        'bytes',
        'enqueue_retries',
        'metadata',
        'metadata_failed',
      ].map((name) => `prometheus_remote_storage_${name}_total`),
    },
    {
      type: 'gauge',
      labels: ['remote_name', 'url'],
      names: ['samples_pending', 'shards', 'shards_max', 'shards_min', 'shards_desired', 'queue_highest_sent_timestamp_seconds'].map(
        (name) => `prometheus_remote_storage_${name}`,
      ),
    },
    {
      type: 'gauge',
      labels: ['scrape_job'],
      names: ['prometheus_target_metadata_cache_bytes', 'prometheus_target_metadata_cache_entries'],
    },
    { type: 'counter', labels: ['scrape_job'], names: ['prometheus_target_sync_failed_total'] },
    { type: 'counter', labels: ['mechanism', 'config'], names: ['prometheus_sd_refresh_failures_total'] },
    { type: 'counter', labels: ['alertmanager'], names: ['prometheus_notifications_errors_total', 'prometheus_notifications_sent_total'] },
    {
      type: 'counter',
      labels: group,
      names: [
        'prometheus_rule_evaluation_failures_total',
        'prometheus_rule_evaluations_total',
        'prometheus_rule_group_iterations_missed_total',
        'prometheus_rule_group_iterations_total',
      ],
    },
    {
      type: 'gauge',
      labels: group,
      names: ['prometheus_rule_group_last_duration_seconds', 'prometheus_rule_group_interval_seconds', 'prometheus_rule_group_rules'],
    },
    { type: 'gauge', labels: ['scrape_job'], names: ['prometheus_target_scrape_pool_targets', 'prometheus_sd_discovered_targets'] },
    { type: 'summary', labels: ['interval'], names: ['prometheus_target_interval_length_seconds'] },
    { type: 'summary', labels: ['slice'], names: ['prometheus_engine_query_duration_seconds'] },
    { type: 'histogram', labels: ['handler'], names: ['prometheus_http_request_duration_seconds'] },
    { type: 'counter', labels: ['handler', 'code'], names: ['prometheus_http_requests_total'] },
    { type: 'gauge', labels: ['version', 'revision', 'branch', 'goversion'], names: ['prometheus_build_info'] },
    {
      type: 'counter',
      labels: ['controller'],
      names: [
        'prometheus_operator_reconcile_errors_total',
        'prometheus_operator_reconcile_operations_total',
        'prometheus_operator_list_operations_failed_total',
        'prometheus_operator_watch_operations_failed_total',
        'prometheus_operator_list_operations_total',
        'prometheus_operator_watch_operations_total',
        'prometheus_operator_status_update_operations_total',
        'prometheus_operator_status_update_errors_total',
      ],
    },
    // pkg/operator of 0.93.0.
    { type: 'gauge', labels: ['controller'], names: ['prometheus_operator_ready'] },
    { type: 'gauge', labels: ['controller', 'status'], names: ['prometheus_operator_syncs'] },
    { type: 'gauge', labels: ['controller', 'resource', 'state'], names: ['prometheus_operator_managed_resources'] },
    { type: 'counter', labels: [], names: ['prometheus_operator_node_address_lookup_errors_total'] },
    { type: 'gauge', labels: [], names: ['reloader_last_reload_successful'] },
  ],
});
