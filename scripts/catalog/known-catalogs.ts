import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Catalog } from '../../generators/model/catalog.ts';
import { codeName } from '../repository/kept/code-name.ts';
import { keep, kept } from '../repository/kept/sealed-file.ts';
import { ruleNames } from './judged/exempted-rules.ts';

/** Whether earlier runs found the whole of a catalog to be without mistakes. It only ever saves time. */
export interface KnownCatalog {
  readonly isSound: boolean;
  /** Keeps for later runs that it is without mistakes. */
  remember(): void;
}

/** Bump it when what is kept is to mean something else. */
const format = 1;
/** So many catalogs are known, those that were last found sound: branches that somebody goes back and forth between. */
const most = 32;
/** What reads, draws and judges a catalog, for an exception: with any other byte of it nothing is known. */
export const followsFrom: readonly string[] = [
  'generators',
  'package-lock.json',
  'policies/company',
  'policies/environments.ts',
  'policies/kubernetes',
  'policies/manifest.ts',
  'policies/model.ts',
  'scripts/catalog',
  'scripts/charts/facts',
  'scripts/kustomize/kustomizations.ts',
  'scripts/repository',
];
/** Part of what a catalog says. */
const data = ['generators/adjustments', 'generators/catalog'];

/**
 * What is known of a catalog that was read from a repository: kept beside the packages, where there are any.
 * @param texts names all texts that it was read from, those of its adjustments with them
 * @param catalog for what else it follows from: files beside services, and what is asked of the API server
 */
export function knownCatalogs(root: string, texts: string, catalog: Pick<Catalog, 'contents' | 'admission'>): KnownCatalog {
  const packages = path.join(root, 'node_modules');
  return catalogIn(
    path.join(packages, '.cache/erp-gitops/catalogs'),
    existsSync(packages) ? codeName(followsFrom, data) : undefined,
    hash('sha256', JSON.stringify([texts, catalog.contents, catalog.admission, ruleNames()])),
  );
}

/**
 * What is known of a catalog in a file: one that was cut off, changed, or written by other code holds nothing.
 * @param name changes with the code; undefined: nothing is known or kept
 * @param of names all that the catalog follows from
 */
export function catalogIn(file: string, name: string | undefined, of: string): KnownCatalog {
  const known = () => (name === undefined ? undefined : (kept(file, `${format}\n${name}`) as readonly string[] | undefined)) ?? [];
  return {
    isSound: known().includes(of),
    remember() {
      if (name !== undefined) keep(file, `${format}\n${name}`, [of, ...known().filter((other) => other !== of)].slice(0, most));
    },
  };
}
