import type { Family } from './exporter.ts';

const words = (text: string): readonly string[] => text.split(' ');

/** What the kubelet tells beside what is asked for here (Kubernetes v1.35.4, test/instrumentation/documentation/documentation-list.yaml). */
export const kubeletMetrics: readonly Family[] = [
  {
    type: 'counter',
    labels: [],
    names: words(
      'kubelet_certificate_manager_client_expiration_renew_errors kubelet_cpu_manager_pinning_errors_total ' +
        'kubelet_cpu_manager_pinning_requests_total kubelet_evented_pleg_connection_error_count ' +
        'kubelet_evented_pleg_connection_success_count kubelet_image_volume_mounted_errors_total ' +
        'kubelet_image_volume_mounted_succeed_total kubelet_image_volume_requested_total ' +
        'kubelet_lifecycle_handler_http_fallbacks_total kubelet_memory_manager_pinning_errors_total ' +
        'kubelet_memory_manager_pinning_requests_total kubelet_orphaned_runtime_pods_total kubelet_pleg_discard_events ' +
        'kubelet_server_expiration_renew_errors kubelet_sleep_action_terminated_early_total kubelet_started_pods_errors_total ' +
        'kubelet_started_pods_total kubelet_started_user_namespaced_pods_errors_total kubelet_started_user_namespaced_pods_total ' +
        'kubelet_topology_manager_admission_errors_total kubelet_topology_manager_admission_requests_total',
    ),
  },
  {
    type: 'counter',
    labels: ['boundary', 'scope'],
    names: words('kubelet_container_aligned_compute_resources_count kubelet_container_aligned_compute_resources_failure_count'),
  },
  {
    type: 'counter',
    labels: ['code', 'container_type'],
    names: words('kubelet_started_containers_errors_total kubelet_started_host_process_containers_errors_total'),
  },
  {
    type: 'counter',
    labels: ['container', 'namespace', 'pod', 'pod_uid', 'probe_type', 'result'],
    names: words('prober_probe_total'),
  },
  {
    type: 'counter',
    labels: ['container_type'],
    names: words('kubelet_started_containers_total kubelet_started_host_process_containers_total'),
  },
  {
    type: 'counter',
    labels: ['decision', 'mode', 'policy_level', 'policy_version', 'request_operation', 'resource', 'subresource'],
    names: words('pod_security_evaluations_total'),
  },
  {
    type: 'counter',
    labels: ['eviction_signal'],
    names: words('kubelet_evictions'),
  },
  {
    type: 'counter',
    labels: ['fatal', 'request_operation', 'resource', 'subresource'],
    names: words('pod_security_errors_total'),
  },
  {
    type: 'counter',
    labels: ['long_running', 'method', 'path', 'server_type'],
    names: words('kubelet_http_requests_total'),
  },
  {
    type: 'counter',
    labels: ['namespace', 'reason'],
    names: words('pod_gc_collector_force_delete_pod_errors_total pod_gc_collector_force_delete_pods_total'),
  },
  {
    type: 'counter',
    labels: ['operation', 'requirement', 'resource'],
    names: words('kubelet_container_requested_resizes_total'),
  },
  {
    type: 'counter',
    labels: ['operation_name', 'plugin_name'],
    names: words('volume_operation_total_errors'),
  },
  {
    type: 'counter',
    labels: ['plugin_name'],
    names: words('kubelet_credential_provider_plugin_errors_total'),
  },
  {
    type: 'counter',
    labels: ['preemption_signal'],
    names: words('kubelet_preemptions'),
  },
  {
    type: 'counter',
    labels: ['reason'],
    names: words('kubelet_admission_rejections_total kubelet_image_garbage_collected_total'),
  },
  {
    type: 'counter',
    labels: ['reason_detail'],
    names: words('kubelet_pod_infeasible_resizes_total'),
  },
  {
    type: 'counter',
    labels: ['request_operation', 'resource', 'subresource'],
    names: words('pod_security_exemptions_total'),
  },
  {
    type: 'counter',
    labels: ['resource_name'],
    names: words('kubelet_device_plugin_registration_total'),
  },
  {
    type: 'counter',
    labels: ['retry_trigger'],
    names: words('kubelet_pod_deferred_accepted_resizes_total'),
  },
  {
    type: 'counter',
    labels: ['runtime_handler'],
    names: words('kubelet_run_podsandbox_errors_total'),
  },
  {
    type: 'counter',
    labels: ['server_api_version'],
    names: words(
      'kubelet_pod_resources_endpoint_errors_get kubelet_pod_resources_endpoint_errors_get_allocatable ' +
        'kubelet_pod_resources_endpoint_errors_list kubelet_pod_resources_endpoint_requests_get ' +
        'kubelet_pod_resources_endpoint_requests_get_allocatable kubelet_pod_resources_endpoint_requests_list ' +
        'kubelet_pod_resources_endpoint_requests_total',
    ),
  },
  {
    type: 'counter',
    labels: ['static'],
    names: words('kubelet_restarted_pods_total'),
  },
  {
    type: 'gauge',
    labels: [],
    names: words(
      'kubelet_certificate_manager_client_ttl_seconds kubelet_certificate_manager_server_ttl_seconds kubelet_cgroup_version ' +
        'kubelet_cpu_manager_exclusive_cpu_allocation_count kubelet_cpu_manager_shared_pool_size_millicores ' +
        'kubelet_graceful_shutdown_end_time_seconds kubelet_graceful_shutdown_start_time_seconds kubelet_managed_ephemeral_containers ' +
        'kubelet_mirror_pods kubelet_node_startup_duration_seconds kubelet_node_startup_post_registration_duration_seconds ' +
        'kubelet_node_startup_pre_kubelet_duration_seconds kubelet_node_startup_pre_registration_duration_seconds ' +
        'kubelet_node_startup_registration_duration_seconds kubelet_orphan_pod_cleaned_volumes ' +
        'kubelet_orphan_pod_cleaned_volumes_errors kubelet_pleg_last_seen_seconds kubelet_pod_in_progress_resizes',
    ),
  },
  {
    type: 'gauge',
    labels: ['access_mode'],
    names: words(
      'volume_manager_selinux_container_errors_total volume_manager_selinux_container_warnings_total ' +
        'volume_manager_selinux_pod_context_mismatch_errors_total volume_manager_selinux_pod_context_mismatch_warnings_total',
    ),
  },
  {
    type: 'gauge',
    labels: ['access_mode', 'volume_plugin'],
    names: words(
      'volume_manager_selinux_volume_context_mismatch_errors_total volume_manager_selinux_volume_context_mismatch_warnings_total ' +
        'volume_manager_selinux_volumes_admitted_total',
    ),
  },
  {
    type: 'gauge',
    labels: ['config', 'lifecycle', 'static'],
    names: words('kubelet_working_pods'),
  },
  {
    type: 'gauge',
    labels: ['long_running', 'method', 'path', 'server_type'],
    names: words('kubelet_http_inflight_requests'),
  },
  {
    type: 'gauge',
    labels: ['numa_node'],
    names: words('kubelet_cpu_manager_allocation_per_numa'),
  },
  {
    type: 'gauge',
    labels: ['reason'],
    names: words('kubelet_pod_pending_resizes'),
  },
  {
    type: 'gauge',
    labels: ['static'],
    names: words('kubelet_active_pods kubelet_desired_pods'),
  },
  {
    type: 'gauge',
    labels: ['version'],
    names: words('kubelet_cri_losing_support'),
  },
  {
    type: 'histogram',
    labels: [],
    names: words(
      'kubelet_certificate_manager_server_rotation_seconds kubelet_containers_per_pod_count ' +
        'kubelet_evented_pleg_connection_latency_seconds kubelet_pleg_relist_interval_seconds kubelet_pod_start_duration_seconds ' +
        'kubelet_pod_start_sli_duration_seconds kubelet_pod_start_total_duration_seconds kubelet_pod_status_sync_duration_seconds ' +
        'kubelet_pod_worker_start_duration_seconds kubelet_topology_manager_admission_duration_ms',
    ),
  },
  {
    type: 'histogram',
    labels: ['container', 'namespace', 'pod', 'probe_type'],
    names: words('prober_probe_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['driver_name', 'grpc_status_code', 'method_name', 'migrated'],
    names: words('csi_operations_seconds'),
  },
  {
    type: 'histogram',
    labels: ['eviction_signal'],
    names: words('kubelet_eviction_stats_age_seconds'),
  },
  {
    type: 'histogram',
    labels: ['image_size_in_bytes'],
    names: words('kubelet_image_pull_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['long_running', 'method', 'path', 'server_type'],
    names: words('kubelet_http_requests_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['metric_source'],
    names: words('kubelet_volume_metric_collection_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['migrated', 'operation_name', 'status', 'volume_plugin'],
    names: words('storage_operation_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['operation_name', 'plugin_name'],
    names: words('volume_operation_total_seconds'),
  },
  {
    type: 'histogram',
    labels: ['operation_type'],
    names: words('kubelet_cgroup_manager_duration_seconds kubelet_runtime_operations_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['plugin_name'],
    names: words('kubelet_credential_provider_plugin_duration'),
  },
  {
    type: 'histogram',
    labels: ['resource_name'],
    names: words('kubelet_device_plugin_alloc_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['runtime_handler'],
    names: words('kubelet_run_podsandbox_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['success'],
    names: words('kubelet_pod_resize_duration_milliseconds'),
  },
  {
    type: 'unknown',
    labels: [],
    names: words('node_swap_usage_bytes'),
  },
  {
    type: 'unknown',
    labels: ['container', 'namespace', 'pod'],
    names: words('container_swap_limit_bytes container_swap_usage_bytes'),
  },
  {
    type: 'unknown',
    labels: ['container', 'namespace', 'pod', 'uid'],
    names: words('kubelet_container_log_filesystem_used_bytes'),
  },
  {
    type: 'unknown',
    labels: ['hash'],
    names: words('kubelet_credential_provider_config_info'),
  },
  {
    type: 'unknown',
    labels: ['namespace', 'persistentvolumeclaim'],
    names: words('kubelet_volume_stats_health_status_abnormal'),
  },
  {
    type: 'unknown',
    labels: ['namespace', 'pod'],
    names: words('pod_cpu_usage_seconds_total pod_memory_working_set_bytes pod_swap_usage_bytes'),
  },
  {
    type: 'unknown',
    labels: ['plugin_name', 'state'],
    names: words('volume_manager_total_volumes'),
  },
  {
    type: 'unknown',
    labels: ['socket_path', 'state'],
    names: words('plugin_manager_total_plugins'),
  },
];
