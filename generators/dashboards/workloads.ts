import * as units from '@grafana/grafana-foundation-sdk/units';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { grpcFaults, thresholds } from '../model/service/objectives.ts';
import type { DashboardPlan, Row } from './layout.ts';
import { lines, logLines, rows, runbookOf } from './panels.ts';
import { failedShare, rate, share, sum, window } from './queries.ts';
import { resourcePanels } from './resources.ts';
import { labelVariable, textVariable } from './variables.ts';

const namespace = 'namespace="$namespace"';
const container = 'namespace="$namespace", container="$workload"';

/** What services are besides HTTP: workers, jobs, servers of gRPC, pods that keep a disk. A workload bears the name of its container. */
export function workloadsDashboard(platform: PlatformDefinition): DashboardPlan {
  return {
    uid: 'workloads',
    title: 'ERP / Workers and jobs',
    variables: [
      labelVariable('namespace', 'namespace', 'kube_deployment_spec_replicas'),
      labelVariable('workload', 'container', 'kube_pod_container_resource_limits{namespace="$namespace"}'),
      textVariable('search', 'Search the log'),
    ],
    rows: [missing(platform), queues(platform), jobs(platform), workload(platform), grpc(platform), disks(platform), details()],
  };
}

function missing(platform: PlatformDefinition): Row {
  const lack = (by: string, wanted: string, there: string) =>
    `max by (${by}) (${wanted}{${namespace}}) - on (${by}) max by (${by}) (${there}{${namespace}}) > 0`;
  return {
    title: 'What is missing in the namespace',
    height: 7,
    panels: [
      rows({
        title: 'Pods',
        description: 'Deployments that have fewer than they should; empty is well.',
        unit: units.Short,
        queries: { lack: lack('deployment', 'kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available') },
      }),
      rows({
        title: 'Pods with disks',
        description: 'StatefulSets that have fewer than they should; empty is well.',
        unit: units.Short,
        queries: { lack: lack('statefulset', 'kube_statefulset_replicas', 'kube_statefulset_status_replicas_available') },
      }),
      lines({
        title: 'Restarts',
        description: 'Of the ten containers that are started again most, in each step.',
        unit: units.Short,
        queries: {
          '{{container}}': `topk(10, sum by (container) (increase(kube_pod_container_status_restarts_total{${namespace}}[${window}])) > 0)`,
        },
        red: 1,
        runbook: runbookOf(platform, 'PodCrashLooping'),
      }),
    ],
  };
}

function queues(platform: PlatformDefinition): Row {
  const each = ['consumergroup', 'topic'];
  const lag = `max by (${[...each, 'partition'].join(', ')}) (kafka_consumergroup_lag)`;
  const end = (selector: string) => `max by (topic, partition) (rate(kafka_topic_partition_current_offset${selector}[${window}]))`;
  return {
    title: 'Queues',
    height: 8,
    panels: [
      lines({
        title: 'Messages that wait',
        description: 'Of each consumer group, in each topic; the ten longest queues.',
        unit: units.Short,
        queries: { '{{consumergroup}} {{topic}}': `topk(10, ${sum(each)} (${lag}))` },
        red: 10_000,
        runbook: runbookOf(platform, 'KafkaConsumerLag'),
      }),
      lines({
        title: 'Messages read',
        description: 'None while some wait means that the consumer is stuck.',
        unit: units.RequestsPerSecond,
        queries: {
          '{{consumergroup}} {{topic}}': `topk(10, ${sum(each)} (max by (${[...each, 'partition'].join(', ')}) (rate(kafka_consumergroup_current_offset[${window}]))))`,
        },
        runbook: runbookOf(platform, 'KafkaConsumerStalled'),
      }),
      lines({
        title: 'Messages put aside',
        description: 'Written to topics of dead letters, since a consumer could not work on them.',
        unit: units.RequestsPerSecond,
        queries: { '{{topic}}': `sum by (topic) (${end('{topic=~".+[.]dlq"}')})` },
        runbook: runbookOf(platform, 'KafkaDeadLetters'),
      }),
    ],
  };
}

