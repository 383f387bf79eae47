import type { Instance } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import { kafkaNames, kafkaPorts, postgresNames, postgresPorts, redisNames, redisPorts } from '../model/platform/data-layer.ts';
import { jaeger } from '../model/platform/tools.ts';
import { clusterHost, servingPods } from '../model/service/backing-services.ts';
import { keptName } from '../model/service/names/side-by-side.ts';
import { databaseVaultPath, kafkaVaultPath } from '../model/service/secret.ts';
import type { BackingService } from '../model/service/service.ts';
import { kafkaPasswordKey } from '../model/stores/kafka-files.ts';
import { localScripts } from '../templates/local-scripts.ts';
import { localImages } from './images.ts';
import { kafkaConfig, kafkaRights, kafkaTopics } from './kafka-lists.ts';
import type { LocalProfile } from './profile.ts';
import { type LocalValues, redisKey, secret, valueKey } from './secrets.ts';
import { plainDeployment, storeService, storeSet, texts } from './store-pod.ts';

/** A key and its certificate in PEM, the authority's behind it. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** What the machine has made for the stores and the edge. */
export interface LocalMade {
  readonly values: LocalValues;
  /** Certificate of the authority. */
  readonly authority: string;
  readonly servers: Readonly<Record<'postgres' | 'kafka' | 'edge', ServerCertificate>>;
}

/** The names that certificates of the stores hold: those of the environment. */
export function storeHosts({ environment, catalog }: LocalProfile): Readonly<Record<'postgres' | 'kafka', readonly string[]>> {
  const { infra } = environment.namespaces;
  const { postgres, kafka } = catalog.platform.value.dataLayer;
  const { brokers, bootstrap } = kafkaNames(kafka);
  return {
    postgres: [clusterHost('postgres-primary', infra), clusterHost(postgres, infra)],
    kafka: [clusterHost(bootstrap, infra), clusterHost(brokers, infra), `*.${clusterHost(brokers, infra)}`],
  };
}

/** What the services of the profile use, each as one pod under the names that it has in the environment. */
export function storeObjects(profile: LocalProfile, made: LocalMade, drawn: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const used: ReadonlySet<string> = new Set(profile.instances.flatMap(({ service }) => service.uses));
  const draw: Readonly<Record<BackingService, () => readonly KubernetesObject[]>> = {
    postgres: () => postgres(profile, made),
    redis: () => redis(profile, made),
    kafka: () => kafka(profile, made, drawn),
    tracing: () => tracing(profile),
  };
  return (Object.keys(draw) as BackingService[]).filter((name) => used.has(name)).flatMap((name) => draw[name]());
}

function using({ instances }: LocalProfile, store: BackingService): readonly Instance[] {
  // One that runs beside its forerunner has its place in the stores.
  return instances.filter(({ service, forerunner }) => service.uses.includes(store) && forerunner === undefined);
}

