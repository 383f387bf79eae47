import { dump } from 'js-yaml';
import { expect, it } from 'vitest';
import { applicationFiles } from '../../generators/kustomize/files.ts';
import { isBuiltIn } from '../../generators/kustomize/merge-keys.ts';
import { strategicMergePatch } from '../../generators/kustomize/strategic-merge.ts';
import type { Application, KubernetesObject } from '../../generators/model/object.ts';
import { build } from '../../scripts/kustomize/build.ts';
import { parseYaml } from '../../scripts/repository/yaml.ts';
import { folderWith, write } from '../support/folder.ts';
import fc from '../support/random.ts';

type Fields = Record<string, unknown>;

const name = fc.constantFrom('a', 'b', 'c', 'd');
const text = fc.constantFrom(
  '',
  'yes',
  'no',
  '0',
  '012',
  '1e3',
  'null',
  'plain text',
  'on: off',
  '#x',
  ' padded ',
  '{{ .X }}',
  'multi\nline\n',
);
const labels = fc.dictionary(name, text, { maxKeys: 3 });
const quantities = fc.dictionary(fc.constantFrom('cpu', 'memory'), fc.constantFrom('1', '500m', '2Gi'), { maxKeys: 2 });

/** A list whose items have different keys. */
const keyed = <T extends Fields>(item: fc.Arbitrary<T>, keys: readonly (keyof T)[]) =>
  fc.uniqueArray(item, { maxLength: 4, selector: (value) => JSON.stringify(keys.map((key) => value[key])) });

const optional = <T extends Fields>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: (keyof T & string)[] = []) =>
  fc.record(fields, { requiredKeys: required }) as fc.Arbitrary<Fields>;

const container = optional(
  {
    name,
    image: fc.constantFrom('x', 'y'),
    args: fc.array(text, { maxLength: 3 }),
    env: keyed(fc.record({ name, value: text }), ['name']),
    ports: keyed(
      optional({ containerPort: fc.constantFrom(1, 2, 3), protocol: fc.constantFrom('TCP', 'UDP'), name }, ['containerPort', 'protocol']),
      ['containerPort', 'protocol'],
    ),
    resources: optional({ requests: quantities, limits: quantities }),
    volumeMounts: keyed(optional({ mountPath: fc.constantFrom('/a', '/b'), name, readOnly: fc.boolean() }, ['mountPath', 'name']), [
      'mountPath',
    ]),
  },
  ['name'],
);

const podSpec = optional(
  {
    containers: keyed(container, ['name']),
    volumes: keyed(optional({ name, emptyDir: optional({ sizeLimit: fc.constantFrom('1Mi', '2Mi') }) }, ['name', 'emptyDir']), ['name']),
    nodeSelector: labels,
    tolerations: fc.array(optional({ key: name, value: text }), { maxLength: 3 }),
    topologySpreadConstraints: keyed(
      fc.record({
        topologyKey: fc.constantFrom('zone', 'host'),
        whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
        maxSkew: fc.constantFrom(1, 2),
      }),
      ['topologyKey', 'whenUnsatisfiable'],
    ),
    terminationGracePeriodSeconds: fc.constantFrom(0, 30, 60),
    automountServiceAccountToken: fc.boolean(),
  },
  ['containers'],
);

const deployment = fc.record({ replicas: fc.constantFrom(0, 1, 3), podSpec, labels }).map(({ replicas, podSpec: spec, labels: own }) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'x', labels: own },
  spec: { replicas, template: { spec } },
}));

const custom = fc
  .record({ anything: fc.array(optional({ name, list: fc.array(text, { maxLength: 2 }), map: labels }), { maxLength: 3 }), map: labels })
  .map((spec) => ({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'x' }, spec }));

const pair = fc.oneof(fc.tuple(deployment, deployment), fc.tuple(custom, custom)) as unknown as fc.Arbitrary<
  [KubernetesObject, KubernetesObject]
>;

