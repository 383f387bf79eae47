import * as units from '@grafana/grafana-foundation-sdk/units';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { thresholds } from '../model/service/objectives.ts';
import type { DashboardPlan, Row } from './layout.ts';
import { lines, numbers, runbookOf } from './panels.ts';
import { rate, share } from './queries.ts';
import { labelVariable } from './variables.ts';

const cluster = 'namespace="$namespace"';
const topic = `${cluster}, topic!="", topic!~"__.*"`;

/** Kafka: brokers, partitions, traffic, and how far behind the consumers are (manual 5.3). */
export function kafkaDashboard(platform: PlatformDefinition): DashboardPlan {
  return {
    uid: 'kafka',
    title: 'ERP / Kafka',
    variables: [labelVariable('namespace', 'namespace', 'kafka_brokers')],
    rows: [health(platform), consumers(platform), traffic(), servers(platform)],
  };
}

function health(platform: PlatformDefinition): Row {
  const controller = (name: string) => `max(kafka_controller_kafkacontroller_${name}{${cluster}})`;
  return {
    title: 'Health',
    height: 4,
    panels: [
      numbers({
        title: 'Brokers',
        description: 'As a client sees them.',
        unit: units.Short,
        queries: { brokers: `max(kafka_brokers{${cluster}}) or vector(0)` },
        red: { below: 1 },
        runbook: runbookOf(platform, 'KafkaBrokerMissing'),
      }),
      numbers({
        title: 'Controllers that lead',
        description: 'One.',
        unit: units.Short,
        queries: { leading: `sum(kafka_controller_kafkacontroller_activecontrollercount{${cluster}})` },
        red: { below: 1 },
      }),
      numbers({
        title: 'Partitions offline',
        description: 'Without a leader: neither read nor written.',
        unit: units.Short,
        queries: { offline: controller('offlinepartitionscount') },
        red: 1,
      }),
      numbers({
        title: 'Under-replicated',
        description: 'Partitions that lack a copy.',
        unit: units.Short,
        queries: { partitions: `sum(max by (topic, partition) (kafka_topic_partition_under_replicated_partition{${cluster}}))` },
        red: 1,
        runbook: runbookOf(platform, 'KafkaUnderReplicated'),
      }),
      numbers({
        title: 'Under the minimum',
        description: 'Partitions with fewer copies in sync than min.insync.replicas: writes are refused.',
        unit: units.Short,
        queries: { partitions: `sum(kafka_server_replicamanager_underminisrpartitioncount{${cluster}})` },
        red: 1,
      }),
    ],
  };
}

function consumers(platform: PlatformDefinition): Row {
  const of = (metric: string) => `max by (consumergroup, topic, partition) (${metric}{${cluster}})`;
  return {
    title: 'Consumers',
    height: 8,
    panels: [
      lines({
        title: 'Lag',
        description: 'Messages that a group has not read yet.',
        unit: units.Short,
        queries: { '{{consumergroup}} {{topic}}': `sum by (consumergroup, topic) (${of('kafka_consumergroup_lag')})` },
        red: thresholds.consumerLag,
        runbook: runbookOf(platform, 'KafkaConsumerLag'),
      }),
      lines({
        title: 'Read',
        description: 'Messages a second. None at a lag above 0: the group stands still.',
        unit: units.MessagesPerSecond,
        queries: {
          '{{consumergroup}} {{topic}}': `sum by (consumergroup, topic) (deriv(kafka_consumergroup_current_offset{${cluster}}[5m]))`,
        },
        runbook: runbookOf(platform, 'KafkaConsumerStalled'),
      }),
      lines({
        title: 'Members',
        description: 'Pods that read for each group.',
        unit: units.Short,
        queries: { '{{consumergroup}}': `max by (consumergroup) (kafka_consumergroup_members{${cluster}})` },
      }),
    ],
  };
}

function traffic(): Row {
  const of = (name: string, by: string) => rate(`kafka_server_brokertopicmetrics_${name}_total{${topic}}`, [by]);
  return {
    title: 'Traffic',
    height: 8,
    perLine: 3,
    panels: [
      lines({
        title: 'Messages',
        description: 'Written to each topic.',
        unit: units.MessagesPerSecond,
        queries: { '{{topic}}': of('messagesinpersec', 'topic') },
      }),
      lines({
        title: 'Written',
        description: 'To each broker.',
        unit: units.BytesPerSecondIEC,
        queries: { '{{pod}}': of('bytesinpersec', 'pod') },
      }),
      lines({
        title: 'Read',
        description: 'From each broker.',
        unit: units.BytesPerSecondIEC,
        queries: { '{{pod}}': of('bytesoutpersec', 'pod') },
      }),
      lines({
        title: 'Requests',
        description: 'By what is asked.',
        unit: units.OpsPerSecond,
        queries: { '{{request}}': `topk(10, ${rate(`kafka_network_requestmetrics_requestspersec_total{${cluster}}`, ['request'])})` },
      }),
      lines({
        title: 'Time of a write, p99',
        description: 'From the request to the answer, of each broker.',
        unit: units.Milliseconds,
        queries: { '{{pod}}': `max by (pod) (kafka_network_requestmetrics_totaltimems{${cluster}, request="Produce", quantile="0.99"})` },
      }),
      lines({
        title: 'Copies lost and regained',
        description: 'Changes of the sets in sync.',
        unit: units.OpsPerSecond,
        queries: {
          lost: rate(`kafka_server_replicamanager_isrshrinkspersec_total{${cluster}}`),
          regained: rate(`kafka_server_replicamanager_isrexpandspersec_total{${cluster}}`),
        },
      }),
    ],
  };
}

function servers(platform: PlatformDefinition): Row {
  const volume = (stat: string) =>
    `max by (persistentvolumeclaim) (kubelet_volume_stats_${stat}_bytes{${cluster}, persistentvolumeclaim=~"data-.*(broker|controller).*"})`;
  return {
    title: 'Servers',
    height: 8,
    panels: [
      lines({
        title: 'Heap',
        description: 'Of the Java virtual machine of each server.',
        unit: units.BytesIEC,
        queries: { '{{pod}}': `sum by (pod) (jvm_memory_used_bytes{${cluster}, area="heap"})` },
      }),
      lines({
        title: 'Garbage collection',
        description: 'Share of the time.',
        unit: units.PercentUnit,
        queries: { '{{pod}}': rate(`jvm_gc_collection_seconds_sum{${cluster}}`, ['pod']) },
      }),
      lines({
        title: 'Volumes',
        description: 'Share in use; a full volume stops the broker.',
        unit: units.PercentUnit,
        max: 1,
        queries: { '{{persistentvolumeclaim}}': share(volume('used'), volume('capacity')) },
        red: thresholds.storage,
        runbook: runbookOf(platform, 'VolumeAlmostFull'),
      }),
    ],
  };
}
