import { describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import { brokersOf } from '../../policies/kubernetes/operators/kafka-nodes.ts';
import { operators } from '../../policies/kubernetes/operators/made.ts';
import { postgresBehind } from '../../policies/kubernetes/operators/postgres-operator.ts';
import { portsOf } from '../../policies/kubernetes/pods/container-ports.ts';
import { mostPods } from '../../policies/kubernetes/pods/most-pods.ts';
import { podAmount } from '../../policies/kubernetes/pods/pod-resources.ts';
import { referencesOf } from '../../policies/kubernetes/references.ts';
import type { Manifest, Pod, World } from '../../policies/model.ts';
import { createWorld } from '../../policies/world.ts';
import { manifestsIn } from '../support/manifests.ts';
import { present } from '../support/mutations/mutation.ts';

const postgres = (spec: string) => `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: ledger, namespace: data }
spec: ${spec}
`;

const listeners =
  '{ kafka: { listeners: [{ name: plain, port: 9092, type: internal }, { name: tls, port: 9093, type: internal, tls: true }] } }';

const kafka = (spec = listeners) => `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: events, namespace: data }
spec: ${spec}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: broker, namespace: data, labels: { strimzi.io/cluster: events } }
spec: { replicas: 3, roles: [broker], template: { pod: { priorityClassName: data-layer } } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: controller, namespace: data, labels: { strimzi.io/cluster: events }, annotations: { strimzi.io/next-node-ids: '[100-199]' } }
spec: { replicas: 5, roles: [controller] }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: broker, namespace: data, labels: { strimzi.io/cluster: other } }
spec: { replicas: 7, roles: [broker] }
`;

const gateway = (proxy: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: eg }
spec: { controllerName: gateway.envoyproxy.io/gatewayclass-controller }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: { name: edge, namespace: infra }
spec: { provider: { type: Kubernetes, kubernetes: ${proxy} } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: shop, namespace: infra }
spec:
  gatewayClassName: eg
  infrastructure: { parametersRef: { group: gateway.envoyproxy.io, kind: EnvoyProxy, name: edge } }
  listeners: [{ name: a, port: 80, protocol: HTTP }, { name: b, port: 443, protocol: HTTPS }, { name: c, port: 443, protocol: HTTPS }]
`;

const worldOf = (manifests: string) => createWorld('production', manifestsIn(manifests));
const made = (world: World) => world.manifests.filter(({ origin }) => origin?.by === 'operator');
const namesOf = (manifests: string, kind: string) => made(worldOf(manifests)).flatMap((item) => (item.kind === kind ? [item.name] : []));
const find = (world: World, kind: string, name: string): Manifest =>
  present(made(world).find((item) => item.kind === kind && item.name === name));
const podOf = (world: World, kind: string, name: string): Pod => present(world.podOf(find(world, kind, name)));
const numbers = (pod: Pod) => pod.containers.flatMap(portsOf).map(({ number }) => number);

describe('what the operator of PostgreSQL makes', () => {
  it('is a Service for the primary, the standbys and the pooler', () => {
    expect(namesOf(postgres('{ enableConnectionPooler: true }'), 'Service')).toEqual(['ledger', 'ledger-repl', 'ledger-pooler']);
    expect(namesOf(postgres('{}'), 'Service')).toEqual(['ledger', 'ledger-repl']);
    expect(namesOf(postgres('{ connectionPooler: {} }'), 'Service')).toEqual(['ledger', 'ledger-repl', 'ledger-pooler']);
  });

  it('are pods of two roles, as many as instances', () => {
    const world = worldOf(postgres('{ numberOfInstances: 3 }'));
    const pods = world.podsSelected('data', { matchLabels: { application: 'spilo' } });
    expect(pods.map((pod) => [pod.labels['spilo-role'], mostPods(pod, world)])).toEqual([
      ['master', 1],
      ['replica', 2],
    ]);
  });

  it('listens for its sidecars too', () => {
    const world = worldOf(postgres('{ sidecars: [{ name: exporter, ports: [{ name: exporter, containerPort: 9187 }] }] }'));
    expect(numbers(podOf(world, 'StatefulSet', 'ledger'))).toEqual([8008, 5432, 8080, 9187]);
  });

  it('takes class, account, environment and amounts from the object, else from the configuration of the operator', () => {
    const world = createWorld(
      'production',
      manifestsIn(postgres('{ resources: { requests: { cpu: 2, memory: 1Gi } }, tls: { secretName: ledger-tls } }')),
      undefined,
      manifestsIn(`
apiVersion: acid.zalan.do/v1
kind: OperatorConfiguration
metadata: { name: operator, namespace: data }
configuration:
  kubernetes: { pod_priority_class_name: database, pod_service_account_name: pods, pod_environment_configmap: data/environment }
  postgres_pod_resources: { default_cpu_limit: '4', default_memory_limit: 2Gi }
`),
    );
    const pod = podOf(world, 'StatefulSet', 'ledger');
    expect([pod.spec['priorityClassName'], pod.spec['serviceAccountName']]).toEqual(['database', 'pods']);
    expect([podAmount(pod, 'requests', 'cpu', []), podAmount(pod, 'limits', 'cpu', [])]).toEqual([2, 4]);
    expect(referencesOf(pod).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Secret postgres.ledger.credentials.postgresql.acid.zalan.do',
      'Secret standby.ledger.credentials.postgresql.acid.zalan.do',
      'ConfigMap environment',
      'Secret ledger-tls',
    ]);
  });

  it('is a Secret for each role', () => {
    expect(namesOf(postgres('{ users: { shop_user: [] }, databases: { shop: owner_user } }'), 'Secret')).toEqual(
      ['postgres', 'standby', 'shop-user', 'owner-user'].map((role) => `${role}.ledger.credentials.postgresql.acid.zalan.do`),
    );
  });

  it.each([
    ['an alias of the pooler', '{ selector: { connection-pooler: ledger-pooler } }', 'ledger'],
    ['an alias of the instances', '{ selector: { cluster-name: ledger, spilo-role: master } }', 'ledger'],
    ['an alias of another cluster', '{ selector: { cluster-name: books } }', undefined],
  ])('is behind %s', (_, spec, expected) => {
    const service = `---\napiVersion: v1\nkind: Service\nmetadata: { name: primary, namespace: data }\nspec: ${spec}\n`;
    expect(postgresBehind(worldOf(postgres('{ enableConnectionPooler: true }') + service), 'data', 'primary')?.name).toBe(expected);
  });

  it('is behind its own Services', () => {
    expect(postgresBehind(worldOf(postgres('{}')), 'data', 'ledger-repl')?.name).toBe('ledger');
    expect(postgresBehind(worldOf(postgres('{}')), 'elsewhere', 'ledger-repl')).toBeUndefined();
  });
});

describe('what Strimzi makes', () => {
  it('is a Service for the brokers and one to begin with, with the ports of the listeners', () => {
    const ports = (name: string) =>
      listAt(find(worldOf(kafka()), 'Service', name).fields, 'spec', 'ports').map((port) => [textAt(port, 'name'), at(port, 'port')]);
    const listeners = [
      ['tcp-clients', 9092],
      ['tcp-clientstls', 9093],
    ];
    expect(ports('events-kafka-bootstrap')).toEqual([['tcp-replication', 9091], ...listeners]);
    expect(ports('events-kafka-brokers')).toEqual([
      ['tcp-ctrlplane', 9090],
      ['tcp-replication', 9091],
      ['tcp-kafkaagent', 8443],
      ...listeners,
    ]);
  });

  it('takes clients at the brokers only, in pods of the class of their pool', () => {
    const world = worldOf(kafka());
    const [broker, controller] = ['events-broker', 'events-controller'].map((name) => podOf(world, 'StrimziPodSet', name));
    expect([broker && numbers(broker), controller && numbers(controller)]).toEqual([
      [8443, 9091, 9092, 9093],
      [8443, 9090],
    ]);
    expect(broker?.spec['priorityClassName']).toBe('data-layer');
    expect([broker && mostPods(broker, world), controller && mostPods(controller, world)]).toEqual([3, 5]);
  });

  it('counts the brokers of the own cluster', () => {
    const world = worldOf(kafka());
    const [cluster] = world.ofKind('Kafka');
    expect(cluster && brokersOf(cluster, world)).toBe(3);
  });

  it('calls the two ports of the entity operator by two names', () => {
    const world = worldOf(kafka('{ kafka: {}, entityOperator: { topicOperator: {}, userOperator: {} }, kafkaExporter: {} }'));
    const pod = podOf(world, 'Deployment', 'events-entity-operator');
    expect(pod.containers.flatMap(portsOf).map(({ name, number }) => [name, number])).toEqual([
      ['healthcheck-to', 8080],
      ['healthcheck-uo', 8081],
    ]);
    expect(numbers(podOf(world, 'Deployment', 'events-kafka-exporter'))).toEqual([9404]);
  });
});

describe('what Envoy Gateway makes', () => {
  it('is a fleet with a request and no limit where nothing is said, and a load balancer with the ports of the listeners', () => {
    const world = worldOf(gateway('{ envoyPDB: { maxUnavailable: 1 } }'));
    const [fleet] = made(world).filter(({ kind }) => kind === 'Deployment');
    // As Envoy Gateway 1.9.0 names it: namespace, name and the start of the SHA-256 of "infra/shop".
    expect(fleet?.name).toBe('envoy-infra-shop-c26d6b43');
    const pod = present(world.podOf(present(fleet)));
    expect(at(pod.containers[0]?.fields, 'resources')).toEqual({ requests: { cpu: '100m', memory: '512Mi' } });
    expect(numbers(pod)).toEqual([19001, 19003, 10080, 10443, 19002]);
    const service = made(world).find(({ kind }) => kind === 'Service');
    expect([
      textAt(service?.fields, 'spec', 'type'),
      listAt(service?.fields, 'spec', 'ports').map((port) => at(port, 'targetPort')),
    ]).toEqual(['LoadBalancer', [10080, 10443]]);
    expect(namesOf(gateway('{ envoyPDB: { maxUnavailable: 1 } }'), 'PodDisruptionBudget')).toEqual([fleet?.name]);
  });

  it('takes what the EnvoyProxy says, its patch last', () => {
    const patch =
      '{ type: StrategicMerge, value: { spec: { template: { spec: { containers: [{ name: shutdown-manager, resources: { limits: { memory: 64Mi } } }] } } } } }';
    const world = worldOf(
      gateway(
        `{ envoyDeployment: { replicas: 3, pod: { priorityClassName: edge }, patch: ${patch} }, envoyService: { allocateLoadBalancerNodePorts: false } }`,
      ),
    );
    const pod = present(world.podOf(present(made(world).find(({ kind }) => kind === 'Deployment'))));
    expect([mostPods(pod, world), pod.spec['priorityClassName']]).toEqual([4, 'edge']);
    expect(pod.containers.map(({ name, fields }) => [name, at(fields, 'resources', 'limits')])).toEqual([
      ['envoy', undefined],
      ['shutdown-manager', { memory: '64Mi' }],
    ]);
    expect(at(made(world).find(({ kind }) => kind === 'Service')?.fields, 'spec', 'allocateLoadBalancerNodePorts')).toBe(false);
  });

  it('is nothing for a Gateway of another controller', () => {
    expect(made(worldOf(gateway('{}').replace('gateway.envoyproxy.io/gatewayclass', 'example.com/other')))).toEqual([]);
  });
});

describe('what the operator of Prometheus makes', () => {
  const monitoring = (kind: string, spec: string) => `
apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: { name: main, namespace: infra }
spec: ${spec}
`;

  it.each([
    ['Prometheus', 'prometheus-main', 'prometheus-operated', [9090, 8080, 8081]],
    ['Alertmanager', 'alertmanager-main', 'alertmanager-operated', [9093, 9094, 9094, 8080, 8081]],
  ])('is a StatefulSet of %s with what the object mounts, and a headless Service', (kind, name, service, ports) => {
    const world = worldOf(
      monitoring(kind, '{ replicas: 2, secrets: [receivers], podMetadata: { labels: { app: p } }, priorityClassName: watch }'),
    );
    const pod = podOf(world, 'StatefulSet', name);
    expect([mostPods(pod, world), pod.spec['priorityClassName'], pod.labels['app'], numbers(pod)]).toEqual([2, 'watch', 'p', ports]);
    expect(referencesOf(pod).map((reference) => reference.name)).toContain('receivers');
    expect(namesOf(monitoring(kind, '{}'), 'Service')).toEqual([service]);
  });

  it('may be several shards', () => {
    expect(namesOf(monitoring('Prometheus', '{ shards: 2 }'), 'StatefulSet')).toEqual(['prometheus-main', 'prometheus-main-shard-1']);
  });
});

it('KEDA makes an autoscaler that counts once', () => {
  const world = worldOf(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: app }
spec: { template: { spec: { containers: [{ name: shop }] } } }
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: shop, namespace: app }
spec: { scaleTargetRef: { name: shop }, maxReplicaCount: 8 }
`);
  expect(made(world).map(({ kind, name, fields }) => [kind, name, at(fields, 'spec', 'maxReplicas')])).toEqual([
    ['HorizontalPodAutoscaler', 'keda-hpa-shop', 8],
  ]);
  expect(mostPods(present(world.pods.find(({ manifest }) => manifest.name === 'shop')), world)).toBe(10);
});

it('nothing of it throws, whatever the objects hold', () => {
  for (const spec of [
    'null',
    '7',
    '[]',
    '{ sidecars: 3 }',
    '{ sidecars: [null, { ports: x }] }',
    '{ kafka: [], enableConnectionPooler: "yes" }',
  ]) {
    for (const kind of [
      'Prometheus',
      'Alertmanager',
      'ScaledObject',
      'ExternalSecret',
      'SealedSecret',
      'Certificate',
      'Gateway',
      'EnvoyProxy',
      'KafkaUser',
    ]) {
      const other = `---\napiVersion: v1\nkind: ${kind}\nmetadata: { name: x, namespace: data }\nspec: ${spec}\n`;
      expect(() => worldOf(`${postgres(spec)}---${kafka(spec)}${other}`)).not.toThrow();
    }
  }
});

it('every operator says in which version of its source it was read, and by which chart it is pinned', () => {
  expect(operators.filter(({ readIn, chart, chartVersion }) => !/^\d+\.\d+/.test(readIn) || chart === '' || chartVersion === '')).toEqual(
    [],
  );
});
