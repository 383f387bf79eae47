import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** Kafka, by the metrics reporter of its pods and by the exporter of Strimzi (D105). */
export function kafka(scope: AlertScope): AlertArea {
  return {
    name: 'kafka',
    team: 'infrastructure',
    alerts: scope.kafka === 0 ? [] : [...clusterAlerts(scope), ...partitionAlerts(scope), ...consumerAlerts(scope), deadLetters(scope)],
  };
}

function clusterAlerts({ infra, kafka: brokers }: AlertScope): readonly Alert[] {
  const seen = (pod: string, namespace = infra) => `kafka_brokers{namespace="${namespace}",pod="${pod}"}`;
  const active = (pod: string, namespace = infra) =>
    `kafka_controller_kafkacontroller_activecontrollercount{namespace="${namespace}",pod="${pod}"}`;
  return [
    {
      name: 'KafkaBrokerMissing',
      expr: `(max(kafka_brokers{namespace="${infra}"}) or vector(0)) < ${brokers}`,
      for: '5m',
      severity: 'critical',
      summary: `{{ $value }} of ${brokers} Kafka brokers`,
      description: `A broker of ${infra} has left the cluster: with the next one, topics take no writes.`,
      examples: [
        {
          when: 'one is missing, and none elsewhere',
          series: { [seen('exporter')]: `${brokers - 1}x60`, [seen('old')]: '0x60', [seen('report', 'tools')]: `${brokers}x60` },
          expect: { '4m': silent, '6m': [fires({}, String(brokers - 1))] },
        },
        { when: 'nothing tells of any', series: {}, expect: { '6m': [fires({}, '0')] } },
        {
          when: 'all are there, though one exporter saw less',
          series: { [seen('exporter')]: `${brokers}x60`, [seen('old')]: `${brokers - 1}x60` },
          expect: { '20m': silent },
        },
      ],
    },
    {
      name: 'KafkaControllerCountWrong',
      expr: `(sum(kafka_controller_kafkacontroller_activecontrollercount{namespace="${infra}"}) or vector(0)) != 1`,
      for: '2m',
      severity: 'critical',
      summary: '{{ $value }} active Kafka controllers (expected 1)',
      description: `Without a controller no partition of ${infra} gets a new leader, and no topic can be changed.`,
      examples: [
        {
          when: 'none is active, but for one elsewhere, until one is elected',
          series: {
            [active('kafka-controller-100')]: '0x20 1x40',
            [active('kafka-controller-101')]: '0x60',
            [active('report', 'tools')]: '1x60',
          },
          expect: { '1m': silent, '3m': [fires({}, '0')], '20m': silent },
        },
        {
          when: 'two are',
          series: { [active('kafka-controller-100')]: '1x60', [active('kafka-controller-101')]: '1x60' },
          expect: { '5m': [fires({}, '2')] },
        },
        { when: 'nothing tells of any', series: {}, expect: { '5m': [fires({}, '0')] } },
        {
          when: 'one is, and one elsewhere',
          series: {
            [active('kafka-controller-100')]: '1x60',
            [active('kafka-controller-101')]: '0x60',
            [active('report', 'tools')]: '1x60',
          },
          expect: { '20m': silent },
        },
      ],
    },
  ];
}

