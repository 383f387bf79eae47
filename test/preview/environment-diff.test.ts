import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { type Difference, environmentDiff } from '../../scripts/preview/diff/environment-diff.ts';
import { environmentDiffText } from '../../scripts/preview/text/environment-diff-text.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { copyOfRepository, runScript } from '../support/repository.ts';

const root = path.resolve(import.meta.dirname, '../..');

const difference = (reason: Difference['reason'], service: string, field: string): Difference => ({
  reason,
  application: service,
  object: `Deployment <app>/${service}`,
  change: { path: field, from: 'a', to: 'b' },
});

it('of this repository, every environment differs from every other only by what was declared', async () => {
  const differences = await environmentDiff(createSources(root), await loadCatalog(root), ['dev', 'production'], undefined);
  expect(differences.filter(({ reason }) => reason === 'unexplained')).toEqual([]);
  expect(differences.length).toBeGreaterThan(50);
});

it('tells a release from a definition, and both from an edit by hand', async () => {
  const copy = copyOfRepository();
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(path.join(copy, file), change(readFileSync(path.join(copy, file), 'utf8')));
  edit('generators/catalog/releases/dev/sales-service.yaml', (text) => text.replace(/version: .*/, 'version: 9.9.9'));
  expect(await runScript(copy, 'generate')).toMatchObject({ code: 0 });
  edit('overlays/production/sales-service/http-route.patch.yaml', (text) => text.replace(/- api\..*/, '- by-hand.example.com'));
  const { code, stdout } = await runScript(copy, 'ops', ['diff', 'dev', 'production', 'sales-service', '--json']);
  const found = JSON.parse(stdout) as readonly Difference[];
  const by = (reason: Difference['reason']) =>
    found.filter((item) => item.reason === reason).map(({ object, change }) => `${object} ${change.path}`);
  expect(code).toBe(1);
  expect(by('unexplained')).toEqual(['HTTPRoute <app>/sales-service spec.hostnames[0]']);
  expect(by('promotable')).toEqual([
    'Deployment <app>/sales-service metadata.labels["app.kubernetes.io/version"]',
    'Deployment <app>/sales-service metadata.labels.version',
    'Deployment <app>/sales-service spec.template.metadata.labels["app.kubernetes.io/version"]',
    'Deployment <app>/sales-service spec.template.metadata.labels.version',
    'Deployment <app>/sales-service spec.template.spec.containers[name=sales-service].image',
  ]);
  expect(by('environment')).toContain('ConfigMap <app>/sales-service-config data.LOG_LEVEL');
});

describe('what is printed', () => {
  const differences = [
    difference('promotable', 'one', 'image'),
    difference('environment', 'one', 'cpu'),
    difference('environment', 'two', 'cpu'),
  ];

  it('for a terminal', () => {
    expect(environmentDiffText(['dev', 'test'], differences, 'text')).toBe(`dev to test

Promotable: differs by the release: 1 field
  Deployment <app>/one: image: a becomes b

The environment's own: differs by its definition: 2 fields
  Deployment <app>/one and 1 more: cpu: a becomes b

Unexplained: the catalog does not mean it: nothing
`);
  });

  it('as Markdown', () => {
    expect(environmentDiffText(['dev', 'test'], differences, 'markdown')).toContain('- `Deployment <app>/one`: `image`: `a` becomes `b`\n');
  });
});

it.each([
  [['dev', 'prod'], undefined, 'There is no environment "prod".'],
  [['dev', 'test'], 'sale-service', 'There is no service "sale-service".'],
] as const)('%j %s is refused', async (names, service, what) => {
  const catalog = await loadCatalog(root);
  await expect(environmentDiff(createSources(root), catalog, names, service)).rejects.toMatchObject({ exitCode: 2, lines: { what } });
});
