import { defineExporter, podTarget } from './exporter.ts';

/** The controller of Sealed Secrets, about what it opened. */
export default defineExporter({
  name: 'Sealed Secrets',
  source: 'https://github.com/bitnami/sealed-secrets v0.38.4 pkg/controller/metrics.go',
  target: podTarget,
  pods: [{ 'app.kubernetes.io/name': 'sealed-secrets' }],
  families: [
    { type: 'gauge', labels: ['revision'], names: ['sealed_secrets_controller_build_info'] },
    { type: 'counter', labels: [], names: ['sealed_secrets_controller_unseal_requests_total'] },
    { type: 'counter', labels: ['reason', 'namespace'], names: ['sealed_secrets_controller_unseal_errors_total'] },
    {
      type: 'gauge',
      labels: ['namespace', 'name', 'condition', 'ss_app_kubernetes_io_instance'],
      names: ['sealed_secrets_controller_condition_info'],
    },
    { type: 'counter', labels: ['path', 'code', 'method'], names: ['sealed_secrets_controller_http_requests_total'] },
    { type: 'histogram', labels: ['path', 'method'], names: ['sealed_secrets_controller_http_request_duration_seconds'] },
  ],
});
