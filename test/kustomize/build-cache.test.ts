import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildCache } from '../../scripts/kustomize/build-cache.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { folderWith, write } from '../support/folder.ts';

const files = {
  'base/shop/kustomization.yaml': 'resources: [service.yaml]\nconfigMapGenerator: [{ name: scripts, files: [run.sh, parts/one.sh] }]\n',
  'base/shop/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: shop }\nspec: { ports: [{ port: 80 }] }\n',
  'base/shop/run.sh': 'echo 1\n',
  'base/shop/parts/one.sh': 'echo 2\n',
  'overlays/dev/kustomization.yaml': 'resources: [shop, till]\n',
  'overlays/dev/shop/kustomization.yaml': 'namespace: shop\nresources: [../../../base/shop]\npatches: [{ path: patch.yaml }]\n',
  'overlays/dev/shop/patch.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: shop }\nspec: { type: ClusterIP }\n',
  'overlays/dev/till/kustomization.yaml': 'resources: [account.yaml]\n',
  'overlays/dev/till/account.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: till, namespace: shop }\n',
};

const shop = 'overlays/dev/shop';
const keyIn = (root: string, folder = shop, tool = 'kubectl 1') =>
  buildCache(path.join(root, 'cache'), tool).keyOf(createSources(realpathSync(root)), folder);

describe('the name of a build', () => {
  it.each(Object.keys(files).filter((file) => file.includes('shop')))('changes with %s', (file) => {
    const root = folderWith(files);
    const before = keyIn(root);
    write(root, file, `${files[file as keyof typeof files]}# more\n`);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(keyIn(root)).not.toBe(before);
  });

  it('changes with a new file, with another kustomize, and with nothing of another application', () => {
    const root = folderWith(files);
    const before = keyIn(root);
    expect(keyIn(root, shop, 'kubectl 2')).not.toBe(before);
    write(root, 'overlays/dev/till/account.yaml', 'other');
    expect(keyIn(root)).toBe(before);
    write(root, 'base/shop/parts/two.sh', 'new');
    expect(keyIn(root)).not.toBe(before);
  });

  it.each([
    ['a file beside its folders', 'resources: [../till/account.yaml]\n'],
    ['a remote base', 'resources: ["https://git.example.com/base"]\n'],
    ['a base of GitHub', 'resources: [github.com/example/base?ref=v1]\n'],
    ['an absolute path', 'resources: [/etc/base]\n'],
  ])('is none when it reads %s', (_, kustomization) => {
    expect(keyIn(folderWith({ ...files, 'overlays/dev/shop/kustomization.yaml': kustomization }))).toBeUndefined();
  });
});

describe('remembered builds', () => {
  const rendered = async (root: string) => {
    const cache = buildCache(path.join(root, 'cache'), 'kubectl 1');
    const used: string[] = [];
    const watched = {
      ...cache,
      get(key: string) {
        const found = cache.get(key);
        if (found !== undefined) used.push(found[0]?.name ?? '');
        return found;
      },
    };
    const [environment] = await renderEnvironments(root, { cache: watched });
    return { used, problems: environment?.problems, objects: environment?.manifests };
  };

  it('are what kustomize builds, in the same order, with the application and the file of each object', async () => {
    const root = realpathSync(folderWith(files));
    const first = await rendered(root);
    const second = await rendered(root);
    expect(first).toMatchObject({ used: [], problems: [] });
    expect(first.objects?.map(({ name, file }) => `${name.replace(/-.*/, '')} ${file}`)).toEqual([
      'scripts base/shop/kustomization.yaml',
      'shop base/shop/service.yaml',
      'till overlays/dev/till/account.yaml',
    ]);
    expect(second).toEqual({ ...first, used: [expect.any(String), 'till'] });
  });

  it('are left aside for what changed', async () => {
    const root = realpathSync(folderWith(files));
    await rendered(root);
    write(root, 'base/shop/service.yaml', files['base/shop/service.yaml'].replace('80', '81'));
    const { used, objects } = await rendered(root);
    expect({ used, spec: objects?.find(({ name }) => name === 'shop')?.fields['spec'] }).toEqual({
      used: ['till'],
      spec: { ports: [{ port: 81 }], type: 'ClusterIP' },
    });
  });

  it('are made of no build that failed, nor read when they are damaged', async () => {
    const root = realpathSync(folderWith({ ...files, 'overlays/dev/shop/patch.yaml': 'kind: [\n' }));
    expect((await rendered(root)).problems).toHaveLength(1);
    expect((await rendered(root)).used).toEqual([]);
    write(root, 'overlays/dev/shop/patch.yaml', files['overlays/dev/shop/patch.yaml']);
    await rendered(root);
    for (const name of readdirSync(path.join(root, 'cache'))) writeFileSync(path.join(root, 'cache', name), 'damaged');
    expect(await rendered(root)).toMatchObject({ used: [], problems: [] });
  });

  it('are the newest thousand, once they are more than two', () => {
    const root = folderWith({});
    for (let index = 0; index < 2001; index += 1) write(root, `cache/${index}`, '');
    buildCache(path.join(root, 'cache'), 'kubectl 1', 2000);
    expect(readdirSync(path.join(root, 'cache'))).toHaveLength(1000);
  });
});

describe('an entry', () => {
  const root = folderWith({});
  const cache = () => buildCache(path.join(root, 'cache'), 'kubectl 1');
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    name: 'shop',
    namespace: 'shop',
    labels: {},
    annotations: {},
    file: '',
    document: 0,
    fields: {},
  };
  const other = { ...object, name: 'till' };
  const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
  const fileOf = (key: string) => path.join(root, 'cache', key);

  it.each<[string, (entry: Buffer) => Buffer]>([
    ['cut off', (entry) => entry.subarray(0, entry.length - 1)],
    ['without its seal', (entry) => entry.subarray(32)],
    ['changed in its content', (entry) => Buffer.from(entry.toString('latin1').replace('shop', 'till'), 'latin1')],
    ['changed in its seal', (entry) => Buffer.concat([Buffer.alloc(32), entry.subarray(32)])],
    ['under the name of another', () => readFileSync(fileOf(two))],
    ['empty', () => Buffer.alloc(0)],
  ])('that is %s is never believed', (_, spoil) => {
    cache().put(one, [object]);
    cache().put(two, [other]);
    expect([cache().get(one), cache().get(two)]).toEqual([[object], [other]]);
    writeFileSync(fileOf(one), spoil(readFileSync(fileOf(one))));
    expect(cache().get(one)).toBeUndefined();
  });
});
