import type { Fields, Manifest } from '../../model.ts';
import { asFields, at, fieldsAt, listAt, textAt } from '../fields.ts';
import { hasRole, internalListeners, kafkaClusterLabel, listenerOf, nodesOf, poolsOf } from './kafka-nodes.ts';
import {
  budget,
  configMap,
  containerPorts,
  countAt,
  given,
  type Known,
  type Made,
  metadata,
  nameAt,
  type Operator,
  type Port,
  secret,
  secretVolume,
  service,
  serviceAccount,
} from './operator.ts';

/** Kafka's nodes, the entity operator, the exporter, the Services of the listeners, certificates, Secrets of users. */
export const strimzi: Operator = {
  name: 'Strimzi',
  readIn: '1.2.0',
  chart: 'strimzi-kafka-operator',
  chartVersion: '1.2.0',
  make: (known) => [...known.ofKind('Kafka').flatMap((kafka) => ofCluster(kafka, known)), ...known.ofKind('KafkaUser').flatMap(ofUser)],
};

const metricsPort: Port = { name: 'tcp-prometheus', port: 9404 };
const controlPlane: Port = { name: 'tcp-ctrlplane', port: 9090 };
const replication: Port = { name: 'tcp-replication', port: 9091 };
const agent: Port = { name: 'tcp-kafkaagent', port: 8443 };

/** More nodes than any cluster has: what an object asks for beyond is a mistake, and must not fill the memory of the judge. */
const mostNodes = 1000;

function ofCluster(kafka: Manifest, known: Known): readonly Made[] {
  const { fields, name } = kafka;
  const clients = internalListeners(fields).map(({ port }) => port);
  const pools = poolsOf(kafka, known);
  const nodes = pools.reduce((sum, pool) => sum + nodesOf(pool), 0);
  const brokers = { [kafkaClusterLabel]: name, 'strimzi.io/kind': 'Kafka', 'strimzi.io/name': `${name}-kafka` };
  return [
    ...pools.map((pool) => podSet(kafka, pool)),
    service(kafka, `${name}-kafka-bootstrap`, { ...brokers, 'strimzi.io/broker-role': 'true' }, [replication, ...clients]),
    service(kafka, `${name}-kafka-brokers`, brokers, [controlPlane, replication, agent, ...clients], {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    }),
    budget(kafka, `${name}-kafka`, brokers, { minAvailable: Math.max(0, nodes - maxUnavailable(fields)) }),
    serviceAccount(kafka, `${name}-kafka`),
    ...['cluster-ca-cert', 'clients-ca-cert'].map((suffix) => secret(kafka, `${name}-${suffix}`, ['ca.crt', 'ca.p12', 'ca.password'])),
    ...['cluster-ca', 'clients-ca'].map((suffix) => secret(kafka, `${name}-${suffix}`, ['ca.key'])),
    secret(kafka, `${name}-cluster-operator-certs`),
    ...entityOperator(kafka),
    ...exporter(kafka),
  ];
}

function maxUnavailable(fields: Fields): number {
  return countAt(fields, 1, 'spec', 'kafka', 'template', 'podDisruptionBudget', 'maxUnavailable');
}

function labelsOf(name: string, component: string, type: string): Record<string, string> {
  return {
    [kafkaClusterLabel]: name,
    'strimzi.io/kind': 'Kafka',
    'strimzi.io/name': `${name}-${component}`,
    'strimzi.io/component-type': type,
    'app.kubernetes.io/name': type,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'strimzi-cluster-operator',
    'app.kubernetes.io/part-of': `strimzi-${name}`,
  };
}

