import { defineExporter } from './exporter.ts';

/** The Kubernetes API server. */
export default defineExporter({
  name: 'API server',
  source: 'https://kubernetes.io/docs/reference/instrumentation/metrics/ v1.35',
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
    { type: 'gauge', labels: ['request_kind'], names: ['apiserver_current_inflight_requests'] },
  ],
});
