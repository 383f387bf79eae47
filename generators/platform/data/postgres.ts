import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { cloudOf, diskClassName } from '../../clouds/clouds.ts';
import { archiveFolder, backupRoles } from '../../model/environment/backup.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { isStandby } from '../../model/environment/place.ts';
import type { Instance } from '../../model/instance.ts';
import { confirmed } from '../../model/names.ts';
import type { CustomResource, KubernetesObject } from '../../model/object.ts';
import {
  bufferShare,
  connectionBudget,
  monitorRole,
  operatorPods,
  operatorRoles,
  owner,
  postgresMemory,
  postgresNames,
  postgresPorts,
  zoneKey,
} from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { priorities } from '../../model/priorities.ts';
import { clusterHost, prometheus } from '../../model/service/backing-services.ts';
import { keptName } from '../../model/service/names/side-by-side.ts';
import { type Amounts, bytes, formatBytes, mebibytes, scaleAmounts } from '../../model/service/quantity.ts';
import { databaseVaultPath, vaultPath } from '../../model/service/secret.ts';
import { firstCluster, isIn, type PostgresCluster, postgresClusters } from '../../model/stores/postgres-clusters.ts';
import { kubernetesApi } from '../../resources/network-policy.ts';
import { dataPolicy } from './data-network.ts';
import { dataCertificate, roleSecret } from './data-secrets.ts';
import { archiveObjects } from './postgres-archive.ts';
import { poolerRestarts } from './postgres-restart.ts';

/** Of the sidecar that exports the metrics of PostgreSQL. */
export const exporterImage = 'quay.io/prometheuscommunity/postgres-exporter:v0.20.1';

/** Full size of an instance, of a pod of the pooler (manual 3.1) and of the exporter. */
const sizes: Readonly<Record<'instance' | 'pooler' | 'exporter', Amounts>> = {
  instance: { requests: { cpu: '1000m', memory: '2Gi' }, limits: { cpu: '4000m', memory: formatBytes(postgresMemory * 2 ** 20) } },
  pooler: { requests: { cpu: '250m', memory: '256Mi' }, limits: { cpu: '1000m', memory: '1Gi' } },
  exporter: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
};

/** A database and the role that owns it. */
interface Database {
  readonly name: string;
  readonly user: string;
  readonly service: string;
}

/** PostgreSQL under Patroni, its pooler, and what guards and measures them (manual 3.1, R63-R70). */
export function postgresObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const clusters = postgresClusters(environment, platform);
  if (clusters.length === 0) return [];
  return [
    ...clusters.flatMap((cluster) => {
      // Beside its forerunner a service has the same database.
      const own = instances.filter(({ service, forerunner }) => forerunner === undefined && isIn(cluster, service, environment, platform));
      const databases = own.flatMap(({ service }) =>
        service.database === undefined ? [] : [{ name: service.database.name, user: service.database.user, service: keptName(service) }],
      );
      return clusterObjects(environment, platform, cluster, databases);
    }),
    ...archiveObjects(environment, platform),
    ...poolerRestarts(environment, platform),
  ];
}

function clusterObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  cluster: PostgresCluster,
  databases: readonly Database[],
): readonly KubernetesObject[] {
  const { name, service, size } = cluster;
  const { certificate, pooler } = postgresNames(name);
  const hosts = [service, pooler, name, `${name}-repl`].map((host) => clusterHost(host, environment.namespaces.infra));
  return [
    dataCertificate(environment, certificate, hosts),
    ...roleSecrets(environment, name, databases),
    ...sharedSecrets(environment, name),
    postgresql(environment, platform, cluster, databases),
    ...poolerBudget(environment, size.poolers, name),
    ...policies(environment, platform, name),
  ];
}

/** The Secrets of the roles that somebody else knows the password of: services, and the jobs of the backup. */
function roleSecrets(environment: EnvironmentDefinition, cluster: string, databases: readonly Database[]): readonly KubernetesObject[] {
  const { credentials } = postgresNames(cluster);
  const secret = (role: string, path: string, property: string) => roleSecret(environment, credentials(role), role, { path, property });
  return [
    ...databases.map(({ user, service }) => secret(user, databaseVaultPath(environment.name, service), 'DATABASE_PASSWORD')),
    ...(environment.backup.mode === 'none'
      ? []
      : Object.values(backupRoles).map((role) => secret(role, vaultPath(environment.name, role.replaceAll('_', '-')), 'password'))),
  ];
}

