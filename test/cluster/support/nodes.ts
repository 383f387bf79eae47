import { setTimeout as pause } from 'node:timers/promises';
import { listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Client } from '../../../scripts/cluster/client.ts';

const merge = 'application/merge-patch+json';

/** What a node of the tests can hold. */
export interface NodeSize {
  readonly cpu: string;
  readonly memory: string;
}

/** Plays the kubelets of all nodes: pods that were given to a node run and are ready, or have ended well where they are of a Job; pods that are to go are gone. */
export interface Kubelets {
  /** Adds a node that is ready; `reserved`: only for pods that tolerate the taint `test=reserved`. */
  add(name: string, zone: string, size: NodeSize, reserved?: boolean): Promise<void>;
  /** Lets the kubelet of a node die: its node is not ready, and nothing happens to its pods any more. */
  die(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the stand-in. It looks five times a second, and plays no probe, no image and no volume. */
export function startKubelets(client: Client): Kubelets {
  const dead = new Set<string>();
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      const { body } = await client.ask('GET', '/api/v1/pods', { query: { resourceVersion: '0' } });
      await Promise.all(listAt(body, 'items').map((pod) => play(client, pod, dead)));
      await pause(200);
    }
  })();
  return {
    add: async (name, zone, size, reserved = false) => {
      const labels = {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/zone': zone,
        'topology.kubernetes.io/region': zone.slice(0, -1),
      };
      const spec = reserved ? { taints: [{ key: 'test', value: 'reserved', effect: 'NoSchedule' }] } : {};
      const node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec };
      await expectStatus(client.ask('POST', '/api/v1/nodes', { body: node }), 201);
      const room = { ...size, 'ephemeral-storage': '200Gi', pods: '110' };
      const status = { capacity: room, allocatable: room, conditions: [condition('True')] };
      await expectStatus(client.ask('PATCH', `/api/v1/nodes/${name}/status`, { type: merge, body: { status } }), 200);
    },
    die: async (name) => {
      dead.add(name);
      const body = { status: { conditions: [condition('False')] } };
      await expectStatus(client.ask('PATCH', `/api/v1/nodes/${name}/status`, { type: merge, body }), 200);
    },
    stop: async () => {
      stopped = true;
      await loop;
    },
  };
}

async function play(client: Client, pod: unknown, dead: ReadonlySet<string>): Promise<void> {
  const node = textAt(pod, 'spec', 'nodeName');
  if (node === undefined || dead.has(node)) return;
  const path = `/api/v1/namespaces/${textAt(pod, 'metadata', 'namespace')}/pods/${textAt(pod, 'metadata', 'name')}`;
  if (textAt(pod, 'metadata', 'deletionTimestamp') !== undefined) {
    await client.ask('DELETE', path, { body: { gracePeriodSeconds: 0 } });
    return;
  }
  if (['Running', 'Succeeded'].includes(textAt(pod, 'status', 'phase') ?? '')) return;
  const ends = listAt(pod, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'kind') === 'Job');
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const conditions = ['Initialized', 'ContainersReady', 'Ready', 'PodScheduled'].map((type) => ({
    type,
    status: ends && type.endsWith('Ready') ? 'False' : 'True',
    lastTransitionTime: now,
  }));
  const containerStatuses = listAt(pod, 'spec', 'containers').map((container) => ({
    name: textAt(container, 'name'),
    image: textAt(container, 'image'),
    imageID: '',
    ready: !ends,
    restartCount: 0,
    state: ends ? { terminated: { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now } } : { running: { startedAt: now } },
  }));
  // The pod may be gone meanwhile.
  await client.ask('PATCH', `${path}/status`, {
    type: merge,
    body: { status: { phase: ends ? 'Succeeded' : 'Running', startTime: now, conditions, containerStatuses } },
  });
}

function condition(status: 'True' | 'False') {
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  return { type: 'Ready', status, reason: 'StandIn', lastHeartbeatTime: now, lastTransitionTime: now };
}

async function expectStatus(answer: ReturnType<Client['ask']>, wanted: number): Promise<void> {
  const { status, body } = await answer;
  if (status !== wanted) throw new Error(`${status} ${textAt(body, 'message') ?? JSON.stringify(body)}`);
}
