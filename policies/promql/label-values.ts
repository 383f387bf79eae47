/** Values of a label that its program alone decides, and where they are written down. */
export interface LabelValues {
  /** Whole names of metrics. */
  readonly metrics: RegExp;
  readonly label: string;
  /** All that there are; a number that is part of one is any number. */
  readonly values: readonly string[];
  readonly source: string;
}

const statuses = ['true', 'false', 'unknown'];

/** Labels with few values, by metric. The empty value stands for a label that a series lacks, and is always possible. */
export const labelValues: readonly LabelValues[] = [
  {
    metrics: /^envoy_http_/,
    label: 'envoy_http_conn_manager_prefix',
    // A listener is named after the port of its proxy: 80 and 443 without their privilege.
    values: ['http-10080', 'https-10443', 'eg-stats-http', 'admin'],
    source: 'Envoy Gateway 1.9.0, hcmStatPrefix in internal/xds/translator/listener.go and the bootstrap of the proxies',
  },
  {
    metrics: /^envoy_.+_rq_xx$/,
    label: 'envoy_response_code_class',
    values: ['1', '2', '3', '4', '5'],
    source: 'Envoy, well_known_names.cc',
  },
  {
    metrics: /^argocd_app_info$/,
    label: 'sync_status',
    values: ['Synced', 'OutOfSync', 'Unknown'],
    source: 'Argo CD 3.4.4, SyncStatusCode',
  },
  {
    metrics: /^argocd_app_info$/,
    label: 'health_status',
    values: ['Healthy', 'Progressing', 'Degraded', 'Missing', 'Suspended', 'Unknown'],
    source: 'Argo CD 3.4.4, gitops-engine/pkg/health',
  },
  { metrics: /^argocd_app_info$/, label: 'operation', values: ['sync', 'delete'], source: 'Argo CD 3.4.4, controller/metrics/metrics.go' },
  {
    metrics: /^argocd_app_sync_total$/,
    label: 'phase',
    values: ['Running', 'Terminating', 'Failed', 'Error', 'Succeeded'],
    source: 'Argo CD 3.4.4, gitops-engine/pkg/sync/common',
  },
  {
    metrics: /^argocd_app_condition$/,
    label: 'condition',
    values: [
      ...['DeletionError', 'InvalidSpecError', 'ComparisonError', 'SyncError', 'UnknownError'],
      ...['SharedResourceWarning', 'RepeatedResourceWarning', 'ExcludedResourceWarning', 'OrphanedResourceWarning'],
    ],
    source: 'Argo CD 3.4.7, pkg/apis/application/v1alpha1/types.go',
  },
  {
    metrics: /^apiserver_admission_webhook_rejection_count$/,
    label: 'error_type',
    values: ['calling_webhook_error', 'apiserver_internal_error', 'no_error'],
    source: 'k8s.io/apiserver 0.35.4, pkg/admission/metrics',
  },
  {
    metrics: /^kube_state_metrics_(list|watch)_total$/,
    label: 'result',
    values: ['success', 'error'],
    source: 'kube-state-metrics 2.20.0, pkg/watch/watch.go',
  },
  {
    metrics: /^sealed_secrets_controller_condition_info$/,
    label: 'condition',
    values: ['Synced'],
    source: 'Sealed Secrets 0.38.4, pkg/apis/sealedsecrets/v1alpha1/types.go',
  },
  {
    metrics: /^(external|cluster|push|clusterpush|clusterexternal)?secret(store)?_status_condition$/,
    label: 'condition',
    values: ['Ready', 'Deleted'],
    source: 'External Secrets 2.9.0, apis/externalsecrets/v1',
  },
  {
    metrics: /^(external|cluster|push|clusterpush|clusterexternal)?secret(store)?_status_condition$/,
    label: 'status',
    values: ['True', 'False', 'Unknown'],
    source: 'External Secrets 2.9.0',
  },
  {
    metrics: /^certmanager_certificate_ready_status$/,
    label: 'condition',
    values: ['True', 'False', 'Unknown'],
    source: 'cert-manager 1.21.1, pkg/metrics',
  },
  {
    metrics: /^kube_(node|deployment|horizontalpodautoscaler)_status_condition$/,
    label: 'status',
    values: statuses,
    source: 'kube-state-metrics 2.20, addConditionMetrics',
  },
  {
    metrics: /^kube_pod_status_phase$/,
    label: 'phase',
    values: ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'],
    source: 'kube-state-metrics 2.20',
  },
  { metrics: /^kube_resourcequota$/, label: 'type', values: ['hard', 'used'], source: 'kube-state-metrics 2.20' },
  {
    metrics: /^ALERTS$/,
    label: 'alertstate',
    values: ['pending', 'firing'],
    source: 'Prometheus, rules/alerting.go',
  },
];