/**
 * The operator makes up the passwords of its superuser and of replication, and a standby has those of whom it follows: they are the same in all
 * places, or nobody could log in after a failover (operator 2.0.1, docs/user.md, "Providing credentials of source cluster").
 */
function sharedSecrets(environment: EnvironmentDefinition, cluster: string): readonly KubernetesObject[] {
  if (environment.place?.shared !== true) return [];
  const { credentials } = postgresNames(cluster);
  return operatorRoles.map((role) =>
    roleSecret(environment, credentials(role), role, { path: vaultPath(environment.name, `${cluster}-${role}`), property: 'password' }),
  );
}

/** The operator makes one for the database only (2.0.1). */
function poolerBudget({ namespaces: { infra } }: EnvironmentDefinition, poolers: number, cluster: string): readonly KubernetesObject[] {
  if (poolers < 2) return [];
  const { pooler, poolerLabels } = postgresNames(cluster);
  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: pooler, namespace: infra },
    spec: { maxUnavailable: 1, selector: { matchLabels: poolerLabels }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  } satisfies IPodDisruptionBudget;
  return [budget];
}

function postgresql(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  { key, name: cluster, size: { instances, poolers, storage } }: PostgresCluster,
  databases: readonly Database[],
): CustomResource {
  const { namespaces, sizing, backup, versions } = environment;
  const names = postgresNames(cluster);
  // The manual knows one cluster.
  const owned = [...(key === undefined ? [{ name: owner.database, user: owner.role }] : []), ...databases];
  const budget = connectionBudget(owned.length, sizing);
  const instance = withMemory(scaleAmounts(sizes.instance, sizing), budget.memory);
  return {
    apiVersion: 'acid.zalan.do/v1',
    kind: 'postgresql',
    metadata: { name: cluster, namespace: namespaces.infra, annotations: confirmed },
    spec: {
      teamId: 'erp',
      // The operator (2.0.1, `getNumberOfInstances`) supports a standby of one: a second would follow the first, and not the archive.
      numberOfInstances: isStandby(environment) ? 1 : instances,
      ...standby(environment, platform, key, cluster),
      postgresql: {
        version: versions.postgres,
        parameters: {
          // What the pooler may open for all databases, and what everybody else needs (D17, D60).
          max_connections: String(budget.most),
          password_encryption: 'scram-sha-256',
          // No shared_preload_libraries: Spilo's own list has pg_stat_statements, and what its first start cannot do without.
          shared_buffers: `${mebibytes(instance.limits.memory, bufferShare)}MB`,
          'pg_stat_statements.track': 'all',
          log_min_duration_statement: '1000',
          idle_in_transaction_session_timeout: '60000',
          archive_timeout: '60s',
          // A dump reads a standby for hours, whose rows the primary must not clear away meanwhile (D118).
          ...(backup.mode !== 'none' && { hot_standby_feedback: 'on' }),
        },
      },
      users: {
        ...Object.fromEntries(owned.map(({ user }) => [user, []])),
        [monitorRole]: [],
        ...(backup.mode !== 'none' && { [backupRoles.dump]: [], [backupRoles.restore]: ['createdb'] }),
      },
      databases: Object.fromEntries(owned.map(({ name, user }) => [name, user])),
      podPriorityClassName: priorities.data.name,
      volume: { size: storage, storageClass: diskClassName(platform) },
      resources: instance,
      patroni: {
        ttl: 30,
        loop_wait: 10,
        retry_timeout: 10,
        maximum_lag_on_failover: 33554432,
        // The ledger loses nothing that was committed: a standby has it before the client hears of it (D58).
        synchronous_mode: instances > 1,
        failsafe_mode: true,
        initdb: { encoding: 'UTF8', 'data-checksums': 'true' },
        pg_hba: hostRules,
      },
      enableConnectionPooler: true,
      connectionPooler: {
        numberOfInstances: poolers,
        mode: 'transaction',
        maxDBConnections: budget.perDatabase,
        resources: scaleAmounts(sizes.pooler, sizing),
      },
      tls: { secretName: names.certificate, caFile: 'ca.crt' },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: zoneKey,
          whenUnsatisfiable: 'DoNotSchedule',
          nodeTaintsPolicy: 'Honor',
          labelSelector: { matchLabels: names.podLabels },
        },
      ],
      sidecars: [exporter()],
    },
  };
}