/** One StrimziPodSet a pool: the operator makes its pods one by one, and in a roll takes one away before it makes the next. */
function podSet(kafka: Manifest, pool: Manifest): Made {
  const { fields, namespace, name } = kafka;
  const isBroker = hasRole(pool, 'broker');
  const isController = hasRole(pool, 'controller');
  const listeners = listAt(fields, 'spec', 'kafka', 'listeners').flatMap(listenerOf);
  const ports = [
    agent,
    ...(isController ? [controlPlane] : []),
    ...(isBroker ? [replication, ...listeners.map(({ port }) => port)] : []),
    ...(at(fields, 'spec', 'kafka', 'metricsConfig') === undefined ? [] : [metricsPort]),
  ];
  // A pool's own template, JVM and resources replace those of the cluster as a whole.
  const template = asFields(at(pool.fields, 'spec', 'template')) ?? fieldsAt(fields, 'spec', 'kafka', 'template');
  const resources = at(pool.fields, 'spec', 'resources') ?? at(fields, 'spec', 'kafka', 'resources');
  const certificates = isBroker
    ? listeners.flatMap(({ fields: listener }) => nameAt(listener, 'configuration', 'brokerCertChainAndKey', 'secretName') ?? [])
    : [];
  const labels = {
    ...labelsOf(name, 'kafka', 'kafka'),
    'strimzi.io/pool-name': pool.name,
    'strimzi.io/broker-role': `${isBroker}`,
    'strimzi.io/controller-role': `${isController}`,
    'strimzi.io/controller': 'strimzipodset',
    'strimzi.io/controller-name': `${name}-${pool.name}`,
  };
  const needsRack = isBroker && at(fields, 'spec', 'kafka', 'rack') !== undefined;
  const securityContext = (part: string) => at(template, part, 'securityContext');
  const pod = {
    metadata: { labels: { ...labels, ...fieldsAt(template, 'pod', 'metadata', 'labels') } },
    spec: given({
      serviceAccountName: `${name}-kafka`,
      automountServiceAccountToken: false,
      ...podOptions(template),
      initContainers: needsRack
        ? [given({ name: 'kafka-init', image: '', resources, securityContext: securityContext('initContainer') })]
        : undefined,
      containers: [
        given({
          name: 'kafka',
          image: nameAt(fields, 'spec', 'kafka', 'image') ?? '',
          resources,
          ports: containerPorts(ports),
          livenessProbe: { exec: { command: ['kafka_liveness.sh'] } },
          readinessProbe: { exec: { command: ['kafka_readiness.sh'] } },
          securityContext: securityContext('kafkaContainer'),
        }),
      ],
      volumes: [
        ...[...new Set(certificates)].map((certificate) => secretVolume(`custom-${certificate}`, certificate)),
        secretVolume('cluster-ca', `${name}-cluster-ca-cert`),
        secretVolume('client-ca-cert', `${name}-clients-ca-cert`),
      ],
    }),
  };
  return {
    of: kafka,
    fields: {
      apiVersion: 'core.strimzi.io/v1',
      kind: 'StrimziPodSet',
      metadata: metadata(namespace, `${name}-${pool.name}`, labels),
      spec: { selector: { matchLabels: labels }, pods: Array.from({ length: Math.min(nodesOf(pool), mostNodes) }, () => pod) },
    },
  };
}

/** What a template says of its pods, in the words of a pod. */
function podOptions(template: unknown): Fields {
  const pod = fieldsAt(template, 'pod');
  const { affinity, tolerations, topologySpreadConstraints, priorityClassName, securityContext, terminationGracePeriodSeconds } = pod;
  return given({
    affinity,
    tolerations,
    topologySpreadConstraints,
    priorityClassName,
    securityContext,
    terminationGracePeriodSeconds: terminationGracePeriodSeconds ?? 30,
    enableServiceLinks: pod['enableServiceLinks'],
  });
}

/**
 * Topic and user operator in one pod, which the operator recreates rather than rolls. Their ports have names of their own since 1.1.0:
 * before they were both called `healthcheck`.
 */
