import { defineExporter, podTarget } from './exporter.ts';

/** The recommender of the VerticalPodAutoscalers. */
export default defineExporter({
  name: 'VPA recommender',
  source: 'https://github.com/kubernetes/autoscaler vertical-pod-autoscaler/v1.7.1 pkg/utils/metrics/recommender/recommender.go',
  target: podTarget,
  pods: [{ 'app.kubernetes.io/name': 'vpa' }],
  families: [
    {
      type: 'gauge',
      labels: ['update_mode', 'has_recommendation', 'api', 'matches_pods', 'unsupported_config'],
      names: ['vpa_recommender_vpa_objects_count'],
    },
    { type: 'histogram', labels: [], names: ['vpa_recommender_recommendation_latency_seconds'] },
    { type: 'histogram', labels: ['step'], names: ['vpa_recommender_execution_latency_seconds'] },
    { type: 'gauge', labels: [], names: ['vpa_recommender_aggregate_container_states_count'] },
    { type: 'counter', labels: ['is_error', 'client_name'], names: ['vpa_recommender_metric_server_responses'] },
    { type: 'counter', labels: ['code', 'method'], names: ['vpa_recommender_prometheus_client_api_requests_count'] },
    { type: 'histogram', labels: ['code', 'method'], names: ['vpa_recommender_prometheus_client_api_requests_duration_seconds'] },
  ],
});
