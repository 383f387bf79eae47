import { type ExternalPods, type ExternalService, externalPods, externalServices, type MetricsPort } from '../cluster.ts';
import type { Manifest, World } from '../model.ts';
import { servesMetrics } from './container-ports.ts';
import { at, listAt, numberAt, textAt } from './fields.ts';
import { perWorld } from './per-world.ts';

/** What no overlay renders and the cluster has all the same. */
export interface Made {
  readonly pods: readonly ExternalPods[];
  readonly services: readonly ExternalService[];
}

/** Strimzi's label of everything that belongs to a cluster. */
export const kafkaClusterLabel = 'strimzi.io/cluster';

/**
 * The pods and Services of the cluster beside the rendered ones: those of charts (policies/cluster.ts), and those that the
 * operators make of the `postgresql`, `Kafka` and `KafkaNodePool` objects of the environment.
 */
export const madeIn: (world: World) => Made = perWorld((world) => {
  const made = [...world.ofKind('postgresql').map(ofPostgres), ...world.ofKind('Kafka').map((kafka) => ofKafka(kafka, world))];
  return {
    pods: [...externalPods, ...made.flatMap(({ pods }) => pods)],
    services: [...externalServices, ...made.flatMap(({ services }) => services)],
  };
});

/** Zalando postgres-operator 2: instances under Patroni, the pooler, a Service for each. */
function ofPostgres({ fields, namespace, name }: Manifest): Made {
  const source = `postgresql "${name}"`;
  const sidecars = listAt(fields, 'spec', 'sidecars').flatMap((sidecar) =>
    listAt(sidecar, 'ports').flatMap((port) => {
      const number = numberAt(port, 'containerPort');
      return number === undefined ? [] : [{ number, name: textAt(port, 'name') ?? '' }];
    }),
  );
  const metrics = sidecars.filter(({ name }) => servesMetrics(name));
  const instance = (role: string): ExternalPods => ({
    namespace,
    labels: { 'cluster-name': name, application: 'spilo', 'spilo-role': role },
    ports: [5432, 8008, ...sidecars.map(({ number }) => number)],
    ...(metrics.length > 0 && { metrics }),
    source,
  });
  const pooler = at(fields, 'spec', 'enableConnectionPooler') === true ? `${name}-pooler` : undefined;
  const service = (serviceName: string, selector: ExternalService['selector']): ExternalService => ({
    namespace,
    name: serviceName,
    ports: [5432],
    selector,
    source,
  });
  return {
    pods: [
      instance('master'),
      instance('replica'),
      ...(pooler === undefined
        ? []
        : [
            {
              namespace,
              labels: { 'connection-pooler': pooler, application: 'db-connection-pooler', 'cluster-name': name },
              ports: [5432],
              source,
            },
          ]),
    ],
    services: [
      service(name, { 'cluster-name': name, 'spilo-role': 'master' }),
      service(`${name}-repl`, { 'cluster-name': name, 'spilo-role': 'replica' }),
      ...(pooler === undefined ? [] : [service(pooler, { 'connection-pooler': pooler })]),
    ],
  };
}

/** Strimzi 1: the pods of each pool, the entity operator and the exporter, and the Services of the listeners. */
function ofKafka(manifest: Manifest, world: World): Made {
  const { fields, namespace, name } = manifest;
  const source = `Kafka "${name}"`;
  const clients = listAt(fields, 'spec', 'kafka', 'listeners').flatMap((listener) => numberAt(listener, 'port') ?? []);
  const exported: readonly MetricsPort[] = [{ number: 9404, name: 'tcp-prometheus' }];
  const metrics = at(fields, 'spec', 'kafka', 'metricsConfig') === undefined ? [] : exported;
  // Two names since Strimzi 1.1 (EntityTopicOperator, EntityUserOperator at 1.2.0): before, both were `healthcheck`.
  const operators = (
    [
      ['topicOperator', 8080, 'to'],
      ['userOperator', 8081, 'uo'],
    ] as const
  ).flatMap(([operator, number, short]) =>
    at(fields, 'spec', 'entityOperator', operator) === undefined ? [] : [{ number, name: `healthcheck-${short}` }],
  );
  const component = (part: string, app: string, ports: readonly number[], served: readonly MetricsPort[]): ExternalPods => ({
    namespace,
    labels: { 'strimzi.io/name': `${name}-${part}`, 'app.kubernetes.io/name': app, [kafkaClusterLabel]: name },
    ports: [...ports, ...served.map(({ number }) => number)],
    ...(served.length > 0 && { metrics: served }),
    source,
  });
  const pools = poolsOf(manifest, world).map((pool): ExternalPods => {
    const nodes = component('kafka', 'kafka', [9090, 9091, 8443, ...(hasRole(pool, 'broker') ? clients : [])], metrics);
    return { ...nodes, labels: { ...nodes.labels, 'strimzi.io/pool-name': pool.name } };
  });
  return {
    pods: [
      ...pools,
      ...(at(fields, 'spec', 'entityOperator') === undefined ? [] : [component('entity-operator', 'entity-operator', [], operators)]),
      ...(at(fields, 'spec', 'kafkaExporter') === undefined ? [] : [component('kafka-exporter', 'kafka-exporter', [], exported)]),
    ],
    services: ['brokers', 'bootstrap'].map((kind) => ({
      namespace,
      name: `${name}-kafka-${kind}`,
      ports: clients,
      selector: { [kafkaClusterLabel]: name, 'strimzi.io/name': `${name}-kafka` },
      source,
    })),
  };
}

/** The pools of nodes of a Kafka cluster. */
export function poolsOf({ namespace, name }: Manifest, world: World): readonly Manifest[] {
  return world.ofKind('KafkaNodePool').filter((pool) => pool.namespace === namespace && pool.labels[kafkaClusterLabel] === name);
}

/** Brokers of a Kafka cluster, over all its pools. */
export function brokersOf(kafka: Manifest, world: World): number {
  return poolsOf(kafka, world)
    .filter((pool) => hasRole(pool, 'broker'))
    .reduce((sum, { fields }) => sum + (numberAt(fields, 'spec', 'replicas') ?? 0), 0);
}

/** The Kafka cluster that a topic or user is for, by its label. */
export function kafkaOf({ namespace, labels }: Manifest, world: World): Manifest | undefined {
  return world.find('Kafka', namespace, labels[kafkaClusterLabel] ?? '');
}

/** The `postgresql` object behind a Service: by the labels of its instances, or of its pooler. */
export function postgresBehind(world: World, namespace: string, service: string): Manifest | undefined {
  const manifest = world.find('Service', namespace, service);
  const selector = manifest && at(manifest.fields, 'spec', 'selector');
  return world
    .ofKind('postgresql')
    .find((postgres) =>
      postgres.namespace !== namespace
        ? false
        : manifest === undefined
          ? ofPostgres(postgres).services.some(({ name }) => name === service)
          : textAt(selector, 'cluster-name') === postgres.name || textAt(selector, 'connection-pooler') === `${postgres.name}-pooler`,
    );
}

function hasRole(pool: Manifest, role: string): boolean {
  return listAt(pool.fields, 'spec', 'roles').includes(role);
}
