import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeTree, treeFaults } from '../../scripts/repository/whole-tree.ts';
import { folderWith } from '../support/folder.ts';
import { run } from '../support/process.ts';

const entry = (file: string, mode = '100644') => `${mode} ${'0'.repeat(40)} 0\t${file}\0`;

describe('treeFaults', () => {
  it.each([
    ['a submodule', entry('generators/x', '160000'), ['generators/x']],
    ['.gitmodules', entry('.gitmodules'), ['.gitmodules']],
    ['an override of all', entry('overlays/dev/a/.argocd-source.yaml'), ['overlays/dev/a/.argocd-source.yaml']],
    ['an override of one', entry('docs/.argocd-source-a.yaml'), ['docs/.argocd-source-a.yaml']],
    ['a chart', entry('base/a/Chart.yaml'), ['base/a/Chart.yaml']],
    ['Jsonnet', entry('overlays/dev/a/x.libsonnet'), ['overlays/dev/a/x.libsonnet']],
    ['a second kustomization', entry('base/a/Kustomization') + entry('base/a/kustomization.yml'), ['base/a/kustomization.yml']],
    ['folders by case', entry('Docs/a') + entry('docs/b'), ['docs']],
    ['Unicode forms', entry('d/\u00e9') + entry('d/e\u0301'), ['d/e\u0301']],
    ['a line end', entry('d/a\nb'), ['d/a\\nb']],
    ['nothing wrong', entry('base/a/kustomization.yaml') + entry('base/b/kustomization.yaml') + entry('base/a/x.yaml'), []],
  ])('tells %s', (_, listing, files) => {
    expect(treeFaults(listing).map(({ where }) => where)).toEqual(files);
  });
});

describe('judgeTree', () => {
  it('tells a staged link that leads nowhere, not an untracked one', async () => {
    const root = folderWith({ 'a.txt': 'a' });
    await run('git', ['init', '-q'], { cwd: root });
    symlinkSync('../../nowhere', path.join(root, 'notes.md'));
    expect(judgeTree(root)).toEqual({ entries: 0, faults: 0, text: '' });
    await run('git', ['add', '.'], { cwd: root });
    expect(judgeTree(root)).toMatchObject({ entries: 2, faults: 1, text: expect.stringContaining('notes.md') });
  });

  it('says what it could not look at where there is no repository', () => {
    expect(judgeTree(folderWith({}))).toMatchObject({ entries: undefined, text: expect.stringContaining('NOT looked for') });
  });
});
