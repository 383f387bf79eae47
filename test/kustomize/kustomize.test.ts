import { chmod, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { BuildError, build, readableBuildError } from '../../scripts/kustomize/build.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { UserError } from '../../scripts/terminal/errors.ts';
import { folderWith, type Tree } from '../support/folder.ts';

const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec: {template: {spec: {containers: [{name: ${name}, image: registry.example.com/${name}}]}}}
`;

const service = (name: string) => `apiVersion: v1
kind: Service
metadata: {name: ${name}, annotations: {kept: "yes"}}
`;

const sales: Tree = {
  'base/sales/kustomization.yaml': `resources: [objects.yaml]
configMapGenerator:
  - name: sales-config
    literals: [LOG_LEVEL=info]
`,
  'base/sales/objects.yaml': `${deployment('sales')}---\n${service('sales')}`,
  'overlays/dev/kustomization.yaml': 'resources: [sales]\n',
  'overlays/dev/sales/kustomization.yaml': 'namespace: erp-dev\nresources: [../../../base/sales]\n',
};

async function rendered(tree: Tree, options?: Parameters<typeof renderEnvironments>[1]) {
  const environments = await renderEnvironments(folderWith(tree), options);
  return environments.map(({ name, manifests, applicationOf, problems }) => ({
    name,
    problems,
    objects: manifests.map((manifest) => ({
      object: `${manifest.kind} ${manifest.namespace}/${manifest.name}`,
      written: `${manifest.file}#${manifest.document}`,
      application: applicationOf.get(manifest)?.name,
    })),
  }));
}

describe('rendering', () => {
  it('gives the objects as built, with the file, document and application of each', async () => {
    expect(await rendered(sales)).toEqual([
      {
        name: 'dev',
        problems: [],
        objects: [
          {
            object: expect.stringMatching(/^ConfigMap erp-dev\/sales-config-\w{10}$/),
            written: 'base/sales/kustomization.yaml#0',
            application: 'sales',
          },
          { object: 'Service erp-dev/sales', written: 'base/sales/objects.yaml#1', application: 'sales' },
          { object: 'Deployment erp-dev/sales', written: 'base/sales/objects.yaml#0', application: 'sales' },
        ],
      },
    ]);
  });

  it('takes its own annotations off again, and only those', async () => {
    const [environment] = await renderEnvironments(folderWith(sales));
    const metadata = (kind: string) => environment?.manifests.find((manifest) => manifest.kind === kind)?.fields['metadata'];
    expect(metadata('Service')).toEqual({ name: 'sales', namespace: 'erp-dev', annotations: { kept: 'yes' } });
    expect(metadata('Deployment')).toEqual({ name: 'sales', namespace: 'erp-dev' });
  });

  it('tells applications apart that share a base', async () => {
    const [environment] = await rendered({
      'base/common/kustomization.yaml': 'resources: [account.yaml]\n',
      'base/common/account.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner}\n',
      'overlays/dev/kustomization.yaml': 'resources: [a, b]\n',
      'overlays/dev/a/kustomization.yaml': 'namePrefix: a-\nresources: [../../../base/common]\n',
      'overlays/dev/b/kustomization.yaml': 'namePrefix: b-\nresources: [../../../base/common]\n',
    });
    expect(environment?.objects).toEqual([
      { object: 'ServiceAccount /a-runner', written: 'base/common/account.yaml#0', application: 'a' },
      { object: 'ServiceAccount /b-runner', written: 'base/common/account.yaml#0', application: 'b' },
    ]);
  });

  it('builds many applications in groups, and loses none', async () => {
    const names = Array.from({ length: 65 }, (_, index) => `s${index + 10}`);
    const tree = Object.fromEntries(
      names.flatMap((name) => [
        [`overlays/dev/${name}/kustomization.yaml`, 'resources: [service.yaml]\n'],
        [`overlays/dev/${name}/service.yaml`, service(name)],
      ]),
    );
    const [environment] = await rendered({ ...tree, 'overlays/dev/kustomization.yaml': `resources: [${names.join(', ')}]\n` });
    expect(environment?.problems).toEqual([]);
    expect(environment?.objects.map(({ application }) => application).sort()).toEqual(names);
  });

  it('orders environments as the manual does, and the others by name', async () => {
    const names = ['alpha', 'production', 'dev', 'zeta', 'staging', 'test'];
    const tree = Object.fromEntries(names.map((name) => [`overlays/${name}/kustomization.yaml`, 'resources: []\n']));
    expect((await rendered(tree)).map(({ name }) => name)).toEqual(['dev', 'test', 'staging', 'production', 'alpha', 'zeta']);
  });

  it('builds only the environments and applications that are asked for', async () => {
    const tree = {
      ...sales,
      'overlays/test/kustomization.yaml': 'resources: [sales]\n',
      'overlays/test/sales/kustomization.yaml': 'resources: [../../../base/sales]\n',
    };
    const environments = await rendered(tree, { environments: ['test'], applications: ({ name }) => name !== 'sales' });
    expect(environments).toEqual([{ name: 'test', problems: [], objects: [] }]);
  });

  it('suggests the nearest environment for one that does not exist', async () => {
    const error = await renderEnvironments(folderWith(sales), { environments: ['dve'] }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error instanceof UserError && error.lines).toEqual({
      what: 'There is no environment "dve".',
      where: 'overlays/',
      how: 'Did you mean "dev"? There are dev.',
    });
  });

  it('leaves nothing behind in the temporary folder, also after an error', async () => {
    const root = folderWith({ ...sales, 'overlays/dev/sales/kustomization.yaml': 'resources: [nothing.yaml]\n' });
    const temporary = folderWith({});
    vi.stubEnv('TMPDIR', temporary);
    const [environment] = await renderEnvironments(root).finally(() => vi.unstubAllEnvs());
    expect(environment?.problems).toHaveLength(1);
    expect(await readdir(temporary)).toEqual([]);
  });
});

