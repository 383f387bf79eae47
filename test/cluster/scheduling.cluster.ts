import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberAt, textAt } from '../../policies/kubernetes/fields.ts';
import { type EnvironmentCluster, environmentCluster, environments, isGiven } from './support/clusters.ts';
import { type Kubelets, startKubelets } from './support/nodes.ts';
import { budgetsIn, cordon, eventually, evict, type PodState, patch, podsIn, rolloutOf } from './support/workloads.ts';

const namespace = 'erp-prod';
/** Zones of the services, and the one that is for voters of the data layer only. */
const zones = { first: 'us-east-1a', second: 'us-east-1b', voters: 'us-east-1c' };
const nodesPerZone = 3;
const size = { cpu: '32', memory: '128Gi' };
const nodesOf = (zone: string) => Array.from({ length: nodesPerZone }, (_, index) => `${zone}-${index}`);

// On a given cluster the pods would run on nodes that are somebody's.
describe.runIf(!isGiven && environments.some(({ name }) => name === 'production'))('the services of production at their maximum', () => {
  let cluster: EnvironmentCluster;
  let kubelets: Kubelets;
  let services: readonly { readonly name: string; readonly maximum: number }[];
  const pods = async () => (await podsIn(cluster.client, namespace)).filter(({ leaving }) => !leaving);
  const allRun = (states: readonly PodState[]) => states.length === total() && states.every(({ ready }) => ready);
  const total = () => services.reduce((sum, { maximum }) => sum + maximum, 0);
  /** Pods by zone, and why those without a node have none. */
  const placed = (states: readonly PodState[]) => {
    const counts: Record<string, number> = {};
    for (const { node, waiting } of states) {
      const key = node === undefined ? `waiting: ${waiting}` : node.slice(0, zones.first.length);
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  };
  const rollouts = () => Promise.all(services.map(({ name }) => rolloutOf(cluster.client, namespace, name)));
  const deployment = (name: string) => `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;

  beforeAll(async () => {
    cluster = await environmentCluster('production');
    kubelets = startKubelets(cluster.client);
    for (const zone of Object.values(zones)) for (const node of nodesOf(zone)) await kubelets.add(node, zone, size);
    services = cluster.manifests
      .filter(({ kind }) => kind === 'ScaledObject')
      .map(({ fields }) => ({
        name: textAt(fields, 'spec', 'scaleTargetRef', 'name') ?? '',
        maximum: numberAt(fields, 'spec', 'maxReplicaCount') ?? 0,
      }));
    expect(services.length).toBeGreaterThanOrEqual(3);
    for (const { name, maximum } of services) {
      // A second instead of ten: the test waits for each pod of each release.
      await patch(cluster.client, deployment(name), { spec: { replicas: maximum, minReadySeconds: 1 } });
    }
  });
  afterAll(async () => {
    await kubelets?.stop();
  });

  it('all run, half in each of their two zones and none in that of the voters', async () => {
    const states = await eventually(pods, allRun, 90);
    expect(placed(states)).toEqual({ [zones.first]: total() / 2, [zones.second]: total() / 2 });
    for (const { name, maximum } of services) {
      const own = states.filter(({ app }) => app === name);
      expect([name, own.filter(({ node }) => node?.startsWith(zones.first)).length]).toEqual([name, maximum / 2]);
    }
  });

  it('leave a node that is drained, never below what their disruption budgets promise', async () => {
    const [node] = nodesOf(zones.first);
    if (node === undefined) throw new Error('no node');
    await cordon(cluster.client, node, true);
    const left = await eventually(
      async () => {
        const own = (await podsIn(cluster.client, namespace)).filter((pod) => pod.node === node && !pod.leaving);
        for (const pod of own) expect([201, 404, 429]).toContain(await evict(cluster.client, pod));
        for (const { name, healthy, promised } of await budgetsIn(cluster.client, namespace)) {
          expect([name, healthy >= promised]).toEqual([name, true]);
        }
        return own.length;
      },
      (count) => count === 0,
      120,
    );
    expect(left).toBe(0);
    expect(placed(await eventually(pods, allRun, 60))).toEqual({ [zones.first]: total() / 2, [zones.second]: total() / 2 });
    await cordon(cluster.client, node, false);
  });

  it('move to the other zone when one is cordoned and its pods are gone', async () => {
    for (const node of nodesOf(zones.second)) await cordon(cluster.client, node, true);
    for (const { name, node } of await podsIn(cluster.client, namespace)) {
      if (node?.startsWith(zones.second)) await cluster.client.ask('DELETE', `/api/v1/namespaces/${namespace}/pods/${name}`);
    }
    expect(
      placed(await eventually(pods, (states) => allRun(states) && states.every(({ node }) => node?.startsWith(zones.first)), 90)),
    ).toEqual({
      [zones.first]: total(),
    });
  });

  it('finish a release while a zone is cordoned', async () => {
    const [service] = services;
    if (service === undefined) throw new Error('no service');
    await patch(cluster.client, deployment(service.name), {
      spec: { template: { metadata: { annotations: { 'test/release': 'second' } } } },
    });
    await pause(1000);
    const rollout = await eventually(
      () => rolloutOf(cluster.client, namespace, service.name),
      ({ done }) => done,
      240,
    );
    expect(rollout).toEqual({ wanted: service.maximum, updated: service.maximum, available: service.maximum, done: true });
    for (const node of nodesOf(zones.second)) await cordon(cluster.client, node, false);
  });

  it('spread over both zones again with the next release', async () => {
    await Promise.all(
      services.map(({ name }) =>
        patch(cluster.client, deployment(name), { spec: { template: { metadata: { annotations: { 'test/release': 'third' } } } } }),
      ),
    );
    await pause(1000);
    const done = await eventually(rollouts, (states) => states.every((state) => state.done), 280);
    expect(done.map((state) => state.done)).toEqual(services.map(() => true));
    expect(placed(await pods())).toEqual({ [zones.first]: total() / 2, [zones.second]: total() / 2 });
  });

  it('go on with as many pods as their quota has room for when a zone is not ready, and with all once its nodes are removed', async () => {
    for (const node of nodesOf(zones.second)) await kubelets.die(node);
    // Nobody ends the pods of a node whose kubelet is dead: they leave, and never go, and the quota counts them.
    const isMoved = (states: readonly PodState[]) =>
      states.filter(({ ready, node }) => ready && node?.startsWith(zones.first)).length > total() / 2 &&
      // The scheduler has not looked yet at a pod that was made this moment.
      states.every(({ node, waiting }) => node !== undefined || waiting !== undefined);
    const during = await eventually(pods, isMoved, 90);
    expect(isMoved(during)).toBe(true);
    expect(Object.keys(placed(during)).filter((key) => key.startsWith('waiting'))).toEqual([]);
    for (const node of nodesOf(zones.second)) await cluster.client.ask('DELETE', `/api/v1/nodes/${node}`);
    for (const { name, node } of await podsIn(cluster.client, namespace)) {
      if (!node?.startsWith(zones.second)) continue;
      await cluster.client.ask('DELETE', `/api/v1/namespaces/${namespace}/pods/${name}`, { body: { gracePeriodSeconds: 0 } });
    }
    expect(placed(await eventually(pods, allRun, 120))).toEqual({ [zones.first]: total() });
  });
});
