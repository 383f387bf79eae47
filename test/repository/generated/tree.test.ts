import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { headed, header } from '../../../generators/output/file.ts';
import { generateTree } from '../../../scripts/repository/generated/generation.ts';
import { isFresh, planTree } from '../../../scripts/repository/generated/tree.ts';
import { filesOf, folderWith } from '../../support/folder.ts';

const generated = (text: string) => `${header('generators/catalog/services/orders.ts')}${text}`;
const wanted = [
  { path: 'base/orders/deployment.yaml', text: generated('kind: Deployment\n') },
  { path: 'overlays/dev/orders/kustomization.yaml', text: generated('kind: Kustomization\n') },
  { path: '.github/CODEOWNERS', text: generated('* @ops\n') },
];
const fresh = Object.fromEntries(wanted.map((file) => [file.path, file.text]));

describe('generateTree', () => {
  it('writes everything into an empty folder, and nothing the second time', () => {
    const root = folderWith({});
    expect(generateTree(root, wanted)).toEqual({ written: 3, removed: 0, unchanged: 0 });
    expect(filesOf(root)).toEqual(fresh);
    expect(generateTree(root, wanted)).toEqual({ written: 0, removed: 0, unchanged: 3 });
  });

  it('puts back what was changed or deleted by hand', () => {
    const root = folderWith({ ...fresh, 'base/orders/deployment.yaml': generated('kind: Pod\n') });
    expect(generateTree(root, wanted)).toEqual({ written: 1, removed: 0, unchanged: 2 });
    expect(filesOf(root)).toEqual(fresh);
  });

  it('removes its own orphans and the folders that they leave empty', () => {
    const root = folderWith({ ...fresh, 'base/gone/deployment.yaml': generated(''), 'overlays/dev/gone/deep/x.yaml': generated('') });
    mkdirSync(path.join(root, 'overlays/test/empty'), { recursive: true });
    expect(generateTree(root, wanted).removed).toBe(2);
    expect(filesOf(root)).toEqual(fresh);
    expect(planTree(root, wanted).empty).toEqual([]);
  });

  it('knows its own scripts, whose header follows the line of the interpreter', () => {
    const script = { path: 'base/orders/run.sh', text: headed('generators/templates/run.sh', '#!/bin/sh\necho\n') };
    expect(script.text).toMatch(/^#!\/bin\/sh\n# Generated from generators\/templates\/run\.sh\. Do not edit/);
    const root = folderWith({ ...fresh, 'base/orders/run.sh': script.text.replace('echo', 'exit'), 'base/orders/old.sh': script.text });
    expect(generateTree(root, [...wanted, script])).toEqual({ written: 1, removed: 1, unchanged: 3 });
    expect(filesOf(root)).toEqual({ ...fresh, 'base/orders/run.sh': script.text });
  });

  it('removes what a killed run left half written', () => {
    const root = folderWith({ ...fresh, 'base/orders/service.yaml.generate-part': '# Gener' });
    expect(isFresh(planTree(root, wanted))).toBe(false);
    generateTree(root, wanted);
    expect(filesOf(root)).toEqual(fresh);
  });

  it('keeps what stands beside its folders', () => {
    const root = folderWith({ ...fresh, 'README.md': 'mine', '.github/workflows/x.yml': 'mine' });
    generateTree(root, wanted);
    expect(filesOf(root)).toEqual({ ...fresh, 'README.md': 'mine', '.github/workflows/x.yml': 'mine' });
  });

  it.each([
    ['a file of its own making', { 'base/orders/mine.yaml': 'kind: Secret\n' }, ['base/orders/mine.yaml']],
    [
      'a file without header in the place of a generated one',
      { 'base/orders/deployment.yaml': 'kind: Pod\n' },
      ['base/orders/deployment.yaml'],
    ],
    ['a script by hand', { 'base/orders/mine.sh': '#!/bin/sh\necho\n' }, ['base/orders/mine.sh']],
    ['an empty file', { 'argocd/.gitkeep': '' }, ['argocd/.gitkeep']],
    ['CODEOWNERS by hand', { '.github/CODEOWNERS': '* @me\n' }, ['.github/CODEOWNERS']],
    ['several', { 'base/a': 'x', 'overlays/b': 'y' }, ['base/a', 'overlays/b']],
  ])('refuses %s and leaves every file as it was', (_, strays, named) => {
    const before = { ...fresh, 'base/orders/deployment.yaml': generated('kind: Pod\n'), ...strays };
    const root = folderWith(before);
    expect(() => generateTree(root, wanted)).toThrow('This file was not made by the generators, but stands where only they write.');
    expect(planTree(root, wanted).foreign).toEqual(named);
    expect(filesOf(root)).toEqual(before);
  });

  it('refuses a symbolic link, which would lead it out of its folders', () => {
    const root = folderWith(fresh);
    const target = path.join(folderWith({ secret: 'keep me' }), 'secret');
    symlinkSync(target, path.join(root, 'base/orders/link.yaml'));
    expect(() => generateTree(root, wanted)).toThrow();
    expect(readFileSync(target, 'utf8')).toBe('keep me');
  });

  it('refuses a folder in the place of a file', () => {
    const root = folderWith({});
    mkdirSync(path.join(root, 'base/orders/deployment.yaml'), { recursive: true });
    writeFileSync(path.join(root, 'base/orders/deployment.yaml/x'), 'mine');
    expect(() => generateTree(root, wanted)).toThrow();
    expect(filesOf(root)).toEqual({ 'base/orders/deployment.yaml/x': 'mine' });
  });
});