/** One server without a pooler, which answers for the pooler and for the primary. */
function postgres(profile: LocalProfile, { values, servers }: LocalMade): readonly KubernetesObject[] {
  const { environment, catalog } = profile;
  const namespace = environment.namespaces.infra;
  const cluster = catalog.platform.value.dataLayer.postgres;
  const { podLabels, poolerLabels } = postgresNames(cluster);
  const owners = using(profile, 'postgres').flatMap(({ service }) =>
    service.database === undefined
      ? []
      : [{ ...service.database, password: values(valueKey(databaseVaultPath(environment.name, keptName(service)), 'DATABASE_PASSWORD')) }],
  );
  const [config, passwords] = ['postgres-config', 'postgres-passwords'];
  const bin = '/usr/lib/postgresql/16/bin';
  const data = '/data/postgres';
  const mounts = { data: '/data', config: '/config', passwords: '/passwords' };
  return [
    texts(
      { name: config, namespace },
      {
        'setup.sh': localScripts['postgres-setup.sh'],
        databases: owners.map(({ user, name }) => `${user} ${name}\n`).join(''),
        // As the operator's: passwords never travel without TLS.
        'pg_hba.conf': 'local all all trust\nhostssl all all all scram-sha-256\n',
      },
    ),
    secret({ name: passwords, namespace }, Object.fromEntries(owners.map(({ user, password }) => [user, password]))),
    secret(
      { name: 'postgres-tls', namespace },
      { 'tls.crt': servers.postgres.certificate, 'tls.key': servers.postgres.key },
      'kubernetes.io/tls',
    ),
    ...storeSet(
      {
        name: cluster,
        namespace,
        labels: { ...podLabels, ...poolerLabels },
        user: 101,
        group: 103,
        setup: {
          image: localImages.postgres,
          command: ['/bin/sh', '/config/setup.sh'],
          env: { PGDATA: data, POSTGRES_BIN: bin, CONFIG: '/config', PASSWORDS: '/passwords', SOCKETS: '/tmp' },
          resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '1000m', memory: '512Mi' } },
          mounts,
        },
        main: {
          image: localImages.postgres,
          command: [`${bin}/postgres`],
          args: Object.entries(postgresSettings(data)).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
          ports: [{ name: 'postgresql', number: postgresPorts.sql }],
          resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '1000m', memory: '512Mi' } },
          mounts: { ...mounts, tls: '/tls' },
        },
        volumes: [
          { name: 'config', configMap: { name: config } },
          { name: 'passwords', secret: { secretName: passwords, defaultMode: 0o440 } },
          { name: 'tls', secret: { secretName: 'postgres-tls', defaultMode: 0o440 } },
        ],
      },
      cluster,
      '2Gi',
    ),
    storeService({ name: cluster, namespace }, podLabels, { name: 'postgresql', number: postgresPorts.sql }),
  ];
}

function postgresSettings(data: string): Readonly<Record<string, string>> {
  return {
    data_directory: data,
    hba_file: '/config/pg_hba.conf',
    listen_addresses: '*',
    unix_socket_directories: '/tmp',
    max_connections: '200',
    shared_buffers: '64MB',
    password_encryption: 'scram-sha-256',
    idle_in_transaction_session_timeout: '60000',
    ssl: 'on',
    ssl_cert_file: '/tls/tls.crt',
    ssl_key_file: '/tls/tls.key',
  };
}

/** One server, which answers for the proxy before Sentinel. It keeps nothing. */
function redis({ environment, catalog }: LocalProfile, { values }: LocalMade): readonly KubernetesObject[] {
  const namespace = environment.namespaces.infra;
  const { proxyLabels } = redisNames(catalog.platform.value.dataLayer.redis);
  const lines = [
    `requirepass ${values(redisKey)}`,
    'maxmemory 96mb',
    'maxmemory-policy noeviction',
    'save ""',
    'appendonly no',
    'dir /tmp',
  ];
  const { app: _, ...labels } = proxyLabels;
  const name = proxyLabels.app;
  return [
    secret({ name: 'redis-config', namespace }, { 'redis.conf': `${lines.join('\n')}\n` }),
    ...plainDeployment({
      name,
      namespace,
      labels,
      user: 1000,
      group: 1000,
      main: {
        image: localImages.redis,
        command: ['redis-server', '/config/redis.conf'],
        ports: [{ name: 'redis', number: redisPorts.redis }],
        resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { cpu: '500m', memory: '160Mi' } },
        mounts: { config: '/config' },
      },
      volumes: [{ name: 'config', secret: { secretName: 'redis-config', defaultMode: 0o440 } }],
    }),
  ];
}

const admin = 'localhost:9095';

