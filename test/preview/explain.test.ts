import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain } from '../../scripts/preview/explain.ts';
import { explanationText } from '../../scripts/preview/explanation-text.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { folderWith, type Tree } from '../support/folder.ts';

const sources = createSources(path.resolve(import.meta.dirname, '../..'));
const header = '# Generated from generators/catalog/services/one.ts. Do not edit: change that file and run "npm run generate".\n';

const tree: Tree = {
  'base/one/kustomization.yaml': `${header}resources: [deployment.yaml]\nconfigMapGenerator:\n  - name: one-config\n    literals:\n      - LOG_LEVEL=info\n      - NAME=one\n`,
  'base/one/deployment.yaml': `${header}apiVersion: apps/v1
kind: Deployment
metadata:
  name: one
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: log
          image: log:1
        - name: one
          image: registry.example.com/one
          envFrom: [{ configMapRef: { name: one-config } }]
`,
  'overlays/dev/kustomization.yaml': 'resources: [one]\n',
  'overlays/dev/one/kustomization.yaml': `${header}namespace: shop
resources: [../../../base/one]
configMapGenerator:
  - name: one-config
    behavior: merge
    literals:
      - LOG_LEVEL=debug
images:
  - name: registry.example.com/one
    newTag: 1.2.3
patches:
  - path: patch.yaml
`,
  'overlays/dev/one/patch.yaml': `${header}apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: one\nspec:\n  replicas: 3\n`,
  'generators/catalog/services/one.ts':
    "import { defineService } from '../../model/service.ts';\n\nexport default defineService({\n  name: 'one',\n});\n",
  'generators/catalog/environments/dev.ts':
    "import { defineEnvironment } from '../../model/environment.ts';\n\nexport default defineEnvironment({\n  name: 'dev',\n  // A comment, or a text that has the word, is no place: logLevel: 'debug'.\n  title: 'logLevel: debug',\n  logLevel: 'debug',\n});\n",
  'generators/catalog/releases/dev/one.yaml': 'version: 1.2.3\n',
};

async function explained(target: string, field?: string) {
  return explanationText(await explain(createSources(folderWith(tree)), target, field));
}

describe('a field', () => {
  it.each([
    {
      title: 'that a patch sets over the base',
      target: 'dev/Deployment/one',
      field: 'spec.replicas',
      lines: [
        'value  3',
        'set    overlays/dev/one/patch.yaml:7 (patch)',
        'over   base/one/deployment.yaml:7 (base)',
        'edit   generators/catalog/services/one.ts',
      ],
    },
    {
      title: 'that only the base sets',
      target: 'dev/deployment/one',
      field: 'spec.template.spec.containers[0].image',
      lines: ['value  "log:1"', 'set    base/one/deployment.yaml:12 (base)', 'edit   generators/catalog/services/one.ts'],
    },
    {
      title: 'that the images of the overlay set, chosen by its name',
      target: 'dev/Deployment/shop/one',
      field: 'spec.template.spec.containers[name=one].image',
      lines: [
        'value  "registry.example.com/one:1.2.3"',
        'set    overlays/dev/one/kustomization.yaml:10 (kustomization)',
        'over   base/one/deployment.yaml:14 (base)',
        'edit   generators/catalog/releases/dev/one.yaml:1:1',
      ],
    },
    {
      title: 'of a generated ConfigMap, decided by the environment',
      target: 'dev/ConfigMap/one-config',
      field: 'data.LOG_LEVEL',
      lines: [
        'value  "debug"',
        'set    overlays/dev/one/kustomization.yaml:8 (generator)',
        'edit   generators/catalog/environments/dev.ts:7:13',
      ],
    },
    {
      title: 'that is named by the end of its path, where one place has it',
      target: 'dev/Deployment/one',
      field: 'containers[name=one].image',
      lines: [
        'value  "registry.example.com/one:1.2.3"',
        'set    overlays/dev/one/kustomization.yaml:10 (kustomization)',
        'over   base/one/deployment.yaml:14 (base)',
        'edit   generators/catalog/releases/dev/one.yaml:1:1',
      ],
    },
  ])('$title', async ({ target, field, lines }) => {
    const [, ...rest] = (await explained(target, field)).trimEnd().split('\n');
    expect(rest.map((line) => line.trim())).toEqual(lines);
  });

  it('that holds others shows each of them, and where to edit what', async () => {
    const [, ...rest] = (await explained('dev/ConfigMap/one-config', 'data')).trimEnd().split('\n');
    expect(rest.map((line) => line.trim())).toEqual([
      'data.LOG_LEVEL = "debug"  overlays/dev/one/kustomization.yaml:8',
      'data.NAME = "one"  base/one/kustomization.yaml:7',
      'edit   generators/catalog/environments/dev.ts:7:13  data.LOG_LEVEL',
      'edit   generators/catalog/services/one.ts:4:9  data.NAME',
    ]);
    const containers = (await explained('dev/Deployment/one', 'containers')).trimEnd().split('\n');
    expect(containers.filter((line) => line.startsWith('  edit')).map((line) => line.trim())).toEqual([
      'edit   generators/catalog/services/one.ts:4:9  spec.template.spec.containers[0].name',
      'edit   generators/catalog/services/one.ts:4:9  spec.template.spec.containers[1].envFrom[0].configMapRef.name',
      'edit   generators/catalog/services/one.ts:4:9  spec.template.spec.containers[1].name',
      'edit   generators/catalog/services/one.ts  1 field without a line of its own',
      'edit   generators/catalog/releases/dev/one.yaml:1:1  spec.template.spec.containers[1].image',
    ]);
  });
});

