import { defineExporter, type Family, serviceTarget } from './exporter.ts';

/** Names that differ only in their end. */
function gauges(prefix: string, labels: readonly string[], ends: readonly string[]): Family {
  return { type: 'gauge', labels, names: ends.map((end) => `${prefix}_${end}`) };
}

const pod = ['namespace', 'pod', 'uid'];
const container = [...pod, 'container'];
const resource = [...container, 'node', 'resource', 'unit'];
const deployment = ['namespace', 'deployment'];
const statefulSet = ['namespace', 'statefulset'];
const daemonSet = ['namespace', 'daemonset'];
const replicaSet = ['namespace', 'replicaset'];
const autoscaler = ['namespace', 'horizontalpodautoscaler'];
const job = ['namespace', 'job_name'];
const cronJob = ['namespace', 'cronjob'];
const claim = ['namespace', 'persistentvolumeclaim'];
const budget = ['namespace', 'poddisruptionbudget'];

/** The objects of the API server. It is scraped with honorLabels, so `namespace` and `pod` are those of the object. */
export default defineExporter({
  name: 'kube-state-metrics',
  source: 'https://github.com/kubernetes/kube-state-metrics docs/metrics/',
  target: serviceTarget,
  families: [
    gauges(
      'kube_pod',
      [...pod, 'host_ip', 'pod_ip', 'node', 'created_by_kind', 'created_by_name', 'priority_class', 'host_network'],
      ['info'],
    ),
    gauges('kube_pod', pod, [
      'start_time',
      'completion_time',
      'created',
      'deletion_timestamp',
      'status_ready_time',
      'status_initialized_time',
    ]),
    gauges('kube_pod', [...pod, 'owner_kind', 'owner_name', 'owner_is_controller'], ['owner']),
    gauges('kube_pod', [...pod, 'label_*'], ['labels']),
    gauges('kube_pod', [...pod, 'phase'], ['status_phase']),
    gauges('kube_pod', [...pod, 'condition'], ['status_ready', 'status_scheduled']),
    gauges('kube_pod', [...pod, 'reason'], ['status_reason']),
    gauges('kube_pod', pod, ['status_unschedulable']),
    gauges('kube_pod', [...pod, 'qos_class'], ['status_qos_class']),
    gauges('kube_pod', [...pod, 'type'], ['restart_policy']),
    gauges('kube_pod_container', [...container, 'image', 'image_id', 'image_spec', 'container_id'], ['info']),
    gauges('kube_pod_init_container', [...container, 'image', 'image_id', 'image_spec', 'container_id', 'restart_policy'], ['info']),
    ...['kube_pod_container', 'kube_pod_init_container'].flatMap((prefix): readonly Family[] => [
      gauges(prefix, container, ['status_waiting', 'status_running', 'status_terminated', 'status_ready']),
      gauges(prefix, [...container, 'reason'], ['status_waiting_reason', 'status_terminated_reason', 'status_last_terminated_reason']),
      gauges(prefix, resource, ['resource_requests', 'resource_limits']),
      { type: 'counter', labels: container, names: [`${prefix}_status_restarts_total`] },
    ]),
    gauges('kube_pod_container', container, ['state_started', 'status_last_terminated_exitcode', 'status_last_terminated_timestamp']),
    gauges('kube_deployment', deployment, [
      'status_replicas',
      'status_replicas_ready',
      'status_replicas_available',
      'status_replicas_unavailable',
      'status_replicas_updated',
      'status_observed_generation',
      'spec_replicas',
      'spec_paused',
      'spec_strategy_rollingupdate_max_unavailable',
      'spec_strategy_rollingupdate_max_surge',
      'metadata_generation',
      'created',
    ]),
    gauges('kube_deployment', [...deployment, 'reason', 'condition', 'status'], ['status_condition']),
    gauges('kube_deployment', [...deployment, 'label_*'], ['labels']),
    gauges('kube_statefulset', statefulSet, [
      'status_replicas',
      'status_replicas_current',
      'status_replicas_ready',
      'status_replicas_available',
      'status_replicas_updated',
      'status_observed_generation',
      'replicas',
      'metadata_generation',
      'created',
    ]),
    gauges('kube_statefulset', [...statefulSet, 'revision'], ['status_current_revision', 'status_update_revision']),
    gauges('kube_statefulset', [...statefulSet, 'label_*'], ['labels']),
    gauges('kube_daemonset', daemonSet, [
      'status_current_number_scheduled',
      'status_desired_number_scheduled',
      'status_number_available',
      'status_number_misscheduled',
      'status_number_ready',
      'status_number_unavailable',
      'status_observed_generation',
      'status_updated_number_scheduled',
      'metadata_generation',
      'created',
    ]),
    gauges('kube_replicaset', replicaSet, ['status_replicas', 'status_ready_replicas', 'spec_replicas', 'created']),
    gauges('kube_replicaset', [...replicaSet, 'owner_kind', 'owner_name', 'owner_is_controller'], ['owner']),
    gauges('kube_horizontalpodautoscaler', autoscaler, [
      'metadata_generation',
      'spec_max_replicas',
      'spec_min_replicas',
      'status_current_replicas',
      'status_desired_replicas',
      'created',
    ]),
    gauges(
      'kube_horizontalpodautoscaler',
      [...autoscaler, 'metric_name', 'metric_target_type'],
      ['spec_target_metric', 'status_target_metric'],
    ),
    gauges('kube_horizontalpodautoscaler', [...autoscaler, 'condition', 'status'], ['status_condition']),
    gauges(
      'kube_horizontalpodautoscaler',
      [...autoscaler, 'scaletargetref_api_version', 'scaletargetref_kind', 'scaletargetref_name'],
      ['info'],
    ),
    gauges('kube_job', job, [
      'info',
      'spec_parallelism',
      'spec_completions',
      'spec_active_deadline_seconds',
      'status_active',
      'status_succeeded',
      'status_start_time',
      'status_completion_time',
      'created',
    ]),
    gauges('kube_job', [...job, 'owner_kind', 'owner_name', 'owner_is_controller'], ['owner']),
    gauges('kube_job', [...job, 'reason'], ['status_failed']),
    gauges('kube_job', [...job, 'condition'], ['complete', 'failed', 'status_suspended']),
    gauges('kube_cronjob', [...cronJob, 'schedule', 'concurrency_policy', 'timezone'], ['info']),
    gauges('kube_cronjob', cronJob, [
      'created',
      'next_schedule_time',
      'status_active',
      'status_last_schedule_time',
      'status_last_successful_time',
      'spec_suspend',
      'spec_starting_deadline_seconds',
    ]),
    gauges('kube_persistentvolumeclaim', [...claim, 'storageclass', 'volumename', 'volumemode'], ['info']),
    gauges('kube_persistentvolumeclaim', claim, ['resource_requests_storage_bytes', 'created']),
    gauges('kube_persistentvolumeclaim', [...claim, 'phase'], ['status_phase']),
    gauges('kube_persistentvolumeclaim', [...claim, 'access_mode'], ['access_mode']),
    gauges('kube_persistentvolume', ['persistentvolume', 'phase'], ['status_phase']),
    gauges('kube_poddisruptionbudget', budget, [
      'status_current_healthy',
      'status_desired_healthy',
      'status_pod_disruptions_allowed',
      'status_expected_pods',
      'created',
    ]),
    gauges('kube_node', ['node', 'condition', 'status'], ['status_condition']),
    gauges('kube_node', ['node', 'resource', 'unit'], ['status_capacity', 'status_allocatable']),
    gauges('kube_node', ['node'], ['spec_unschedulable', 'created']),
    gauges('kube_node', ['node', 'key', 'value', 'effect'], ['spec_taint']),
    gauges('kube_node', ['node', 'label_*'], ['labels']),
    gauges('kube_node', ['node', 'role'], ['role']),
    gauges(
      'kube_node',
      ['node', 'kernel_version', 'os_image', 'container_runtime_version', 'kubelet_version', 'provider_id', 'system_uuid', 'internal_ip'],
      ['info'],
    ),
    { type: 'gauge', labels: ['namespace', 'resourcequota', 'resource', 'type'], names: ['kube_resourcequota'] },
    gauges(
      'kube_service',
      ['namespace', 'service', 'uid', 'cluster_ip', 'external_name', 'external_traffic_policy', 'load_balancer_ip'],
      ['info'],
    ),
    gauges('kube_service', ['namespace', 'service', 'uid'], ['created']),
    gauges('kube_service', ['namespace', 'service', 'uid', 'label_*'], ['labels']),
    gauges('kube_namespace', ['namespace', 'phase'], ['status_phase']),
    { type: 'counter', labels: ['resource', 'result'], names: ['kube_state_metrics_list_total', 'kube_state_metrics_watch_total'] },
  ],
});
