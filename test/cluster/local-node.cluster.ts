import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import { definitionFile } from '../../scripts/catalog/definitions.ts';
import { down } from '../../scripts/local/down.ts';
import { up } from '../../scripts/local/up.ts';
import { fixtureCompany } from '../local/support.ts';
import { companyCatalog } from '../services/support.ts';
import { folderWith } from '../support/folder.ts';
import { present } from '../support/mutations/mutation.ts';
import { emptyCluster, isGiven, type TestCluster } from './support/clusters.ts';
import { startDisks } from './support/disks.ts';
import { type Kubelets, startKubelets } from './support/nodes.ts';
import { eventually, podsIn } from './support/workloads.ts';

const node = 'laptop-server-0';
const context = 'laptop-node';
const merge = 'application/merge-patch+json';
/** A machine of 8 GB, in bytes; neither kind nor k3s reserves any of it for itself. */
const eight = { cpu: '2', memory: '7629Mi' };
/**
 * What pods of kind's own ask for, more than those of k3s (200m and 140Mi): etcd, the API server, both controllers, two of CoreDNS and the
 * network (kubeadm of Kubernetes 1.35.4, kind's kindnet).
 */
const own: readonly (readonly [string, string, string])[] = [
  ['etcd', '100m', '100Mi'],
  ['kube-apiserver', '250m', '0'],
  ['kube-controller-manager', '200m', '0'],
  ['kube-scheduler', '100m', '0'],
  ['coredns-1', '100m', '70Mi'],
  ['coredns-2', '100m', '70Mi'],
  ['kindnet', '100m', '50Mi'],
];