/** What a standby replays: the archive of the place that serves, as it is copied to the bucket of this one. */
function standby(
  { place, backup, versions }: EnvironmentDefinition,
  platform: PlatformDefinition,
  key: string | undefined,
  cluster: string,
) {
  const { address, followedBy } = cloudOf(platform).buckets;
  if (place?.follows === undefined || backup.mode === 'none' || followedBy === undefined) return {};
  const uid = place.follows.archives[key ?? firstCluster] ?? '';
  return { standby: { [followedBy]: address(backup.bucket, `${archiveFolder}/${cluster}/${uid}/wal/${versions.postgres}`) } };
}

/** The same, but with no less than so many MiB, and a request that keeps its share of the limit. */
function withMemory(amounts: Amounts, least: number): Amounts {
  const [request, limit] = [bytes(amounts.requests.memory) ?? 0, bytes(amounts.limits.memory) ?? 0];
  const factor = (least * 2 ** 20) / limit;
  if (factor <= 1) return amounts;
  // Whole GiB: each change of it restarts PostgreSQL.
  const more = (amount: number) => formatBytes(Math.ceil((amount * factor) / 2 ** 30) * 2 ** 30);
  return {
    requests: { ...amounts.requests, memory: more(request) },
    limits: { ...amounts.limits, memory: more(limit) },
  };
}

/**
 * Everybody by TLS and SCRAM; replication and the pod itself as Spilo needs it. The exporter beside PostgreSQL needs no password that
 * would have to be changed: only containers of the same pod come from there.
 */
const hostRules = [
  'local all all trust',
  'hostssl replication standby all scram-sha-256',
  `hostssl postgres ${monitorRole} 127.0.0.1/32 trust`,
  'hostssl all all 127.0.0.1/32 scram-sha-256',
  'hostssl all all ::1/128 scram-sha-256',
  'hostssl all all all scram-sha-256',
  'hostnossl all all all reject',
];

function exporter() {
  return {
    name: 'exporter',
    image: exporterImage,
    // How long statements take is told only on request (D103).
    command: ['/bin/postgres_exporter', '--collector.stat_statements'],
    ports: [{ name: 'exporter', containerPort: postgresPorts.metrics, protocol: 'TCP' }],
    resources: sizes.exporter,
    env: [
      { name: 'DATA_SOURCE_URI', value: '127.0.0.1:5432/postgres?sslmode=require' },
      // Not the superuser, whose name and password the operator puts into the environment of every sidecar.
      { name: 'DATA_SOURCE_USER', value: monitorRole },
    ],
  };
}

function policies(environment: EnvironmentDefinition, platform: PlatformDefinition, cluster: string): readonly KubernetesObject[] {
  const { podLabels, poolerLabels } = postgresNames(cluster);
  const { sql, patroni, metrics } = postgresPorts;
  const api = kubernetesApi(platform);
  return [
    dataPolicy(environment, `${cluster}-instances`, podLabels, {
      from: [
        { peer: podLabels, ports: [sql, patroni] },
        { peer: poolerLabels, ports: [sql] },
        { peer: operatorPods.postgres, ports: [sql, patroni] },
        { peer: prometheus.podLabels, ports: [metrics] },
      ],
      to: [{ peer: podLabels, ports: [sql, patroni] }],
      // Patroni keeps its state, and elects, by the Kubernetes API (D53).
      beyond: [api],
    }),
    // Its clients are let in by a policy of their own, where there are any.
    dataPolicy(environment, `${cluster}-pooler`, poolerLabels, { closed: true, to: [{ peer: podLabels, ports: [sql] }] }),
  ];
}
