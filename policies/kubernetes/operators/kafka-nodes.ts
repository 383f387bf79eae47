import type { Fields, Manifest, World } from '../../model.ts';
import { asFields, listAt, numberAt, textAt } from '../fields.ts';
import { countAt, type Known, type Port } from './operator.ts';

/** Strimzi's label of everything that belongs to a cluster. */
export const kafkaClusterLabel = 'strimzi.io/cluster';

/** A listener of a Kafka cluster, and the port that it gives. */
export interface Listener {
  readonly fields: Fields;
  readonly port: Port;
}

/** The ports of listeners are called by their number, but for the three of old (ListenersUtils.backwardsCompatiblePortName). */
export function listenerOf(value: unknown): readonly Listener[] {
  const number = numberAt(value, 'port');
  if (number === undefined) return [];
  const [name, type] = [textAt(value, 'name') ?? '', textAt(value, 'type')];
  const old =
    number === 9092 && name === 'plain' && type === 'internal'
      ? 'tcp-clients'
      : number === 9093 && name === 'tls' && type === 'internal'
        ? 'tcp-clientstls'
        : number === 9094 && name === 'external'
          ? 'tcp-external'
          : `tcp-${name}`;
  return [{ fields: asFields(value) ?? {}, port: { name: old, port: number } }];
}

/** The listeners that Services within the cluster lead to. */
export function internalListeners(fields: Fields): readonly Listener[] {
  return listAt(fields, 'spec', 'kafka', 'listeners')
    .flatMap(listenerOf)
    .filter(({ fields: listener }) => (textAt(listener, 'type') ?? 'internal') === 'internal');
}

/** Nodes of one pool. */
export function nodesOf({ fields }: Manifest): number {
  return countAt(fields, 0, 'spec', 'replicas');
}

/** The pools of nodes of a Kafka cluster. */
export function poolsOf({ namespace, name }: Manifest, known: Known): readonly Manifest[] {
  return known.ofKind('KafkaNodePool').filter((pool) => pool.namespace === namespace && pool.labels[kafkaClusterLabel] === name);
}

/** Brokers of a Kafka cluster, over all its pools. */
export function brokersOf(kafka: Manifest, world: World): number {
  return poolsOf(kafka, world)
    .filter((pool) => hasRole(pool, 'broker'))
    .reduce((sum, pool) => sum + nodesOf(pool), 0);
}

/** The Kafka cluster that a topic or user is for, by its label. */
export function kafkaOf({ namespace, labels }: Manifest, world: World): Manifest | undefined {
  return world.find('Kafka', namespace, labels[kafkaClusterLabel] ?? '');
}

/** Whether the nodes of a pool are brokers, or controllers. */
export function hasRole(pool: Manifest, role: string): boolean {
  return listAt(pool.fields, 'spec', 'roles').includes(role);
}