function partitionAlerts({ infra }: AlertScope): readonly Alert[] {
  const offline = (pod: string, namespace = infra) =>
    `kafka_controller_kafkacontroller_offlinepartitionscount{namespace="${namespace}",pod="${pod}"}`;
  const short = (pod: string, namespace = infra) =>
    `kafka_server_replicamanager_underminisrpartitioncount{namespace="${namespace}",pod="${pod}"}`;
  const behind = (topic: string, partition: number, namespace = infra, pod = 'exporter') =>
    `kafka_topic_partition_under_replicated_partition{namespace="${namespace}",pod="${pod}",topic="${topic}",partition="${partition}"}`;
  return [
    {
      name: 'KafkaOfflinePartitions',
      // Only the active controller counts them.
      expr: `max by (namespace) (kafka_controller_kafkacontroller_offlinepartitionscount{namespace="${infra}"}) > 0`,
      for: '1m',
      severity: 'critical',
      summary: '{{ $value }} Kafka partitions have no leader',
      description: 'These partitions of {{ $labels.namespace }} can be neither read nor written: the brokers that hold them are gone.',
      examples: [
        {
          when: 'one has none',
          series: {
            [offline('kafka-controller-100')]: '1x60',
            [offline('kafka-controller-101')]: '0x60',
            [offline('report', 'tools')]: '9x60',
          },
          expect: { '30s': silent, '1m30s': [fires({ namespace: infra }, '1')] },
        },
        { when: 'all have one', series: { [offline('kafka-controller-100')]: '0x60' }, expect: { '20m': silent } },
      ],
    },
    {
      name: 'KafkaUnderMinIsr',
      expr: `sum by (namespace) (kafka_server_replicamanager_underminisrpartitioncount{namespace="${infra}"}) > 0`,
      for: '2m',
      severity: 'critical',
      summary: '{{ $value }} Kafka partitions have too few replicas in sync',
      description: 'Writes that ask for all replicas are refused for these partitions of {{ $labels.namespace }}.',
      examples: [
        {
          when: 'two brokers lead one such partition each',
          series: { [short('kafka-broker-0')]: '1x60', [short('kafka-broker-1')]: '1x60', [short('report', 'tools')]: '9x60' },
          expect: { '1m': silent, '3m': [fires({ namespace: infra }, '2')] },
        },
        {
          when: 'one partition is short',
          series: { [short('kafka-broker-0')]: '1x60' },
          expect: { '5m': [fires({ namespace: infra }, '1')] },
        },
        { when: 'none is', series: { [short('kafka-broker-0')]: '0x60' }, expect: { '20m': silent } },
      ],
    },
    {
      name: 'KafkaUnderReplicated',
      expr: [
        'sum by (namespace, topic) (',
        `  max by (namespace, topic, partition) (kafka_topic_partition_under_replicated_partition{namespace="${infra}"})`,
        ') > 0',
      ].join('\n'),
      for: '5m',
      severity: 'warning',
      summary: '{{ $value }} under-replicated partitions of {{ $labels.topic }}',
      description:
        'A replica of {{ $labels.topic }} in {{ $labels.namespace }} is gone or behind: one more failure and writes are refused.',
      examples: [
        {
          when: 'two partitions of a topic are, as two exporters say',
          series: {
            [behind('sales.order.created', 0)]: '1x60',
            [behind('sales.order.created', 0, infra, 'old')]: '0x60',
            [behind('sales.order.created', 1)]: '1x60',
            [behind('sales.order.created', 1, infra, 'old')]: '1x60',
            [behind('sales.order.created', 2)]: '0x60',
            [behind('other', 0)]: '0x60',
            [behind('other', 0, 'tools')]: '1x60',
          },
          expect: { '4m': silent, '6m': [fires({ namespace: infra, topic: 'sales.order.created' }, '2')] },
        },
        {
          when: 'one partition is',
          series: { [behind('sales.order.created', 0)]: '1x60' },
          expect: { '6m': [fires({ namespace: infra, topic: 'sales.order.created' }, '1')] },
        },
        { when: 'none is', series: { [behind('sales.order.created', 0)]: '0x60' }, expect: { '20m': silent } },
      ],
    },
  ];
}

