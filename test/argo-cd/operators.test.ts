import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import { runData } from './operators/data.ts';
import { runPods } from './operators/pods.ts';
import { keepSecrets } from './operators/secrets.ts';
import type { View } from './operators/view.ts';
import type { ApplicationState } from './support/applications.ts';
import { createTimeline, outOfOrder } from './support/timeline.ts';

interface Seen {
  readonly view: View;
  /** What was reported of an object, by its name. */
  readonly reported: Map<string, Fields>;
  readonly made: string[];
}

/** A cluster of some objects, written as YAML; everything in it is old enough. */
function clusterOf(...texts: readonly string[]): Seen {
  const objects = texts.map((text) => load(text) as Fields);
  const reported = new Map<string, Fields>();
  const made: string[] = [];
  const nameOf = (object: Fields) => textAt(object, 'metadata', 'name') ?? '';
  const all = (kind: string) => objects.filter((object) => kind.endsWith(`/${textAt(object, 'kind')}`));
  const view: View = {
    all,
    find: (kind, namespace, name) =>
      all(kind).find((object) => nameOf(object) === name && (textAt(object, 'metadata', 'namespace') ?? '') === namespace),
    runs: () => true,
    age: () => 100,
    report: (object, status) => reported.set(nameOf(object), status),
    make: (object) => made.push(`${textAt(object, 'kind')} ${nameOf(object)}`),
  };
  return { view, reported, made };
}

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: a }
spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, envFrom: [{ secretRef: { name: keys } }] }] } } }`;
const keys = '{ apiVersion: v1, kind: Secret, metadata: { name: keys, namespace: a } }';
const closed = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: a }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }`;
const way = (app: string) => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${app}, namespace: a }
spec: { podSelector: { matchLabels: { app: ${app} } }, policyTypes: [Egress], egress: [{ ports: [{ port: 443 }] }] }`;
const database = `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: a }
spec: {}`;
const broker = `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: a }
spec: { kafka: { listeners: [{ configuration: { brokerCertChainAndKey: { secretName: kafka-tls } } }] } }`;
const pool = `
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: brokers, namespace: a, labels: { strimzi.io/cluster: kafka } }`;
const kafkaTls = '{ apiVersion: v1, kind: Secret, metadata: { name: kafka-tls, namespace: a } }';
const external = `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: keys, namespace: a }
spec: { secretStoreRef: { kind: SecretStore, name: vault } }`;
const store = `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: vault, namespace: a }
status: { conditions: [{ type: Ready, status: 'True' }] }`;

describe('what plays the kubelets', () => {
  it.each([
    { what: 'all is there', others: [keys], isUp: true },
    { what: 'its Secret is missing', others: [], isUp: false },
    { what: 'its namespace is closed', others: [keys, closed], isUp: false },
    { what: 'a policy opens a way for another pod', others: [keys, closed, way('other')], isUp: false },
    { what: 'a policy opens a way for it', others: [keys, closed, way('web')], isUp: true },
  ])('starts a workload or not: $what', ({ others, isUp }) => {
    const { view, reported } = clusterOf(deployment, ...others);
    runPods(view);
    expect(reported.has('web')).toBe(isUp);
  });
});

describe('what plays the operators', () => {
  it('fails a PostgreSQL whose pods would lack their environment', () => {
    const { view, reported } = clusterOf(database);
    runData(view, ['a/postgres-pod-env']);
    expect(reported.get('postgres')).toEqual({ PostgresClusterStatus: 'CreateFailed' });
  });

  it('runs a PostgreSQL that lacks nothing', () => {
    const { view, reported } = clusterOf(database);
    runData(view, []);
    expect(reported.get('postgres')).toEqual({ PostgresClusterStatus: 'Running' });
  });

  it.each([
    { what: 'without its certificate is not ready', others: [pool], type: 'NotReady' },
    { what: 'without brokers is not ready', others: [kafkaTls], type: 'NotReady' },
    { what: 'with both is ready', others: [pool, kafkaTls], type: 'Ready' },
  ])('a Kafka $what', ({ others, type }) => {
    const { view, reported } = clusterOf(broker, ...others);
    runData(view, []);
    expect(textAt(reported.get('kafka'), 'conditions', 0, 'type')).toBe(type);
  });

  it('makes the Secret of a ready store, and says of any other that it cannot', () => {
    const [without, ready] = [clusterOf(external), clusterOf(external, store)];
    keepSecrets(without.view, true);
    keepSecrets(ready.view, true);
    expect([textAt(without.reported.get('keys'), 'conditions', 0, 'status'), without.made]).toEqual(['False', []]);
    expect([textAt(ready.reported.get('keys'), 'conditions', 0, 'status'), ready.made]).toEqual(['True', ['Secret keys']]);
  });
});

it('an Application that was made before an earlier wave was up is out of order', () => {
  const state = (name: string, wave: number, health: string) =>
    ({
      name,
      environment: 'dev',
      wave,
      sync: 'Synced',
      health,
      phase: 'Succeeded',
      message: '',
      retries: 0,
      object: {},
    }) satisfies ApplicationState;
  const timeline = createTimeline();
  timeline.see([state('one-dev', -5, 'Progressing')], 1);
  timeline.see([state('one-dev', -5, 'Progressing'), state('two-dev', 0, 'Progressing'), state('root-dev', 10, 'Progressing')], 2);
  timeline.see([state('one-dev', -5, 'Healthy'), state('two-dev', 0, 'Healthy')], 3);
  timeline.see([state('three-dev', 5, 'Healthy')], 4);
  expect(outOfOrder(timeline, 'dev')).toEqual(['two-dev was made after 2 s, one-dev was up after 3 s']);
});
