import { describe, expect, it } from 'vitest';
import { inputFinding } from '../../scripts/judging/input-findings.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { generatedFrom, locateAll } from '../../scripts/kustomize/provenance.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { folderWith, type Tree } from '../support/folder.ts';

const header = (source: string) => `# Generated from ${source}. Do not edit: change that file and run "npm run generate".\n`;

const tree: Tree = {
  'base/sales/kustomization.yaml': `${header('catalog/sales.ts')}resources:
  - deployment.yaml
  - service.yaml
configMapGenerator:
  - name: sales-config
    literals:
      - APP_NAME=sales
      - LOG_LEVEL=info
    files:
      - rules.txt
`,
  'base/sales/rules.txt': 'none\n',
  'base/sales/deployment.yaml': `${header('catalog/sales.ts')}apiVersion: apps/v1
kind: Deployment
metadata:
  name: sales
  labels:
    app.kubernetes.io/name: sales
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: log
          image: registry.example.com/log:1
        - name: sales
          image: registry.example.com/sales
          env:
            - name: FIRST
              value: a
            - name: SECOND
              value: b
          ports:
            - name: http
              containerPort: 8000
      volumes:
        - name: tmp
          emptyDir: {}
`,
  'base/sales/service.yaml': `${header('catalog/sales.ts')}apiVersion: v1
kind: Service
metadata:
  name: sales
spec:
  ports:
    - port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: sales-grpc
spec:
  ports:
    - port: 50051
`,
  'overlays/dev/kustomization.yaml': 'resources: [sales]\n',
  'overlays/dev/sales/kustomization.yaml': `${header('catalog/sales.ts')}namespace: erp-dev
resources:
  - ../../../base/sales
  - accounts.yaml
configMapGenerator:
  - name: sales-config
    behavior: merge
    literals:
      - LOG_LEVEL=debug
images:
  - name: registry.example.com/other
    newTag: "9"
  - name: registry.example.com/sales
    newTag: "1"
replicas:
  - name: sales
    count: 2
patches:
  - path: deployment.patch.yaml
  - target:
      kind: Service
      name: sales-.*
    path: grpc.json
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata:
        name: sales
      spec:
        type: ClusterIP
`,
  'overlays/dev/sales/deployment.patch.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: sales
spec:
  template:
    spec:
      containers:
        - name: sales
          env:
            - name: THIRD
              value: c
            - name: SECOND
              value: B
          resources:
            limits:
              memory: 1Gi
`,
  'overlays/dev/sales/grpc.json':
    '[\n  {"op": "add", "path": "/spec/type", "value": "ClusterIP"},\n  {"op": "add", "path": "/metadata/labels", "value": {\n    "app": "sales"}}\n]\n',
  'overlays/dev/sales/accounts.yaml': `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: one
  - apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: two
    automountServiceAccountToken: true
`,
};

const root = folderWith({ ...tree, 'generators/catalog/releases/dev/sales.yaml': 'tag: "1"\n' });
const sources = createSources(root);
const [dev] = await renderEnvironments(root, { sources });

/** `file:line` and the source that the remediation names. */
function locate(kind: string, name: RegExp, path: string) {
  const manifest = dev?.manifests.find((candidate) => candidate.kind === kind && name.test(candidate.name));
  if (manifest === undefined) throw new Error(`There is no ${kind}.`);
  const finding = inputFinding('unknown-kind', 'Message.', { environment: 'dev', file: manifest.file, manifest, path });
  const [located] = locateAll(sources, [{ finding, rendered: { manifest, folder: 'overlays/dev/sales' } }]);
  return `${located?.file}:${located?.line}#${located?.object.document}${/ Edit .*$/.exec(located?.remediation ?? '')?.[0] ?? ''}`;
}

const main = 'spec.template.spec.containers[0]';
const catalog = ' Edit catalog/sales.ts.';

