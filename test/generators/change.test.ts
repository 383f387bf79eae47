import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generate, generateChange } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { GeneratedFile } from '../../generators/output/file.ts';
import { syntheticCatalog } from '../../scripts/bench/synthetic-catalog.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { editedCatalog } from '../../scripts/catalog/edited.ts';
import { catalogFolder } from '../../scripts/catalog/folder.ts';
import { copyOfRepository } from '../support/repository.ts';

const root = copyOfRepository();
const committed = await loadCatalog(root);
const many = { ...syntheticCatalog(committed, 8), charts: committed.charts };
const digest = `sha256:${'f'.repeat(64)}`;
const data = (kind: string, environment: string, service: string) => `${catalogFolder}/${kind}/${environment}/${service}.yaml`;
const release = (version: string) => `version: ${version}\ndigest: ${digest}\n`;
const scale = "min: 8\nmax: 12\nreason: A fair\nuntil: '2099-01-01T00:00Z'\n";
const freezes = "freezes:\n  - name: fair\n    from: '2099-01-01T00:00Z'\n    to: '2099-01-02T00:00Z'\n    reason: A fair\n";
const thaw = "from: '2099-01-01T10:00Z'\nto: '2099-01-01T12:00Z'\nreason: A fair\nincident: INC-1\n";

const edits = (services: readonly string[]): readonly (readonly [string, ReadonlyMap<string, string | undefined>])[] => {
  const [one = '', other = ''] = services;
  return [
    ['another release', new Map([[data('releases', 'dev', one), release('7.7.7')]])],
    [
      'releases of two services in two environments',
      new Map([
        [data('releases', 'dev', one), release('7.7.7')],
        [data('releases', 'production', other), release('7.7.8')],
      ]),
    ],
    ['a service that leaves an environment', new Map([[data('releases', 'production', other), undefined]])],
    [
      'a service that leaves all of them',
      new Map(['dev', 'test', 'staging', 'production'].map((name) => [data('releases', name, other), undefined])),
    ],
    ['more pods', new Map([[data('scaling', 'production', one), scale]])],
    ['fewer pods at most', new Map([[data('settings', 'staging', other), 'maxReplicas: 6\n']])],
    ['far more pods, which the namespace must allow', new Map([[data('settings', 'production', one), 'maxReplicas: 90\n']])],
    ['a freeze', new Map([[`${catalogFolder}/freezes/staging.yaml`, freezes]])],
    [
      'a freeze, and a release in another environment',
      new Map([
        [`${catalogFolder}/freezes/staging.yaml`, freezes],
        [data('releases', 'dev', one), release('7.7.7')],
      ]),
    ],
    [
      'a freeze with a thaw',
      new Map([
        [`${catalogFolder}/freezes/staging.yaml`, freezes],
        [data('thaws', 'staging', 'inc-1'), thaw],
      ]),
    ],
    ['the record of an incident', new Map([[`${catalogFolder}/incidents/production/inc-1.yaml`, 'service: sales-service\n']])],
  ];
};

/** Files that are others afterwards; undefined for those that are gone. */
const changesOf = (before: readonly GeneratedFile[], after: readonly GeneratedFile[]) => {
  const [old, now] = [before, after].map((files) => new Map(files.map(({ path: file, text }) => [file, text])));
  return [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])]
    .sort()
    .flatMap((file) => (old?.get(file) === now?.get(file) ? [] : [[file, now?.get(file)] as const]));
};

const copied = ({ adjustments, ...rest }: Catalog): Catalog => ({ ...structuredClone(rest), adjustments });

const expectSame = (before: Catalog, after: Catalog) => {
  const part = generateChange(before, after);
  // Copies: nothing that was made of the same definitions is used again.
  const [old, now] = [generate(copied(before)), generate(copied(after))];
  expect(changesOf(part.before.files, part.after.files)).toEqual(changesOf(old.files, now.files));
  // Whatever is made is what all would be made of; of the platform, what is in the environments that are reached.
  for (const [some, all] of [
    [part.before, old],
    [part.after, now],
  ] as const) {
    const files = new Map(all.files.map((file) => [file.path, file]));
    for (const file of some.files) expect(file).toEqual(files.get(file.path));
    const means = new Map(all.applications.map((application) => [application.name, application]));
    for (const { variants, ...application } of some.applications) {
      const { variants: whole = [], ...meant } = means.get(application.name) ?? {};
      expect(application).toEqual(meant);
      const isService = application.project === 'services';
      const names = variants.map(({ environment }) => environment);
      expect(variants).toEqual(isService ? whole : whole.filter(({ environment }) => names.includes(environment)));
    }
  }
};

describe('a change of data makes', () => {
  it.each(edits(['financial-service', 'sales-service']))('the same files as generating everything: %s', (_, edited) => {
    expectSame(committed, editedCatalog(committed, edited));
  });

  it.each(edits(['service-0002', 'service-0005']))('the same files among many services: %s', (_, edited) => {
    expectSame(many, editedCatalog(many, edited));
  });

  it('files of one service only, where nothing else is touched', () => {
    const after = editedCatalog(many, new Map([[data('releases', 'dev', 'service-0002'), release('7.7.7')]]));
    const { before } = generateChange(many, after);
    const ofOthers = before.files.map(({ path: file }) => file).filter((file) => /^(base|overlays\/[a-z]+)\/service-0(?!002)/.test(file));
    expect(ofOthers.filter((file) => !file.endsWith('/vault-policy.hcl'))).toEqual([]);
    expect(before.applications.map(({ name }) => name)).toEqual(['service-0002']);
  });
});

describe('a catalog with other data', () => {
  it.each(edits(['financial-service', 'sales-service']))('is what would be read of the disk: %s', async (_, edited) => {
    const folder = copyOfRepository();
    for (const [file, text] of edited) {
      const target = path.join(folder, file);
      mkdirSync(path.dirname(target), { recursive: true });
      if (text === undefined) rmSync(target);
      else writeFileSync(target, text);
    }
    expect(editedCatalog(committed, edited)).toEqual(await loadCatalog(folder));
  });
});