function jobs(platform: PlatformDefinition): Row {
  const job = (metric: string) => `max by (job_name) (kube_job_status_${metric}{${namespace}})`;
  const late = `time() - max by (cronjob) (kube_cronjob_next_schedule_time{${namespace}})`;
  return {
    title: 'Jobs',
    height: 8,
    panels: [
      rows({
        title: 'Failed runs',
        description: 'Until the Job is deleted: by its age, by the runs after it, or by a person.',
        unit: units.Short,
        queries: { failed: `max by (job_name) (kube_job_failed{${namespace}, condition="true"}) == 1` },
      }),
      lines({
        title: 'Late runs',
        description: 'How long ago they should have begun.',
        unit: units.Seconds,
        queries: { '{{cronjob}}': `${late} > 0` },
        red: 3600,
        runbook: runbookOf(platform, 'ServiceJobMissed'),
      }),
      lines({
        title: 'Time since the last good run',
        description: 'Of what runs by a schedule.',
        unit: units.Seconds,
        queries: { '{{cronjob}}': `time() - max by (cronjob) (kube_cronjob_status_last_successful_time{${namespace}})` },
      }),
      rows({
        title: 'How long runs took',
        description: 'Runs that are kept, those around rollouts too.',
        unit: units.Seconds,
        queries: { took: `${job('completion_time')} - on (job_name) ${job('start_time')}` },
      }),
    ],
  };
}

function workload(platform: PlatformDefinition): Row {
  const autoscaler = 'namespace="$namespace", horizontalpodautoscaler="$workload-hpa"';
  return {
    title: 'One workload',
    height: 8,
    panels: [
      lines({
        title: 'Pods',
        description: 'As its autoscaler has them, where it has one.',
        unit: units.Short,
        queries: {
          wanted: `max(kube_deployment_spec_replicas{namespace="$namespace", deployment="$workload"})`,
          available: `max(kube_deployment_status_replicas_available{namespace="$namespace", deployment="$workload"})`,
          max: `max(kube_horizontalpodautoscaler_spec_max_replicas{${autoscaler}})`,
        },
        runbook: runbookOf(platform, 'DeploymentReplicasMissing'),
      }),
      ...resourcePanels(platform, container),
    ],
  };
}

function grpc(platform: PlatformDefinition): Row {
  const calls = (more = '') => `grpc_server_handled_total{namespace="$namespace", app="$workload"${more}}`;
  const faults = calls(`, grpc_code=~"${grpcFaults}"`);
  return {
    title: 'Calls by gRPC',
    height: 8,
    panels: [
      lines({
        title: 'Calls by code',
        description: 'By the code that they ended with.',
        unit: units.RequestsPerSecond,
        queries: { '{{grpc_code}}': rate(calls(), ['grpc_code']) },
      }),
      lines({
        title: 'Errors',
        description: 'Share of the calls that failed by the fault of the server.',
        unit: units.PercentUnit,
        queries: { errors: failedShare({ all: calls(), failed: faults }) },
        red: thresholds.errors,
        runbook: runbookOf(platform, 'HighGrpcErrorRate'),
      }),
      lines({
        title: 'Calls by method',
        description: 'The ten busiest.',
        unit: units.RequestsPerSecond,
        queries: { '{{grpc_service}} {{grpc_method}}': `topk(10, ${rate(calls(), ['grpc_service', 'grpc_method'])})` },
      }),
    ],
  };
}

function disks(platform: PlatformDefinition): Row {
  const volume = (metric: string) => `max by (persistentvolumeclaim) (kubelet_volume_stats_${metric}{${namespace}})`;
  return {
    title: 'Disks',
    height: 7,
    panels: [
      lines({
        title: 'Space used',
        description: 'Of each disk of the namespace.',
        unit: units.PercentUnit,
        queries: { '{{persistentvolumeclaim}}': share(volume('used_bytes'), volume('capacity_bytes')) },
        max: 1,
        red: 0.85,
        runbook: runbookOf(platform, 'VolumeAlmostFull'),
      }),
      lines({
        title: 'Space left',
        description: 'Of each disk of the namespace.',
        unit: units.BytesIEC,
        queries: { '{{persistentvolumeclaim}}': volume('available_bytes') },
      }),
    ],
  };
}

function details(): Row {
  return {
    title: 'Log',
    height: 12,
    panels: [logLines('Log', 'Lines that hold the searched text.', '{namespace="$namespace", container="$workload"} |= `$search`')],
  };
}