describe('a rendered field', () => {
  it('is rendered with the patched container first, so that indexes differ from the files', () => {
    const deployment = dev?.manifests.find(({ kind }) => kind === 'Deployment');
    expect(JSON.stringify(deployment?.fields)).toMatch(
      /"containers":\[\{"env":\[\{"name":"THIRD".*"name":"sales".*\{"image":"registry.example.com\/log:1"/,
    );
  });

  it.each([
    {
      from: 'the base',
      kind: 'Deployment',
      name: /sales/,
      path: `${main}.ports[0].containerPort`,
      at: `base/sales/deployment.yaml:24#0${catalog}`,
    },
    {
      from: 'the base, of another container',
      kind: 'Deployment',
      name: /sales/,
      path: 'spec.template.spec.containers[1].image',
      at: `base/sales/deployment.yaml:14#0${catalog}`,
    },
    {
      from: 'the base, an env entry moved by the patch',
      kind: 'Deployment',
      name: /sales/,
      path: `${main}.env[1].value`,
      at: 'overlays/dev/sales/deployment.patch.yaml:14#0',
    },
    {
      from: 'the base, an env entry that only it has',
      kind: 'Deployment',
      name: /sales/,
      path: `${main}.env[2].value`,
      at: `base/sales/deployment.yaml:19#0${catalog}`,
    },
    {
      from: 'the base, a key with dots',
      kind: 'Deployment',
      name: /sales/,
      path: 'metadata.labels["app.kubernetes.io/name"]',
      at: `base/sales/deployment.yaml:7#0${catalog}`,
    },
    {
      from: 'nowhere, its deepest ancestor',
      kind: 'Deployment',
      name: /sales/,
      path: `${main}.livenessProbe.httpGet`,
      at: `base/sales/deployment.yaml:15#0${catalog}`,
    },
    {
      from: 'nowhere, but its ancestor in the patch is deeper',
      kind: 'Deployment',
      name: /sales/,
      path: `${main}.resources.limits.cpu`,
      at: 'overlays/dev/sales/deployment.patch.yaml:16#0',
    },
    { from: 'the object itself', kind: 'Deployment', name: /sales/, path: '', at: `base/sales/deployment.yaml:2#0${catalog}` },
    {
      from: 'a patch',
      kind: 'Deployment',
      name: /sales/,
      path: `${main}.resources.limits.memory`,
      at: 'overlays/dev/sales/deployment.patch.yaml:17#0',
    },
    {
      from: 'the images list',
      kind: 'Deployment',
      name: /sales/,
      path: `${main}.image`,
      at: 'overlays/dev/sales/kustomization.yaml:14#0 Edit generators/catalog/releases/dev/sales.yaml.',
    },
    {
      from: 'the replicas list',
      kind: 'Deployment',
      name: /sales/,
      path: 'spec.replicas',
      at: `overlays/dev/sales/kustomization.yaml:17#0${catalog}`,
    },
    {
      from: 'the namespace field',
      kind: 'Deployment',
      name: /sales/,
      path: 'metadata.namespace',
      at: `overlays/dev/sales/kustomization.yaml:2#0${catalog}`,
    },
    {
      from: 'a literal of the base',
      kind: 'ConfigMap',
      name: /./,
      path: 'data.APP_NAME',
      at: `base/sales/kustomization.yaml:8#0${catalog}`,
    },
    {
      from: 'a literal that the overlay merges in',
      kind: 'ConfigMap',
      name: /./,
      path: 'data.LOG_LEVEL',
      at: `overlays/dev/sales/kustomization.yaml:10#0${catalog}`,
    },
    { from: 'a file of the generator', kind: 'ConfigMap', name: /./, path: 'data["rules.txt"]', at: 'base/sales/rules.txt:1#0' },
    { from: 'the generator', kind: 'ConfigMap', name: /./, path: 'data', at: `base/sales/kustomization.yaml:6#0${catalog}` },
    {
      from: 'the second document of a file',
      kind: 'Service',
      name: /grpc/,
      path: 'spec.ports[0].port',
      at: `base/sales/service.yaml:16#1${catalog}`,
    },
    { from: 'a JSON patch', kind: 'Service', name: /grpc/, path: 'spec.type', at: 'overlays/dev/sales/grpc.json:2#0' },
    {
      from: 'below the value of a JSON patch',
      kind: 'Service',
      name: /grpc/,
      path: 'metadata.labels.app',
      at: 'overlays/dev/sales/grpc.json:4#0',
    },
    {
      from: 'an inline patch',
      kind: 'Service',
      name: /^sales$/,
      path: 'spec.type',
      at: `overlays/dev/sales/kustomization.yaml:25#0${catalog}`,
    },
    {
      from: 'an item of a List',
      kind: 'ServiceAccount',
      name: /two/,
      path: 'automountServiceAccountToken',
      at: 'overlays/dev/sales/accounts.yaml:12#0',
    },
  ])('leads to $from', ({ kind, name, path, at }) => {
    expect(locate(kind, name, path)).toBe(at);
  });
});

it('leads from the version of a chart to the file that pins it, and from its values to who draws them', () => {
  const application = 'argocd/dev/applications/keda.yaml';
  const [own] = [
    folderWith({
      [application]: `${header('generators/charts/keda.ts')}kind: Application\nspec:\n  source:\n    targetRevision: 1.0.0\n    helm: { valuesObject: { a: b } }\n`,
      'generators/catalog/versions/dev.yaml': 'charts: { keda: 1.0.0 }\n',
    }),
  ];
  const located = ['spec.source.targetRevision', 'spec.source.helm.valuesObject.a'].map((path) =>
    inputFinding('not-an-object', 'x', { environment: 'dev', file: application, path }),
  );
  expect(
    locateAll(
      createSources(own),
      located.map((finding) => ({ finding })),
    ).map(({ line, remediation }) => `${line} ${remediation.replace(/.*(?=Edit)/, '')}`),
  ).toEqual(['5 Edit generators/catalog/versions/dev.yaml.', '6 Edit generators/charts/keda.ts.']);
});

it('names the source of a generated file only', () => {
  expect(generatedFrom(header('a.ts and b.yaml'))).toBe('a.ts and b.yaml');
  expect(generatedFrom('# Generated by hand\n')).toBeUndefined();
  expect(generatedFrom(`\n${header('a.ts')}`)).toBeUndefined();
});
