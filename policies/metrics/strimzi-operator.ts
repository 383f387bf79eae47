import { defineExporter, podTarget } from './exporter.ts';

/** The operators of Strimzi. `strimzi_resource_state` is gone since 1.2.0. */
export default defineExporter({
  name: 'Strimzi operators',
  source: 'https://github.com/strimzi/strimzi-kafka-operator 1.2.0 packaging/examples/metrics/grafana-dashboards/strimzi-operators.json',
  target: podTarget,
  pods: [{ 'strimzi.io/kind': 'cluster-operator' }, { 'app.kubernetes.io/name': 'entity-operator' }],
  families: [
    {
      type: 'gauge',
      labels: ['kind', 'name', 'resource_namespace', 'reason', 'selector'],
      names: ['strimzi_resources', 'strimzi_resources_paused'],
    },
    {
      type: 'counter',
      labels: ['kind', 'namespace', 'selector'],
      names: [
        'strimzi_reconciliations_total',
        'strimzi_reconciliations_failed_total',
        'strimzi_reconciliations_successful_total',
        'strimzi_reconciliations_locked_total',
      ],
    },
    { type: 'gauge', labels: ['cluster', 'type', 'resource_namespace'], names: ['strimzi_certificate_expiration_timestamp_ms'] },
  ],
});
