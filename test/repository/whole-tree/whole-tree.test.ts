import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../scripts/repository/whole-tree/git-objects.ts';
import { judgeTree } from '../../../scripts/repository/whole-tree/judge.ts';
import { nameFaults } from '../../../scripts/repository/whole-tree/names.ts';
import { folderWith } from '../../support/folder.ts';
import { run } from '../../support/process.ts';

const entry = (file: string, mode = '100644') => `${mode} ${'0'.repeat(40)} 0\t${file}\0`;
const faults = (listing: string | Buffer) => nameFaults(filesOf(Buffer.from(listing)));

describe('names in the index', () => {
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
    ['a mark of direction', entry('d/a\u202eb'), ['d/a\\u202eb']],
    ['a way up', entry('d/../x'), ['d/../x']],
    ["Git's own folder", entry('d/.GIT/config'), ['d/.GIT/config']],
    ['nothing wrong', entry('base/a/kustomization.yaml') + entry('base/b/kustomization.yaml') + entry('base/a/x.yaml'), []],
  ])('tells %s', (_, listing, files) => {
    expect(faults(listing).map(({ where }) => where)).toEqual(files);
  });

  it('tells a name that is not UTF-8', () => {
    const listing = Buffer.concat([Buffer.from(`100644 ${'0'.repeat(40)} 0\td/`), Buffer.from([0xff]), Buffer.from([0])]);
    expect(faults(listing)).toMatchObject([{ what: expect.stringContaining('not UTF-8') }]);
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

  it.each([
    ['a manifest with carriage returns', { 'base/a/x.yaml': 'a: 1\r\n' }, 'carriage return'],
    ['a script with carriage returns', { 'scripts/x.sh': 'a\r\nb\n' }, 'carriage return'],
    [
      'a function',
      { 'base/a/x.yaml': 'metadata:\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./x}\n' },
      'run a program',
    ],
  ])('tells %s', async (_, tree, words) => {
    const root = folderWith(tree);
    await run('git', ['init', '-q'], { cwd: root });
    await run('git', ['-c', 'core.autocrlf=false', 'add', '.'], { cwd: root });
    expect(judgeTree(root)).toMatchObject({ faults: 1, text: expect.stringContaining(words) });
  });

  it('tells a manifest that is not UTF-8', async () => {
    const root = folderWith({ 'overlays/dev/a/x.yaml': '' });
    writeFileSync(path.join(root, 'overlays/dev/a/x.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]));
    await run('git', ['init', '-q'], { cwd: root });
    await run('git', ['add', '.'], { cwd: root });
    expect(judgeTree(root)).toMatchObject({ faults: 1, text: expect.stringContaining('not UTF-8') });
  });

  it('says what it could not look at where there is no repository', () => {
    expect(judgeTree(folderWith({}))).toMatchObject({ entries: undefined, text: expect.stringContaining('NOT looked for') });
  });

  it('ends with the words of Git where Git fails', async () => {
    const root = folderWith({ 'a.txt': 'a' });
    await run('git', ['init', '-q'], { cwd: root });
    await run('git', ['add', '.'], { cwd: root });
    writeFileSync(path.join(root, '.git/index'), 'no index');
    expect(() => judgeTree(root)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining('index') }));
    rmSync(path.join(root, '.git/index'));
    expect(judgeTree(root)).toMatchObject({ entries: 0 });
  });
});
