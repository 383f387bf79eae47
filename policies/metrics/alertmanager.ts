import { defineExporter, serviceTarget } from './exporter.ts';

const integration = ['integration', 'receiver_name', 'reason'];

/** Alertmanager. */
export default defineExporter({
  name: 'Alertmanager',
  source: 'https://github.com/prometheus/alertmanager doc/alertmanager-mixin/ (kube-prometheus-stack 88.5.3)',
  target: serviceTarget,
  pods: [{ 'app.kubernetes.io/name': 'alertmanager' }],
  families: [
    {
      type: 'gauge',
      labels: [],
      names: [
        'alertmanager_config_last_reload_successful',
        'alertmanager_config_hash',
        'alertmanager_cluster_members',
        'alertmanager_cluster_failed_peers',
        'alertmanager_cluster_health_score',
      ],
    },
    { type: 'gauge', labels: ['state'], names: ['alertmanager_alerts', 'alertmanager_silences'] },
    {
      type: 'counter',
      labels: integration,
      names: [
        'alertmanager_notifications_total',
        'alertmanager_notifications_failed_total',
        'alertmanager_notification_requests_failed_total',
      ],
    },
    { type: 'histogram', labels: integration, names: ['alertmanager_notification_latency_seconds'] },
    { type: 'counter', labels: ['status', 'version'], names: ['alertmanager_alerts_received_total', 'alertmanager_alerts_invalid_total'] },
  ],
});
