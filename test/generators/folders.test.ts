import { describe, expect, it } from 'vitest';
import { load } from 'js-yaml';
import { generate } from '../../generators/generate.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { catalog, environment, service, smallEnvironment } from '../support/catalog.ts';

const dev = smallEnvironment('dev');
const production = environment('production', { delivery: { from: 'dev', soakHours: 0, freezes: [] } });
const both = (folder?: string) => [service('orders', folder === undefined ? {} : { folder }), service('payments')];
const filesOf = (services: ReturnType<typeof both>) =>
  new Map(generate(catalog(services, [dev, production])).files.map(({ path, text }) => [path, text]));
const applicationsIn = (files: ReadonlyMap<string, string>, name: string) =>
  [...files.keys()].filter((path) => path.startsWith(`argocd/${name}/applications/`) && path.includes('orders'));

describe('services of a folder', () => {
  it('have their Applications in it, apart for services and for their data, and no other file changes but its roots', () => {
    const [before, after] = [filesOf(both()), filesOf(both('sales'))];
    expect(applicationsIn(before, 'production')).toEqual([
      'argocd/production/applications/orders-data.yaml',
      'argocd/production/applications/orders.yaml',
    ]);
    expect(applicationsIn(after, 'production')).toEqual([
      'argocd/production/applications/sales/data/orders-data.yaml',
      'argocd/production/applications/sales/services/orders.yaml',
    ]);
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort();
    expect(changed).toEqual(
      ['dev', 'production'].flatMap((name) =>
        ['orders-data.yaml', 'orders.yaml', 'root-sales-data.yaml', 'root-sales-services.yaml', 'sales/data/orders-data.yaml', 'sales/services/orders.yaml'].map(
          (file) => `argocd/${name}/applications/${file}`,
        ),
      ),
    );
  });

  it('keep what their Applications say in production, and are confirmed by a person in dev, too', () => {
    const [before, after] = [filesOf(both()), filesOf(both('sales'))];
    const from = (files: ReadonlyMap<string, string>, path: string) => load(files.get(path) ?? '');
    expect(from(after, 'argocd/production/applications/sales/services/orders.yaml')).toEqual(
      from(before, 'argocd/production/applications/orders.yaml'),
    );
    expect(from(after, 'argocd/dev/applications/sales/services/orders.yaml')).toHaveProperty(
      ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'],
      'Prune=confirm,Delete=confirm',
    );
    expect(from(before, 'argocd/dev/applications/orders.yaml')).not.toHaveProperty([
      'metadata',
      'annotations',
      'argocd.argoproj.io/sync-options',
    ]);
  });

  it('are made by roots in the waves of what they make', () => {
    const files = filesOf(both('sales'));
    const told = ['data', 'services'].map((part) => load(files.get(`argocd/production/applications/root-sales-${part}.yaml`) ?? ''));
    expect(told).toMatchObject([
      {
        metadata: { name: 'root-production-sales-data', annotations: { 'argocd.argoproj.io/sync-wave': '3' } },
        spec: { project: 'erp-root', source: { path: 'argocd/production/applications/sales/data' } },
      },
      {
        metadata: { name: 'root-production-sales-services', annotations: { 'argocd.argoproj.io/sync-wave': '10' } },
        spec: { project: 'erp-root', source: { path: 'argocd/production/applications/sales/services' } },
      },
    ]);
  });
});

describe('a folder', () => {
  const problemsOf = (services: ReturnType<typeof both>, environments = [dev, production]) =>
    problemsIn(catalog(services, environments)).map(({ file, message, fix }) => ({ file, message, fix }));

  it.each([
    ['Sales', 'The folder "Sales" is no DNS label of at most 30 characters.'],
    ['s'.repeat(31), `The folder "${'s'.repeat(31)}" is no DNS label of at most 30 characters.`],
  ])('is not called %s', (folder, message) => {
    expect(problemsOf(both(folder))).toEqual([
      {
        file: 'generators/catalog/services/orders.ts',
        message,
        fix: 'Use lower-case letters, digits and hyphens, starting with a letter.',
      },
    ]);
  });

  it('gets no root that is called as that of an environment', () => {
    const other = { ...smallEnvironment('dev-sales-data'), shortName: 'dsd', host: 'api.dsd.example.com' };
    expect(problemsOf(both('sales'), [dev, other, production]).map(({ message }) => message)).toContain(
      'The folder "sales" would have a root "root-dev-sales-data", which is that of an environment.',
    );
  });

  it('is asked for where the root of an environment would hold more than a thousand Applications', () => {
    const many = (folder: string | undefined) =>
      Array.from({ length: 481 }, (_, index) => {
        const { database: _database, route: _route, ...rest } = service(`s${String(index).padStart(4, '0')}`, { uses: [], ports: {} });
        return { ...rest, ...(folder !== undefined && index > 400 && { folder }) };
      });
    expect(problemsOf(many(undefined), [dev])).toEqual([
      {
        file: 'generators/catalog/services/s0480.ts',
        message:
          'Services without a folder: 481, and the root of an environment has room for 480: beyond 1000 Applications its status nears what etcd takes.',
        fix: "Write folder: '<name>' into the files of 1 or more of them (docs/scale.md).",
      },
    ]);
    expect(problemsOf(many('sales'), [dev])).toEqual([]);
  });
});
