import { setTimeout as pause } from 'node:timers/promises';
import { at, listAt, numberAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Client } from '../../../scripts/cluster/client.ts';

/** A pod as far as the tests of scheduling look at it. */
export interface PodState {
  readonly name: string;
  readonly namespace: string;
  readonly app: string;
  readonly node: string | undefined;
  readonly ready: boolean;
  readonly leaving: boolean;
  /** Why the scheduler found no node. */
  readonly waiting: string | undefined;
}

/** The pods of a namespace. */
export async function podsIn(client: Client, namespace: string): Promise<readonly PodState[]> {
  const { body } = await client.ask('GET', `/api/v1/namespaces/${namespace}/pods`);
  return listAt(body, 'items').map((pod) => {
    const condition = (type: string) => listAt(pod, 'status', 'conditions').find((item) => textAt(item, 'type') === type);
    return {
      name: textAt(pod, 'metadata', 'name') ?? '',
      namespace,
      app: textAt(pod, 'metadata', 'labels', 'app') ?? '',
      node: textAt(pod, 'spec', 'nodeName'),
      ready: textAt(condition('Ready'), 'status') === 'True',
      leaving: at(pod, 'metadata', 'deletionTimestamp') !== undefined,
      waiting: textAt(condition('PodScheduled'), 'status') === 'False' ? textAt(condition('PodScheduled'), 'message') : undefined,
    };
  });
}

/** How far the rollout of a Deployment is. */
export interface Rollout {
  readonly wanted: number;
  readonly updated: number;
  readonly available: number;
  /** Of the current template alone, with as many pods as are wanted, all available. */
  readonly done: boolean;
}

/** The state of one Deployment. */
export async function rolloutOf(client: Client, namespace: string, name: string): Promise<Rollout> {
  const { body } = await client.ask('GET', `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
  const wanted = numberAt(body, 'spec', 'replicas') ?? 1;
  const count = (field: string) => numberAt(body, 'status', field) ?? 0;
  const [updated, available] = [count('updatedReplicas'), count('availableReplicas')];
  const isSeen = count('observedGeneration') >= (numberAt(body, 'metadata', 'generation') ?? 0);
  return { wanted, updated, available, done: isSeen && updated === wanted && available === wanted && count('replicas') === wanted };
}

/** A PodDisruptionBudget: how many pods are healthy, and how many it promises. */
export interface Budget {
  readonly name: string;
  readonly healthy: number;
  readonly promised: number;
}

/** The budgets of a namespace, as the controller counts them. */
export async function budgetsIn(client: Client, namespace: string): Promise<readonly Budget[]> {
  const { body } = await client.ask('GET', `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`);
  return listAt(body, 'items').map((budget) => ({
    name: textAt(budget, 'metadata', 'name') ?? '',
    healthy: numberAt(budget, 'status', 'currentHealthy') ?? 0,
    promised: numberAt(budget, 'status', 'desiredHealthy') ?? 0,
  }));
}

/** Asks twice a second until something is so; what it last was, when that does not come within the time. */
export async function eventually<T>(ask: () => Promise<T>, isSo: (value: T) => boolean, seconds: number): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await ask();
    if (isSo(value) || Date.now() > deadline) return value;
    await pause(500);
  }
}

/** Changes an object by a merge patch. */
export async function patch(client: Client, path: string, body: unknown): Promise<void> {
  const answer = await client.ask('PATCH', path, { type: 'application/merge-patch+json', body });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${textAt(answer.body, 'message')}`);
}

/** Forbids new pods on a node, or allows them again. */
export async function cordon(client: Client, node: string, unschedulable: boolean): Promise<void> {
  await patch(client, `/api/v1/nodes/${node}`, { spec: { unschedulable: unschedulable ? true : null } });
}

/**
 * Evicts a pod as `kubectl drain` does: a disruption budget may say "not now".
 * @returns the status of the answer: 201, 404 when it is gone, 429 for "not now"
 */
export async function evict(client: Client, { namespace, name }: Pick<PodState, 'namespace' | 'name'>): Promise<number> {
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  return (await client.ask('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, { body })).status;
}
