import { defineExporter, podTarget } from './exporter.ts';

const asked = [
  'request_operation',
  'kind_group',
  'kind_version',
  'kind_kind',
  'resource_group',
  'resource_version',
  'resource_resource',
  'resource_namespace',
  'admission_allowed',
];
const converted = ['desired_api_version', 'result_status', 'result_reason', 'result_code'];

/** Sigstore's policy-controller: each question of the API server, and what it was answered. */
export default defineExporter({
  name: 'policy-controller',
  source:
    'https://github.com/knative/pkg 74c4be5e935e webhook/stats_reporter.go and controller/stats_reporter.go (policy-controller v0.13.1)',
  target: podTarget,
  pods: [{ 'app.kubernetes.io/name': 'policy-controller' }],
  families: [
    { type: 'counter', labels: [...asked, ...converted], names: ['policy_controller_request_count'] },
    { type: 'histogram', labels: [...asked, ...converted], names: ['policy_controller_request_latencies'] },
    { type: 'counter', labels: ['reconciler', 'success', 'namespace_name'], names: ['policy_controller_reconcile_count'] },
    { type: 'gauge', labels: ['reconciler'], names: ['policy_controller_work_queue_depth'] },
  ],
});