it('names the team that the object belongs to, and its channel', async () => {
  const platform = "{ teams: { ledger: { codeOwner: '@shop/ledger', channel: '#ledger' } } }";
  const patch = tree['overlays/dev/one/patch.yaml'] ?? '';
  const own: Tree = {
    ...tree,
    'overlays/dev/one/patch.yaml': patch.replace('  name: one\n', '  name: one\n  labels: { team: ledger }\n'),
    'generators/catalog/platform.ts': `import { definePlatform } from '../model/platform.ts';\n\nexport default definePlatform(${platform});\n`,
  };
  const text = explanationText(await explain(createSources(folderWith(own)), 'dev/Deployment/one', 'spec.replicas'));
  expect(text).toContain('\n  owner  ledger (#ledger)\n');
  expect(await explained('dev/Deployment/one', 'spec.replicas')).not.toContain('owner');
});

it.each([
  ['one', undefined, '"one" names no object.', 'Write <environment>/<Kind>/<name>, such as production/Deployment/sales-service.'],
  ['prod/Deployment/one', undefined, 'There is no environment "prod".', 'Did you mean "dev"? There are dev.'],
  ['dev/Deploymnt/one', undefined, 'There is no object of kind "Deploymnt" and name "one".', 'Did you mean "Deployment"?'],
  ['dev/Deployment/on', undefined, 'There is no Deployment "on".', 'Did you mean "one"?'],
  ['dev/Deployment/one', 'spec.replica', 'Deployment shop/one has no field "spec.replica".', 'Did you mean "spec.replicas"?'],
  [
    'dev/Deployment/one',
    'containers[name=app].image',
    'Deployment shop/one has no field "containers[name=app].image".',
    'Its items of "containers" have name "log", "one".',
  ],
  [
    'dev/Deployment/one',
    'name',
    '"name" is several fields of Deployment shop/one.',
    'Write one of "metadata.name", "spec.template.spec.containers[0].name", "spec.template.spec.containers[1].name", "spec.template.spec.containers[1].envFrom[0].configMapRef.name".',
  ],
])('%s %s is refused with the nearest name', async (target, field, what, how) => {
  await expect(explained(target, field)).rejects.toMatchObject({ exitCode: 2, lines: { what, how } });
});

it.each([
  'Deployment/sales-service',
  'ConfigMap/sales-service-config',
  'ExternalSecret/sales-service-secrets',
  'ScaledObject/sales-service',
  'postgresql/postgres',
])('every field of production/%s has a file, a line and a source', async (object) => {
  const explanations = await explain(sources, `production/${object}`, undefined);
  expect(explanations.length).toBeGreaterThan(5);
  const unknown = explanations.filter(
    ({ origins: [first] }) => first === undefined || first.line === 0 || sources.text(first.file) === undefined,
  );
  expect(unknown.map(({ path: field }) => field)).toEqual([]);
  expect(
    explanations.filter(({ edit }) => edit === undefined || !edit.file.startsWith('generators/')).map(({ path: field }) => field),
  ).toEqual([]);
});

describe('what an object has beyond the catalog', () => {
  const deployment = `${tree['base/one/deployment.yaml']}`.replace(
    '  name: one\nspec:\n',
    `  name: one
  annotations:
    erp.example.com/adjusted.fewer: 'spec.template.spec.containers[0].image, spec.replicas: It must: be'
    policies.erp.example.com/exempt.some-rule: 2027-01-01 why (o)
spec:
`,
  );
  const of = async (field?: string) =>
    explanationText(
      await explain(createSources(folderWith({ ...tree, 'base/one/deployment.yaml': deployment })), 'dev/Deployment/one', field),
    );

  it('is told of each field that an adjustment changes, with the code to edit', async () => {
    const text = await of('spec.replicas');
    expect(text).toContain('  beyond adjusted by fewer (spec.template.spec.containers[0].image, spec.replicas): It must: be\n');
    expect(text).toContain('  beyond exempt from some-rule: 2027-01-01 why (o)\n');
    expect(text).toContain('  edit   generators/adjustments/one.ts\n');
  });

  it('is not told of the others', async () => {
    const text = await of('spec.template.spec.containers[1].image');
    expect(text).not.toContain('adjusted by');
    expect(text).not.toContain('generators/adjustments');
  });

  it('is told once of the whole object', async () => {
    expect((await of()).match(/^ {2}beyond the catalog {2}/gm)).toHaveLength(2);
  });
});