describe.skipIf(isGiven)('a laptop of one node', () => {
  let cluster: TestCluster;
  let kubelets: Kubelets;
  let disks: Awaited<ReturnType<typeof startDisks>>;
  let said = '';
  let told = '';
  const output = {
    say: (text: string) => {
      said += text;
    },
    tell: (text: string) => {
      told += text;
    },
  };
  const before = process.env['KUBECONFIG'];
  const root = companyFolder();

  const bring = async (service?: readonly string[]) => {
    said = '';
    told = '';
    return up(root, { company: fixtureCompany, context, wait: true, minutes: 5, ...(service && { service }) }, output);
  };
  const resize = (room: Readonly<Record<string, string>>) =>
    cluster.client.ask('PATCH', `/api/v1/nodes/${node}/status`, { type: merge, body: { status: { capacity: room, allocatable: room } } });
  const ours = ['erp-dev', 'erp-infra', 'envoy-gateway-system'];
  const pods = async () => (await Promise.all(ours.map((namespace) => podsIn(cluster.client, namespace)))).flat();

  beforeAll(async () => {
    cluster = await emptyCluster(context, { scheduler: true });
    process.env['KUBECONFIG'] = present(cluster.kubeconfig);
    kubelets = startKubelets(cluster.client);
    await kubelets.add(node, 'here-1a', eight);
    disks = await startDisks(cluster.client);
    const account = '/api/v1/namespaces/kube-system/serviceaccounts/default';
    await eventually(
      async () => (await cluster.client.ask('GET', account)).status,
      (status) => status === 200,
      60,
    );
    for (const [name, cpu, memory] of own) {
      const container = { name, image: name, resources: { requests: { cpu, memory } } };
      const body = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name },
        spec: { priorityClassName: 'system-node-critical', containers: [container] },
      };
      expect((await cluster.client.ask('POST', '/api/v1/namespaces/kube-system/pods', { body })).status).toBe(201);
    }
    await eventually(
      () => podsIn(cluster.client, 'kube-system'),
      (all) => all.every(({ ready }) => ready),
      60,
    );
  });
  afterAll(async () => {
    if (before === undefined) delete process.env['KUBECONFIG'];
    else process.env['KUBECONFIG'] = before;
    await Promise.all([kubelets?.stop(), disks?.stop()]);
    await cluster?.stop();
  });

  it('of 8 GB runs the three services and all stores: every pod is placed and ready, and the command waits for that', async () => {
    expect([await bring(['financial-service', 'material-service', 'sales-service']), told]).toEqual([
      0,
      expect.stringContaining('their pods ask for 0.6 cores and 1.1Gi, and take 6.0 cores and 3.9Gi at most.'),
    ]);
    expect(said).toContain('port-forward service/edge 8443');
    const all = await pods();
    expect(all.filter(({ ready }) => !ready)).toEqual([]);
    expect(new Set(all.map((pod) => pod.node))).toEqual(new Set([node]));
    expect(told).not.toContain('ended for want of memory');
  });

  it('of 8 GB is too small for the largest company of the tests, and says so before anything is applied', async () => {
    const there = (await pods()).map(({ name }) => name);
    expect(await bring()).toBe(1);
    expect(told).toContain('605 objects; their pods ask for 13.7 cores and 17.3Gi, and take 57.5 cores and 59.6Gi at most.\n');
    expect(told).toMatch(/error {2}\w+ \S+ asks for \d\.\d cores and \d+Mi, and finds no room\.\n/);
    expect((await pods()).map(({ name }) => name)).toEqual(there);
  });

  it('of 64 GB runs the largest company of the tests, and its runs before and after a rollout end well', async () => {
    await resize({ cpu: '16', memory: '61035Mi' });
    expect([await bring(), told]).toEqual([0, expect.stringContaining('\nafter: ')]);
    const { body } = await cluster.client.ask('GET', '/apis/batch/v1/namespaces/erp-dev/jobs');
    const jobs = listAt(body, 'items').filter((job) => listAt(job, 'metadata', 'ownerReferences').length === 0);
    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs.map((job) => [textAt(job, 'metadata', 'name'), at(job, 'status', 'succeeded')])).toEqual(
      jobs.map((job) => [textAt(job, 'metadata', 'name'), 1]),
    );
    for (const stage of ['before', 'services']) expect(told).toContain(`\n${stage}: `);
    expect((await pods()).filter((pod) => pod.node === undefined)).toEqual([]);
  });

  it('goes as a whole, disks too', async () => {
    expect(await down(root, { context }, output)).toBe(0);
    for (const namespace of ours) expect((await cluster.client.ask('GET', `/api/v1/namespaces/${namespace}`)).status).toBe(404);
    const { body } = await cluster.client.ask('GET', '/api/v1/persistentvolumeclaims');
    expect(listAt(body, 'items')).toEqual([]);
  });

  it('of 4 GB carries what the three services ask for, and says that it may not be enough', async () => {
    await resize({ ...eight, memory: '3814Mi' });
    expect(await bring(['financial-service', 'material-service', 'sales-service'])).toBe(0);
    expect(told).toContain(
      'note   The nodes have 2.0 cores and 3.7Gi. When all pods take the most that they may, some are ended for want of memory.',
    );
    expect((await pods()).filter(({ ready }) => !ready)).toEqual([]);
    expect(await down(root, { context }, output)).toBe(0);
  });

  it('of 1 GB is refused before anything is applied, with each pod that finds no room, and why', async () => {
    await resize({ ...eight, memory: '953Mi' });
    expect(await bring(['financial-service', 'material-service', 'sales-service'])).toBe(1);
    expect(told).toMatch(/error {2}\w+ \S+ asks for 0\.\d cores and \d+Mi, and finds no room\.\n/);
    expect(told).toContain(
      `Node ${node} gives 2.0 cores and 953Mi, of which pods that are there ask for 0.9 cores and 290Mi.\n` +
        '  fix  Give the machine of the cluster more memory or processors, or name fewer services: --service <name>.\n',
    );
    expect((await cluster.client.ask('GET', '/api/v1/namespaces/erp-dev')).status).toBe(404);
  });

  it('without a class of disks ends early, and says that it is the disks', async () => {
    await resize(eight);
    await disks.stop();
    await cluster.client.ask('DELETE', '/apis/storage.k8s.io/v1/storageclasses/local-path');
    const start = Date.now();
    expect(await bring(['sales-service'])).toBe(1);
    expect(Date.now() - start).toBeLessThan(180_000);
    expect(told).toMatch(
      /error {2}StatefulSet \S+ is not ready: \S+: 0\/1 nodes are available: pod has unbound immediate PersistentVolumeClaims/,
    );
    expect(told).toContain('  fix  The cluster gives no disk: it needs a StorageClass that is the default');
    expect(await down(root, { context }, output)).toBe(0);
  });

  it('that takes no more pods ends early, and says what the scheduler says', async () => {
    disks = await startDisks(cluster.client);
    await resize({ pods: '9' });
    expect(await bring(['sales-service'])).toBe(1);
    expect(told).toMatch(/error {2}\w+ \S+ is not ready: \S+: 0\/1 nodes are available: 1 Too many pods/);
    expect(told).toContain(`  fix  Look at the nodes: kubectl --context ${context} describe nodes`);
  });
});

/** A catalog on disk with all services that the tests have, and nothing else of a repository. */
function companyFolder(): string {
  const folder = folderWith({});
  const catalog = path.join(folder, 'generators/catalog');
  cpSync('generators/catalog', catalog, { recursive: true });
  cpSync('test/services/contents', path.join(catalog, 'services'), { recursive: true });
  for (const { file, value } of companyCatalog.services) {
    // Adjustments are code, which nothing of this is about.
    const { adjust: _, ...written } = value;
    writeFileSync(path.join(folder, file), definitionFile('services', written));
  }
  return folder;
}
