import { describe, expect, it } from 'vitest';
import { brokersOf, madeIn, postgresBehind } from '../../policies/kubernetes/operators.ts';
import { createWorld } from '../../policies/world.ts';
import { manifestsIn } from '../support/manifests.ts';

const postgres = (spec: string) => `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: ledger, namespace: data }
spec: ${spec}
`;

const kafka = `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: events, namespace: data }
spec: { kafka: { listeners: [{ port: 9092 }, { port: 9093 }] }, kafkaExporter: {} }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: broker, namespace: data, labels: { strimzi.io/cluster: events } }
spec: { replicas: 3, roles: [broker] }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: controller, namespace: data, labels: { strimzi.io/cluster: events } }
spec: { replicas: 5, roles: [controller] }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: broker, namespace: data, labels: { strimzi.io/cluster: other } }
spec: { replicas: 7, roles: [broker] }
`;

const worldOf = (manifests: string) => createWorld('production', manifestsIn(manifests));
const servicesOf = (manifests: string) =>
  madeIn(worldOf(manifests)).services.flatMap(({ namespace, name, ports }) => (namespace === 'data' ? [`${name}:${ports.join(',')}`] : []));
const podsOf = (manifests: string) => madeIn(worldOf(manifests)).pods.filter(({ namespace }) => namespace === 'data');

describe('what the operator of PostgreSQL makes', () => {
  it('is a Service for the primary, the standbys and the pooler', () => {
    expect(servicesOf(postgres('{ enableConnectionPooler: true }'))).toEqual(['ledger:5432', 'ledger-repl:5432', 'ledger-pooler:5432']);
  });

  it('has no pooler where none is asked for', () => {
    expect(servicesOf(postgres('{}'))).toEqual(['ledger:5432', 'ledger-repl:5432']);
    expect(podsOf(postgres('{}')).map(({ labels }) => labels['connection-pooler'])).toEqual([undefined, undefined]);
  });

  it('listens for its sidecars too', () => {
    const [master] = podsOf(postgres('{ sidecars: [{ name: exporter, ports: [{ containerPort: 9187 }] }] }'));
    expect(master?.ports).toEqual([5432, 8008, 9187]);
  });

  it('serves metrics where a sidecar says so by the name of its port', () => {
    const sidecars =
      '[{ name: exporter, ports: [{ name: exporter, containerPort: 9187 }] }, { name: sql, ports: [{ name: sql, containerPort: 5 }] }]';
    expect(podsOf(postgres(`{ sidecars: ${sidecars} }`)).map(({ metrics }) => metrics)).toEqual([
      [{ number: 9187, name: 'exporter' }],
      [{ number: 9187, name: 'exporter' }],
    ]);
  });

  it.each([
    ['an alias of the pooler', '{ selector: { connection-pooler: ledger-pooler } }', 'ledger'],
    ['an alias of the instances', '{ selector: { cluster-name: ledger, spilo-role: master } }', 'ledger'],
    ['an alias of another cluster', '{ selector: { cluster-name: books } }', undefined],
  ])('is behind %s', (_, spec, expected) => {
    const service = `---\napiVersion: v1\nkind: Service\nmetadata: { name: primary, namespace: data }\nspec: ${spec}\n`;
    expect(postgresBehind(worldOf(postgres('{}') + service), 'data', 'primary')?.name).toBe(expected);
  });

  it('is behind its own Services', () => {
    expect(postgresBehind(worldOf(postgres('{}')), 'data', 'ledger-repl')?.name).toBe('ledger');
    expect(postgresBehind(worldOf(postgres('{}')), 'elsewhere', 'ledger-repl')).toBeUndefined();
  });
});

describe('what Strimzi makes', () => {
  it('is a Service for the brokers and one to begin with, with the ports of the listeners', () => {
    expect(servicesOf(kafka)).toEqual(['events-kafka-brokers:9092,9093', 'events-kafka-bootstrap:9092,9093']);
  });

  it('takes clients at the brokers only', () => {
    const [broker, controller] = podsOf(kafka);
    expect(broker?.ports).toContain(9093);
    expect(controller?.ports).not.toContain(9093);
  });

  it('counts the brokers of the own cluster', () => {
    const world = worldOf(kafka);
    const [cluster] = world.ofKind('Kafka');
    expect(cluster && brokersOf(cluster, world)).toBe(3);
  });
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
    expect(() => madeIn(worldOf(`${postgres(spec)}---${kafka.replace(/spec: .*/g, `spec: ${spec}`)}`))).not.toThrow();
  }
});
