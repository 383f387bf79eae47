import { diskClassName } from '../../clouds/clouds.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { type Instance, mostPods } from '../../model/instance.ts';
import { confirmed } from '../../model/names.ts';
import type { CustomResource, KubernetesObject } from '../../model/object.ts';
import {
  fewerPartitionsAnnotation,
  kafkaNames,
  kafkaOperatorPorts,
  kafkaPorts,
  operatorPods,
  topic,
  topicObjectName,
  writersAnnotation,
  zoneKey,
} from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { priorities } from '../../model/priorities.ts';
import { clusterHost, prometheus } from '../../model/service/backing-services.ts';
import { type Amounts, mebibytes, scaleAmountsFrom } from '../../model/service/quantity.ts';
import { type DeclaredTopic, declaredAmong, type UsedTopic } from '../../model/service/topics.ts';
import { consumerGroup } from '../../resources/config-map.ts';
import { kafkaPasswordKey, kafkaVaultPath } from '../../resources/kafka-secret.ts';
import { kubernetesApi } from '../../resources/network-policy.ts';
import { dataPolicy } from './data-network.ts';
import { dataCertificate, dataSecret } from './data-secrets.ts';

/**
 * Full size of a broker (manual 3.3) and of a controller; and what the operators of one cluster cost at any size: Strimzi gives their
 * Java 15 % of the limit (`launch_java.sh`, 1.2.0), which below 512Mi is too little to start with.
 */
