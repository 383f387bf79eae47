import { defineExporter, podTarget } from './exporter.ts';

const partition = ['topic', 'partition'];

/** The state of topics and consumer groups as a client sees it. */
export default defineExporter({
  name: 'kafka_exporter',
  source: 'https://github.com/danielqsj/kafka_exporter README.md',
  target: podTarget,
  pods: [{ 'app.kubernetes.io/name': 'kafka-exporter' }],
  families: [
    { type: 'gauge', labels: [], names: ['kafka_brokers'] },
    { type: 'gauge', labels: ['id', 'address'], names: ['kafka_broker_info'] },
    { type: 'gauge', labels: ['topic'], names: ['kafka_topic_partitions'] },
    // Called gauges, but they grow as counters do, and rates of them are what people want to know.
    {
      type: 'unknown',
      labels: partition,
      names: ['kafka_topic_partition_current_offset', 'kafka_topic_partition_oldest_offset'],
    },
    { type: 'unknown', labels: ['consumergroup', ...partition], names: ['kafka_consumergroup_current_offset'] },
    { type: 'unknown', labels: ['consumergroup', 'topic'], names: ['kafka_consumergroup_current_offset_sum'] },
    {
      type: 'gauge',
      labels: partition,
      names: [
        'kafka_topic_partition_in_sync_replica',
        'kafka_topic_partition_leader',
        'kafka_topic_partition_leader_is_preferred',
        'kafka_topic_partition_replicas',
        'kafka_topic_partition_under_replicated_partition',
      ],
    },
    { type: 'gauge', labels: ['consumergroup', ...partition], names: ['kafka_consumergroup_lag'] },
    { type: 'gauge', labels: ['consumergroup', 'topic'], names: ['kafka_consumergroup_lag_sum'] },
    { type: 'gauge', labels: ['consumergroup'], names: ['kafka_consumergroup_members'] },
  ],
});