function consumerAlerts({ infra }: AlertScope): readonly Alert[] {
  const own = { namespace: infra, consumergroup: 'g', topic: 't' };
  const series = (metric: string, partition: number, namespace = infra, { group = 'g', pod = 'exporter' } = {}) =>
    `kafka_consumergroup_${metric}{namespace="${namespace}",pod="${pod}",consumergroup="${group}",topic="t",partition="${partition}"}`;
  const lag = `max by (namespace, consumergroup, topic, partition) (kafka_consumergroup_lag{namespace="${infra}"})`;
  const read = `max by (namespace, consumergroup, topic) (increase(kafka_consumergroup_current_offset{namespace="${infra}"}[10m]))`;
  return [
    {
      name: 'KafkaConsumerLag',
      expr: `sum by (namespace, consumergroup, topic) (${lag}) > 10000`,
      for: '10m',
      severity: 'warning',
      team: 'application',
      summary: '{{ $labels.consumergroup }} lags {{ $value }} messages on {{ $labels.topic }}',
      description:
        'The consumers of {{ $labels.consumergroup }} in {{ $labels.namespace }} are slower than what is written to {{ $labels.topic }}.',
      examples: [
        {
          when: 'two partitions have 10500 messages to read, as two exporters say',
          series: {
            [series('lag', 0)]: '5000x60',
            [series('lag', 0, infra, { pod: 'old' })]: '4000x60',
            [series('lag', 1)]: '5500x60',
            [series('lag', 1, infra, { pod: 'old' })]: '5000x60',
            [series('lag', 0, infra, { group: 'h' })]: '5x60',
            [series('lag', 0, 'tools')]: '90000x60',
          },
          expect: { '9m': silent, '11m': [fires(own, '10500')] },
        },
        {
          when: 'there are 9500, counted once though two exporters tell',
          series: {
            [series('lag', 0)]: '5000x60',
            [series('lag', 0, infra, { pod: 'old' })]: '5000x60',
            [series('lag', 1)]: '4500x60',
          },
          expect: { '25m': silent },
        },
      ],
    },
    {
      name: 'KafkaConsumerStalled',
      expr: [`sum by (namespace, consumergroup, topic) (${lag}) > 0`, 'and', `${read} == 0`].join('\n'),
      for: '10m',
      severity: 'critical',
      team: 'application',
      summary: '{{ $labels.consumergroup }} does not consume {{ $labels.topic }}',
      description:
        '{{ $value }} messages of {{ $labels.topic }} wait, and {{ $labels.consumergroup }} in {{ $labels.namespace }} has read none for 10 minutes.',
      examples: [
        {
          when: 'a message waits and none is read',
          series: {
            [series('lag', 0)]: '1x90',
            [series('current_offset', 0)]: '0+5x20 100x70',
            [series('lag', 0, 'tools')]: '5x90',
            [series('current_offset', 0, 'tools')]: '100x90',
          },
          // The last message was read at 10 minutes.
          expect: { '18m': silent, '29m': silent, '31m': [fires(own, '1')], '40m': [fires(own, '1')] },
        },
        {
          when: 'two partitions wait, as two exporters say',
          series: {
            [series('lag', 0)]: '3x60',
            [series('lag', 0, infra, { pod: 'old' })]: '2x60',
            [series('lag', 1)]: '4x60',
            [series('current_offset', 0)]: '500x60',
            [series('current_offset', 1)]: '500x60',
          },
          expect: { '15m': [fires(own, '7')] },
        },
        {
          when: 'it reads one partition, or nothing waits',
          series: {
            [series('lag', 0)]: '5x60',
            [series('lag', 1)]: '5x60',
            [series('current_offset', 0)]: '500x60',
            [series('current_offset', 1)]: '0+5x60',
            [series('lag', 0, infra, { group: 'idle' })]: '0x60',
            [series('current_offset', 0, infra, { group: 'idle' })]: '500x60',
          },
          expect: { '25m': silent },
        },
        {
          when: 'an old exporter has stopped counting what a new one counts on',
          series: {
            [series('lag', 0)]: '5x60',
            [series('current_offset', 0)]: '0+5x60',
            [series('current_offset', 0, infra, { pod: 'old' })]: '500x60',
          },
          expect: { '25m': silent },
        },
      ],
    },
  ];
}

/** The name of a topic of dead letters is that of its topic and `.dlq`. */
function deadLetters({ infra }: AlertScope): Alert {
  const end = (partition: number, topic = 't.dlq', namespace = infra, pod = 'exporter') =>
    `kafka_topic_partition_current_offset{namespace="${namespace}",pod="${pod}",topic="${topic}",partition="${partition}"}`;
  const written = `increase(kafka_topic_partition_current_offset{namespace="${infra}", topic=~".+[.]dlq"}[15m])`;
  return {
    name: 'KafkaDeadLetters',
    expr: `sum by (namespace, topic) (max by (namespace, topic, partition) (${written})) > 0`,
    severity: 'warning',
    team: 'application',
    summary: '{{ $value | humanize }} messages were put aside in {{ $labels.topic }}',
    description:
      'A consumer could not work on them: they wait in {{ $labels.topic }} until somebody writes them again, or until they are deleted by their age.',
    examples: [
      {
        when: 'two partitions get messages, as two exporters say',
        series: {
          [end(0)]: '100x20 100+1x5 105x40',
          [end(0, 't.dlq', infra, 'old')]: '100x65',
          [end(1)]: '7x20 7+1x5 12x40',
          [end(2)]: '0x65',
          [end(0, 't.dlq', 'tools')]: '0+9x65',
        },
        expect: { '9m': silent, '20m': [fires({ namespace: infra, topic: 't.dlq' }, '10')], '29m': silent },
      },
      {
        when: 'one message is put aside',
        series: { [end(0)]: '100x20 101x45' },
        expect: { '9m': silent, '20m': [fires({ namespace: infra, topic: 't.dlq' }, '1')] },
      },
      {
        when: 'only other topics get messages',
        series: { [end(0)]: '100x65', [end(0, 't')]: '0+100x65', [end(0, 'dlq')]: '0+1x65', [end(0, 't-dlq')]: '0+1x65' },
        expect: { '30m': silent },
      },
    ],
  };
}
