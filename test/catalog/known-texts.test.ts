import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { CatalogError } from '../../scripts/catalog/places.ts';
import { companyOf } from '../../scripts/repository/company/company.ts';
import { type KnownTexts, knownValue, textsIn } from '../../scripts/repository/kept/known-texts.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { folderWith, write } from '../support/folder.ts';
import { copyOfRepository } from '../support/repository.ts';

const service = 'services/orders.ts';
const environment = 'environments/dev.ts';
const texts = { [service]: 'orders', [environment]: 'dev' };
const othersOf = (file: string) => (file === service ? [environment] : []);

/** Reads some texts; which of them were not known, and which were not known to be without mistakes. */
function reading(known: KnownTexts, read: Readonly<Record<string, string>>) {
  const parsed: string[] = [];
  const values = Object.entries(read).map(([file, text]) =>
    known.valueOf(file, text, () => {
      parsed.push(file);
      return { value: { text }, isSound: text !== 'broken' };
    }),
  );
  expect(values).toEqual(Object.values(read).map((text) => ({ text })));
  return { parsed, checked: Object.keys(read).filter((file) => !known.isSound(file, othersOf(file))) };
}

/** A file in which a run with these texts, all without mistakes, has left what it knows. */
function left(read: Readonly<Record<string, string>> = texts, { name }: { readonly name: string | undefined } = { name: 'code' }): string {
  const file = path.join(folderWith({}), 'catalog');
  const known = textsIn(file, name);
  expect(reading(known, read)).toEqual({ parsed: Object.keys(read), checked: Object.keys(read) });
  known.remember(othersOf);
  return file;
}

describe('what is known of texts', () => {
  it('is neither read nor checked again', () => {
    expect(reading(textsIn(left(), 'code'), texts)).toEqual({ parsed: [], checked: [] });
  });

  it.each([
    ['another text of the file', { ...texts, [service]: 'orders 2' }, { parsed: [service], checked: [service] }],
    [
      'the same text under another name',
      { [environment]: 'dev', 'services/other.ts': 'orders' },
      { parsed: ['services/other.ts'], checked: ['services/other.ts'] },
    ],
    [
      'another text of what it was looked at with',
      { ...texts, [environment]: 'dev 2' },
      { parsed: [environment], checked: [service, environment] },
    ],
  ])('is not %s', (_, read, expected) => {
    expect(reading(textsIn(left(), 'code'), read)).toEqual(expected);
  });

  it('is nothing for other code, and nothing is kept without a name of the code', () => {
    expect(reading(textsIn(left(), 'other'), texts).parsed).toEqual(Object.keys(texts));
    const file = left(texts, { name: undefined });
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ['was cut off', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['is empty', () => Buffer.alloc(0)],
    ['has another byte', (bytes: Buffer) => bytes.with(bytes.length - 5, (bytes.at(-5) ?? 0) ^ 1)],
    ['has another byte in its seal', (bytes: Buffer) => bytes.with(3, (bytes.at(3) ?? 0) ^ 1)],
  ])('is nothing where the file %s', (_, broken) => {
    const file = left();
    writeFileSync(file, broken(readFileSync(file)));
    expect(reading(textsIn(file, 'code'), texts)).toEqual({ parsed: Object.keys(texts), checked: Object.keys(texts) });
  });

  it('holds no text with problems, and nothing that was not remembered', () => {
    const file = left();
    const known = textsIn(file, 'code');
    reading(known, { ...texts, 'services/bad.ts': 'broken' });
    expect(reading(textsIn(file, 'code'), { 'services/bad.ts': 'broken' }).parsed).toEqual(['services/bad.ts']);
    known.remember(othersOf);
    expect(reading(textsIn(file, 'code'), { 'services/bad.ts': 'broken' }).parsed).toEqual(['services/bad.ts']);
  });

  it('is only what the last run read, once there is too much', () => {
    const file = left();
    const known = textsIn(file, 'code', 2);
    reading(known, { [environment]: 'dev 2' });
    known.remember(othersOf);
    expect(reading(textsIn(file, 'code'), { ...texts, [environment]: 'dev 2' }).parsed).toEqual([service]);
  });
});

describe('a catalog that was loaded before', () => {
  const sales = 'generators/catalog/services/sales-service.ts';

  it('is the same the second time, and a mistake that comes later is told at its line', async () => {
    const root = copyOfRepository();
    const first = await loadCatalog(root);
    expect(existsSync(path.join(root, 'node_modules/.cache/erp-gitops/catalog'))).toBe(true);
    expect(await loadCatalog(root)).toEqual(first);
    const text = readFileSync(path.join(root, sales), 'utf8');
    const line = text.split('\n').findIndex((own) => own.includes('name:')) + 1;
    write(root, sales, text.replace(/name: '[^']*'/, "name: 'Other'"));
    const error: unknown = await loadCatalog(root).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(CatalogError);
    expect((error as CatalogError).problems.map(({ file, place }) => ({ file, line: place?.line }))).toContainEqual({ file: sales, line });
    write(root, sales, text);
    expect(await loadCatalog(root)).toEqual(first);
  });

  it('says the same of the company to rules, also after a change', async () => {
    const root = copyOfRepository();
    const unread = companyOf(createSources(root));
    await loadCatalog(root);
    expect(knownValue(root, sales, readFileSync(path.join(root, sales), 'utf8'))).toMatchObject({ name: 'sales-service' });
    expect(companyOf(createSources(root))).toEqual(unread);
    const text = readFileSync(path.join(root, sales), 'utf8');
    write(root, sales, text.replace(/name: '[^']*'/, "name: 'orders-service'"));
    expect(companyOf(createSources(root)).services).toEqual(
      unread.services.map((name) => (name === 'sales-service' ? 'orders-service' : name)),
    );
  });

  it('is looked at anew with another text of a file beside a service', async () => {
    const root = copyOfRepository();
    const text = readFileSync(path.join(root, sales), 'utf8');
    const beside = 'generators/catalog/services/sales-service/rates.conf';
    write(
      root,
      sales,
      text.replace(/^(\s*)name: '[^']*',$/m, "$&\n$1files: { '/etc/rates.conf': { from: './sales-service/rates.conf' } },"),
    );
    write(root, beside, 'rate = 1\n');
    await loadCatalog(root);
    write(root, beside, `postgres://sales:${'x7Kq'.repeat(5)}@db.example.com/sales\n`);
    const error: unknown = await loadCatalog(root).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(CatalogError);
    expect((error as CatalogError).problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      `${sales}: The file "/etc/rates.conf" holds a URL with a password, which everybody reads who may read the repository or look into the namespace.`,
    ]);
  });

  it('is looked at anew with another environment', async () => {
    const root = copyOfRepository();
    await loadCatalog(root);
    const file = 'generators/catalog/environments/production.ts';
    const text = readFileSync(path.join(root, file), 'utf8');
    write(root, file, text.replace(/minimumPerZone: \d+/, 'minimumPerZone: 50'));
    const error: unknown = await loadCatalog(root).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(CatalogError);
    expect((error as CatalogError).problems.map((problem) => problem.file)).toContain(sales);
  });
});
