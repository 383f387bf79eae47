import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { catalog, environment, service, smallEnvironment } from '../support/catalog.ts';

const dev = smallEnvironment('dev', { sync: { confirmPrune: false, windows: [] } });
const production = environment('production', { delivery: { from: 'dev', soakHours: 0, freezes: [] } });
const both = (folder?: string) => [service('orders', folder === undefined ? {} : { folder }), service('payments')];
const filesOf = (services: ReturnType<typeof both>) =>
  new Map(generate(catalog(services, [dev, production])).files.map(({ path, text }) => [path, text]));
const without = (path: string) => path.replace('/sales/', '/');
const applicationsIn = (files: ReadonlyMap<string, string>, name: string) =>
  [...files.keys()].filter((path) => path.startsWith(`argocd/${name}/applications/`) && path.includes('orders'));

describe('services of a folder', () => {
  it('have their files in it, and their Applications apart for services and for their data', () => {
    const [before, after] = [filesOf(both()), filesOf(both('sales'))];
    expect(applicationsIn(before, 'production')).toEqual([
      'argocd/production/applications/orders-data.yaml',
      'argocd/production/applications/orders.yaml',
    ]);
    expect(applicationsIn(after, 'production')).toEqual([
      'argocd/production/applications/sales/data/orders-data.yaml',
      'argocd/production/applications/sales/services/orders.yaml',
    ]);
    const moved = [...after.keys()].filter((path) => /^(?:base|overlays\/[^/]+)\/sales\//.test(path));
    expect(moved.map(without)).toEqual([...before.keys()].filter((path) => /^(?:base|overlays\/[^/]+)\/orders(?:-data)?\//.test(path)));
    // What is built there is the same: only the way to the base is one step longer.
    const differing = moved.filter((path) => after.get(path) !== before.get(without(path)));
    expect(differing.filter((path) => !path.endsWith('/kustomization.yaml'))).toEqual([]);
    expect(differing.map((path) => after.get(path)?.replaceAll('../../../../base/sales/', '../../../base/'))).toEqual(
      differing.map((path) => before.get(without(path))),
    );
  });

  it('change no file of another, but the lists of applications and of policies for Vault', () => {
    const [before, after] = [filesOf(both()), filesOf(both('sales'))];
    const changed = [...before.keys()].filter((path) => after.has(path) && before.get(path) !== after.get(path));
    expect(changed).toEqual(
      ['dev', 'production'].flatMap((name) =>
        ['kustomization.yaml', 'secrets/vault-setup.sh', 'signatures/kustomization.yaml'].map((file) => `overlays/${name}/${file}`),
      ),
    );
  });

  it('have an application of their own for what is said of their images, with each image in one alone', () => {
    const resources = {
      requests: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' },
      limits: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' },
    };
    const shared = {
      scan: { image: 'scan', build: { version: '1.0.0', digest: `sha256:${'5'.repeat(64)}` }, runs: 'beside' as const, resources },
    };
    const policiesOf = (folders: Readonly<Record<string, string | undefined>>) => {
      const services = Object.entries(folders).map(([name, folder]) =>
        service(name, { companions: shared, ...(folder !== undefined && { folder }) }),
      );
      const found = [...generate(catalog(services, [production])).files].flatMap(
        ({ path }) => /^overlays\/production\/(signatures[^/]*)\/cluster-image-policy\.(.*)-signature\.yaml$/.exec(path)?.slice(1) ?? [],
      );
      return Array.from({ length: found.length / 2 }, (_, index) => found.slice(2 * index, 2 * index + 2).join('/'));
    };
    expect(policiesOf({ orders: undefined, payments: undefined })).toEqual(['signatures/orders', 'signatures/payments', 'signatures/scan']);
    expect(policiesOf({ orders: 'sales', payments: 'money' })).toEqual([
      'signatures-money/payments',
      'signatures-sales/orders',
      'signatures-sales/scan',
    ]);
    expect(policiesOf({ orders: undefined, payments: 'money' })).toEqual([
      'signatures-money/payments',
      'signatures/orders',
      'signatures/scan',
    ]);
  });

  it('keep what their Applications say in production but the path, and are confirmed by a person in dev, too', () => {
    const [before, after] = [filesOf(both()), filesOf(both('sales'))];
    const from = (files: ReadonlyMap<string, string>, path: string) => load(files.get(path) ?? '');
    expect(load((after.get('argocd/production/applications/sales/services/orders.yaml') ?? '').replaceAll('/sales/', '/'))).toEqual(
      from(before, 'argocd/production/applications/orders.yaml'),
    );
    const options = ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'];
    expect(from(after, 'argocd/dev/applications/sales/services/orders.yaml')).toHaveProperty(options, 'Prune=confirm,Delete=confirm');
    expect(from(before, 'argocd/dev/applications/orders.yaml')).not.toHaveProperty(options);
  });

  it('are made by roots in the waves of what they make', () => {
    const files = filesOf(both('sales'));
    const told = ['data', 'services'].map((part) => load(files.get(`argocd/production/applications/root-sales-${part}.yaml`) ?? ''));
    expect(told).toMatchObject([
      {
        metadata: {
          name: 'root-production-sales-data',
          annotations: { 'argocd.argoproj.io/sync-wave': '3', 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' },
          finalizers: ['resources-finalizer.argocd.argoproj.io'],
        },
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

  it.each([
    [
      'an application of signatures that is called as a service',
      [service('orders', { folder: 'sales' }), service('signatures-sales')],
      'The folder "sales" would have an application "signatures-sales" of its signatures, and a service is called so.',
    ],
    [
      'the name of the signatures of another',
      [service('orders', { folder: 'sales' }), service('payments', { folder: 'signatures-sales' })],
      'The folder "signatures-sales" is called as an application, whose own folder lies at that place.',
    ],
  ])('does not get %s', (_, services, message) => {
    expect(problemsOf(services).map((problem) => problem.message)).toContain(message);
  });

  it('is asked for where the root of an environment would hold more than a thousand Applications', () => {
    const many = (folder: string | undefined) =>
      Array.from({ length: 481 }, (_, index) => {
        const {
          database: _d,
          route: _r,
          topics: _t,
          ...rest
        } = service(`s${String(index).padStart(4, '0')}`, {
          uses: [],
          ports: {},
          settings: { scale: { pods: 1 } },
        });
        return { ...rest, ...(folder !== undefined && index > 400 && { folder }) };
      });
    const roomy = { ...dev, nodes: { most: 100 } };
    expect(problemsOf(many(undefined), [roomy])).toEqual([
      {
        file: 'generators/catalog/services/s0480.ts',
        message:
          'Services without a folder: 481, and the root of an environment has room for 480: beyond 1000 Applications its status nears what etcd takes.',
        fix: "Write folder: '<name>' into the files of 1 or more of them (docs/scale.md).",
      },
    ]);
    expect(problemsOf(many('sales'), [roomy])).toEqual([]);
  });
});
