import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { bringUpToDate } from '../../scripts/test-copy/copy.ts';
import { keep, toKeep } from '../../scripts/test-copy/keep.ts';
import { placeOfTests } from '../../scripts/test-copy/place.ts';
import { addTo, filesOf, folderWith, write } from '../support/folder.ts';

const example = "git: { url: 'https://git.example.com/erp/erp-gitops.git' }, labelDomain: 'erp.example.com'";

/** An adopted repository, small: the company's files, and the example's below test/example. */
const adopted = {
  '.gitignore': 'node_modules\n',
  '.gitlab-ci.yml': 'ours',
  '.gitlab/CODEOWNERS': '# Generated from a',
  'README.md': 'ours',
  'base/a.yaml': '# Generated from a',
  'charts/production/a.yaml': 'ours',
  'docs/ours.md': 'ours',
  'docs/topology/dev.svg': 'ours',
  'generators/catalog/platform.ts': 'ours',
  'generators/generate.ts': 'code',
  'node_modules/a/index.js': '',
  'test/a.test.ts': 'test',
  'test/example/README.md': 'example',
  'test/example/.github/CODEOWNERS': '# Generated from a',
  'test/example/charts/test/a.yaml': 'example',
  'test/example/generators/catalog/platform.ts': 'example',
};

let root: string;
let copy: string;

beforeEach(() => {
  root = folderWith(adopted);
  copy = path.join(folderWith({}), 'copy');
  execFileSync('git', ['init', '--quiet', root]);
});

/** Everything in the copy but its packages. */
function laid(): Record<string, string> {
  return Object.fromEntries(Object.entries(filesOf(copy)).filter(([file]) => !file.startsWith('node_modules')));
}

/** Brings the copy up to date and says it was drawn from, as a whole run does. */
function run() {
  const { isChanged, isStale, done } = bringUpToDate(root, copy);
  done();
  return { isChanged, isStale };
}

describe('the copy', () => {
  test('has the files of the example in their places, none of the company there, and nothing that is drawn', () => {
    expect(run()).toEqual({ isChanged: true, isStale: true });
    expect(laid()).toEqual({
      '.gitignore': 'node_modules\n',
      'README.md': 'example',
      'charts/test/a.yaml': 'example',
      'generators/catalog/platform.ts': 'example',
      'generators/generate.ts': 'code',
      'test/a.test.ts': 'test',
    });
    expect(readlinkSync(path.join(copy, 'node_modules'))).toBe(path.join(root, 'node_modules'));
  });

  test('stays as it is while nothing changes, and takes no file again that did not change', () => {
    run();
    write(copy, 'test/a.test.ts', 'as it was left');
    expect([run(), laid()['test/a.test.ts']]).toEqual([{ isChanged: false, isStale: false }, 'as it was left']);
  });

  test.each<[string, Record<string, string>, { isChanged: boolean; isStale: boolean }]>([
    ['a test', { 'test/a.test.ts': 'another' }, { isChanged: true, isStale: false }],
    ['code', { 'generators/generate.ts': 'others' }, { isChanged: true, isStale: true }],
    ['the example', { 'test/example/generators/catalog/platform.ts': 'others' }, { isChanged: true, isStale: true }],
    ['a file that is new', { 'scripts/new.ts': 'new' }, { isChanged: true, isStale: true }],
    ['the catalog of the company', { 'generators/catalog/platform.ts': 'others' }, { isChanged: false, isStale: false }],
    ['its facts and pages', { 'charts/production/b.yaml': 'b', 'docs/ours.md': 'b' }, { isChanged: false, isStale: false }],
    ['what is drawn of it', { 'base/b.yaml': '# Generated from b' }, { isChanged: false, isStale: false }],
  ])('follows a change of %s as far as the tests stand on it', (_, change, expected) => {
    run();
    addTo(root, change);
    expect(run()).toEqual(expected);
  });

  test('loses what was removed', () => {
    run();
    rmSync(path.join(root, 'test/example/charts'), { recursive: true });
    expect(run()).toEqual({ isChanged: true, isStale: true });
    expect(existsSync(path.join(copy, 'charts'))).toBe(false);
  });

  test('is drawn again where the last run did not come to its end, and made anew where nothing is known of it', () => {
    bringUpToDate(root, copy);
    expect(run()).toEqual({ isChanged: true, isStale: true });
    write(copy, 'left.txt', 'behind');
    rmSync(`${copy}.json`);
    expect([run(), existsSync(path.join(copy, 'left.txt'))]).toEqual([{ isChanged: true, isStale: true }, false]);
  });

  test('is refused where Git does not know the files', () => {
    rmSync(path.join(root, '.git'), { recursive: true });
    expect(() => bringUpToDate(root, copy)).toThrow('Git does not know the files of this folder.');
  });
});

describe('the place of the tests', () => {
  test('is the repository itself where the catalog is that of the example', async () => {
    const own = folderWith({ 'generators/catalog/platform.ts': example });
    expect(await placeOfTests(own)).toBe(own);
  });

  test("is nowhere where the catalog is a company's and the example is gone, and the error says how to have it back", async () => {
    rmSync(path.join(root, 'test/example'), { recursive: true });
    await expect(placeOfTests(root)).rejects.toMatchObject({
      lines: { where: 'test/example', how: expect.stringContaining('docs/adopt.md') },
    });
  });
});

describe('an adoption', () => {
  const original = {
    ...Object.fromEntries(Object.entries(adopted).filter(([file]) => !file.startsWith('test/example/'))),
    'generators/catalog/platform.ts': example,
  };

  test("keeps what is the example's and cannot be drawn, once", () => {
    const own = folderWith(original);
    keep(own, toKeep(own));
    expect(filesOf(path.join(own, 'test/example'))).toEqual({
      '.gitlab-ci.yml': 'ours',
      'README.md': 'ours',
      'charts/production/a.yaml': 'ours',
      'docs/ours.md': 'ours',
      'generators/catalog/platform.ts': example,
    });
    expect(toKeep(own)).toEqual([]);
  });

  test("keeps nothing of a catalog that is another company's by now", () => {
    expect(toKeep(folderWith({ 'generators/catalog/platform.ts': example.replace('git.example.com', 'git.acme.io') }))).toEqual([]);
  });

  test('begins anew after one that was interrupted', () => {
    const own = folderWith({ ...original, 'test/example.part/left.txt': '' });
    keep(own, toKeep(own));
    expect([existsSync(path.join(own, 'test/example.part')), existsSync(path.join(own, 'test/example/left.txt'))]).toEqual([false, false]);
    expect(readFileSync(path.join(own, 'test/example/README.md'), 'utf8')).toBe('ours');
  });
});
