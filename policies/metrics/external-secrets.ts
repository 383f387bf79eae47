import { defineExporter, serviceTarget } from './exporter.ts';

const secret = ['name', 'namespace'];

/** External Secrets Operator, with the metrics of controller-runtime. */
export default defineExporter({
  name: 'external-secrets',
  source: 'https://external-secrets.io/latest/api/metrics/',
  target: serviceTarget,
  pods: [{ 'app.kubernetes.io/instance': 'external-secrets' }],
  families: [
    { type: 'counter', labels: secret, names: ['externalsecret_sync_calls_total', 'externalsecret_sync_calls_error'] },
    {
      type: 'gauge',
      labels: [...secret, 'condition', 'status'],
      names: [
        'externalsecret_status_condition',
        'secretstore_status_condition',
        'clustersecretstore_status_condition',
        'pushsecret_status_condition',
      ],
    },
    { type: 'gauge', labels: secret, names: ['externalsecret_reconcile_duration'] },
    { type: 'counter', labels: ['provider', 'call', 'status'], names: ['externalsecret_provider_api_calls_count'] },
    { type: 'counter', labels: ['controller', 'result'], names: ['controller_runtime_reconcile_total'] },
    { type: 'counter', labels: ['controller'], names: ['controller_runtime_reconcile_errors_total'] },
  ],
});