it('gives patches with which kustomize turns any object into any other of its kind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 30, maxLength: 30 }), async (pairs) => {
      const named = pairs.map((objects, index) =>
        objects.map((object) => ({ ...object, metadata: { ...object.metadata, name: `x${index}` } })),
      );
      const folder = folderWith({});
      const files: string[] = [];
      const patches: { path: string }[] = [];
      for (const [index, [base, target]] of named.entries()) {
        if (base === undefined || target === undefined) throw new Error('no pair');
        write(folder, `${index}.yaml`, dump(base, { noRefs: true }));
        files.push(`${index}.yaml`);
        const patch = strategicMergePatch(base as unknown as Fields, target as unknown as Fields, isBuiltIn(base.apiVersion));
        if (patch === undefined) continue;
        const { apiVersion, kind, metadata } = base;
        const own = (patch['metadata'] ?? {}) as Fields;
        write(
          folder,
          `${index}.patch.yaml`,
          dump({ apiVersion, kind, ...patch, metadata: { name: metadata.name, ...own } }, { noRefs: true }),
        );
        patches.push({ path: `${index}.patch.yaml` });
      }
      write(folder, 'kustomization.yaml', dump({ resources: files, patches }));
      expect(await objectsOf(folder)).toEqual(Object.fromEntries(named.map(([, target]) => [target?.metadata.name, target])));
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

it('splits the objects of any environments into any base and overlays that build them again', async () => {
  const environments = ['dev', 'test', 'production'];
  const sometimes = fc.tuple(fc.boolean(), deployment);
  const object = fc.record({ meant: fc.tuple(sometimes, sometimes, sometimes), plain: fc.tuple(sometimes, sometimes, sometimes) });
  await fc.assert(
    fc.asyncProperty(fc.array(object, { minLength: 10, maxLength: 10 }), deployment, async (objects, always) => {
      const objectsIn = (of: 'meant' | 'plain', environment: number) =>
        objects
          .flatMap((own, index): [string, unknown][] => {
            const [isThere, value] = own[of][environment] ?? [false, undefined];
            return isThere ? [[`x${index}`, value]] : [];
          })
          // An overlay without any object is none.
          .concat([['always', always]])
          .map(([name, value]) => {
            const own = value as unknown as KubernetesObject;
            return { ...own, metadata: { ...own.metadata, name, namespace: `erp-${environment}` } };
          });
      const variants = (of: 'meant' | 'plain') =>
        environments.map((environment, index) => ({ environment, objects: objectsIn(of, index), images: [] }));
      const application: Application = {
        name: 'x',
        base: 'x',
        source: 'generators/catalog/services/x.ts',
        syncWave: 0,
        variants: variants('meant'),
      };
      const files = applicationFiles(application, variants('plain'));
      const folder = folderWith(Object.fromEntries(files.map(({ path, text: content }) => [path, content])));
      for (const [index, environment] of environments.entries()) {
        expect(await objectsOf(`${folder}/overlays/${environment}/x`)).toEqual(
          Object.fromEntries(objectsIn('meant', index).map((own) => [own.metadata.name, own])),
        );
      }
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

it.each([
  ['the same', { A: '1', B: '2' }],
  ['another value', { A: '1', B: '3' }],
  ['one more value', { A: '1', B: '2', C: '3' }],
  ['a value less', { A: '1' }],
])('builds a ConfigMap that has %s than the base', async (_, data) => {
  const variant = (own: Readonly<Record<string, string>>) => ({
    environment: 'dev',
    objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'erp-dev', labels: { app: 'x' } }, data: own }],
    images: [],
  });
  const application: Application = { name: 'x', base: 'x', source: 'x.ts', syncWave: 0, variants: [variant(data)] };
  const files = applicationFiles(application, [variant({ A: '1', B: '2' })]);
  const folder = folderWith(Object.fromEntries(files.map(({ path, text: content }) => [path, content])));
  const [map, ...others] = Object.values(await objectsOf(`${folder}/overlays/dev/x`)) as unknown as [Fields];
  expect(others).toEqual([]);
  expect({ data: map['data'], labels: (map['metadata'] as Fields)['labels'] }).toEqual({ data, labels: { app: 'x' } });
});

async function objectsOf(folder: string): Promise<Record<string, unknown>> {
  const { documents } = parseYaml(await build(folder));
  return Object.fromEntries(documents.map(({ value }) => [(value as KubernetesObject).metadata.name, value]));
}