describe('what cannot be built', () => {
  it('names the broken application, and still gives the objects of the others', async () => {
    const [environment] = await rendered({
      ...sales,
      'overlays/dev/kustomization.yaml': 'resources: [sales, stock]\n',
      'overlays/dev/stock/kustomization.yaml': 'resources: [stock.yaml]\n',
    });
    expect(environment?.problems).toEqual([
      {
        rule: 'broken-overlay',
        message: 'The overlay "overlays/dev/stock" does not build: the resource "stock.yaml" does not exist.',
        file: 'overlays/dev/stock/kustomization.yaml',
        path: '',
      },
    ]);
    expect(environment?.objects).toHaveLength(3);
  });

  it('names an overlay that builds to nothing', async () => {
    const [environment] = await rendered({
      'overlays/dev/kustomization.yaml': 'resources: [stock]\n',
      'overlays/dev/stock/kustomization.yaml': 'resources: []\n',
    });
    expect(environment).toEqual({
      name: 'dev',
      objects: [],
      problems: [
        {
          rule: 'empty-overlay',
          message: 'The overlay "overlays/dev/stock" builds no object.',
          file: 'overlays/dev/stock/kustomization.yaml',
          path: '',
        },
      ],
    });
  });

  it('leaves two objects of one name to the rules, and gives both', async () => {
    const [environment] = await rendered({
      'overlays/dev/kustomization.yaml': 'resources: [a, b]\n',
      'overlays/dev/a/kustomization.yaml': 'resources: [service.yaml]\n',
      'overlays/dev/a/service.yaml': service('same'),
      'overlays/dev/b/kustomization.yaml': 'resources: [service.yaml]\n',
      'overlays/dev/b/service.yaml': service('same'),
    });
    expect(environment?.problems).toEqual([]);
    expect(environment?.objects.map(({ written }) => written)).toEqual(['overlays/dev/a/service.yaml#0', 'overlays/dev/b/service.yaml#0']);
  });

  it.each([
    {
      title: 'an application that is not listed',
      file: 'resources: []\n',
      problems: [{ path: 'resources', message: 'The application "overlays/dev/sales" is not listed in the environment\'s kustomization.' }],
    },
    {
      title: 'a listed application that is missing',
      file: 'resources: [sales, stock]\n',
      problems: [{ path: 'resources[1]', message: 'The resource "stock" is no application of the environment.' }],
    },
    {
      title: 'a patch that Argo CD would not apply',
      file: 'resources: [./sales/]\nnamePrefix: x-\n',
      problems: [
        {
          path: 'namePrefix',
          message: 'The environment\'s kustomization sets "namePrefix", which its applications do not get from Argo CD.',
        },
      ],
    },
  ])('reports $title in the kustomization of the environment', async ({ file, problems }) => {
    const [environment] = await rendered({ ...sales, 'overlays/dev/kustomization.yaml': file });
    expect(environment?.problems).toEqual(
      problems.map((problem) => ({ rule: 'incomplete-environment', file: 'overlays/dev/kustomization.yaml', ...problem })),
    );
  });

  it('reports an environment that has applications but no kustomization', async () => {
    const { 'overlays/dev/kustomization.yaml': _, ...tree } = sales;
    const [environment] = await rendered(tree);
    expect(environment?.problems).toEqual([
      {
        rule: 'incomplete-environment',
        file: 'overlays/dev/kustomization.yaml',
        path: '',
        message: 'The environment "overlays/dev" has applications, but no kustomization.yaml.',
      },
    ]);
  });

  it('takes an environment without application folders for one application', async () => {
    const [environment] = await rendered({
      'overlays/dev/kustomization.yaml': 'resources: [service.yaml]\n',
      'overlays/dev/service.yaml': service('sales'),
    });
    expect(environment).toEqual({
      name: 'dev',
      problems: [],
      objects: [{ object: 'Service /sales', written: 'overlays/dev/service.yaml#0', application: 'dev' }],
    });
  });

  it.each<{ title: string; tree: Tree; file: string; message: string }>([
    {
      title: 'broken YAML in a base',
      tree: { 'base/sales/objects.yaml': 'a: b: c\n' },
      file: 'base/sales/objects.yaml',
      message: '"objects.yaml" is not valid YAML: mapping values are not allowed in this context.',
    },
    {
      title: 'a missing file in a base',
      tree: { 'base/sales/kustomization.yaml': 'resources: [gone.yaml]\n' },
      file: 'base/sales/kustomization.yaml',
      message: 'the resource "gone.yaml" does not exist.',
    },
    {
      title: 'a mistyped field of a kustomization',
      tree: { 'overlays/dev/sales/kustomization.yaml': 'resourcess: [x.yaml]\n' },
      file: 'overlays/dev/sales/kustomization.yaml',
      message: 'the kustomization has the unknown field "resourcess".',
    },
    {
      title: 'a patch of an object that is not there',
      tree: {
        'overlays/dev/sales/kustomization.yaml': 'resources: [../../../base/sales]\npatches: [{path: patch.yaml}]\n',
        'overlays/dev/sales/patch.yaml': deployment('nope'),
      },
      file: 'overlays/dev/sales/kustomization.yaml',
      message: 'the patch of Deployment "nope" matches no object.',
    },
    {
      title: 'an object that is added twice',
      tree: { 'base/sales/kustomization.yaml': 'resources: [objects.yaml, again.yaml]\n', 'base/sales/again.yaml': service('sales') },
      file: 'base/sales/kustomization.yaml',
      message: 'Service "sales.[noNs]" is added twice.',
    },
    {
      title: 'an empty kustomization',
      tree: { 'base/sales/kustomization.yaml': '' },
      file: 'base/sales/kustomization.yaml',
      message: 'kustomization.yaml is empty.',
    },
  ])('says in one sentence what is wrong: $title', async ({ tree, file, message }) => {
    const [environment] = await rendered({ ...sales, ...tree });
    expect(environment?.problems).toEqual([
      { rule: 'broken-overlay', message: `The overlay "overlays/dev/sales" does not build: ${message}`, file, path: '' },
    ]);
  });

  it('passes on words of kustomize that it does not know', () => {
    expect(readableBuildError('something new\n happened in /repo/base/x', 'overlays/dev/sales', '/repo')).toEqual({
      reason: 'something new happened in base/x.',
      file: 'overlays/dev/sales/kustomization.yaml',
    });
  });
});

