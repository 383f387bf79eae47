import { describe, expect, test } from 'vitest';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { type GitHost, pageOf, runbookPage } from '../../generators/model/platform/git-host.ts';
import type { PlatformDefinition } from '../../generators/model/platform/platform.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { ownersOf } from '../../policies/requirements/model/code-owners.ts';
import { catalog, environment, service } from '../support/catalog.ts';

const shop = catalog([service('orders'), service('stock')], [environment('production')]);

function of(platform: Partial<PlatformDefinition>): Catalog {
  return { ...shop, platform: { ...shop.platform, value: { ...shop.platform.value, ...platform } } };
}

describe('links lead to where the Git host shows a file', () => {
  const rows: readonly (readonly [GitHost['url'], GitHost['forge'], string])[] = [
    ['https://github.com/acme/manifests.git', 'github', 'https://github.com/acme/manifests/blob/main/README.md'],
    [
      'https://gitlab.acme.test/platform/erp/manifests.git',
      'gitlab',
      'https://gitlab.acme.test/platform/erp/manifests/-/blob/main/README.md',
    ],
    ['https://git.acme.test/acme/manifests', 'gitea', 'https://git.acme.test/acme/manifests/src/branch/main/README.md'],
    ['git@gitlab.acme.test:platform/manifests.git', 'gitlab', 'https://gitlab.acme.test/platform/manifests/-/blob/main/README.md'],
    ['ssh://git@git.acme.test:2222/acme/manifests.git', 'gitea', 'https://git.acme.test/acme/manifests/src/branch/main/README.md'],
  ];
  test.each(rows)('%s of %s', (url, forge, page) => {
    expect(pageOf({ url, revision: 'main', forge }, 'README.md')).toBe(page);
  });

  test('or to where the platform says', () => {
    const git = { url: 'git@git.acme.test:a.git', revision: 'main', forge: 'gitea', files: 'https://code.acme.test/a/main' } as const;
    expect(runbookPage(git, 'KafkaDown')).toBe('https://code.acme.test/a/main/docs/runbooks/alerts.md#kafkadown');
  });
});

describe('the label domain of the platform', () => {
  const { files, applications } = generate(of({ labelDomain: 'labels.acme.test' }));
  const plain = generate(shop);

  test('is that of all keys of ours in files and objects', () => {
    expect(files.filter(({ text }) => /erp\.example\.com\//.test(text)).map(({ path }) => path)).toEqual([]);
    expect(JSON.stringify(applications)).not.toContain('erp.example.com/');
    expect(files.filter(({ text }) => text.includes('labels.acme.test/tier:')).length).toBeGreaterThan(0);
  });

  test('changes nothing else', () => {
    const back = files.map(({ path, text }) => ({ path, text: text.replaceAll('labels.acme.test/', 'erp.example.com/') }));
    expect(back).toEqual(plain.files);
    expect(JSON.parse(JSON.stringify(applications).replaceAll('labels.acme.test/', 'erp.example.com/'))).toEqual(
      JSON.parse(JSON.stringify(plain.applications)),
    );
  });
});

describe('the owners of files', () => {
  const asked = (text: string) =>
    [
      'README.md',
      'overlays/production/edge/a.yaml',
      'generators/catalog/freezes/production.yaml',
      'generators/catalog/thaws/production/a.yaml',
    ].map((file) => ownersOf(text, file));
  const owners = [['ops'], ['ops'], ['ops'], ['incident-managers']];

  test.each(['github', 'gitlab', 'gitea'] as const)('are asked by %s, in its form and at its place', (forge) => {
    const { files } = generate(of({ git: { url: 'https://git.acme.test/a.git', revision: 'main', forge } }));
    const found = files.filter(({ path }) => path.endsWith('CODEOWNERS'));
    expect(found.map(({ path }) => path)).toEqual([`.${forge}/CODEOWNERS`]);
    expect(found.map(({ text }) => asked(text))).toEqual([owners]);
  });

  test('are regular expressions with two backslashes in the file of Gitea', () => {
    const { files } = generate(of({ git: { url: 'https://git.acme.test/a.git', revision: 'main', forge: 'gitea' } }));
    const lines = files.find(({ path }) => path === '.gitea/CODEOWNERS')?.text.split('\n') ?? [];
    expect(lines).toContain('generators/catalog/freezes/production\\\\.yaml @shop/ops');
    expect(lines).toContain('overlays/production/.* @shop/ops');
    expect(lines[1]).toMatch(/^!\(\?:generators\/catalog\/services\/\.\*\|.*\) @shop\/ops$/);
  });
});

test('a group that may act in production must be a group', () => {
  expect(problemsIn(of({ productionGroups: ['opps'] })).map(({ message }) => message)).toEqual(['There is no group "opps".']);
});
