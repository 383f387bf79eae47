import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedTree, entriesIn } from '../../scripts/operations/git/trees.ts';
import { addTo, folderWith, type Tree } from '../support/folder.ts';

const files: Tree = {
  'top.txt': 'top',
  'a.txt': 'beside the folder a',
  'a/one': '1',
  'a/two': '2',
  'a/deep/three': '3',
  'a-b/four': '4',
  'c/five': '5',
  'name with "quotes" and\ttab/服务': 'six',
};
const git = (root: string, ...args: readonly string[]) => {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgSign=false'];
  const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
};
const repository = () => {
  const root = folderWith(files);
  git(root, 'init', '--quiet');
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'Everything');
  return root;
};

describe('the tree of a commit with changed files', () => {
  it.each<[string, Readonly<Record<string, string | undefined>>]>([
    ['nothing of it', {}],
    ['a file at the top', { 'top.txt': 'other' }],
    ['files of several folders, one deep, one new', { 'a/deep/three': 'other', 'c/five': 'other', 'x/y/z': 'new', 'a/one': undefined }],
    ['the last file of a folder goes', { 'c/five': undefined }],
    ['the last file of a folder in a folder goes', { 'a/deep/three': undefined }],
    ['everything below a folder goes, at two depths', { 'a/one': undefined, 'a/two': undefined, 'a/deep/three': undefined }],
    ['a file stands where a folder was', { 'c/five': undefined, c: 'a file' }],
    ['a folder stands where a file was', { 'top.txt': undefined, 'top.txt/below': 'new' }],
    ['a name that Git would quote', { 'name with "quotes" and\ttab/服务': 'other', 'name with "quotes" and\ttab/新': 'new' }],
    ['a file that goes and never was', { 'never/there': undefined }],
  ])('is what Git makes of the same files in a work tree: %s', async (_, changes) => {
    const root = repository();
    const commit = git(root, 'rev-parse', 'HEAD');
    for (const [file, text] of Object.entries(changes)) if (text === undefined) rmSync(path.join(root, file), { force: true });
    for (const folder of Object.keys(changes).filter((file) => changes[file] !== undefined)) {
      rmSync(path.join(root, folder), { recursive: true, force: true });
    }
    addTo(root, Object.fromEntries(Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== undefined)));
    git(root, 'add', '--all');
    const entries = Object.entries(changes).map(([file, text]) =>
      text === undefined ? ([file, undefined] as const) : ([file, git(root, 'hash-object', '--', file)] as const),
    );
    const tree = await changedTree(root, commit, new Map(entries), { contents: Promise.resolve() });
    expect(git(root, 'ls-tree', '-r', tree)).toBe(git(root, 'ls-tree', '-r', git(root, 'write-tree')));
    expect(tree).toBe(git(root, 'write-tree'));
    expect(git(root, 'fsck', '--no-dangling', '--connectivity-only')).toBe('');
  });
});

describe('contents that are not there', () => {
  it('make no tree', async () => {
    const root = repository();
    const change = changedTree(root, git(root, 'rev-parse', 'HEAD'), new Map([['top.txt', '0'.repeat(39).concat('1')]]), {
      contents: Promise.resolve(),
    });
    await expect(change).rejects.toThrow(/Git failed: .*00000001/);
  });
});

describe('what folders of a commit hold', () => {
  it('is told without what lies deeper, and nothing of a folder that is not there', async () => {
    const root = repository();
    const commit = git(root, 'rev-parse', 'HEAD');
    expect([...(await entriesIn(root, commit, new Set(['', 'a', 'a/deep', 'top.txt', 'no/such']))).keys()].toSorted()).toEqual(
      ['a', 'a-b', 'a.txt', 'a/deep', 'a/deep/three', 'a/one', 'a/two', 'c', 'name with "quotes" and\ttab', 'top.txt'].toSorted(),
    );
  });
});
