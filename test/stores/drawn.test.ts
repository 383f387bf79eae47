import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import { catalogOf, companies, elastiCache, msk, rds } from './companies.ts';

const atAws = generate(catalogOf({ production: { postgres: rds, redis: elastiCache, kafka: msk } }));
const today = generate(catalogOf({}));
const byCertificate = generate(catalogOf(companies['production and its rehearsal at Google, with Kafka by certificates'] ?? {}));

function objectsOf({ applications }: typeof atAws, environment = 'production'): readonly KubernetesObject[] {
  return applications.flatMap(({ variants }) =>
    variants.filter((variant) => variant.environment === environment).flatMap(({ objects }) => objects),
  );
}

function found<T>(generated: typeof atAws, kind: string, name: string): T {
  const object = objectsOf(generated).find((candidate) => candidate.kind === kind && candidate.metadata.name === name);
  if (object === undefined) throw new Error(`There is no ${kind} ${name}.`);
  return object as unknown as T;
}

describe('production at AWS', () => {
  it('tells a service where its stores are, and what they expect of it', () => {
    const { data } = found<{ data: Record<string, string> }>(atAws, 'ConfigMap', 'sales-service-config');
    expect(Object.fromEntries(Object.entries(data).filter(([key]) => /^(KAFKA_(B|S)|REDIS_T)/.test(key)))).toEqual({
      KAFKA_BROKERS: 'b-1.erp.c1.kafka.us-east-1.amazonaws.com:9096,b-2.erp.c1.kafka.us-east-1.amazonaws.com:9096',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: 'sales-service',
      KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_SSL_CA_LOCATION: '/etc/ssl/certs/ca-certificates.crt',
      REDIS_TLS_CA_FILE: '/etc/ssl/certs/ca-certificates.crt',
    });
    const { spec } = found<{ spec: { target: { template: { data: Record<string, string> } } } }>(
      atAws,
      'ExternalSecret',
      'sales-service-secrets',
    );
    expect(spec.target.template.data).toMatchObject({
      DATABASE_URL:
        'postgres://sales_user:{{ .DATABASE_PASSWORD | urlquery }}@erp.proxy-c1.us-east-1.rds.amazonaws.com:5432/sales_db?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt',
      REDIS_URL: 'rediss://:{{ .REDIS_PASSWORD | urlquery }}@master.erp.c1.use1.cache.amazonaws.com:6379/0',
    });
  });

  it('lets a service out to the addresses of the stores, and to nothing else at their ports', () => {
    const { spec } = found<{ spec: { egress: readonly { to: readonly object[]; ports: readonly { port: number }[] }[] } }>(
      atAws,
      'NetworkPolicy',
      'sales-service-netpol',
    );
    const stores = spec.egress.filter(({ ports }) => [5432, 6379, 9096].includes(ports[0]?.port ?? 0));
    expect(stores.map(({ to, ports }) => [to, ports])).toEqual([
      [[{ ipBlock: { cidr: '10.0.5.32/28' } }, { ipBlock: { cidr: '10.0.5.48/28' } }], [{ protocol: 'TCP', port: 5432 }]],
      [[{ ipBlock: { cidr: '10.0.6.0/27' } }], [{ protocol: 'TCP', port: 6379 }]],
      [[{ ipBlock: { cidr: '10.0.7.0/27' } }], [{ protocol: 'TCP', port: 9096 }]],
    ]);
  });

  it('has nothing of the stores that it does not operate', () => {
    const names = (generated: typeof atAws) =>
      new Set(objectsOf(generated).map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/-[0-9a-f]{8,}$/, '')}`));
    const gone = [...names(today)].filter((name) => !names(atAws).has(name));
    const come = [...names(atAws)].filter((name) => !names(today).has(name));
    expect(
      gone.filter((name) => /^(postgresql|Kafka|KafkaNodePool|KafkaTopic|KafkaUser|Certificate|Issuer) /.test(name)).length,
    ).toBeGreaterThan(10);
    expect(come.toSorted()).toEqual([
      'ExternalSecret postgres-backup-backup-user',
      'ExternalSecret postgres-backup-restore-user',
      'ExternalSecret postgres-ca',
      'PrometheusRule erp-stores-elsewhere',
    ]);
    // Argo CD has a Redis of its own.
    const left = objectsOf(atAws).filter((object) =>
      /postgres-operator|strimzi|(?<!argocd-)redis-ha|acid\.zalan/.test(
        object.metadata.namespace === 'argocd' ? '' : JSON.stringify(object),
      ),
    );
    // What people may look at is the same in all environments.
    expect(left.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['ClusterRole erp-view']);
  });

  it('asks its people for databases, topics, users and rights, and names no password', () => {
    const file = atAws.files.find(({ path }) => path === 'overlays/production/stores-elsewhere.yaml');
    const list = load(file?.text ?? '') as {
      postgres: { databases: readonly unknown[]; roles: readonly { name: string }[]; statements: readonly string[] };
      redis: { password: readonly unknown[] };
      kafka: { topics: readonly unknown[]; users: readonly { name: string }[] };
    };
    expect(list.postgres.databases).toContainEqual({ name: 'sales_db', owner: 'sales_user', encoding: 'UTF8' });
    expect(list.postgres.roles.map(({ name }) => name).toSorted()).toEqual([
      'backup_user',
      'financial_user',
      'material_user',
      'restore_user',
      'sales_user',
    ]);
    expect(list.postgres.statements).toContain('GRANT sales_user TO restore_user');
    expect(list.kafka.topics).toContainEqual({
      name: 'sales.order.confirmed',
      partitions: 6,
      replicationFactor: 3,
      config: { 'min.insync.replicas': 2, 'retention.ms': 604800000 },
    });
    expect(list.kafka.users).toContainEqual({
      name: 'sales-service',
      password: { vault: 'secret/erp/production/sales-service-kafka', property: 'KAFKA_PASSWORD' },
      rights: [
        { topic: 'sales.order.confirmed', pattern: 'literal', operations: ['Describe', 'Read', 'Write'] },
        { group: 'sales-service-prod-group', pattern: 'literal', operations: ['Describe', 'Read'] },
      ],
    });
    expect(list.redis.password).toContainEqual({ vault: 'secret/erp/production/sales-service', property: 'REDIS_PASSWORD' });
  });
});

it('a service that logs in to Kafka by a certificate has its key in files, and no password', () => {
  const { data } = found<{ data: Record<string, string> }>(byCertificate, 'ConfigMap', 'sales-service-config');
  expect(Object.fromEntries(Object.entries(data).filter(([key]) => /^KAFKA_S/.test(key)))).toEqual({
    KAFKA_SECURITY_PROTOCOL: 'SSL',
    KAFKA_SSL_CA_LOCATION: '/app/kafka-ca/ca.crt',
    KAFKA_SSL_CERTIFICATE_LOCATION: '/app/kafka/tls.crt',
    KAFKA_SSL_KEY_LOCATION: '/app/kafka/tls.key',
  });
  expect(JSON.stringify(found<object>(byCertificate, 'Deployment', 'sales-service'))).not.toContain('KAFKA_SASL_PASSWORD_FILE');
  const { spec } = found<{ spec: { target: { template: unknown } } }>(byCertificate, 'ExternalSecret', 'sales-service-kafka');
  expect(spec.target.template).toEqual({
    engineVersion: 'v2',
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': '{{ .certificate }}', 'tls.key': '{{ .key }}' },
  });
});