const sizes: Readonly<Record<'broker' | 'controller' | 'helper', Amounts>> = {
  broker: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2000m', memory: '4Gi' } },
  controller: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1000m', memory: '1Gi' } },
  helper: { requests: { cpu: '50m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
};

const apiVersion = 'kafka.strimzi.io/v1';

/** Kafka without ZooKeeper, and what guards and measures it (manual 3.3, R74-R77). */
export function kafkaObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const cluster = platform.dataLayer.kafka;
  const names = kafkaNames(cluster);
  const { infra } = environment.namespaces;
  const { brokers, controllers, storage, controllerStorage } = environment.dataLayer.kafka;
  const disk = (size: string) => ({ class: diskClassName(platform), size });
  return [
    dataCertificate(environment, names.certificate, [
      clusterHost(names.bootstrap, infra),
      clusterHost(names.brokers, infra),
      `*.${clusterHost(names.brokers, infra)}`,
    ]),
    kafka(environment, cluster),
    nodePool(environment, cluster, { role: 'controller', replicas: controllers, disk: disk(controllerStorage) }),
    nodePool(environment, cluster, { role: 'broker', replicas: brokers, disk: disk(storage) }),
    ...policies(environment, platform, cluster),
  ];
}

/** The topics that a service owns, its user and the password of that (R78). */
export function serviceKafkaObjects(instance: Instance, topics: TopicOwners): readonly KubernetesObject[] {
  const { service, environment, platform } = instance;
  if (!service.uses.includes('kafka')) return [];
  const cluster = platform.dataLayer.kafka;
  return [
    ...(topics.get(service.name) ?? []).map((topic) => kafkaTopic(environment, cluster, topic)),
    dataSecret(environment, kafkaNames(cluster).credentials(service.name), 'Opaque', { password: `{{ .${kafkaPasswordKey} }}` }, [
      { key: kafkaPasswordKey, path: kafkaVaultPath(environment.name, service.name), property: kafkaPasswordKey },
    ]),
    kafkaUser(instance, cluster),
  ];
}

/** A topic with what those who use it make of it. */
export interface DrawnTopic extends DeclaredTopic {
  /** The most pods of one process that read it. */
  readonly consumers: number;
  /** The services that may write it, sorted. */
  readonly writers: readonly string[];
}

/** The topics that each service makes, by its name. */
export type TopicOwners = ReadonlyMap<string, readonly DrawnTopic[]>;

/** The topics of an environment, each with the one service that declares it. */
export function topicOwners(instances: readonly Instance[]): TopicOwners {
  const uses = Map.groupBy(
    instances.flatMap((instance) => instance.topics.map((use) => ({ ...use, instance }))),
    ({ name }) => name,
  );
  const drawn = ({ service }: Instance) =>
    [...declaredAmong([service]).values()].map((topic) => {
      const own = uses.get(topic.name) ?? [];
      const pods = own.flatMap(({ reads, instance }) => (reads ? instance.processes.map(({ replicas }) => mostPods(replicas) - 1) : []));
      const writers = own.filter(({ writes }) => writes).map(({ instance }) => instance.service.name);
      return { ...topic, consumers: Math.max(0, ...pods), writers: [...new Set(writers)].sort() };
    });
  return new Map(instances.map((instance) => [instance.service.name, drawn(instance)] as const).filter(([, topics]) => topics.length > 0));
}

/** The topics of each environment, by its name. */
export function topicsOf(instances: readonly Instance[]): ReadonlyMap<string, TopicOwners> {
  return new Map([...Map.groupBy(instances, ({ environment }) => environment.name)].map(([name, own]) => [name, topicOwners(own)]));
}

function kafka({ namespaces, dataLayer, versions }: EnvironmentDefinition, cluster: string): CustomResource {
  const { certificate } = kafkaNames(cluster);
  const copies = copiesAmong(dataLayer.kafka.brokers);
  return {
    apiVersion,
    kind: 'Kafka',
    metadata: { name: cluster, namespace: namespaces.infra, annotations: confirmed },
    spec: {
      kafka: {
        version: versions.kafka,
        metadataVersion: versions.kafkaMetadata,
        listeners: [
          {
            name: 'clients',
            port: kafkaPorts.clients,
            type: 'internal',
            tls: true,
            authentication: { type: 'scram-sha-512' },
            // Signed by the authority that the services already know.
            configuration: {
              brokerCertChainAndKey: { secretName: certificate, certificate: 'tls.crt', key: 'tls.key' },
              // Brokers tell clients the names that the certificate holds; without it names that end in `.svc`.
              useServiceDnsDomain: true,
            },
          },
        ],
        authorization: { type: 'simple' },
        rack: { topologyKey: zoneKey },
        config: {
          'auto.create.topics.enable': false,
          'default.replication.factor': copies.replicas,
          'min.insync.replicas': copies.inSync,
          'offsets.topic.replication.factor': copies.replicas,
          'transaction.state.log.replication.factor': copies.replicas,
          'transaction.state.log.min.isr': copies.inSync,
        },
        metricsConfig: { type: 'strimziMetricsReporter' },
      },
      entityOperator: {
        topicOperator: { resources: sizes.helper },
        userOperator: { resources: sizes.helper },
        template: { pod: { priorityClassName: priorities.data.name } },
      },
      kafkaExporter: {
        topicRegex: '.*',
        groupRegex: '.*',
        resources: sizes.helper,
        template: { pod: { priorityClassName: priorities.monitoring.name } },
      },
    },
  };
}

interface Pool {
  readonly role: 'broker' | 'controller';
  readonly replicas: number;
  readonly disk: { readonly class: string; readonly size: string };
}

function nodePool({ namespaces, sizing }: EnvironmentDefinition, cluster: string, { role, replicas, disk }: Pool): CustomResource {
  const resources = scaleAmountsFrom('512Mi', sizes[role], sizing);
  const labelSelector = { matchLabels: { 'strimzi.io/cluster': cluster, 'strimzi.io/pool-name': role } };
  return {
    apiVersion,
    kind: 'KafkaNodePool',
    metadata: {
      name: role,
      namespace: namespaces.infra,
      labels: { 'strimzi.io/cluster': cluster },
      annotations: {
        ...confirmed,
        // Brokers are numbered from 0, as the addresses of the clients say; controllers out of their way.
        'strimzi.io/next-node-ids': role === 'broker' ? '[0-99]' : '[100-199]',
      },
    },
    spec: {
      replicas,
      roles: [role],
      resources,
      jvmOptions: { '-Xmx': `${mebibytes(resources.limits.memory, 0.5)}m` },
      storage: {
        type: 'jbod',
        volumes: [{ id: 0, type: 'persistent-claim', ...disk, deleteClaim: false, kraftMetadata: 'shared' }],
      },
      template: {
        pod: {
          priorityClassName: priorities.data.name,
          affinity: {
            podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector }] },
          },
          topologySpreadConstraints: [
            // The nodes of a zone that is lost stay as objects, tainted: they must not count as a zone without pods.
            { maxSkew: 1, topologyKey: zoneKey, whenUnsatisfiable: 'DoNotSchedule', nodeTaintsPolicy: 'Honor', labelSelector },
          ],
        },
      },
    },
  };
}

