import { defineExporter, serviceTarget } from './exporter.ts';

const certificate = ['name', 'namespace', 'issuer_name', 'issuer_kind', 'issuer_group'];

/** Certificates and their renewal. */
export default defineExporter({
  name: 'cert-manager',
  source: 'https://github.com/cert-manager/cert-manager v1.21.1 pkg/metrics/',
  target: serviceTarget,
  pods: [{ 'app.kubernetes.io/instance': 'cert-manager' }],
  families: [
    {
      type: 'gauge',
      labels: certificate,
      names: [
        'certmanager_certificate_expiration_timestamp_seconds',
        'certmanager_certificate_renewal_timestamp_seconds',
        'certmanager_certificate_not_after_timestamp_seconds',
        'certmanager_certificate_not_before_timestamp_seconds',
      ],
    },
    { type: 'gauge', labels: [...certificate, 'condition'], names: ['certmanager_certificate_ready_status'] },
    {
      type: 'counter',
      labels: ['controller'],
      names: ['certmanager_controller_sync_call_count', 'certmanager_controller_sync_error_count'],
    },
    {
      type: 'counter',
      labels: ['scheme', 'host', 'path', 'action', 'method', 'status'],
      names: ['certmanager_http_acme_client_request_count'],
    },
  ],
});
