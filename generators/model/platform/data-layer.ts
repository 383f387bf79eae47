import { ownKey } from './own-keys.ts';
/** Names of the clusters that hold the data. Services, Secrets, labels and policies are named after them. */
export interface DataLayerNames {
  /** The `postgresql` object of the Zalando operator. */
  readonly postgres: string;
  /** Release of the chart redis-ha. */
  readonly redis: string;
  /** The `Kafka` object of Strimzi. */
  readonly kafka: string;
}

/** One PostgreSQL: its instances, the primary included; pods of the pooler; disk of an instance. */
export interface PostgresSize {
  readonly instances: number;
  readonly poolers: number;
  readonly storage: string;
}

/** How much of the data layer an environment has; CPU and memory follow its `sizing`. */
export interface DataLayerSize {
  readonly postgres: PostgresSize & {
    /** Further clusters, by the name that services call them by: one whose load or loss others shall not feel, or whose memory is full. */
    readonly further?: Readonly<Record<string, PostgresSize>>;
  };
  /** Pods of Redis, the master included, each with a Sentinel beside it. */
  readonly redis: { readonly nodes: number; readonly storage: string };
  readonly kafka: {
    readonly brokers: number;
    /** Members of the quorum (KRaft), which the manual's ZooKeeper was (D66). */
    readonly controllers: number;
    readonly storage: string;
    readonly controllerStorage: string;
  };
}

/** Label of the zone of a node. */
export const zoneKey = 'topology.kubernetes.io/zone';

/** Of a pod template: what `kubectl rollout restart` sets, and we where pods have to start again. */
export const restartedAnnotation = 'kubectl.kubernetes.io/restartedAt';

/** Connections to PostgreSQL (D17). The pooler shares a few among many clients. */
export const connections = {
  /** Connections of the pooler to one database, all its pods together, in full size. */
  perDatabase: 40,
  /** The same at least, where there are many databases: transactions wait for one another, and none is refused. */
  fewest: 5,
  /** Kept for the superuser, replication, Patroni, the exporter, backups and people. */
  reserved: 50,
  /** A change of `max_connections` restarts PostgreSQL: it is reckoned for so many databases at once. */
  step: 10,
} as const;

/** Clients that one pod of the pooler lets in (Zalando 2.0.1, `ConnectionPoolerMaxClientConnections`). */
const clientsOfPooler = 10_000;

/** Clients that so many pods of the pooler take while one of them is gone, for an update of its node. */
export function poolerClients(poolers: number): number {
  return Math.max(1, poolers - 1) * clientsOfPooler;
}

/** Share of its memory that PostgreSQL keeps as `shared_buffers`. */
export const bufferShare = 0.25;

/** Memory of an instance of PostgreSQL in full size, in MiB: no container may have more (`LimitRange`). */
export const postgresMemory = 8 * 1024;

/** MiB that a connection costs beside the buffers: a sort, and the caches of its process. */
const perConnection = 10;

/** Connections that PostgreSQL carries with so many MiB. */
function carriedBy(memory: number): number {
  return Math.floor((memory * (1 - bufferShare)) / perConnection);
}

/** What PostgreSQL is given for a number of databases. */
export interface ConnectionBudget {
  /** Connections of the pooler to one database. */
  readonly perDatabase: number;
  /** `max_connections`. */
  readonly most: number;
  /** MiB that an instance must have for them. */
  readonly memory: number;
}

/** The more databases, the fewer connections has each, as memory carries them; where they would be too few, there is more memory. */
export function connectionBudget(databases: number, sizing: number): ConnectionBudget {
  const counted = Math.ceil(databases / connections.step) * connections.step;
  const wanted = Math.max(2, Math.ceil(connections.perDatabase * sizing));
  const carried = Math.floor((carriedBy(postgresMemory * sizing) - connections.reserved) / counted);
  const perDatabase = Math.min(wanted, Math.max(connections.fewest, carried));
  const most = counted * perDatabase + connections.reserved;
  return { perDatabase, most, memory: Math.ceil((most * perConnection) / (1 - bufferShare)) };
}

/** Databases that one PostgreSQL carries at most, that of the manual included. */
export const mostDatabases =
  Math.floor((carriedBy(postgresMemory) - connections.reserved) / connections.fewest / connections.step) * connections.step;

