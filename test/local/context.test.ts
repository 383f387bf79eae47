import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { guardedBy } from '../../scripts/local/ask.ts';
import { type ClusterFacts, type ContextFacts, refusalOfCluster, refusalOfContext } from '../../scripts/local/context.ts';

const guarded = guardedBy(await loadCatalog(process.cwd()));

const k3d: ContextFacts = { name: 'k3d-erp', cluster: 'k3d-erp', server: 'https://0.0.0.0:44321', logsInBy: undefined, named: false };
const k3dNodes: ClusterFacts = {
  nodes: [{ name: 'k3d-erp-server-0', provider: 'k3s://k3d-erp-server-0', labels: {} }],
  namespaces: [],
  classes: [],
};

describe('a context', () => {
  it.each<[string, Partial<ContextFacts>]>([
    ['of k3d', {}],
    ['of kind', { name: 'kind-erp', cluster: 'kind-erp', server: 'https://127.0.0.1:6443' }],
    ['of kind over IPv6', { name: 'kind-erp', cluster: 'kind-erp', server: 'https://[::1]:6443' }],
    ['of Docker Desktop', { name: 'docker-desktop', cluster: 'docker-desktop', server: 'https://kubernetes.docker.internal:6443' }],
    ['of minikube, in a network of its own', { name: 'minikube', cluster: 'minikube', server: 'https://192.168.49.2:8443' }],
    ['that somebody names', { name: 'mine', cluster: 'mine', server: 'https://127.0.0.1:6443', named: true }],
    ['of k3d, called like a cluster of ours', { name: 'k3d-erp-dev', cluster: 'k3d-erp-dev' }],
  ])('may be asked when it is one %s', (_, over) => {
    expect(refusalOfContext({ ...k3d, ...over }, guarded)).toBeUndefined();
  });

  it.each<[string, Partial<ContextFacts>, string]>([
    [
      'is called like a cluster of an environment',
      { name: 'erp-production', named: true },
      'The context "erp-production" is of "erp-production", a cluster of an environment.',
    ],
    [
      'leads to one by its cluster',
      { name: 'k3d-x', cluster: 'arn:aws:eks:us-east-1:123456789012:cluster/erp-staging' },
      'The context "k3d-x" is of "erp-staging", a cluster of an environment.',
    ],
    [
      'is of somebody at one',
      { name: 'admin@erp-dev', named: true },
      'The context "admin@erp-dev" is of "erp-dev", a cluster of an environment.',
    ],
    ['logs in by a program', { logsInBy: 'aws' }, 'The context "k3d-erp" logs in by "aws", as clusters of a cloud do.'],
    [
      'is on the Internet',
      { server: 'https://k8s.example.com:6443' },
      'The context "k3d-erp" is at k8s.example.com, which is not this machine.',
    ],
    ['is at a public address', { server: 'https://203.0.113.7' }, 'The context "k3d-erp" is at 203.0.113.7, which is not this machine.'],
    ['has no address', { server: '' }, 'The context "k3d-erp" is at , which is not this machine.'],
    [
      'is merely the current one, by no maker',
      { name: 'work', cluster: 'work' },
      'The current context "work" is of none that makes clusters on a laptop.',
    ],
  ])('is refused, before anything is asked, when it %s', (_, over, what) => {
    expect(refusalOfContext({ ...k3d, ...over }, guarded)?.what).toBe(what);
  });
});

describe('a cluster', () => {
  const named = { ...k3d, name: 'mine', named: true };
  const marked = { name: 'erp-dev', labels: { [guarded.mark]: 'true' } };

  it.each<[string, ContextFacts, ClusterFacts]>([
    ['k3d made', k3d, k3dNodes],
    [
      'kind made',
      k3d,
      { nodes: [{ name: 'erp-control-plane', provider: 'kind://docker/erp/erp-control-plane', labels: {} }], namespaces: [], classes: [] },
    ],
    [
      'minikube made, in a network of its own',
      { ...k3d, server: 'https://192.168.49.2:8443' },
      { nodes: [{ name: 'minikube', provider: '', labels: {} }], namespaces: [], classes: [] },
    ],
    [
      'somebody made, on the loopback interface',
      named,
      { nodes: [{ name: 'box', provider: '', labels: {} }], namespaces: [], classes: [] },
    ],
    ['has no nodes yet', named, { nodes: [], namespaces: [], classes: [] }],
    ['was brought up before', k3d, { ...k3dNodes, namespaces: [marked], classes: [{ name: 'erp-data', labels: marked.labels }] }],
    ['has classes of priority of others', k3d, { ...k3dNodes, classes: [{ name: 'system-node-critical', labels: {} }] }],
  ])('is one of a laptop that %s', (_, context, facts) => {
    expect(refusalOfCluster(context, facts, guarded)).toBeUndefined();
  });

  it.each<[string, ContextFacts, ClusterFacts, string]>([
    [
      'a tunnel to a cloud',
      named,
      { nodes: [{ name: 'ip-10-0-16-4', provider: 'aws:///us-east-1a/i-0abc', labels: {} }], namespaces: [], classes: [] },
      'The node "ip-10-0-16-4" of "mine" is a machine of a cloud: aws:///us-east-1a/i-0abc.',
    ],
    [
      'one node of many in a cloud',
      k3d,
      { nodes: [...k3dNodes.nodes, { name: 'gke', provider: 'gce://p/z/gke', labels: {} }], namespaces: [], classes: [] },
      'The node "gke" of "k3d-erp" is a machine of a cloud: gce://p/z/gke.',
    ],
    [
      'k3s on a server of the company',
      { ...named, server: 'https://10.8.0.3:6443' },
      { nodes: [{ name: 'rack-1', provider: 'k3s://rack-1', labels: {} }], namespaces: [], classes: [] },
      '"mine" answers on another machine, and its nodes are of none that makes clusters on a laptop.',
    ],
    [
      'a cluster with Argo CD',
      k3d,
      { ...k3dNodes, namespaces: [{ name: 'argocd', labels: {} }] },
      '"k3d-erp" has the namespace "argocd": an Argo CD would take back what is made here.',
    ],
    [
      'namespaces that somebody else made',
      k3d,
      { ...k3dNodes, namespaces: [marked, { name: 'erp-infra', labels: {} }] },
      '"k3d-erp" has the namespace "erp-infra", which this command did not make.',
    ],
    [
      'a cluster with a class of priority that somebody else made',
      k3d,
      {
        ...k3dNodes,
        namespaces: [marked],
        classes: [
          { name: 'system-node-critical', labels: {} },
          { name: 'erp-platform', labels: {} },
        ],
      },
      '"k3d-erp" has the PriorityClass "erp-platform", which this command did not make.',
    ],
  ])('is refused that is %s', (_, context, facts, what) => {
    expect(refusalOfCluster(context, facts, guarded)?.what).toBe(what);
  });
});
