import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { applyPatches } from '../../policies/kubernetes/kustomize/kustomize.ts';
import type { Fields, Kustomization } from '../../policies/model.ts';
import rule from '../../policies/rules/kustomize/forbid-dead-patch.ts';
import { manifestsIn } from '../support/manifests.ts';

const resources = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: financial-service
  namespace: erp-prod
  labels: { app: financial-service, tier: service }
  annotations: { owner: finance }
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: financial-service
          image: registry.example.com/erp/financial-service:1.0.0
          args: [serve, --verbose]
          env: [{ name: LOG_LEVEL, value: info }]
          ports: [{ name: dns, containerPort: 53, protocol: UDP }, { name: dns-tcp, containerPort: 53, protocol: TCP }]
      volumes: [{ name: tmp, emptyDir: { sizeLimit: 256Mi } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: financial-service, namespace: erp-prod }
spec: { hostnames: [api.erp.example.com], rules: [{ name: api, backendRefs: [{ name: financial-service, port: 80 }] }] }
`;

interface Patch {
  readonly content: string;
  readonly target?: string;
}

function kustomizationWith(patches: readonly Patch[]): Kustomization {
  return {
    file: 'overlays/production/financial-service/kustomization.yaml',
    fields: {},
    resources: manifestsIn(resources),
    patches: patches.map(({ content, target }, index) => ({
      file: `patch-${index}.yaml`,
      document: 0,
      path: `patches[${index}]`,
      target: target === undefined ? undefined : (load(target) as Fields),
      content: load(content),
    })),
  };
}

function faults(...patches: readonly Patch[]): string[] {
  return rule.check(kustomizationWith(patches)).map(({ message, path }) => `${path}: ${message}`);
}

const deployment = (spec: string) => `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: financial-service }, spec: ${spec} }`;
const container = (fields: string) => deployment(`{ template: { spec: { containers: [{ name: financial-service, ${fields} }] } } }`);
const route = (spec: string) =>
  `{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: financial-service }, spec: ${spec} }`;

describe('forbid-dead-patch', () => {
  it.each([
    ['another value', deployment('{ replicas: 6 }')],
    ['the same number as text', deployment('{ replicas: "3" }')],
    ['a new field', deployment('{ paused: false }')],
    ['an empty mapping that is new', deployment('{ strategy: {} }')],
    ['a field that is removed', deployment('{ replicas: null }')],
    ['an environment variable of another value', container('env: [{ name: LOG_LEVEL, value: debug }]')],
    ['one more environment variable', container('env: [{ name: LOG_FORMAT, value: json }]')],
    ['an environment variable that is removed', container('env: [{ name: LOG_LEVEL, $patch: delete }]')],
    ['a list of plain values in another order', container('args: [--verbose, serve]')],
    ['the TCP port of two with one number', container('ports: [{ containerPort: 53, protocol: TCP, name: lookup }]')],
    ['a mapping that is replaced', container('resources: { $patch: replace, limits: { cpu: "2" } }')],
    ['the whole object', '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: financial-service }, $patch: delete }'],
    ['a list of a custom resource, which is replaced', route('{ rules: [{ name: api }] }')],
    ['a label', '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: financial-service, labels: { track: canary } } }'],
    ['the version of the API is not compared', deployment('{ replicas: 6 }').replace('apps/v1', 'apps/v1beta2')],
  ])('accepts %s', (_name, content) => {
    expect(faults({ content })).toEqual([]);
  });

  it.each([
    ['the same value', deployment('{ replicas: 3 }')],
    ['nothing', deployment('{}')],
    ['a null for a field that is not there', deployment('{ paused: null }')],
    ['the same variable', container('env: [{ name: LOG_LEVEL, value: info }]')],
    ['the same list', container('args: [serve, --verbose]')],
    ['a variable removed that is not there', container('env: [{ name: LOG_FORMAT, $patch: delete }]')],
    ['the UDP port as it is', container('ports: [{ containerPort: 53, protocol: UDP, name: dns }]')],
    ['a port without its protocol, which Kustomize drops', container('ports: [{ containerPort: 53, name: lookup }]')],
    ['the same volume', deployment('{ template: { spec: { volumes: [{ name: tmp, emptyDir: { sizeLimit: 256Mi } }] } } }')],
    ['its own namespace', deployment('{}').replace('{ name: financial-service }', '{ name: financial-service, namespace: erp-prod }')],
  ])('reports %s', (_name, content) => {
    expect(faults({ content })).toEqual(['patches[0]: Patch "patch-0.yaml" changes nothing in Deployment "financial-service".']);
  });

  it.each([
    ['another name', deployment('{ replicas: 6 }').replace('name: financial-service', 'name: finance-service')],
    ['another kind', deployment('{ replicas: 6 }').replace('kind: Deployment', 'kind: StatefulSet')],
    ['another group', deployment('{ replicas: 6 }').replace('apps/v1', 'extensions/v1beta1')],
    [
      'another namespace',
      deployment('{ replicas: 6 }').replace('{ name: financial-service }', '{ name: financial-service, namespace: erp-dev }'),
    ],
    ['no object at all', 'replicas'],
  ])('reports a patch for %s', (_name, content) => {
    expect(faults({ content })).toEqual(['patches[0]: Patch "patch-0.yaml" matches no object.']);
  });

  it.each([
    ['{ kind: Deployment }', true],
    ['{ kind: Deploy }', false],
    ['{ kind: "Deploy.*" }', true],
    ['{ name: "financial|sales" }', false],
    ['{ name: "(financial|sales)-service" }', true],
    ['{ group: apps, version: v1 }', true],
    ['{ group: apps, version: v1beta1 }', false],
    ['{ namespace: erp-prod }', true],
    ['{ namespace: erp-dev }', false],
    ['{ name: "(" }', false],
    ['{ labelSelector: "app=financial-service" }', true],
    ['{ labelSelector: "app==financial-service,tier!=batch" }', true],
    ['{ labelSelector: "tier in (batch, service)" }', true],
    ['{ labelSelector: "tier notin (batch, service)" }', false],
    ['{ labelSelector: "!track" }', true],
    ['{ labelSelector: "track" }', false],
    ['{ labelSelector: "app = = b" }', false],
    ['{ annotationSelector: "owner=finance" }', true],
    ['{ annotationSelector: "owner=sales" }', false],
  ])('target %s matches: %s', (target, matches) => {
    const [effect] = applyPatches(kustomizationWith([{ content: '[{ op: replace, path: /spec/replicas, value: 6 }]', target }])).effects;
    expect(effect?.targets.some(({ manifest }) => manifest.kind === 'Deployment')).toBe(matches);
  });

  it.each([
    ['[{ op: add, path: /spec/paused, value: true }]', []],
    ['[{ op: add, path: /spec/template/spec/containers/0/args/-, value: --debug }]', []],
    ['[{ op: add, path: /metadata/annotations/a~1b, value: c }]', []],
    ['[{ op: test, path: /spec/replicas, value: 3 }, { op: replace, path: /spec/replicas, value: 6 }]', []],
    ['[{ op: move, from: /spec/replicas, path: /spec/minReadySeconds }]', []],
    ['[{ op: copy, from: /spec/replicas, path: /spec/minReadySeconds }]', []],
    ['[{ op: remove, path: /spec/replicas }]', []],
    ['[{ op: replace, path: /spec/replicas, value: 3 }]', ['changes nothing in Deployment "financial-service".']],
    ['[{ op: test, path: /spec/replicas, value: 3 }]', ['changes nothing in Deployment "financial-service".']],
    ['[{ op: remove, path: /spec/paused }]', ['has the operation "remove /spec/paused", which cannot be applied.']],
    [
      '[{ op: replace, path: /spec/template/spec/containers/1/image, value: a }]',
      ['has the operation "replace /spec/template/spec/containers/1/image", which cannot be applied.'],
    ],
    ['[{ op: add, path: /spec/a/b, value: 1 }]', ['has the operation "add /spec/a/b", which cannot be applied.']],
    ['[{ op: test, path: /spec/replicas, value: 4 }]', ['has the operation "test /spec/replicas", which cannot be applied.']],
    ['[{ path: /spec/replicas }]', ['has the operation "no op /spec/replicas", which cannot be applied.']],
  ])('judges the operations %s', (content, expected) => {
    expect(faults({ content, target: '{ kind: Deployment }' })).toEqual(
      expected.map((fault) => `patches[0]: Patch "patch-0.yaml" ${fault}`),
    );
  });

  it('applies patches one after the other, so that the second of two equal ones is dead', () => {
    expect(faults({ content: deployment('{ replicas: 6 }') }, { content: deployment('{ replicas: 6 }') })).toEqual([
      'patches[1]: Patch "patch-1.yaml" changes nothing in Deployment "financial-service".',
    ]);
    expect(faults({ content: deployment('{ replicas: 6 }') }, { content: deployment('{ replicas: 3 }') })).toEqual([]);
  });

  it('leaves a patch alone that changes one of several objects', () => {
    expect(faults({ content: '{ spec: { replicas: 3, hostnames: [a.example.com] } }', target: '{ name: financial-service }' })).toEqual([]);
  });

  it('does not change the objects that it was given', () => {
    const kustomization = kustomizationWith([{ content: container('env: [{ name: LOG_LEVEL, value: debug }]') }]);
    const before = JSON.stringify(kustomization.resources);
    applyPatches(kustomization);
    expect(JSON.stringify(kustomization.resources)).toBe(before);
  });
});