function entityOperator(kafka: Manifest): readonly Made[] {
  const { fields, name } = kafka;
  const spec = asFields(at(fields, 'spec', 'entityOperator'));
  if (spec === undefined) return [];
  const template = fieldsAt(spec, 'template');
  const parts = [
    { key: 'topicOperator', container: 'topic-operator', part: 'topicOperatorContainer', port: { name: 'healthcheck-to', port: 8080 } },
    { key: 'userOperator', container: 'user-operator', part: 'userOperatorContainer', port: { name: 'healthcheck-uo', port: 8081 } },
  ].filter(({ key }) => spec[key] !== undefined);
  if (parts.length === 0) return [];
  const probe = (path: string, port: string) => ({ httpGet: { path, port } });
  const certificates = parts.map(({ container }) => `${name}-entity-${container}-certs`);
  const deployment = workload(kafka, 'entity-operator', 'entity-operator', template, {
    strategy: { type: 'Recreate' },
    containers: parts.map(({ key, container, part, port }) =>
      given({
        name: container,
        image: '',
        resources: at(spec, key, 'resources'),
        ports: containerPorts([port]),
        livenessProbe: probe('/healthy', port.name),
        readinessProbe: probe('/ready', port.name),
        securityContext: at(template, part, 'securityContext'),
      }),
    ),
    volumes: certificates.map((certificate) => secretVolume(certificate, certificate)),
  });
  return [
    deployment,
    serviceAccount(kafka, `${name}-entity-operator`),
    ...certificates.map((certificate) => secret(kafka, certificate)),
    ...parts.map(({ container }) => configMap(kafka, `${name}-entity-${container}-config`)),
  ];
}

function exporter(kafka: Manifest): readonly Made[] {
  const spec = asFields(at(kafka.fields, 'spec', 'kafkaExporter'));
  if (spec === undefined) return [];
  const template = fieldsAt(spec, 'template');
  const certificates = `${kafka.name}-kafka-exporter-certs`;
  const probe = { httpGet: { path: '/healthz', port: metricsPort.name } };
  return [
    workload(kafka, 'kafka-exporter', 'kafka-exporter', template, {
      strategy: {
        type: textAt(template, 'deployment', 'deploymentStrategy') ?? 'RollingUpdate',
        rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
      },
      containers: [
        given({
          name: 'kafka-exporter',
          image: nameAt(spec, 'image') ?? '',
          resources: spec['resources'],
          ports: containerPorts([metricsPort]),
          livenessProbe: probe,
          readinessProbe: probe,
          securityContext: at(template, 'container', 'securityContext'),
        }),
      ],
      volumes: [secretVolume(certificates, certificates)],
    }),
    serviceAccount(kafka, `${kafka.name}-kafka-exporter`),
    secret(kafka, certificates),
  ];
}

/** A Deployment of one pod. */
function workload(kafka: Manifest, component: string, type: string, template: Fields, more: Fields): Made {
  const { strategy, ...pod } = more;
  const labels = labelsOf(kafka.name, component, type);
  const name = `${kafka.name}-${component}`;
  const { [kafkaClusterLabel]: cluster, 'strimzi.io/kind': kind, 'strimzi.io/name': own } = labels;
  return {
    of: kafka,
    fields: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata(kafka.namespace, name, labels),
      spec: {
        replicas: 1,
        strategy,
        selector: { matchLabels: { [kafkaClusterLabel]: cluster, 'strimzi.io/kind': kind, 'strimzi.io/name': own } },
        template: {
          metadata: { labels: { ...labels, ...fieldsAt(template, 'pod', 'metadata', 'labels') } },
          spec: given({ serviceAccountName: name, ...podOptions(template), ...pod }),
        },
      },
    },
  };
}

/** The Secret that a user logs in with (SCRAM: its password; TLS: its certificate). */
function ofUser(user: Manifest): readonly Made[] {
  const type = textAt(user.fields, 'spec', 'authentication', 'type');
  if (type === 'scram-sha-512') return [secret(user, user.name, ['password', 'sasl.jaas.config'])];
  return type === 'tls' ? [secret(user, user.name, ['ca.crt', 'user.crt', 'user.key', 'user.p12', 'user.password'])] : [];
}
