import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { countOfLastGeneration, inputsOf, rememberGeneration } from '../../../scripts/repository/generated/last-generation.ts';
import { filesOf } from '../../support/folder.ts';
import { copyOfRepository, runScript } from '../../support/repository.ts';

const root = copyOfRepository();
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', ...args], { cwd: root });
const at = (file: string) => path.join(root, file);
const known = () => countOfLastGeneration(root, inputsOf(root) ?? '');
const treeOf = () => ['base', 'overlays', 'argocd'].map((name) => filesOf(at(name)));
const deployment = 'base/sales-service/deployment.yaml';

describe('a run of the generators that changed nothing since', () => {
  let count: number;

  beforeAll(async () => {
    git('init', '-q', '-b', 'main');
    git('add', '--all', '--force', '--', 'base', 'overlays', 'argocd', 'generators', '.github');
    git('commit', '-q', '-m', 'All');
    const { stdout } = await runScript(root, 'generate');
    count = Number(/^generate: (\d+) files: /.exec(stdout)?.[1]);
  });

  it('is known, and says again what the first one said', async () => {
    expect(count).toBeGreaterThan(900);
    expect(known()).toBe(count);
    expect(await runScript(root, 'generate')).toEqual({
      code: 0,
      stdout: `generate: ${count} files: 0 written, 0 removed, ${count} unchanged.\n`,
      stderr: '',
    });
  });

  it.each<[string, () => () => void]>([
    [
      'a generated file has other content of the same length, and the time that it had',
      () => {
        const [text, { atime, mtime }] = [readFileSync(at(deployment), 'utf8'), statSync(at(deployment))];
        writeFileSync(at(deployment), text.replace('livenessProbe', 'livenessprobe'));
        utimesSync(at(deployment), atime, mtime);
        return () => writeFileSync(at(deployment), text);
      },
    ],
    ['a file is one more', () => added('base/sales-service/other.yaml')],
    ['a folder is one more, with nothing in it', () => folder('overlays/dev/empty')],
    [
      'a file is a link',
      () => {
        symlinkSync('deployment.yaml', at('base/sales-service/link.yaml'));
        return () => rmSync(at('base/sales-service/link.yaml'));
      },
    ],
    ['a file is gone', () => edited(deployment, undefined)],
    ['the code owners are others', () => edited('.github/CODEOWNERS', '* @example\n')],
    ['a service is another', () => edited('generators/catalog/services/sales-service.ts', 'export default 1;\n')],
    ['a release is another', () => edited('generators/catalog/releases/dev/sales-service.yaml', 'version: 1.0.1\n')],
    ['a generator is another', () => edited('generators/generate.ts', 'export {};\n')],
    ['what a chart makes is another', () => edited(`charts/${firstFile('charts')}`, 'other\n')],
  ])('is known no more when %s, and again after the next run', async (_, disturb) => {
    expect(known()).toBe(count);
    const restore = disturb();
    expect(known()).toBeUndefined();
    restore();
    const before = treeOf();
    expect((await runScript(root, 'generate')).code).toBe(0);
    expect(treeOf()).toEqual(before);
    expect(known()).toBe(count);
  });

  it.each<[string, readonly string[]]>([
    ['another commit', ['commit', '-q', '--allow-empty', '-m', 'Another']],
    ['another state of what all start from', ['update-ref', 'refs/remotes/origin/main', 'HEAD']],
  ])('is known no more after %s, which may have what would disappear', (_, args) => {
    git(...args);
    expect(known()).toBeUndefined();
    rememberGeneration(root, count, inputsOf(root) ?? '');
    expect(known()).toBe(count);
  });

  it.each(['', 'no JSON', '{}', 'null', `{"count":5,"inputs":"${'0'.repeat(64)}","tree":"${'0'.repeat(64)}"}`])(
    'is not known by a record that says %j',
    (text) => {
      const folderOfRecords = at('node_modules/.cache/erp-gitops/generated');
      const newest = readdirSync(folderOfRecords)
        .map((name) => path.join(folderOfRecords, name))
        .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
      writeFileSync(newest ?? '', text);
      expect(known()).toBeUndefined();
      rememberGeneration(root, count, inputsOf(root) ?? '');
      expect(known()).toBe(count);
    },
  );

  it('puts right what somebody changed without changing its length or its time', async () => {
    const [text, { atime, mtime }] = [readFileSync(at(deployment), 'utf8'), statSync(at(deployment))];
    writeFileSync(at(deployment), text.replace('livenessProbe', 'livenessprobe'));
    utimesSync(at(deployment), atime, mtime);
    expect((await runScript(root, 'generate')).stdout).toContain(': 1 written, 0 removed, ');
    expect(readFileSync(at(deployment), 'utf8')).toBe(text);
  });
});

function added(file: string): () => void {
  writeFileSync(at(file), '# Generated\n');
  return () => rmSync(at(file));
}

function folder(name: string): () => void {
  mkdirSync(at(name));
  return () => rmdirSync(at(name));
}

function edited(file: string, text: string | undefined): () => void {
  const before = readFileSync(at(file));
  if (text === undefined) rmSync(at(file));
  else writeFileSync(at(file), text);
  return () => writeFileSync(at(file), before);
}

function firstFile(name: string): string {
  return readdirSync(at(name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(at(name), path.join(entry.parentPath, entry.name)))
    .sort()[0] as string;
}
