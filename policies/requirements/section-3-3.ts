import { listAt, numberAt, textAt } from '../kubernetes/fields.ts';
import { expectChart, expectKafka } from './model/data-layer.ts';
import { expectConfig, expectContainer, expectObject, forEvery, inEvery, infra, place, uses, whereOperated } from './model/expectations.ts';
import { absent, amount, anything, including, orNewer } from './model/pattern.ts';
import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R74',
    section: '3.3',
    requirement: 'kafka has 3 brokers, of version 3.6 in the manual, with 500m/1Gi to 2000m/4Gi.',
    where: 'Kafka kafka, KafkaNodePool broker, Application strimzi; 1 broker of a quarter of the size in dev and test',
    deviation: { defects: ['D66', 'D67'], text: 'Kafka 4.3 by Strimzi: versions with ZooKeeper get no fixes any more.' },
    check: (evidence) => [
      ...expectKafka(evidence, 'Kafka', 'kafka', () => ({ kafka: { version: orNewer('4.3.1') } })),
      ...expectKafka(evidence, 'KafkaNodePool', 'broker', (isFull) => ({
        roles: ['broker'],
        replicas: isFull ? 3 : 1,
        ...(isFull && {
          resources: {
            requests: { cpu: amount('500m'), memory: amount('1Gi') },
            limits: { cpu: amount('2000m'), memory: amount('4Gi') },
          },
        }),
      })),
      ...expectChart(evidence, 'strimzi-kafka-operator', 'strimzi', () => ({ generateNetworkPolicy: false })),
    ],
  },
  {
    id: 'R75',
    section: '3.3',
    requirement: 'A broker has 50Gi of class gp3; the quorum has 3 members with 10Gi of class gp3.',
    where: 'KafkaNodePools broker and controller: storage; 10Gi and 1Gi in dev and test',
    deviation: { defects: ['D6', 'D66'], text: 'Controllers of Kafka (KRaft) instead of ZooKeeper, spread over zones.' },
    check: (evidence) =>
      (
        [
          ['broker', '50Gi', '10Gi'],
          ['controller', '10Gi', '1Gi'],
        ] as const
      ).flatMap(([pool, full, small]) =>
        expectKafka(evidence, 'KafkaNodePool', pool, (isFull) => ({
          roles: [pool],
          replicas: isFull ? 3 : 1,
          storage: {
            volumes: including({ type: 'persistent-claim', class: 'gp3', size: amount(isFull ? full : small), deleteClaim: false }),
          },
          template: { pod: { topologySpreadConstraints: including({ topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1 }) } },
        })),
      ),
  },
  {
    id: 'R76',
    section: '3.3',
    requirement: 'Metrics of Kafka and of its JVM are enabled, on port 5556.',
    where:
      'Kafka kafka: metricsConfig, kafkaExporter; PodMonitor kafka; NetworkPolicies kafka-nodes, kafka-exporter, prometheus-scrape-data',
    deviation: { defects: ['D70'], text: 'On port 9404, which Strimzi sets. The exporter measures how far consumers lag.' },
    check: (evidence) => [
      ...expectKafka(evidence, 'Kafka', 'kafka', () => ({
        kafka: { metricsConfig: { type: 'strimziMetricsReporter' } },
        kafkaExporter: { topicRegex: '.*', groupRegex: '.*' },
      })),
      ...inEvery(
        evidence,
        whereOperated('kafka', (world) => [
          ...expectObject(
            world,
            { kind: 'PodMonitor', namespace: infra, name: 'kafka' },
            {
              spec: {
                selector: { matchLabels: { 'strimzi.io/cluster': 'kafka' } },
                podMetricsEndpoints: including({ port: 'tcp-prometheus' }),
              },
            },
          ),
          ...['kafka-nodes', 'kafka-exporter'].flatMap((name) =>
            expectObject(
              world,
              { kind: 'NetworkPolicy', namespace: infra, name },
              {
                spec: { ingress: including({ from: [{ podSelector: { matchLabels: { app: 'prometheus' } } }], ports: [{ port: 9404 }] }) },
              },
            ),
          ),
        ]),
      ),
    ],
  },
  {
    id: 'R77',
    section: '3.3',
    requirement: 'Listeners are inside the cluster only; clients use port 9092.',
    where: 'Kafka kafka: listeners, authorization; KafkaUser <service>; ConfigMap <service>-config: KAFKA_SASL_*',
    deviation: {
      defects: ['D68'],
      text: 'Port 9092 speaks TLS; each service logs in (SCRAM) and may use its own topics and consumer group only.',
    },
    check: (evidence) => [
      ...inEvery(evidence, (world) =>
        world.ofKind('Kafka').flatMap((kafka) =>
          listAt(kafka.fields, 'spec', 'kafka', 'listeners').flatMap((listener, index) =>
            textAt(listener, 'type') === 'internal' && numberAt(listener, 'port') === 9092
              ? []
              : [
                  {
                    message: `Kafka "${kafka.name}" has a listener "${textAt(listener, 'name') ?? ''}", expected one inside the cluster at 9092.`,
                    ...place(world, kafka, `spec.kafka.listeners[${index}]`),
                  },
                ],
          ),
        ),
      ),
      ...expectKafka(evidence, 'Kafka', 'kafka', () => ({
        kafka: {
          listeners: [{ name: 'clients', port: 9092, type: 'internal', tls: true, authentication: { type: 'scram-sha-512' } }],
          authorization: { type: 'simple', superUsers: absent },
          config: { 'auto.create.topics.enable': false },
        },
      })),
      ...forEvery(evidence, (service) =>
        uses(service, 'kafka')
          ? [
              ...expectObject(
                service.world,
                { kind: 'KafkaUser', namespace: infra, name: service.name },
                { spec: { authentication: { type: 'scram-sha-512' }, authorization: { type: 'simple', acls: anything } } },
              ),
              ...expectConfig(service, { KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_USERNAME: service.name }),
              ...expectContainer(service, {
                env: including({ name: 'KAFKA_SASL_PASSWORD_FILE', value: '/app/kafka/KAFKA_PASSWORD' }),
              }),
            ]
          : [],
      ),
    ],
  },
  {
    id: 'R78',
    section: '3.3',
    requirement: 'The topic financial.transaction.posted has 6 partitions and 3 replicas.',
    where: 'KafkaTopic financial.transaction.posted, with min.insync.replicas 2; 1 replica in dev and test',
    deviation: {
      defects: ['D18', 'D69'],
      text: 'Pods beyond the sixth consume nothing; an annotation of the topic says so.',
    },
    check: (evidence) =>
      expectKafka(evidence, 'KafkaTopic', 'financial.transaction.posted', (isFull) => ({
        partitions: 6,
        replicas: isFull ? 3 : 1,
        config: { 'min.insync.replicas': isFull ? 2 : 1 },
      })),
  },
];

export default requirements;
