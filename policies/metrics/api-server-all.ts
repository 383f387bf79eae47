import type { Family } from './exporter.ts';

const words = (text: string): readonly string[] => text.split(' ');

/** What the API server tells beside what is asked for here (Kubernetes v1.35.4, test/instrumentation/documentation/documentation-list.yaml). */
export const apiServerMetrics: readonly Family[] = [
  {
    type: 'counter',
    labels: [],
    names: words(
      'aggregator_discovery_aggregation_count_total apiserver_audit_event_total apiserver_audit_requests_rejected_total ' +
        'apiserver_clusterip_repair_reconcile_errors_total apiserver_kube_aggregator_x509_insecure_sha1_total ' +
        'apiserver_kube_aggregator_x509_missing_san_total apiserver_nodeport_repair_reconcile_errors_total ' +
        'apiserver_storage_data_key_generation_failures_total apiserver_storage_envelope_transformation_cache_misses_total ' +
        'apiserver_tls_handshake_errors_total apiserver_validation_declarative_validation_mismatch_total ' +
        'apiserver_validation_declarative_validation_panic_total apiserver_webhooks_x509_insecure_sha1_total ' +
        'apiserver_webhooks_x509_missing_san_total disabled_metrics_total hidden_metrics_total ' +
        'serviceaccount_invalid_legacy_auto_token_uses_total serviceaccount_legacy_auto_token_uses_total ' +
        'serviceaccount_legacy_manual_token_uses_total serviceaccount_legacy_tokens_total serviceaccount_stale_tokens_total ' +
        'serviceaccount_valid_tokens_total',
    ),
  },
  {
    type: 'counter',
    labels: ['apiserver_id_hash', 'key_id_hash', 'provider_name', 'transformation_type'],
    names: words('apiserver_envelope_encryption_key_id_hash_total'),
  },
  {
    type: 'counter',
    labels: ['apiserver_id_hash', 'status'],
    names: words(
      'apiserver_authentication_config_controller_automatic_reloads_total ' +
        'apiserver_authorization_config_controller_automatic_reloads_total ' +
        'apiserver_encryption_config_controller_automatic_reloads_total',
    ),
  },
  {
    type: 'counter',
    labels: ['apiservice', 'reason'],
    names: words('aggregator_openapi_v2_regeneration_count'),
  },
  {
    type: 'counter',
    labels: ['call_status', 'code'],
    names: words('rest_client_exec_plugin_call_total'),
  },
  {
    type: 'counter',
    labels: ['code'],
    names: words(
      'apiserver_delegated_authn_request_total apiserver_delegated_authz_request_total ' +
        'apiserver_externaljwt_fetch_keys_request_total apiserver_externaljwt_sign_request_total apiserver_rerouted_request_total ' +
        'apiserver_stream_translator_requests_total apiserver_stream_tunnel_requests_total',
    ),
  },
  {
    type: 'counter',
    labels: ['code', 'component', 'group', 'resource', 'scope', 'subresource', 'verb', 'version'],
    names: words('apiserver_request_terminations_total'),
  },
  {
    type: 'counter',
    labels: ['code', 'host', 'verb'],
    names: words('rest_client_request_retries_total'),
  },
  {
    type: 'counter',
    labels: ['crd', 'group', 'reason', 'version'],
    names: words('apiextensions_openapi_v3_regeneration_count'),
  },
  {
    type: 'counter',
    labels: ['crd', 'reason'],
    names: words('apiextensions_openapi_v2_regeneration_count'),
  },
  {
    type: 'counter',
    labels: ['decision', 'name', 'type'],
    names: words('apiserver_authorization_decisions_total'),
  },
  {
    type: 'counter',
    labels: ['deprecated_version', 'stability_level'],
    names: words('registered_metrics_total'),
  },
  {
    type: 'counter',
    labels: ['enforcement_action', 'error_type', 'policy', 'policy_binding'],
    names: words('apiserver_validating_admission_policy_check_total'),
  },
  {
    type: 'counter',
    labels: ['error', 'provider_name'],
    names: words('apiserver_envelope_encryption_invalid_key_id_from_status_total'),
  },
  {
    type: 'counter',
    labels: ['error_type', 'policy', 'policy_binding'],
    names: words('apiserver_mutating_admission_policy_check_total'),
  },
  {
    type: 'counter',
    labels: ['failure_type', 'result'],
    names: words('apiserver_conversion_webhook_request_total'),
  },
  {
    type: 'counter',
    labels: ['fallback', 'group', 'resource', 'success'],
    names: words('apiserver_watch_cache_consistent_read_total'),
  },
  {
    type: 'counter',
    labels: ['flow_schema', 'priority_level'],
    names: words('apiserver_flowcontrol_dispatched_requests_total apiserver_flowcontrol_request_dispatch_no_accommodation_total'),
  },
  {
    type: 'counter',
    labels: ['flow_schema', 'priority_level', 'reason'],
    names: words('apiserver_flowcontrol_rejected_requests_total'),
  },
  {
    type: 'counter',
    labels: ['group', 'index', 'resource'],
    names: words('apiserver_cache_list_fetched_objects_total apiserver_cache_list_total'),
  },
  {
    type: 'counter',
    labels: ['group', 'operation', 'resource'],
    names: words('etcd_request_errors_total etcd_requests_total'),
  },
  {
    type: 'counter',
    labels: ['group', 'resource'],
    names: words(
      'apiserver_cache_list_returned_objects_total apiserver_init_events_total apiserver_storage_decode_errors_total ' +
        'apiserver_storage_events_received_total apiserver_storage_list_evaluated_objects_total ' +
        'apiserver_storage_list_fetched_objects_total apiserver_storage_list_returned_objects_total apiserver_storage_list_total ' +
        'apiserver_terminated_watchers_total apiserver_watch_cache_events_dispatched_total apiserver_watch_cache_events_received_total ' +
        'apiserver_watch_cache_initializations_total watch_cache_capacity_decrease_total watch_cache_capacity_increase_total',
    ),
  },
  {
    type: 'counter',
    labels: ['group', 'resource', 'scope', 'subresource', 'verb', 'version'],
    names: words('apiserver_request_aborts_total'),
  },
  {
    type: 'counter',
    labels: ['group', 'resource', 'status'],
    names: words('apiserver_storage_consistency_checks_total'),
  },
  {
    type: 'counter',
    labels: ['group', 'resource', 'subresource', 'verb'],
    names: words('apiserver_selfrequest_total'),
  },
  {
    type: 'counter',
    labels: ['group', 'resource', 'version'],
    names: words('apiserver_watch_events_total'),
  },
  {
    type: 'counter',
    labels: ['kind', 'name', 'operation', 'type'],
    names: words('apiserver_admission_match_condition_evaluation_errors_total apiserver_admission_match_condition_exclusions_total'),
  },
  {
    type: 'counter',
    labels: ['level'],
    names: words('apiserver_audit_level_total'),
  },
  {
    type: 'counter',
    labels: ['name'],
    names: words('workqueue_adds_total workqueue_retries_total'),
  },
  {
    type: 'counter',
    labels: ['name', 'reason'],
    names: words('aggregator_unavailable_apiservice_total'),
  },
  {
    type: 'counter',
    labels: ['name', 'result'],
    names: words('apiserver_authorization_webhook_evaluations_fail_open_total apiserver_authorization_webhook_evaluations_total'),
  },
  {
    type: 'counter',
    labels: ['name', 'status', 'type'],
    names: words('kubernetes_healthchecks_total'),
  },
  {
    type: 'counter',
    labels: ['name', 'type'],
    names: words(
      'apiserver_authorization_match_condition_evaluation_errors_total apiserver_authorization_match_condition_exclusions_total',
    ),
  },
  {
    type: 'counter',
    labels: ['plugin'],
    names: words('apiserver_audit_error_total'),
  },
  {
    type: 'counter',
    labels: ['priority_level', 'success'],
    names: words('apiserver_flowcontrol_epoch_advance_total'),
  },
  {
    type: 'counter',
    labels: ['protocol', 'stage', 'transport'],
    names: words('apiserver_egress_dialer_dial_failure_count'),
  },
  {
    type: 'counter',
    labels: ['protocol', 'transport'],
    names: words('apiserver_egress_dialer_dial_start_total'),
  },
  {
    type: 'counter',
    labels: ['resource', 'status', 'transformation_type', 'transformer_prefix'],
    names: words('apiserver_storage_transformation_operations_total'),
  },
  {
    type: 'counter',
    labels: ['result'],
    names: words('authentication_attempts authorization_attempts_total rest_client_transport_create_calls_total'),
  },
  {
    type: 'counter',
    labels: ['signerName'],
    names: words('apiserver_certificates_registry_csr_honored_duration_total apiserver_certificates_registry_csr_requested_duration_total'),
  },
  {
    type: 'counter',
    labels: ['source', 'status'],
    names: words('apiserver_request_post_timeout_total'),
  },
  {
    type: 'counter',
    labels: ['status'],
    names: words('authentication_token_cache_fetch_total authentication_token_cache_request_total'),
  },
  {
    type: 'counter',
    labels: ['type'],
    names: words('apiserver_clusterip_repair_ip_errors_total apiserver_nodeport_repair_port_errors_total'),
  },
  {
    type: 'counter',
    labels: ['username'],
    names: words('authenticated_user_requests'),
  },
  {
    type: 'gauge',
    labels: [],
    names: words(
      'apiserver_envelope_encryption_dek_cache_fill_percent apiserver_externaljwt_fetch_keys_data_timestamp ' +
        'apiserver_externaljwt_fetch_keys_success_timestamp apiserver_flowcontrol_seat_fair_frac rest_client_exec_plugin_ttl_seconds ' +
        'rest_client_transport_cache_entries',
    ),
  },
  {
    type: 'gauge',
    labels: ['apiserver_id_hash', 'key_id_hash', 'provider_name'],
    names: words('apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds'),
  },
  {
    type: 'gauge',
    labels: ['apiserver_id_hash', 'key_id_hash', 'provider_name', 'transformation_type'],
    names: words('apiserver_envelope_encryption_key_id_hash_last_timestamp_seconds'),
  },
  {
    type: 'gauge',
    labels: ['apiserver_id_hash', 'status'],
    names: words(
      'apiserver_authentication_config_controller_automatic_reload_last_timestamp_seconds ' +
        'apiserver_authorization_config_controller_automatic_reload_last_timestamp_seconds ' +
        'apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds',
    ),
  },
  {
    type: 'gauge',
    labels: ['bound', 'priority_level'],
    names: words('apiserver_flowcontrol_next_discounted_s_bounds apiserver_flowcontrol_next_s_bounds'),
  },
  {
    type: 'gauge',
    labels: ['build_date', 'compiler', 'git_commit', 'git_tree_state', 'git_version', 'go_version', 'major', 'minor', 'platform'],
    names: words('kubernetes_build_info'),
  },
  {
    type: 'gauge',
    labels: ['component', 'group', 'resource', 'scope', 'subresource', 'verb', 'version'],
    names: words('apiserver_longrunning_requests'),
  },
  {
    type: 'gauge',
    labels: ['endpoint'],
    names: words('apiserver_storage_db_total_size_in_bytes'),
  },
  {
    type: 'gauge',
    labels: ['flow_schema', 'priority_level'],
    names: words(
      'apiserver_flowcontrol_current_executing_requests apiserver_flowcontrol_current_executing_seats ' +
        'apiserver_flowcontrol_current_inqueue_requests apiserver_flowcontrol_current_inqueue_seats ' +
        'apiserver_flowcontrol_request_concurrency_in_use',
    ),
  },
  {
    type: 'gauge',
    labels: ['group', 'removed_release', 'resource', 'subresource', 'version'],
    names: words('apiserver_requested_deprecated_apis'),
  },
  {
    type: 'gauge',
    labels: ['group', 'resource'],
    names: words(
      'apiserver_resource_objects apiserver_resource_size_estimate_bytes apiserver_watch_cache_resource_version watch_cache_capacity',
    ),
  },
  {
    type: 'gauge',
    labels: ['manager', 'name'],
    names: words('running_managed_controllers'),
  },
  {
    type: 'gauge',
    labels: ['name'],
    names: words('workqueue_depth workqueue_longest_running_processor_seconds workqueue_unfinished_work_seconds'),
  },
  {
    type: 'gauge',
    labels: ['name', 'stage'],
    names: words('kubernetes_feature_enabled'),
  },
  {
    type: 'gauge',
    labels: ['name', 'type'],
    names: words('kubernetes_healthcheck'),
  },
  {
    type: 'gauge',
    labels: ['priority_level'],
    names: words(
      'apiserver_flowcontrol_current_limit_seats apiserver_flowcontrol_current_r apiserver_flowcontrol_demand_seats_average ' +
        'apiserver_flowcontrol_demand_seats_high_watermark apiserver_flowcontrol_demand_seats_smoothed ' +
        'apiserver_flowcontrol_demand_seats_stdev apiserver_flowcontrol_dispatch_r apiserver_flowcontrol_latest_s ' +
        'apiserver_flowcontrol_lower_limit_seats apiserver_flowcontrol_nominal_limit_seats ' +
        'apiserver_flowcontrol_request_concurrency_limit apiserver_flowcontrol_target_seats apiserver_flowcontrol_upper_limit_seats',
    ),
  },
  {
    type: 'gauge',
    labels: ['provider_name'],
    names: words('apiserver_envelope_encryption_dek_source_cache_size'),
  },
  {
    type: 'gauge',
    labels: ['reason'],
    names: words('aggregator_openapi_v2_regeneration_duration'),
  },
  {
    type: 'gauge',
    labels: ['request_kind'],
    names: words('apiserver_current_inqueue_requests'),
  },
  {
    type: 'gauge',
    labels: ['resource'],
    names: words('apiserver_storage_objects'),
  },
  {
    type: 'gauge',
    labels: ['status'],
    names: words('authentication_token_cache_active_fetch_count'),
  },
  {
    type: 'histogram',
    labels: [],
    names: words(
      'apiextensions_apiserver_validation_ratcheting_seconds apiserver_cel_compilation_duration_seconds ' +
        'apiserver_cel_evaluation_duration_seconds apiserver_client_certificate_expiration_seconds ' +
        'apiserver_storage_data_key_generation_duration_seconds etcd_lease_object_counts ' +
        'rest_client_exec_plugin_certificate_rotation_age',
    ),
  },
  {
    type: 'histogram',
    labels: ['code'],
    names: words('apiserver_delegated_authn_request_duration_seconds apiserver_delegated_authz_request_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['code', 'method'],
    names: words('apiserver_externaljwt_request_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['code_path'],
    names: words('apiserver_request_timestamp_comparison_time'),
  },
  {
    type: 'histogram',
    labels: ['component', 'group', 'resource', 'scope', 'subresource', 'verb', 'version'],
    names: words('apiserver_request_sli_duration_seconds apiserver_request_slo_duration_seconds apiserver_response_sizes'),
  },
  {
    type: 'histogram',
    labels: ['crd_name', 'from_version', 'succeeded', 'to_version'],
    names: words('apiserver_crd_conversion_webhook_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['enforcement_action', 'error_type', 'policy', 'policy_binding'],
    names: words('apiserver_validating_admission_policy_check_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['error_type', 'policy', 'policy_binding'],
    names: words('apiserver_mutating_admission_policy_check_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['execute', 'flow_schema', 'priority_level'],
    names: words('apiserver_flowcontrol_request_wait_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['failure_type', 'result'],
    names: words('apiserver_conversion_webhook_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['field_validation'],
    names: words('field_validation_request_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['filter'],
    names: words('apiserver_request_filter_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['flow_schema', 'priority_level'],
    names: words(
      'apiserver_flowcontrol_request_queue_length_after_enqueue apiserver_flowcontrol_watch_count_samples ' +
        'apiserver_flowcontrol_work_estimated_seats',
    ),
  },
  {
    type: 'histogram',
    labels: ['flow_schema', 'priority_level', 'type'],
    names: words('apiserver_flowcontrol_request_execution_seconds'),
  },
  {
    type: 'histogram',
    labels: ['group', 'operation', 'resource'],
    names: words('etcd_request_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['group', 'resource'],
    names: words('apiserver_watch_cache_read_wait_seconds'),
  },
  {
    type: 'histogram',
    labels: ['group', 'resource', 'scope', 'version'],
    names: words('apiserver_watch_list_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['group', 'resource', 'verb'],
    names: words('apiserver_request_body_size_bytes'),
  },
  {
    type: 'histogram',
    labels: ['group', 'resource', 'version'],
    names: words('apiserver_watch_events_sizes'),
  },
  {
    type: 'histogram',
    labels: ['grpc_status_code', 'method_name', 'provider_name'],
    names: words('apiserver_envelope_encryption_kms_operations_latency_seconds'),
  },
  {
    type: 'histogram',
    labels: ['host'],
    names: words('rest_client_dns_resolution_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['host', 'verb'],
    names: words(
      'rest_client_rate_limiter_duration_seconds rest_client_request_duration_seconds rest_client_request_size_bytes ' +
        'rest_client_response_size_bytes',
    ),
  },
  {
    type: 'histogram',
    labels: ['jwt_issuer_hash', 'result'],
    names: words('apiserver_authentication_jwt_authenticator_latency_seconds'),
  },
  {
    type: 'histogram',
    labels: ['kind', 'name', 'operation', 'type'],
    names: words('apiserver_admission_match_condition_evaluation_seconds'),
  },
  {
    type: 'histogram',
    labels: ['name'],
    names: words('workqueue_queue_duration_seconds workqueue_work_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['name', 'operation', 'rejected', 'type'],
    names: words('apiserver_admission_controller_admission_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['name', 'result'],
    names: words('apiserver_authorization_webhook_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['name', 'type'],
    names: words('apiserver_authorization_match_condition_evaluation_seconds'),
  },
  {
    type: 'histogram',
    labels: ['operation'],
    names: words('node_authorizer_graph_actions_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['operation', 'rejected', 'type'],
    names: words('apiserver_admission_step_admission_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['phase', 'priority_level'],
    names: words('apiserver_flowcontrol_priority_level_request_utilization apiserver_flowcontrol_priority_level_seat_utilization'),
  },
  {
    type: 'histogram',
    labels: ['phase', 'request_kind'],
    names: words('apiserver_flowcontrol_read_vs_write_current_requests'),
  },
  {
    type: 'histogram',
    labels: ['priority_level'],
    names: words('apiserver_flowcontrol_demand_seats'),
  },
  {
    type: 'histogram',
    labels: ['protocol', 'transport'],
    names: words('apiserver_egress_dialer_dial_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['result'],
    names: words('authentication_duration_seconds authorization_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['status'],
    names: words('authentication_token_cache_request_duration_seconds'),
  },
  {
    type: 'histogram',
    labels: ['transformation_type'],
    names: words('apiserver_envelope_encryption_dek_cache_inter_arrival_time_seconds'),
  },
  {
    type: 'histogram',
    labels: ['transformation_type', 'transformer_prefix'],
    names: words('apiserver_storage_transformation_duration_seconds'),
  },
  {
    type: 'summary',
    labels: ['operation', 'rejected', 'type'],
    names: words('apiserver_admission_step_admission_duration_seconds_summary'),
  },
  {
    type: 'unknown',
    labels: ['apiserver_id_hash', 'hash'],
    names: words(
      'apiserver_authentication_config_controller_last_config_info apiserver_authorization_config_controller_last_config_info ' +
        'apiserver_encryption_config_controller_last_config_info',
    ),
  },
  {
    type: 'unknown',
    labels: ['name'],
    names: words('aggregator_unavailable_apiservice'),
  },
  {
    type: 'unknown',
    labels: ['storage_cluster_id'],
    names: words('apiserver_storage_size_bytes'),
  },
];