function kafkaTopic({ namespaces, dataLayer }: EnvironmentDefinition, cluster: string, drawn: DrawnTopic): CustomResource {
  const { name, partitions = topic.partitions, retentionHours = topic.retentionHours, compact, consumers, writers } = drawn;
  const { replicas, inSync } = copiesAmong(dataLayer.kafka.brokers);
  const objectName = topicObjectName(name);
  return {
    apiVersion,
    kind: 'KafkaTopic',
    metadata: {
      name: objectName,
      namespace: namespaces.infra,
      labels: { 'strimzi.io/cluster': cluster },
      annotations: {
        ...confirmed,
        ...(consumers > partitions && {
          [fewerPartitionsAnnotation]: drawn.partitions === undefined ? topic.fewerThanPods : topic.fewerAsDeclared,
        }),
        ...(writers.length > 1 && { [writersAnnotation]: writers.join(',') }),
      },
    },
    spec: {
      ...(objectName !== name && { topicName: name }),
      partitions,
      replicas,
      config: {
        'min.insync.replicas': inSync,
        ...(compact === undefined ? { 'retention.ms': retentionHours * 3600 * 1000 } : { 'cleanup.policy': 'compact' }),
      },
    },
  };
}

/** A service may use its own topics as it likes, those of others as it says, its own consumer groups, and nothing else (D68). */
function kafkaUser({ service, environment, processes, tasks, topics }: Instance, cluster: string): CustomResource {
  const acl = (type: 'topic' | 'group', name: string, operations: readonly string[]) => ({
    resource: { type, name, patternType: 'literal' },
    operations,
  });
  return {
    apiVersion,
    kind: 'KafkaUser',
    metadata: { name: service.name, namespace: environment.namespaces.infra, labels: { 'strimzi.io/cluster': cluster } },
    spec: {
      authentication: {
        type: 'scram-sha-512',
        password: { valueFrom: { secretKeyRef: { name: kafkaNames(cluster).credentials(service.name), key: 'password' } } },
      },
      authorization: {
        type: 'simple',
        acls: [
          ...[...Map.groupBy(topics, ({ name }) => name)].map(([name, uses]) => acl('topic', name, operationsOf(uses))),
          ...[...processes, ...tasks].map(({ name }) => acl('group', consumerGroup(name, environment.shortName), ['Describe', 'Read'])),
        ],
      },
    },
  };
}

function operationsOf(uses: readonly UsedTopic[]): readonly string[] {
  return ['Describe', ...(uses.some(({ reads }) => reads) ? ['Read'] : []), ...(uses.some(({ writes }) => writes) ? ['Write'] : [])];
}

/** Three copies of which two must have a message before it counts; fewer where there are fewer brokers (D69). */
function copiesAmong(brokers: number): { readonly replicas: number; readonly inSync: number } {
  const replicas = Math.min(3, brokers);
  return { replicas, inSync: Math.max(1, replicas - 1) };
}

function policies(environment: EnvironmentDefinition, platform: PlatformDefinition, cluster: string): readonly KubernetesObject[] {
  const { podLabels, entityOperatorLabels, exporterLabels } = kafkaNames(cluster);
  const { controller, replication, agent, metrics } = kafkaPorts;
  const api = kubernetesApi(platform);
  return [
    dataPolicy(environment, `${cluster}-nodes`, podLabels, {
      from: [
        { peer: podLabels, ports: [controller, replication] },
        { peer: operatorPods.kafka, ports: [controller, replication, agent] },
        { peer: entityOperatorLabels, ports: [replication] },
        { peer: exporterLabels, ports: [replication] },
        { peer: prometheus.podLabels, ports: [metrics] },
      ],
      to: [{ peer: podLabels, ports: [controller, replication] }],
      // An init container asks in which zone its node is.
      beyond: [api],
    }),
    dataPolicy(environment, `${cluster}-entity-operator`, entityOperatorLabels, {
      from: [{ peer: prometheus.podLabels, ports: kafkaOperatorPorts.entity }],
      to: [{ peer: podLabels, ports: [replication] }],
      beyond: [api],
    }),
    dataPolicy(environment, `${cluster}-exporter`, exporterLabels, {
      from: [{ peer: prometheus.podLabels, ports: [metrics] }],
      to: [{ peer: podLabels, ports: [replication] }],
    }),
  ];
}
