import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textAt } from '../../policies/kubernetes/fields.ts';
import { type EnvironmentCluster, environmentCluster, environments, isGiven } from './support/clusters.ts';
import { madeIn } from './support/made.ts';
import { type Kubelets, startKubelets } from './support/nodes.ts';
import { podsOf } from './support/pods.ts';
import { eventually, podsIn } from './support/workloads.ts';

/** A namespace without quotas: what is tried here is the scheduler alone. */
const namespace = 'default';
const node = 'full';

describe.runIf(!isGiven && environments.some(({ name }) => name === 'production'))('on a node that is full', () => {
  let cluster: EnvironmentCluster;
  let kubelets: Kubelets;
  let service: string;
  let below: readonly string[];

  beforeAll(async () => {
    cluster = await environmentCluster('production');
    kubelets = startKubelets(cluster.client);
    await kubelets.add(node, 'us-east-1a', { cpu: '4', memory: '16Gi' }, true);
    // Pods without a class get the one that stands for all.
    const standard = textAt(
      cluster.manifests.find(({ kind, fields }) => kind === 'PriorityClass' && fields['globalDefault'] === true),
      'name',
    );
    const services = podsOf(
      'production',
      cluster.manifests.filter(({ kind }) => kind === 'Deployment').map(({ fields }) => fields),
    );
    service = textAt(services[0]?.pod, 'spec', 'priorityClassName') ?? '';
    const classes = madeIn('production', cluster.manifests)
      .pods.filter(({ of, workload }) => ['Gateway', 'Kafka', 'postgresql'].includes(of.kind) && !workload.name.endsWith('exporter'))
      .map(({ pod }) => textAt(pod, 'spec', 'priorityClassName') ?? standard ?? '');
    below = [...new Set(classes)].sort();
    expect(below.length).toBeGreaterThanOrEqual(1);
    expect(below).not.toContain(service);
  });
  afterAll(async () => {
    await empty();
    await cluster.client.ask('DELETE', `/api/v1/nodes/${node}`);
    await kubelets.stop();
  });

  it('a service waits, and takes the place of nothing that it depends on', async () => {
    for (const name of below) {
      await fill(name);
      await create('late', service);
      await pause(5000);
      const pods = await podsIn(cluster.client, namespace);
      expect([name, pods.filter(({ ready, leaving }) => ready && !leaving).length]).toEqual([name, 4]);
      expect(pods.find((pod) => pod.name === 'late')?.waiting).toContain('Insufficient cpu');
      await empty();
    }
  });

  it('what services depend on takes the place of one of them', async () => {
    for (const name of below) {
      await fill(service);
      await create('late', name);
      const pods = await eventually(
        () => podsIn(cluster.client, namespace),
        (states) => states.some((pod) => pod.name === 'late' && pod.ready),
        60,
      );
      expect([name, pods.some((pod) => pod.name === 'late' && pod.ready), pods.length]).toEqual([name, true, 4]);
      await empty();
    }
  });

  async function fill(priority: string): Promise<void> {
    for (let index = 0; index < 4; index += 1) await create(`early-${index}`, priority);
    const isFull = (states: Awaited<ReturnType<typeof podsIn>>) => states.length === 4 && states.every(({ ready }) => ready);
    expect(isFull(await eventually(() => podsIn(cluster.client, namespace), isFull, 60))).toBe(true);
  }

  async function create(name: string, priorityClassName: string): Promise<void> {
    const resources = { requests: { cpu: '1' }, limits: { cpu: '1' } };
    const spec = {
      priorityClassName,
      tolerations: [{ key: 'test', value: 'reserved', effect: 'NoSchedule' }],
      nodeSelector: { 'kubernetes.io/hostname': node },
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'app', image: 'example.com/app:1.0.0', resources }],
    };
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: name } }, spec };
    const answer = await eventually(
      () => cluster.client.ask('POST', `/api/v1/namespaces/${namespace}/pods`, { body }),
      ({ status }) => status === 201,
      30,
    );
    expect(answer.status).toBe(201);
  }

  async function empty(): Promise<void> {
    await cluster.client.ask('DELETE', `/api/v1/namespaces/${namespace}/pods`, { body: { gracePeriodSeconds: 0 } });
    const left = await eventually(
      () => podsIn(cluster.client, namespace),
      (pods) => pods.length === 0,
      30,
    );
    expect(left).toEqual([]);
  }
});
