import { diskClassName } from '../../clouds/clouds.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { Instance } from '../../model/instance.ts';
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
import { keptName } from '../../model/service/names/side-by-side.ts';
import { type Amounts, mebibytes, scaleAmountsFrom } from '../../model/service/quantity.ts';
import { kafkaVaultPath } from '../../model/service/secret.ts';
import { kafkaPasswordKey } from '../../model/stores/kafka-files.ts';
import { operated } from '../../model/stores/stores.ts';
import { kubernetesApi } from '../../resources/network-policy.ts';
import { dataPolicy } from './data-network.ts';
import { dataCertificate, dataSecret } from './data-secrets.ts';
import { copiesAmong, type DrawnTopic, rightsOf, type TopicOwners } from './topics.ts';

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
  const size = operated(environment, 'kafka');
  if (size === undefined) return [];
  const cluster = platform.dataLayer.kafka;
  const names = kafkaNames(cluster);
  const { infra } = environment.namespaces;
  const { brokers, controllers, storage, controllerStorage } = size;
  const disk = (size: string) => ({ class: diskClassName(platform), size });
  return [
    dataCertificate(environment, names.certificate, [
      clusterHost(names.bootstrap, infra),
      clusterHost(names.brokers, infra),
      `*.${clusterHost(names.brokers, infra)}`,
    ]),
    kafka(environment, brokers, cluster),
    nodePool(environment, cluster, { role: 'controller', replicas: controllers, disk: disk(controllerStorage) }),
    nodePool(environment, cluster, { role: 'broker', replicas: brokers, disk: disk(storage) }),
    ...policies(environment, platform, cluster),
  ];
}

/** The topics that a service owns, its user and the password of that (R78). */
export function serviceKafkaObjects(instance: Instance, topics: TopicOwners): readonly KubernetesObject[] {
  const { service, environment, platform } = instance;
  const size = operated(environment, 'kafka');
  // Whoever else runs it makes them by a list (docs/stores.md).
  // Beside its forerunner it is the same user.
  if (size === undefined || !service.uses.includes('kafka') || instance.forerunner !== undefined) return [];
  const cluster = platform.dataLayer.kafka;
  return [
    ...(topics.get(service.name) ?? []).map((topic) => kafkaTopic(environment, size.brokers, cluster, topic)),
    dataSecret(environment, kafkaNames(cluster).credentials(keptName(service)), 'Opaque', { password: `{{ .${kafkaPasswordKey} }}` }, [
      { key: kafkaPasswordKey, path: kafkaVaultPath(environment.name, keptName(service)), property: kafkaPasswordKey },
    ]),
    kafkaUser(instance, cluster),
  ];
}

function kafka({ namespaces, versions }: EnvironmentDefinition, brokers: number, cluster: string): CustomResource {
  const { certificate } = kafkaNames(cluster);
  const copies = copiesAmong(brokers);
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

function kafkaTopic({ namespaces }: EnvironmentDefinition, brokers: number, cluster: string, drawn: DrawnTopic): CustomResource {
  const { name, partitions = topic.partitions, retentionHours = topic.retentionHours, compact, consumers, writers } = drawn;
  const { replicas, inSync } = copiesAmong(brokers);
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
function kafkaUser(instance: Instance, cluster: string): CustomResource {
  const { service, environment } = instance;
  return {
    apiVersion,
    kind: 'KafkaUser',
    metadata: { name: keptName(service), namespace: environment.namespaces.infra, labels: { 'strimzi.io/cluster': cluster } },
    spec: {
      authentication: {
        type: 'scram-sha-512',
        password: { valueFrom: { secretKeyRef: { name: kafkaNames(cluster).credentials(keptName(service)), key: 'password' } } },
      },
      authorization: {
        type: 'simple',
        acls: rightsOf(instance).map(({ type, name, operations }) => ({
          resource: { type, name, patternType: 'literal' },
          operations,
        })),
      },
    },
  };
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