/** Clients of one HAProxy before Redis. Unbounded it reckons by the open files of its node, and ends out of memory where those have no end. */
export const proxyConnections = 4096;

/** The role and database of the manual (3.1): it owns no data of a service (D21). */
export const owner = { role: 'erp_user', database: 'erp_prod' } as const;

/** Role of the exporter beside PostgreSQL, a member of `pg_monitor`. */
export const monitorRole = 'monitor_user';

/** Roles of the operator itself (2.0.1, `super_username` and `replication_username`). */
export const operatorRoles = ['postgres', 'standby'] as const;

/** Partitions of a topic (manual 3.3), and why they may be fewer than the pods that consume it (D18). */
export const topic = {
  partitions: 6,
  fewerThanPods: 'The manual says 6 (3.3): pods beyond the sixth answer requests and consume nothing.',
  fewerAsDeclared: 'Its owner declares them: pods beyond them answer requests or do other work, and consume nothing.',
  retentionHours: 168,
} as const;

/** Of a KafkaTopic: why it has fewer partitions than its consumers may have pods. */
export const fewerPartitionsAnnotation = ownKey('fewer-partitions-than-pods');

/** Of a KafkaTopic that several users may write: their names, with commas between. */
export const writersAnnotation = ownKey('writers');

export const postgresPorts = { sql: 5432, patroni: 8008, metrics: 9187 } as const;
export const redisPorts = { redis: 6379, sentinel: 26379, metrics: 9121, proxyMetrics: 9101 } as const;
export const kafkaPorts = { clients: 9092, controller: 9090, replication: 9091, agent: 8443, metrics: 9404 } as const;

/** Where the operators of Kafka serve their metrics: the cluster operator, and the topic and user operators in one pod. */
export const kafkaOperatorPorts = { cluster: [8080], entity: [8080, 8081] } as const;

/** Pods of the operators, by the labels of their charts. */
export const operatorPods = {
  postgres: { 'app.kubernetes.io/name': 'postgres-operator' },
  kafka: { name: 'strimzi-cluster-operator', 'strimzi.io/kind': 'cluster-operator' },
} as const;

/** What the Zalando operator makes of a cluster of that name. */
export function postgresNames(cluster: string) {
  return {
    podLabels: { application: 'spilo', 'cluster-name': cluster },
    pooler: `${cluster}-pooler`,
    poolerLabels: { 'connection-pooler': `${cluster}-pooler` },
    /** Secret of the server's certificate. */
    certificate: `${cluster}-tls`,
    /** Secret with the password of a role, which the operator adopts when it is already there. */
    credentials: (role: string) => `${role.replaceAll('_', '-')}.${cluster}.credentials.postgresql.acid.zalan.do`,
  } as const;
}

/** What the chart redis-ha makes of a release of that name. */
export function redisNames(release: string) {
  return {
    podLabels: { app: 'redis-ha', release },
    proxyLabels: { app: 'redis-ha-haproxy', release },
    /** Secret with the password. */
    secret: release,
  } as const;
}

/** What Strimzi makes of a cluster of that name. */
export function kafkaNames(cluster: string) {
  const clusterLabel = { 'strimzi.io/cluster': cluster } as const;
  return {
    clusterLabel,
    /** Brokers and controllers. */
    podLabels: { ...clusterLabel, 'strimzi.io/name': `${cluster}-kafka` },
    brokerLabels: { ...clusterLabel, 'strimzi.io/pool-name': 'broker' },
    entityOperatorLabels: { ...clusterLabel, 'strimzi.io/name': `${cluster}-entity-operator` },
    exporterLabels: { ...clusterLabel, 'strimzi.io/name': `${cluster}-kafka-exporter` },
    brokers: `${cluster}-kafka-brokers`,
    bootstrap: `${cluster}-kafka-bootstrap`,
    /** Secret of the certificate of the clients' listener. */
    certificate: `${cluster}-tls`,
    /** Secret with the password of a service. */
    credentials: (service: string) => `${service}-kafka`,
  } as const;
}

/** Name of the KafkaTopic object of a topic: Kubernetes allows fewer characters than Kafka. */
export function topicObjectName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}
