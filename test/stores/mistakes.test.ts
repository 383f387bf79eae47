import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../generators/model/catalog.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { catalogOf, elastiCache, msk, rds } from './companies.ts';

const atAws = { postgres: rds, redis: elastiCache, kafka: msk };
const toldOf = (catalog: Catalog) => problemsIn(catalog).map(({ path = [], message }) => `${path.join('.')}: ${message}`);
/** What is wrong with production when its stores are these. */
const inProduction = (changed: Readonly<Record<string, unknown>>) =>
  toldOf(catalogOf({ production: { ...atAws, ...changed } as typeof atAws }));
const there = (store: string, field: string) => `dataLayer.${store}.external.${field}`;

describe('what is wrong with a store that somebody else runs', () => {
  it.each([
    ['nothing', {}, []],
    [
      'an address of the cluster itself',
      { postgres: { ...rds, host: 'postgres.erp-infra.svc.cluster.local' } },
      [`${there('postgres', 'host')}: "postgres.erp-infra.svc.cluster.local" is no host beyond the cluster.`],
    ],
    [
      'a URL in place of a host',
      { redis: { ...elastiCache, host: 'rediss://cache.example.com' } },
      [`${there('redis', 'host')}: "rediss://cache.example.com" is no host beyond the cluster.`],
    ],
    [
      'no TLS in production',
      { redis: { ...elastiCache, tls: 'none' } },
      [`${there('redis', 'tls')}: redis is reached without TLS, in a production environment: passwords and data travel as they are.`],
    ],
    [
      'an authority that did not sign for it',
      { postgres: { ...rds, tls: 'public' } },
      [
        `${there('postgres', 'tls')}: tls is "public", but what this provider runs shows a certificate signed by an authority of its own, whose certificate lies in Vault (erp/production/postgres-ca): every client would refuse it.`,
      ],
    ],
    [
      'the authority of the server for the proxy before it',
      { postgres: { ...rds, pooler: { host: 'erp.proxy.example.com', cidrs: ['10.0.5.32/28'], tls: 'vault' } } },
      [
        `${there('postgres', 'pooler.tls')}: tls is "vault", but what this provider runs shows a certificate signed by an authority that every image knows: every client would refuse it.`,
      ],
    ],
    ['no range', { redis: { ...elastiCache, cidrs: ['10.0.6.0'] } }, [`${there('redis', 'cidrs.0')}: "10.0.6.0" is no address range.`]],
    [
      'a whole network',
      { redis: { ...elastiCache, cidrs: ['10.0.0.0/8'] } },
      [`${there('redis', 'cidrs.0')}: "10.0.0.0/8" is wider than a network that redis stands in: pods could go anywhere in it.`],
    ],
    [
      'the subnets of the nodes',
      { kafka: { ...msk, cidrs: ['10.0.16.0/24'] } },
      [
        `${there('kafka', 'cidrs.0')}: "10.0.16.0/24" overlaps platform.nodes.cidrs: who may reach kafka could reach every pod and node there at its port.`,
      ],
    ],
    ['one address among the nodes', { kafka: { ...msk, cidrs: ['10.0.16.9/32'] } }, []],
    [
      'brokers of two listeners',
      { kafka: { ...msk, provider: 'other', brokers: ['b-1.example.com:9094', 'b-2.example.com:9096'] } },
      [
        `${there('kafka', 'brokers')}: The brokers answer at 9094, 9096: a policy opens one port, and metadata names the brokers by one listener.`,
      ],
    ],
    [
      'the listener of another login',
      { kafka: { ...msk, login: 'certificate' } },
      [`${there('kafka', 'brokers')}: The brokers are asked at 9096, where they expect another login than "certificate".`],
    ],
    [
      'a login that the provider does not know',
      { kafka: { ...msk, login: 'plain' } },
      [`${there('kafka', 'login')}: This provider knows no login "plain".`],
    ],
    [
      'fewer connections than the services may open',
      { postgres: { ...rds, connections: 100 } },
      [
        `${there('postgres', 'connections')}: The services of production may open 1260 connections to PostgreSQL, most of them financial-service 420, material-service 420, sales-service 420; its pooler takes 100, 10 of them for migrations, dumps and people.`,
      ],
    ],
    [
      'fewer clients of Redis',
      { redis: { ...elastiCache, connections: 1000 } },
      [`${there('redis', 'connections')}: The services of production may open 3150 connections to Redis, which takes 1000.`],
    ],
    [
      'fewer partitions than the topics have',
      { kafka: { ...msk, partitions: 10 } },
      [`${there('kafka', 'partitions')}: The topics of production have 54 partitions, copies included; its Kafka takes 10.`],
    ],
    [
      'a shorter retention than the topics want',
      { kafka: { ...msk, retentionHours: 72 } },
      ['financial.transaction.posted', 'material.stock.moved', 'sales.order.confirmed'].map(
        (topic) =>
          `${there('kafka', 'retentionHours')}: Topic "${topic}" keeps messages for 168 h; the Kafka of production keeps none longer than 72 h.`,
      ),
    ],
    [
      'a field that nothing reads',
      { redis: { ...elastiCache, nodes: 3 } },
      ['dataLayer.redis.external.nodes: "dataLayer.redis.external" has a field "nodes" that nothing reads.'],
    ],
    [
      'a provider of another store',
      { redis: { ...elastiCache, provider: 'rds' } },
      [
        'dataLayer.redis.external.provider: "dataLayer.redis.external.provider" must be one of elasticache, memorystore, azure, other, got "rds".',
      ],
    ],
  ])('%s', (_, changed, expected) => {
    expect(inProduction(changed)).toEqual(expected);
  });

  it('is an archive that nobody here can keep', () => {
    const catalog = catalogOf({ production: atAws });
    const environments = catalog.environments.map((entry) =>
      entry.value.name === 'production' && entry.value.backup.mode === 'daily'
        ? {
            ...entry,
            value: {
              ...entry.value,
              backup: { ...entry.value.backup, mode: 'continuous' as const, archiveRole: 'arn:aws:iam::123456789012:role/a' },
            },
          }
        : entry,
    );
    expect(toldOf({ ...catalog, environments })).toEqual([
      'backup.mode: The backup is "continuous", but somebody else runs PostgreSQL: nobody here can archive its log.',
    ]);
  });

  it('is a service that scales by what nothing measures', () => {
    const catalog = catalogOf({ production: atAws });
    const services = catalog.services.map((entry) =>
      entry.value.name === 'sales-service'
        ? { ...entry, value: { ...entry.value, settings: { scale: { on: [{ lag: 100, topic: 'ORDER_CONFIRMED' }] } } } }
        : entry,
    );
    expect(toldOf({ ...catalog, services })).toEqual([
      'dataLayer.kafka.external: "sales-service" scales by the lag of a topic, which nothing measures in production: somebody else runs its Kafka.',
    ]);
  });
});
