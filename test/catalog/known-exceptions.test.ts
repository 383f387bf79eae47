import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { adjust } from '../../generators/exceptions/adjust.ts';
import { exceptionProblems } from '../../generators/exceptions/problems.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { exceptionsIn, type KnownExceptions } from '../../scripts/catalog/known-exceptions.ts';
import { companyCatalog } from '../services/support.ts';
import { catalog, fourEnvironments, service } from '../support/catalog.ts';
import { folderWith } from '../support/folder.ts';

const because = 'It must be';
const quiet = adjust('Deployment', ({ spec, ...object }) => ({ ...object, ...(spec && { spec: { ...spec, revisionHistoryLimit: 2 } }) }));
const text = 'the text of the adjustments';
const old = {
  because,
  object: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'archive-old' }, spec: { ports: [{ name: 'http', port: 80 }] } },
};

/** What is other than in the catalog of the first run. */
interface Changes {
  readonly orders?: Partial<ServiceDefinition>;
  readonly stock?: Partial<ServiceDefinition>;
  readonly archive?: Partial<ServiceDefinition>;
  readonly further?: readonly ServiceDefinition[];
  readonly code?: string;
  readonly catalog?: (made: Catalog) => Partial<Catalog>;
}

/** Three services, two of them with exceptions, read anew: nothing in it is an object of an earlier call. */
function made({ orders, stock, archive, further = [], code, catalog: change }: Changes = {}): Catalog {
  const services = [
    service('orders', { adjust: { quiet: { because } }, ...orders }),
    service('stock', stock),
    service('archive', { objects: [old], ...archive }),
    ...further,
  ];
  const plain = structuredClone(catalog(services, fourEnvironments));
  const source = {
    ...plain,
    platform: { ...plain.platform, value: { ...plain.platform.value, ownKinds: ['Service'] } },
    adjustments: [{ file: 'generators/adjustments/orders.ts', service: 'orders', value: { quiet: [quiet] }, text: code ?? text }],
  };
  return { ...source, ...change?.(source) };
}

/** What of a catalog without mistakes is looked at, with what is known. */
function looked(known: KnownExceptions, source: Catalog): readonly string[] {
  const files: string[] = [];
  expect(
    exceptionProblems(source, {
      has: (follows) => known.has(follows),
      add: (follows) => {
        files.push(String(follows[0]));
        known.add(follows);
      },
    }),
  ).toEqual([]);
  return files;
}

const [orders, archive] = ['generators/catalog/services/orders.ts', 'generators/catalog/services/archive.ts'];

/** A file in which a run has left what it knows. */
function left(name: string | undefined = 'code'): string {
  const file = path.join(folderWith({}), 'exceptions');
  const known = exceptionsIn(file, name);
  expect(looked(known, made())).toEqual([orders, archive]);
  known.remember();
  return file;
}

describe('exceptions without mistakes', () => {
  it('are not looked at again, where nothing changed that they follow from', () => {
    expect(looked(exceptionsIn(left(), 'code'), made())).toEqual([]);
    expect(looked(exceptionsIn(left(), 'code'), made({ stock: { settings: { pools: { databaseMax: 7 } } } }))).toEqual([]);
  });

  it.each<[what: string, changes: Changes, looked: readonly string[]]>([
    ['the file of the service', { orders: { title: { en: 'Orders', zh: 'x' } } }, [orders]],
    ['the text of its adjustments', { code: 'another text' }, [orders]],
    ['who calls it', { stock: { calls: ['orders'] } }, [orders]],
    ['who writes its topics', { stock: { produces: { ORDERS: 'orders.done' } } }, [orders]],
    [
      'its release',
      {
        catalog: ({ releases }) => ({
          releases: releases.map((entry) =>
            entry.service === 'orders' && entry.environment === 'dev' ? { ...entry, value: { ...entry.value, version: '1.0.1' } } : entry,
          ),
        }),
      },
      [orders],
    ],
    [
      'its settings',
      {
        catalog: ({ environments: [first] }) => ({
          settings: [{ file: 'x', environment: first?.value.name ?? '', service: 'archive', value: { pools: { databaseMax: 3 } } }],
        }),
      },
      [archive],
    ],
    [
      'an environment',
      {
        catalog: ({ environments }) => ({
          environments: environments.map((entry, index) =>
            index === 0 ? { ...entry, value: { ...entry.value, logLevel: 'warn' } } : entry,
          ),
        }),
      },
      [orders, archive],
    ],
    [
      'the platform',
      { catalog: ({ platform }) => ({ platform: { ...platform, value: { ...platform.value, labelDomain: 'shop.example.com' } } }) },
      [orders, archive],
    ],
    ['a service whose objects might be called like an own one', { further: [service('archiv')] }, [archive]],
  ])('are looked at again after another change: %s', (_, changes, again) => {
    const known = exceptionsIn(left(), 'code');
    expect(looked(known, made(changes))).toEqual(again);
    expect(looked(known, made(changes))).toEqual([]);
  });

  it('follow from plain data, of which JSON loses nothing', () => {
    const strange: unknown[] = [];
    const walk = (value: unknown): void => {
      if (value === null || ['undefined', 'string', 'boolean'].includes(typeof value) || Number.isFinite(value)) return;
      const isPlain = Array.isArray(value) || (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype);
      if (!isPlain) strange.push(value);
      else Object.values(value).forEach(walk);
    };
    let count = 0;
    const add = () => undefined;
    exceptionProblems(companyCatalog, {
      has: (follows) => {
        count += 1;
        follows.forEach(walk);
        return true;
      },
      add,
    });
    expect({ strange, some: count > 0 }).toEqual({ strange: [], some: true });
  });

  it('are known of no adjustments whose text nobody read', () => {
    const source = made();
    const unread = { ...source, adjustments: source.adjustments.map(({ text: _, ...entry }) => entry) };
    const asked: unknown[] = [];
    expect(exceptionProblems(unread, { has: ([file]) => asked.push(file) === 0, add: () => undefined })).toEqual([]);
    expect(asked).toEqual([archive]);
  });

  it('are told each time where there is a mistake', () => {
    const known = exceptionsIn(left(), 'code');
    const wrong = made({ archive: { objects: [{ ...old, object: { ...old.object, metadata: { name: 'archive' } } }] } });
    const told = () => exceptionProblems(wrong, known).map(({ file, message }) => `${file}: ${message}`);
    expect([told(), told()]).toEqual([
      [`${archive}: The Service "archive" is drawn already, of archive.`],
      [`${archive}: The Service "archive" is drawn already, of archive.`],
    ]);
  });

  it('are known to no other code, and nothing is kept without a name of the code', () => {
    expect(looked(exceptionsIn(left(), 'other'), made())).toEqual([orders, archive]);
    const file = path.join(folderWith({}), 'exceptions');
    const known = exceptionsIn(file, undefined);
    looked(known, made());
    known.remember();
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ['was cut off', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['is empty', () => Buffer.alloc(0)],
    ['has another byte', (bytes: Buffer) => bytes.with(bytes.length - 5, (bytes.at(-5) ?? 0) ^ 1)],
  ])('are not known where the file %s', (_, broken) => {
    const file = left();
    writeFileSync(file, broken(readFileSync(file)));
    expect(looked(exceptionsIn(file, 'code'), made())).toEqual([orders, archive]);
  });

  it('that this run did not ask for are forgotten', () => {
    const file = left();
    const known = exceptionsIn(file, 'code');
    looked(known, made({ archive: { objects: [] } }));
    known.remember();
    expect(looked(exceptionsIn(file, 'code'), made())).toEqual([archive]);
  });
});
