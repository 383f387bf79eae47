import { defineExporter, serviceTarget } from './exporter.ts';

const application = ['namespace', 'name', 'project'];

/** Argo CD: the application controller, the API server and the repository server. */
export default defineExporter({
  name: 'Argo CD',
  source: 'https://github.com/argoproj/argo-cd docs/operator-manual/metrics.md and v3.4.7 controller/metrics/metrics.go',
  target: serviceTarget,
  pods: [{ 'app.kubernetes.io/part-of': 'argocd' }],
  families: [
    {
      type: 'gauge',
      labels: [...application, 'autosync_enabled', 'repo', 'dest_server', 'dest_namespace', 'sync_status', 'health_status', 'operation'],
      names: ['argocd_app_info'],
    },
    // Only those of --metrics-application-conditions.
    { type: 'gauge', labels: [...application, 'condition'], names: ['argocd_app_condition'] },
    { type: 'gauge', labels: [...application, 'label_*'], names: ['argocd_app_labels'] },
    { type: 'gauge', labels: application, names: ['argocd_app_orphaned_resources_count'] },
    { type: 'counter', labels: [...application, 'dest_server', 'phase', 'dry_run'], names: ['argocd_app_sync_total'] },
    { type: 'counter', labels: [...application, 'dest_server'], names: ['argocd_app_sync_duration_seconds_total'] },
    { type: 'histogram', labels: ['namespace', 'dest_server'], names: ['argocd_app_reconcile'] },
    {
      type: 'gauge',
      labels: ['server', 'k8s_version', 'name'],
      names: ['argocd_cluster_connection_status', 'argocd_cluster_info', 'argocd_cluster_api_resource_objects'],
    },
    { type: 'counter', labels: ['repo', 'request_type'], names: ['argocd_git_request_total'] },
    { type: 'histogram', labels: ['repo', 'request_type'], names: ['argocd_git_request_duration_seconds'] },
    { type: 'gauge', labels: ['repo'], names: ['argocd_repo_pending_request_total'] },
    { type: 'counter', labels: ['repo', 'revision'], names: ['argocd_git_fetch_fail_total'] },
  ],
});