/** One server that is broker and controller, with the users, topics and rights that the environment's operator would make. */
function kafka(profile: LocalProfile, { values, servers }: LocalMade, drawn: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const { environment, catalog } = profile;
  const namespace = environment.namespaces.infra;
  const cluster = catalog.platform.value.dataLayer.kafka;
  const { brokerLabels, brokers, bootstrap, certificate } = kafkaNames(cluster);
  const users = using(profile, 'kafka').map(({ service }) => keptName(service));
  const password = (name: string) => values(valueKey(kafkaVaultPath(environment.name, name), kafkaPasswordKey));
  // The pod has the name by which clients know the broker: kafka-broker-0.
  const name = `${cluster}-broker`;
  const port = { name: 'kafka', number: kafkaPorts.clients };
  const host = `${name}-0.${clusterHost(brokers, namespace)}`;
  const [config, passwords] = ['kafka-config', 'kafka-passwords'];
  const env = {
    KAFKA_BIN: '/opt/kafka/bin',
    CONFIG: '/config',
    PASSWORDS: '/passwords',
    ADMIN: admin,
    LOG_DIR: '/tmp',
    KAFKA_HEAP_OPTS: '-Xms96m -Xmx384m',
  };
  const mounts = { data: '/data', config: '/config', passwords: '/passwords', tls: '/tls' };
  return [
    texts(
      { name: config, namespace },
      {
        'setup.sh': localScripts['kafka-setup.sh'],
        'server.properties': kafkaConfig({ host, admin, data: '/data/kafka', keystore: '/tls/kafka.pem', drawn }),
        'cluster-id': 'TGFwdG9wTGFwdG9wTGFwdA',
        users: users.map((user) => `${user}\n`).join(''),
        topics: kafkaTopics(drawn),
        rights: kafkaRights(drawn),
      },
    ),
    secret({ name: passwords, namespace }, Object.fromEntries(users.map((user) => [user, password(user)]))),
    secret({ name: certificate, namespace }, { 'kafka.pem': `${servers.kafka.key}${servers.kafka.certificate}` }),
    ...storeSet(
      {
        name,
        namespace,
        labels: brokerLabels,
        user: 1001,
        group: 1001,
        setup: {
          image: localImages.kafka,
          command: ['/bin/bash', '/config/setup.sh'],
          env,
          resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '2000m', memory: '1280Mi' } },
          mounts,
        },
        main: {
          image: localImages.kafka,
          command: ['/opt/kafka/bin/kafka-server-start.sh', '/config/server.properties'],
          env,
          ports: [port],
          resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '1000m', memory: '768Mi' } },
          mounts,
        },
        volumes: [
          { name: 'config', configMap: { name: config } },
          { name: 'passwords', secret: { secretName: passwords, defaultMode: 0o440 } },
          { name: 'tls', secret: { secretName: certificate, defaultMode: 0o440 } },
        ],
      },
      brokers,
      '2Gi',
    ),
    storeService({ name: brokers, namespace }, brokerLabels, port, true),
    storeService({ name: bootstrap, namespace }, brokerLabels, port),
  ];
}

/** Traces in memory, with the page that shows them. */
function tracing({ environment, catalog }: LocalProfile): readonly KubernetesObject[] {
  const namespace = environment.namespaces.infra;
  const { otlpGrpc, query } = jaeger.ports;
  const { 'app.kubernetes.io/name': name } = servingPods('tracing', catalog.platform.value.dataLayer);
  return [
    ...plainDeployment({
      name: name ?? jaeger.service,
      namespace,
      labels: {},
      user: 10001,
      group: 10001,
      priority: 'monitoring',
      main: {
        image: localImages.tracing,
        env: { JAEGER_LISTEN_HOST: '0.0.0.0' },
        ports: [
          { name: 'otlp-grpc', number: otlpGrpc },
          { name: 'http-query', number: query },
        ],
        resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { cpu: '500m', memory: '384Mi' } },
        mounts: {},
      },
      volumes: [],
    }),
    storeService({ name: jaeger.service, namespace }, { app: name ?? jaeger.service }, { name: 'http-query', number: query }),
  ];
}