describe('the program', () => {
  async function program(body: string) {
    const folder = folderWith({ kubectl: `#!/bin/sh\n${body}\n` });
    await chmod(path.join(folder, 'kubectl'), 0o755);
    return { name: 'kubectl' as const, command: path.join(folder, 'kubectl'), args: ['kustomize'], version: '1.35.2' };
  }

  it('prints what it builds', async () => {
    expect(await build('/some/folder', await program('echo "$@"'))).toBe('kustomize /some/folder\n');
  });

  it('gives its own words when it refuses', async () => {
    const error = await build('.', await program('echo "Error: no good" >&2; exit 1')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BuildError);
    expect(error).toHaveProperty('message', 'no good');
  });

  it('is a broken tool, and no broken overlay, when it is killed or cannot be started', async () => {
    const tool = await program('kill -9 $$');
    const killed = await build('/x', tool).catch((reason: unknown) => reason);
    expect(killed).toBeInstanceOf(UserError);
    expect(killed).toHaveProperty('lines', {
      what: 'kubectl was ended by SIGKILL.',
      where: `${tool.command} kustomize /x`,
      how: 'Run the command again; if memory was short, give it more.',
    });
    for (const command of [`${tool.command}/none`, '/nowhere/kubectl']) {
      expect(await build('/x', { ...tool, command }).catch((reason: unknown) => reason)).toBeInstanceOf(UserError);
    }
  });
});
