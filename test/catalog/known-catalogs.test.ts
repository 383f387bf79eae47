import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { catalogIn, followsFrom } from '../../scripts/catalog/known-catalogs.ts';
import { CatalogError } from '../../scripts/catalog/places.ts';
import { importsIn } from '../../scripts/documents/imports.ts';
import { folderWith, write } from '../support/folder.ts';
import { copyOfRepository } from '../support/repository.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('a catalog that was found sound', () => {
  /** A file in which a run has left that a catalog is sound. */
  const left = (name: string | undefined = 'code') => {
    const file = path.join(folderWith({}), 'catalogs');
    catalogIn(file, name, 'this').remember();
    return file;
  };

  it('is known, and no other is', () => {
    expect(['this', 'another'].map((of) => catalogIn(left(), 'code', of).isSound)).toEqual([true, false]);
  });

  it('is not known to other code, nor kept without a name of the code', () => {
    expect(catalogIn(left(), 'other', 'this').isSound).toBe(false);
    const file = path.join(folderWith({}), 'catalogs');
    catalogIn(file, undefined, 'this').remember();
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ['was cut off', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['is empty', () => Buffer.alloc(0)],
    ['has another byte', (bytes: Buffer) => bytes.with(bytes.length - 2, (bytes.at(-2) ?? 0) ^ 1)],
    ['has another byte in its seal', (bytes: Buffer) => bytes.with(3, (bytes.at(3) ?? 0) ^ 1)],
  ])('is not known where the file %s', (_, broken) => {
    const file = left();
    writeFileSync(file, broken(readFileSync(file)));
    expect(catalogIn(file, 'code', 'this').isSound).toBe(false);
  });

  it('stays known beside others, until there are too many', () => {
    const file = left();
    const others = Array.from({ length: 32 }, (_, index) => `other ${index}`);
    for (const of of others.slice(1)) catalogIn(file, 'code', of).remember();
    expect(catalogIn(file, 'code', 'this').isSound).toBe(true);
    catalogIn(file, 'code', 'other 0').remember();
    expect(['this', ...others].filter((of) => !catalogIn(file, 'code', of).isSound)).toEqual(['this']);
  });
});

it('all code that reads and judges a catalog changes what is known of it', () => {
  const imports = Map.groupBy(importsIn(root, ['generators', 'policies', 'scripts']), ({ file }) => file);
  const reached = new Set(['scripts/catalog/catalog.ts']);
  for (const file of reached) for (const { target } of imports.get(file) ?? []) if (imports.has(target)) reached.add(target);
  expect(reached.size).toBeGreaterThan(150);
  // How something is told changes no verdict.
  const outside = [...reached].filter(
    (file) => !followsFrom.some((place) => file === place || file.startsWith(`${place}/`)) && !file.startsWith('scripts/terminal/'),
  );
  expect(outside).toEqual([]);
});

describe('the catalog of a repository that was loaded before', () => {
  const sales = 'generators/catalog/services/sales-service.ts';
  const adjustment = 'generators/adjustments/sales-service.ts';
  const beside = 'generators/catalog/services/sales-service/rates.conf';
  const quiet = (change: string) =>
    `import { adjust, defineAdjustments } from '../exceptions/adjust.ts';\n\nexport default defineAdjustments({ quiet: [adjust('Deployment', (drawn) => (${change}))] });\n`;

  /** A repository with an adjustment and a file beside a service, found sound, and known to be. */
  async function known(): Promise<string> {
    const folder = copyOfRepository();
    write(
      folder,
      sales,
      readFileSync(path.join(folder, sales), 'utf8').replace(
        /^(\s*)name: '[^']*',$/m,
        "$&\n$1adjust: { quiet: { because: 'It must be' } },\n$1files: { '/etc/rates.conf': { from: './sales-service/rates.conf' } },",
      ),
    );
    write(folder, adjustment, quiet('{ ...drawn, spec: { ...drawn.spec, revisionHistoryLimit: 2 } }'));
    write(folder, beside, 'rate = 1\n');
    const first = await loadCatalog(folder);
    expect(JSON.stringify(await loadCatalog(folder))).toBe(JSON.stringify(first));
    return folder;
  }

  it.each<readonly [what: string, change: (folder: string) => void, file: string]>([
    [
      'release that cannot be',
      (folder) => edit(folder, releaseOf('sales-service'), /^version: .*$/m, 'version: no'),
      releaseOf('sales-service'),
    ],
    [
      'a release of nobody',
      (folder) => write(folder, releaseOf('nobody'), readFileSync(path.join(folder, releaseOf('sales-service')), 'utf8')),
      releaseOf('nobody'),
    ],
    ['a service without the code of its adjustment', (folder) => rmSync(path.join(folder, adjustment)), sales],
    ['an adjustment that reads the clock', (folder) => write(folder, adjustment, quiet('{ ...drawn, at: Date.now() }')), adjustment],
    [
      'password in a file beside a service',
      (folder) => write(folder, beside, `postgres://a:${'x7Kq'.repeat(5)}@db.example.com/a\n`),
      sales,
    ],
    ['a stranger in its folder', (folder) => write(folder, 'generators/catalog/notes.txt', 'x'), 'generators/catalog/notes.txt'],
  ])('is looked at anew: %s', async (_, change, file) => {
    const folder = await known();
    change(folder);
    const error: unknown = await loadCatalog(folder).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(CatalogError);
    expect((error as CatalogError).problems.map((problem) => problem.file)).toContain(file);
  });
});

function releaseOf(service: string): string {
  return `generators/catalog/releases/dev/${service}.yaml`;
}

function edit(folder: string, file: string, what: RegExp, by: string): void {
  write(folder, file, readFileSync(path.join(folder, file), 'utf8').replace(what, by));
}
