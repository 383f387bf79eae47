import { defineExporter, serviceTarget } from './exporter.ts';

const scaler = ['namespace', 'metric', 'scaledObject', 'scaler', 'triggerIndex', 'type'];

/** KEDA's operator. */
export default defineExporter({
  name: 'KEDA',
  source: 'https://github.com/kedacore/keda pkg/metricscollector/prommetrics.go',
  target: serviceTarget,
  pods: [{ app: 'keda-operator' }, { app: 'keda-operator-metrics-apiserver' }, { app: 'keda-admission-webhooks' }],
  families: [
    { type: 'gauge', labels: scaler, names: ['keda_scaler_active', 'keda_scaler_metrics_value', 'keda_scaler_metrics_latency_seconds'] },
    { type: 'counter', labels: scaler, names: ['keda_scaler_detail_errors_total'] },
    { type: 'gauge', labels: ['namespace', 'scaledObject'], names: ['keda_scaled_object_paused'] },
    { type: 'counter', labels: ['namespace', 'scaledObject'], names: ['keda_scaled_object_errors_total'] },
    { type: 'gauge', labels: ['namespace', 'type', 'resource'], names: ['keda_internal_scale_loop_latency_seconds'] },
    { type: 'gauge', labels: ['type', 'namespace'], names: ['keda_resource_registered_total'] },
    { type: 'gauge', labels: ['type'], names: ['keda_trigger_registered_total'] },
    { type: 'gauge', labels: ['version', 'git_commit', 'goversion', 'goos', 'goarch'], names: ['keda_build_info'] },
  ],
});
