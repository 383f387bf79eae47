import { load } from 'js-yaml';
import { asFields, fieldsAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { Resource } from '../../../scripts/cluster/resources.ts';
import { wholeExamples } from './examples.ts';
import { made } from './generated.ts';
import type { Schemas } from './openapi.ts';
import { type Random, randomOf } from './random.ts';
import { richExamples } from './rich-examples.ts';

type Tree = Record<string, unknown>;

/** One place in an object: the mapping or list that holds it, its key, and the schema of its value. */
interface Place {
  readonly holder: Tree | unknown[];
  readonly key: string | number;
  readonly schema: Fields;
}

interface Changing {
  readonly schemas: Schemas;
  readonly random: Random;
  /** Texts that stand in objects of the kind, by the name of their field: other values of the same sort. */
  readonly corpus: ReadonlyMap<string, readonly unknown[]>;
}

/**
 * Objects of one of Kubernetes' own kinds: whole ones of few and of many fields, each as it is and with one change or two that may meet:
 * other texts and numbers, hostile ones, bounds, enumerations, null, nothing, what is empty, what is there twice, more fields. The same on
 * every machine.
 */
export function variantsOf(resource: Resource, schemas: Schemas, count: number): readonly Fields[] {
  const name = `${resource.apiVersion} ${resource.kind}`;
  const schema = schemas.of(resource);
  const examples = [...(richExamples[name] ?? []), ...(wholeExamples[name] === undefined ? [] : [wholeExamples[name]])];
  if (schema === undefined || examples.length === 0) return [];
  const random = randomOf(`variants of ${name}`);
  const wholes = examples.map((text): Tree => {
    const own = load(text) as Tree;
    const metadata = { name: textAt(own, 'metadata', 'name') ?? 'example', ...(resource.namespaced && { namespace: 'default' }) };
    return {
      ...own,
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      metadata: { ...metadata, labels: { app: 'example', v: 'a' }, annotations: { a: 'b' } },
    };
  });
  const changing: Changing = { schemas, random, corpus: corpusOf(wholes) };
  const objects: Tree[] = [...wholes];
  while (objects.length < count) {
    const object = structuredClone(random.pick(wholes));
    change(object, schema, changing);
    if (random.next() < 0.5) change(object, schema, changing);
    objects.push(object);
  }
  return objects;
}

function change(object: Tree, schema: Fields, changing: Changing): void {
  const { random } = changing;
  const places = placesIn(object, schema, changing.schemas);
  const place = random.pick(places);
  random.pick(changes)(place, changing);
}

/** Every place but those that name the kind, the object and its namespace. */
function placesIn(value: unknown, schema: Fields, schemas: Schemas, keys: readonly string[] = []): readonly Place[] {
  if (Array.isArray(value)) {
    const of = schemas.resolved(schema['items']);
    return value.flatMap((item, key) => [{ holder: value, key, schema: of }, ...placesIn(item, of, schemas, [...keys, '[]'])]);
  }
  const fields = asFields(value) as Tree | undefined;
  if (fields === undefined) return [];
  return Object.keys(fields).flatMap((key) => {
    const path = [...keys, key].join('.');
    const own = schemas.resolved(fieldsAt(schema, 'properties')[key] ?? schema['additionalProperties']);
    const place = ['apiVersion', 'kind', 'metadata', 'metadata.namespace'].includes(path) ? [] : [{ holder: fields, key, schema: own }];
    return [...place, ...placesIn(fields[key], own, schemas, [...keys, key])];
  });
}

function corpusOf(value: unknown, key = '', corpus = new Map<string, unknown[]>()): ReadonlyMap<string, readonly unknown[]> {
  if (Array.isArray(value)) for (const item of value) corpusOf(item, key, corpus);
  else if (asFields(value) !== undefined) for (const [name, child] of Object.entries(value as Tree)) corpusOf(child, name, corpus);
  else corpus.set(key, [...(corpus.get(key) ?? []), value]);
  return corpus;
}

type Change = (place: Place, changing: Changing) => void;

const set = ({ holder, key }: Place, value: unknown): void => {
  (holder as Tree)[key as string] = value;
};
const valueAt = ({ holder, key }: Place): unknown => (holder as Tree)[key as string];

const remove: Change = (place) => {
  if (Array.isArray(place.holder)) place.holder.splice(Number(place.key), 1);
  else delete place.holder[place.key as string];
};

const emptied: Change = (place, { random }) => {
  const value = valueAt(place);
  set(place, random.pick([null, Array.isArray(value) ? [] : typeof value === 'object' ? {} : typeof value === 'number' ? 0 : '']));
};

const texts = [
  ...[
    'a',
    'A',
    'a-',
    '-a',
    'a_b',
    'a.b',
    'a/b',
    'a/b/c',
    'example.com/a',
    'a b',
    ' a',
    '1',
    '8080',
    '-1',
    '0',
    'true',
    '*',
    '.',
    '..',
    '../a',
    '..a',
    '/a',
    '/a/../b',
  ],
  ...[
    'a'.repeat(16),
    'a'.repeat(63),
    'a'.repeat(64),
    'a'.repeat(254),
    'é',
    '日本',
    'a\nb',
    '10.0.0.1',
    '010.0.0.1',
    '10.0.0.1/33',
    '10.0.0.0/8',
    '::1',
    '2001:DB8::1',
    '127.0.0.1',
    '0.0.0.0',
  ],
  ...[
    'http',
    'HTTP',
    'TCP',
    'tcp',
    'Always',
    'None',
    'Exists',
    'In',
    '50%',
    '150%',
    '25',
    '1.5',
    '1Gi',
    '1e3',
    '1m',
    '100m',
    '1KB',
    '$(A)',
    'v1',
    'apps/v1',
    'https://a.b/c',
    '{}',
    'YQ==',
    'YQ',
    'kubernetes.io/a',
    'requests.cpu',
    'cpu',
  ],
];
const numbers = [
  -1, 0, 1, 2, 15, 100, 101, 511, 512, 599, 600, 1001, 1800, 3601, 29999, 30000, 32767, 65535, 65536, 2_147_483_647, 2_147_483_648,
  4_294_967_297,
];

const hostile: Change = (place, { random }) => {
  const value = valueAt(place);
  if (typeof value === 'string') set(place, random.pick(texts));
  else if (typeof value === 'number') set(place, random.pick(numbers));
  else if (typeof value === 'boolean') set(place, !value);
  else if (Array.isArray(value)) set(place, [...(value as unknown[]), ...(value as unknown[])].slice(0, 50));
  else set(place, {});
};

const similar: Change = (place, { random, corpus }) => {
  const choices = Array.isArray(place.schema['enum']) ? place.schema['enum'] : (corpus.get(String(place.key)) ?? []);
  const value = valueAt(place);
  if (typeof value !== 'object' && choices.length > 0) set(place, random.pick(choices));
};

/** Text for a number, a number for text, one item for a list. */
const wrongType: Change = (place, { random }) => {
  const value = valueAt(place);
  const others: readonly unknown[] =
    typeof value === 'string' ? [1, true, [value]] : typeof value === 'number' ? [String(value), '1', 1.5] : ['a', 1];
  set(place, random.pick(others));
};

const twice: Change = (place) => {
  if (Array.isArray(place.holder)) place.holder.push(structuredClone(valueAt(place)));
};

/** One more field that the schema admits, in the mapping at the place. */
const more: Change = (place, { schemas, random }) => {
  const fields = asFields(valueAt(place)) as Tree | undefined;
  const properties = fieldsAt(place.schema, 'properties');
  const absent = Object.keys(properties).filter((key) => fields !== undefined && !(key in fields) && key !== 'status');
  if (fields === undefined || absent.length === 0) return;
  const key = random.pick(absent);
  fields[key] = made(properties[key], { schemas, random, depth: 1, optional: 0.6 });
};

const unknown: Change = (place) => {
  const fields = asFields(valueAt(place)) as Tree | undefined;
  if (fields !== undefined) fields['unknownField'] = 'example';
};

const changes: readonly Change[] = [
  remove,
  emptied,
  hostile,
  hostile,
  hostile,
  similar,
  similar,
  twice,
  more,
  more,
  more,
  wrongType,
  unknown,
];
