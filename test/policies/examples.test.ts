import { load, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { Change, ObjectExample } from '../../policies/example.ts';
import { addressOf, changedExample, failingExamples, valueAt } from '../../policies/examples/changed-example.ts';
import { placeOf } from '../../policies/examples/place.ts';
import { asFields, at } from '../../policies/kubernetes/fields.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';

const rules = (await loadRules('.')).map(({ value }) => value);

/** Failing examples in full: what is reported has nothing, or too little, in common with anything that passes. */
const inFull = 43;

/** Several places may be named where there is one problem, as long as they are one thought. */
const places = 3;

it('failing examples that are no change of a passing one do not become more', () => {
  const whole = rules.flatMap(({ id, examples }) => examples.fail.filter((one) => !('change' in one)).map(({ name }) => `${id}: ${name}`));
  expect(whole.length, whole.join('\n')).toBeLessThanOrEqual(inFull);
});

describe.each(rules.map((rule) => ({ id: rule.id, rule })))('$id', ({ rule }) => {
  const { pass } = rule.examples;
  const fail: readonly { readonly name: string }[] = rule.examples.fail;

  it('has examples of different names', () => {
    const names = [...pass, ...fail].map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  const changed = rule.examples.fail.filter((example) => 'change' in example);
  it.runIf(changed.length > 0).each(changed)('changes what it names, and nothing else: $name', ({ name, from, change, problems }) => {
    const original = pass.find((example) => example.name === from);
    const result = failingExamples(rule.examples).find((example) => example.name === name);
    expect([original, result]).not.toContain(undefined);
    const named = Object.entries(change).map(([text, value]) => locationOf(original as object, text, value));
    const differing = differences(contentOf(original as object), contentOf(result as object, original, change));
    expect(differing.filter((place) => !named.some((other) => isBelow(place, other)))).toEqual([]);
    expect(named.filter((place) => !differing.some((other) => isBelow(other, place) || isBelow(place, other)))).toEqual([]);
    expect(named.length).toBeLessThanOrEqual(Math.max(places, problems.length));
    // A value in which one part alone is new is named by the path of that part.
    const coarse = Object.entries(change).filter(([text, value]) => {
      const before = valueAt(original as object, addressOf(original as object, text));
      return asFields(before) !== undefined && Object.keys(asFields(value) ?? {}).length > 0 && differences(before, value).length === 1;
    });
    expect(coarse.map(([text]) => text)).toEqual([]);
  });
});

describe('a change of an example', () => {
  const example: ObjectExample = {
    name: 'two objects',
    manifests: `
# file: base/a.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: erp-dev, labels: { example.com/team: red } }
data: { LEVEL: debug }
---
apiVersion: v1
kind: Service
metadata: { name: a }
spec: { ports: [{ port: 80 }, { port: 443 }] }
`,
  };
  const [configMap, service] = loadAll(example.manifests);
  const added = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: erp-dev }\n';

  it.each<[string, Change, unknown[]]>([
    ['sets a field', { 'ConfigMap/a > data.LEVEL': 'info' }, [{ ...(configMap as object), data: { LEVEL: 'info' } }, service]],
    [
      'makes the mappings on the way',
      { 'Service/a > spec.selector.app': 'a' },
      [configMap, { ...(service as object), spec: { ports: [{ port: 80 }, { port: 443 }], selector: { app: 'a' } } }],
    ],
    ['sets null, which is not to take away', { 'ConfigMap/a > data': null }, [{ ...(configMap as object), data: null }, service]],
    [
      'takes away a key of any spelling, of an object named with its namespace',
      { 'ConfigMap/erp-dev/a > metadata.labels["example.com/team"]': undefined },
      [{ ...(configMap as object), metadata: { name: 'a', namespace: 'erp-dev', labels: {} } }, service],
    ],
    [
      'takes away an item, so that later ones move up',
      { 'Service/a > spec.ports[0]': undefined },
      [configMap, { ...(service as object), spec: { ports: [{ port: 443 }] } }],
    ],
    [
      'adds an item after the last',
      { 'Service/a > spec.ports[2].port': 81 },
      [configMap, { ...(service as object), spec: { ports: [{ port: 80 }, { port: 443 }, { port: 81 }] } }],
    ],
    ['takes away an object', { 'ConfigMap/a': undefined }, [service]],
    ['adds an object', { 'Namespace/erp-dev': added }, [configMap, service, load(added)]],
  ])('%s', (_title, change, objects) => {
    const { manifests, ...rest } = changedExample(example, change);
    expect(loadAll(manifests)).toEqual(objects);
    expect(rest).toEqual({ name: 'two objects' });
  });

  it('leaves the file of an object as it is', () => {
    expect(changedExample(example, { 'ConfigMap/a > data.LEVEL': 'info' }).manifests).toContain('# file: base/a.yaml');
  });

  it('may be of the environment, and of what a chart renders', () => {
    expect(changedExample(example, { environment: 'dev', 'charts > Namespace/erp-dev': added })).toEqual({
      ...example,
      environment: 'dev',
      charts: added,
    });
  });

  it.each<[string, Change, string]>([
    ['an object that is not there', { 'Secret/a > data': {} }, 'There is no "Secret/a".'],
    ['an object to take away that is not there', { 'Secret/a': undefined }, 'There is no "Secret/a" to take away.'],
    ['a key to take away that is not there', { 'ConfigMap/a > data.LEVELS': undefined }, 'There is no "LEVELS" to take away.'],
    ['an item far behind the last', { 'Service/a > spec.ports[5]': {} }, 'There is no item [5].'],
    ['a key of a text', { 'ConfigMap/a > data.LEVEL.x': 1 }, '"x" asks for a mapping, but there is "debug".'],
    ['an item of a mapping', { 'Service/a > spec[0]': 1 }, '[0] asks for a list, but there is {"ports":[{"port":80},{"port":443}]}.'],
    ['a path without an object, of which there are two', { 'data.LEVEL': 'info' }, 'Say of which object, by its Kind/name.'],
    ['an object under the name of another', { 'Namespace/erp-test': added }, 'What is added is no "Namespace/erp-test".'],
    ['no path', { 'Service/a > spec..ports': 1 }, '"spec..ports" is no path: its rest "..ports" is neither a key nor an index.'],
  ])('refuses %s', (_title, change, message) => {
    expect(() => changedExample(example, change)).toThrow(message);
  });

  it('refuses to come from an example that does not exist', () => {
    const fail = [{ name: 'red', from: 'green', change: { 'ConfigMap/a': undefined }, problems: [] }];
    expect(() => failingExamples({ pass: [example], fail })).toThrow(
      'The example "red" is a change of "green", which is no passing example.',
    );
  });
});

type Location = readonly (string | number)[];

/** Objects by the name that they have before a change, so that neither their order nor a new name hides what else is new. */
function contentOf(example: object, before: object = example, change: Change = {}): unknown {
  const { name: _name, problems: _problems, own: _own, ...rest } = example as Readonly<Record<string, unknown>>;
  // A part that has lost its only object is as good as an empty one.
  const parts: Readonly<Record<string, unknown>> = {
    ...('beside' in before && { beside: '' }),
    ...('charts' in before && { charts: '' }),
    ...rest,
  };
  return Object.fromEntries(
    Object.entries(parts).map(([part, value]) => {
      if (part === 'environment') return [part, value];
      if (part === 'patches') return [part, Object.fromEntries(Object.entries(value as object).map(([file, text]) => [file, load(text)]))];
      if (['container', 'template', 'kustomization'].includes(part)) return [part, load(String(value))];
      const known = objectsOf(before, part).map((object) => ({
        key: keyOf(object),
        renamed: keyOf(renamed(object, part, before, change)),
      }));
      return [
        part,
        Object.fromEntries(
          objectsOf(parts, part).map((object) => {
            const index = known.findIndex(({ renamed }) => renamed === keyOf(object));
            return [known.splice(index < 0 ? known.length : index, 1)[0]?.key ?? keyOf(object), object];
          }),
        ),
      ];
    }),
  );
}

/** The object with those changes of it that are about its name. */
function renamed(object: unknown, part: string, example: object, change: Change): unknown {
  const own = Object.entries(change).flatMap(([text, value]) => {
    const address = addressOf(example, text);
    return address.part === part && isCalled(object, address.within ?? '') ? [[address.path, value] as const] : [];
  });
  const changed = new Map(own);
  const metadata = changed.get('metadata');
  if (metadata !== undefined) return { kind: at(object, 'kind'), metadata };
  return {
    kind: changed.get('kind') ?? at(object, 'kind'),
    metadata: {
      namespace: changed.has('metadata.namespace') ? changed.get('metadata.namespace') : at(object, 'metadata', 'namespace'),
      name: changed.get('metadata.name') ?? at(object, 'metadata', 'name'),
    },
  };
}

/** Where the thing that a change names lies in the content of the example before: of what is not there, where it would be. */
function locationOf(example: object, text: string, value: unknown): Location {
  const { part, within, path } = addressOf(example, text);
  if (part === 'environment') return [part];
  if (part === 'patches') return [part, within ?? '', ...placeOf(path)];
  if (within === undefined) return [part, ...placeOf(path)];
  const object = objectsOf(example, part).find((one) => isCalled(one, within)) ?? load(String(value));
  return [part, keyOf(object), ...placeOf(path)];
}

function objectsOf(example: object, part: string): readonly unknown[] {
  return loadAll(String(at(example, part) ?? '')).filter((object) => object !== null && object !== undefined);
}

function keyOf(object: unknown): string {
  return `${at(object, 'kind')}/${at(object, 'metadata', 'namespace')}/${at(object, 'metadata', 'name')}`;
}

function isCalled(object: unknown, name: string): boolean {
  return name === '' || [keyOf(object), `${at(object, 'kind')}/${at(object, 'metadata', 'name')}`].includes(name);
}

/** Where two values differ: the deepest places that hold all of it. */
function differences(before: unknown, after: unknown): Location[] {
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) => below(index, differences(before[index], after[index])));
  }
  const [old, now] = [asFields(before), asFields(after)];
  if (old === undefined || now === undefined) return Object.is(before, after) ? [] : [[]];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) => {
    if (Object.hasOwn(old, key) && Object.hasOwn(now, key)) return below(key, differences(old[key], now[key]));
    // Of a new mapping the parts are new.
    const parts = differences({}, now[key] ?? null);
    return parts.length === 0 ? [[key]] : below(key, parts);
  });
}

function below(key: string | number, places: readonly Location[]): Location[] {
  return places.map((place) => [key, ...place]);
}

/** Whether a place is another one or lies in it; an item of a list stands for the items after it, which move when it goes. */
function isBelow(place: Location, other: Location): boolean {
  return other.every((key, index) => {
    const own = place[index];
    const last = index === other.length - 1;
    return own === key || (last && typeof key === 'number' && typeof own === 'number' && own >= key);
  });
}
