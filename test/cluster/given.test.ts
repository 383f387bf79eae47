import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fields } from '../../policies/model.ts';
import type { Answer, Client } from '../../scripts/cluster/client.ts';
import { lookAtGiven } from '../../scripts/cluster/given.ts';
import { accessOf } from '../../scripts/cluster/kubeconfig.ts';
import { folderWith } from '../support/folder.ts';

type Objects = Map<string, Fields>;

const kinds = [
  ['', 'v1', 'Namespace', 'namespaces', false],
  ['', 'v1', 'ConfigMap', 'configmaps', true],
  ['', 'v1', 'Pod', 'pods', true],
  ['apps', 'v1', 'Deployment', 'deployments', true],
  ['apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', 'customresourcedefinitions', false],
  ['scheduling.k8s.io', 'v1', 'PriorityClass', 'priorityclasses', false],
] as const;

/** An API server that keeps objects, and deletes those that have no finalizer. */
function serverOf(objects: Objects, isAdministrator = true): Client {
  const discovery = (root: string) => ({
    items: [...new Set(kinds.map(([group]) => group))]
      .filter((group) => (group === '') === (root === '/api'))
      .map((group) => ({
        metadata: { name: group },
        versions: [
          {
            version: 'v1',
            resources: kinds
              .filter(([own]) => own === group)
              .map(([, , kind, resource, namespaced]) => ({
                resource,
                responseKind: { kind },
                scope: namespaced ? 'Namespaced' : 'Cluster',
                verbs: ['create', 'delete', 'get', 'list', 'patch'],
              })),
          },
        ],
      })),
  });
  const answer = (status: number, body: unknown): Answer => ({ status, body, warnings: [] });
  return {
    close: () => {},
    ask: async (method, address, { body } = {}) => {
      if (address === '/version') return answer(200, { gitVersion: 'v1.35.4' });
      if (address === '/api' || address === '/apis') return answer(200, discovery(address));
      if (address.endsWith('selfsubjectaccessreviews')) return answer(201, { status: { allowed: isAdministrator } });
      if (method === 'GET') {
        const [, , kind] = kinds.find(([, , , plural]) => address.endsWith(`/${plural}`)) ?? [];
        return answer(200, { items: [...objects.values()].filter((object) => object['kind'] === kind) });
      }
      const object = objects.get(address);
      if (object === undefined) return answer(404, {});
      if (method === 'PATCH') {
        objects.set(address, { ...object, metadata: { ...(object['metadata'] as Fields), ...((body as Fields)['metadata'] as Fields) } });
      } else if (((object['metadata'] as Fields)['finalizers'] ?? null) === null) {
        objects.delete(address);
      } else {
        objects.set(address, { ...object, metadata: { ...(object['metadata'] as Fields), deletionTimestamp: '2026-01-02T03:04:05Z' } });
      }
      return answer(200, {});
    },
  };
}

function addTo(objects: Objects, kind: string, name: string, namespace = '', more: Fields = {}): void {
  const [group, , , plural] = kinds.find(([, , own]) => own === kind) ?? [];
  const root = group === '' ? '/api/v1' : `/apis/${group}/v1`;
  const scope = namespace === '' ? '' : `/namespaces/${namespace}`;
  objects.set(`${root}${scope}/${plural}/${name}`, { kind, metadata: { name, ...(namespace !== '' && { namespace }), ...more } });
}

function empty(): Objects {
  const objects: Objects = new Map();
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) addTo(objects, 'Namespace', name);
  addTo(objects, 'ConfigMap', 'kube-root-ca.crt', 'default');
  addTo(objects, 'Pod', 'coredns-0', 'kube-system');
  addTo(objects, 'PriorityClass', 'system-node-critical');
  return objects;
}

describe('a given cluster', () => {
  it('is taken when there is nothing in it but what Kubernetes brings', async () => {
    const objects = empty();
    const before = structuredClone(objects);
    expect((await lookAtGiven(serverOf(objects), 'kubeconfig')).version).toBe('v1.35.4');
    expect(objects).toEqual(before);
  });

  it.each([
    ['a namespace', 'Namespace', 'shop', '', 'v1 Namespace shop'],
    ['a pod in the namespace that all have', 'Pod', 'mine', 'default', 'v1 Pod default/mine'],
    ['a configuration there', 'ConfigMap', 'mine', 'default', 'v1 ConfigMap default/mine'],
    ['a kind', 'CustomResourceDefinition', 'mine.example.com', '', 'apiextensions.k8s.io/v1 CustomResourceDefinition mine.example.com'],
  ])('is refused, and left as it was, when it has %s', async (_, kind, name, namespace, title) => {
    const objects = empty();
    addTo(objects, kind, name, namespace);
    const before = structuredClone(objects);
    await expect(lookAtGiven(serverOf(objects), 'kubeconfig')).rejects.toThrow(`The given cluster is not empty: it has ${title}.`);
    expect(objects).toEqual(before);
  });

  it('is refused to somebody who may not do everything in it', async () => {
    await expect(lookAtGiven(serverOf(empty(), false), 'kubeconfig')).rejects.toThrow('may not do everything');
  });

  it('loses what the tests made, whatever waits for it, and nothing else', async () => {
    const objects = empty();
    const given = await lookAtGiven(serverOf(objects), 'kubeconfig');
    addTo(objects, 'Pod', 'somebodys', 'kube-system', { managedFields: [{ manager: 'kubectl' }] });
    const before = structuredClone(objects);
    const ours = { managedFields: [{ manager: 'argocd-controller' }] };
    addTo(objects, 'Namespace', 'erp-prod', '', ours);
    addTo(objects, 'Deployment', 'sales-service', 'erp-prod', { ...ours, finalizers: ['resources-finalizer.argocd.argoproj.io'] });
    addTo(objects, 'PriorityClass', 'erp-data', '', { managedFields: [{ manager: 'erp-gitops' }] });
    expect(await given.clean()).toEqual([]);
    expect(objects).toEqual(before);
  });
});

describe('a kubeconfig', () => {
  const text = (user: Fields, cluster: Fields = {}) =>
    JSON.stringify({
      'current-context': 'one',
      contexts: [{ name: 'one', context: { cluster: 'one', user: 'one' } }],
      clusters: [{ name: 'one', cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority-data': 'Y2E=', ...cluster } }],
      users: [{ name: 'one', user }],
    });
  const file = async (kubeconfig: string) => path.join(folderWith({ kubeconfig }), 'kubeconfig');

  it('gives a token, or a certificate with its key', async () => {
    expect(accessOf(await file(text({ token: 'abc' })))).toEqual({ url: 'https://127.0.0.1:6443', ca: 'ca', token: 'abc' });
    expect(accessOf(await file(text({ 'client-certificate-data': 'Y2VydA==', 'client-key-data': 'a2V5' })))).toEqual({
      url: 'https://127.0.0.1:6443',
      ca: 'ca',
      certificate: 'cert',
      key: 'key',
    });
  });

  it.each([
    ['a log-in by a program', text({ exec: { command: 'aws' } }), 'neither a token nor a certificate'],
    ['no current context', '{}', 'no current context'],
    ['a server without TLS', text({ token: 'abc' }, { server: 'http://127.0.0.1:8080' }), 'not asked by https'],
  ])('is refused for %s', async (_, content, message) => {
    const name = await file(content);
    expect(() => accessOf(name)).toThrow(message);
  });
});
