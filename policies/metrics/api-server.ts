import { apiServerMetrics } from './api-server-all.ts';
import { defineExporter } from './exporter.ts';

/** The Kubernetes API server. */
export default defineExporter({
  name: 'API server',
  source: 'https://kubernetes.io/docs/reference/instrumentation/metrics/ v1.35 and k8s.io/apiserver v0.35.4 pkg/admission/metrics',
  target: ['job', 'instance', 'endpoint', 'service', 'namespace'],
  families: [
    {
      type: 'counter',
      labels: ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component', 'code', 'dry_run'],
      names: ['apiserver_request_total'],
    },
    {
      type: 'histogram',
      labels: ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component', 'dry_run'],
      names: ['apiserver_request_duration_seconds'],
    },
    {
      type: 'counter',
      labels: ['name', 'type', 'operation', 'error_type', 'rejection_code'],
      names: ['apiserver_admission_webhook_rejection_count'],
    },
    { type: 'counter', labels: ['name', 'type'], names: ['apiserver_admission_webhook_fail_open_count'] },
    {
      type: 'counter',
      labels: ['name', 'type', 'operation', 'code', 'rejected'],
      names: ['apiserver_admission_webhook_request_total'],
    },
    {
      type: 'histogram',
      labels: ['name', 'type', 'operation', 'rejected'],
      names: ['apiserver_admission_webhook_admission_duration_seconds'],
    },
    { type: 'gauge', labels: ['request_kind'], names: ['apiserver_current_inflight_requests'] },
    ...apiServerMetrics,
  ],
});
