import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleFolder } from '../scripts/test-copy/parts.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts);
const documents = [
  'README.md',
  'README.zh-CN.md',
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const folders = /^(base|overlays|argocd|generators|policies|scripts|test|docs|\.github)\//;

describe.each(documents)('%s', (document) => {
  const text = read(document);

  it('names only scripts that exist', () => {
    const named = [...text.matchAll(/npm run (?:--silent )?([a-z][a-z:-]*[a-z])/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it('names only paths that exist', () => {
    const named = [...text.matchAll(/`([^`\s]+)`/g)]
      .map((match) => match[1] ?? '')
      .filter((name) => folders.test(name) && !/[<*{]/.test(name));
    // What an adoption keeps of the example lies there below its old path.
    const places = named.map((name) => name.replace(exampleFolder, '.'));
    expect(places.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(path.join(root, path.dirname(document), link)))).toEqual([]);
  });
});

it('the two READMEs name the same commands and paths, in the same order', () => {
  const namesIn = (file: string) => [...read(file).matchAll(/`([^`\n]+)`/g)].map((match) => match[1]);
  expect(new Set(namesIn('README.zh-CN.md').filter((name) => /^(npm|kubectl|git|argocd )/.test(name ?? '')))).toEqual(
    new Set(namesIn('README.md').filter((name) => /^(npm|kubectl|git|argocd )/.test(name ?? ''))),
  );
});

it('every script is explained in the README', () => {
  // npm runs what begins with "pre" before the other.
  const own = scripts.filter((name) => !name.startsWith('pre') && !['typecheck', 'lint', 'lint:fix', 'test'].includes(name));
  expect(own.filter((name) => !read('README.md').includes(`npm run ${name}`))).toEqual([]);
});

it('everything that CI runs is a script', () => {
  const named = [...read('.ci/run').matchAll(/npm run (?:--silent )?([a-z][a-z:-]*[a-z])/g)].map((match) => match[1] ?? '');
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
});
