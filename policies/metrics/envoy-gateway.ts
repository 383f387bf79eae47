import { defineExporter, podTarget } from './exporter.ts';

const outcome = ['status', 'reason'];
const applied = [...outcome, 'kind', 'name', 'namespace'];

/** The controller of the edge, which hands their configuration to the proxies. */
export default defineExporter({
  name: 'Envoy Gateway',
  source:
    'https://github.com/envoyproxy/gateway v1.9.0 internal/{xds/cache,message,provider/kubernetes,infrastructure/kubernetes}/metrics.go',
  target: podTarget,
  pods: [{ 'control-plane': 'envoy-gateway' }],
  families: [
    { type: 'counter', labels: ['nodeID', 'typeURL'], names: ['xds_nack_total'] },
    { type: 'counter', labels: outcome, names: ['xds_snapshot_create_total'] },
    { type: 'counter', labels: [...outcome, 'nodeID'], names: ['xds_snapshot_update_total'] },
    { type: 'counter', labels: [...outcome, 'kind'], names: ['status_update_total'] },
    { type: 'counter', labels: applied, names: ['resource_apply_total', 'resource_delete_total'] },
    {
      type: 'counter',
      labels: [...outcome, 'runner', 'message'],
      names: ['watchable_subscribe_total', 'watchable_panics_recovered_total'],
    },
    { type: 'gauge', labels: ['runner', 'message'], names: ['watchable_depth'] },
  ],
});
