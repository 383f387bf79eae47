import { asFields, fieldsAt, listAt, numberAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { Resource } from '../../../scripts/cluster/resources.ts';
import type { Schemas } from './openapi.ts';
import { type Random, randomOf } from './random.ts';

/** How many objects of each kind of an operator are made. */
export const perCustomKind = 48;

type Tree = Record<string, unknown>;
interface Making {
  readonly schemas: Schemas;
  readonly random: Random;
  readonly depth: number;
  /** How likely a field that may be left out is made. */
  readonly optional: number;
}

/** Texts that fields may ask for; the first that fits a pattern is taken, or one of them. */
const texts = [
  ...['example', 'a', 'Example', 'example.com', '*.example.com', 'https://example.com', 'http://a.example.com/path?b=c', '/example'],
  ...[
    '10s',
    '1h30m',
    '5m',
    '500ms',
    '1',
    '0',
    '100',
    '1Gi',
    '500m',
    '50%',
    '10.0.0.1',
    '10.0.0.0/8',
    '::1',
    'fd00::/8',
    '2026-01-02T03:04:05Z',
  ],
  ...[
    'ZXhhbXBsZQ==',
    'example.com/name',
    'GET',
    'TLSv1.2',
    'a-b-c',
    'A_B',
    'x-header',
    '0 2 * * *',
    '123e4567-e89b-12d3-a456-426614174000',
  ],
  ...[
    'v1',
    'Gateway',
    'gateway.networking.k8s.io',
    'Service',
    'ES256',
    'monday',
    'Mon:01:00-02:00',
    '100MB',
    '2XX',
    'sha256',
    'us',
    'a.mmdb',
  ],
];

/**
 * Objects of a kind that a CustomResourceDefinition describes: the least that its schema asks for, objects with more and more fields, each
 * field at the top of the spec by itself and with another, and half of all with one mistake. From a seed for each kind: the same on every
 * machine, whatever other kinds there are.
 */
export function customObjects(resource: Resource, schemas: Schemas): readonly Fields[] {
  const schema = schemas.of(resource);
  if (schema === undefined) return [];
  const random = randomOf(`custom ${resource.apiVersion} ${resource.kind}`);
  const named = (value: unknown): Tree => {
    const { status: _status, ...rest } = asFields(value) ?? {};
    const metadata = { name: 'example', ...(resource.namespaced && { namespace: 'default' }) };
    return { ...structuredClone(rest), apiVersion: resource.apiVersion, kind: resource.kind, metadata };
  };
  const make = (optional: number) => named(made(schema, { schemas, random, depth: 0, optional }));
  const objects: Tree[] = [make(0)];
  const spec = schemas.resolved(fieldsAt(schema, 'properties')['spec']);
  const names = Object.keys(fieldsAt(spec, 'properties'));
  while (objects.length < perCustomKind) {
    const step = objects.length % 4;
    const object = make(step === 0 ? 0 : step === 1 ? 0.3 : step === 2 ? 0.6 : 0.15);
    if (step === 0 && names.length > 0) {
      // Two fields of the spec beside what it must have.
      const own = asFields(object['spec']) ?? {};
      const pair = [random.pick(names), random.pick(names)];
      const parts = pair.map((name) => [name, made(fieldsAt(spec, 'properties')[name], { schemas, random, depth: 2, optional: 0.3 })]);
      object['spec'] = { ...own, ...Object.fromEntries(parts) };
    }
    if (random.next() < 0.5) mistake(object, schema, { schemas, random, depth: 0, optional: 0.2 });
    objects.push(object);
  }
  return objects;
}

/** A value that the schema admits, as far as types, bounds and patterns say. */
function made(schema: unknown, making: Making): unknown {
  const fields = making.schemas.resolved(schema);
  const { random, depth } = making;
  const choices = listAt(fields, 'enum');
  if (choices.length > 0) return random.pick(choices);
  if (fields['x-kubernetes-int-or-string'] === true) return random.pick(patterned(fields, [1, 80, '50%', '1Gi', 'http', '500m']));
  switch (textAt(fields, 'type')) {
    case 'boolean':
      return random.next() < 0.5;
    case 'integer':
    case 'number':
      return random.pick(numbersOf(fields));
    case 'string':
      return random.pick(patterned(fields, texts));
    case 'array':
      return madeList(fields, making);
    case 'object':
      return depth > 9 ? {} : madeMapping(fields, making);
    default:
      return random.pick([1, 'example', true, {}]);
  }
}

function numbersOf(fields: Fields): readonly number[] {
  const [low, high] = [numberAt(fields, 'minimum'), numberAt(fields, 'maximum')];
  const all = [0, 1, 2, 5, 100, 8080, ...(low === undefined ? [] : [low, low + 1]), ...(high === undefined ? [] : [high])];
  const fitting = all.filter((value) => value >= (low ?? value) && value <= (high ?? value));
  return fitting.length > 0 ? fitting : [low ?? high ?? 1];
}

function patterned<T>(fields: Fields, values: readonly T[]): readonly T[] {
  const pattern = patternOf(textAt(fields, 'pattern'));
  const [least, most] = [numberAt(fields, 'minLength') ?? 0, numberAt(fields, 'maxLength') ?? Number.POSITIVE_INFINITY];
  const format = textAt(fields, 'format');
  const fits = (value: T) => {
    if (typeof value !== 'string') return true;
    if (format === 'date-time') return value.includes('T0');
    if (format === 'byte') return value === 'ZXhhbXBsZQ==';
    return (pattern?.test(value) ?? true) && value.length >= least && value.length <= most;
  };
  const fitting = values.filter(fits);
  return fitting.length > 0 ? fitting : values.slice(0, 1);
}

function patternOf(pattern: string | undefined): RegExp | undefined {
  try {
    return pattern === undefined ? undefined : new RegExp(pattern.replace('(?i)', ''));
  } catch {
    return undefined;
  }
}

function madeList(fields: Fields, making: Making): unknown {
  const { random, depth } = making;
  const least = numberAt(fields, 'minItems') ?? 0;
  const count = depth > 9 ? least : Math.max(least, random.next() < 0.25 ? 2 : random.next() < 0.9 ? 1 : 0);
  return Array.from({ length: Math.min(count, numberAt(fields, 'maxItems') ?? count) }, () =>
    made(fields['items'], { ...making, depth: depth + 1 }),
  );
}

function madeMapping(fields: Fields, making: Making): Tree {
  const { random, depth, optional } = making;
  const properties = fieldsAt(fields, 'properties');
  const alternatives = [...listAt(fields, 'oneOf'), ...listAt(fields, 'anyOf')];
  const needed = alternatives.length === 0 ? [] : listAt(random.pick(alternatives), 'required');
  const required = [...listAt(fields, 'required'), ...needed];
  const names = Object.keys(properties).filter(
    (name) => required.includes(name) || random.next() < (depth === 0 ? 1 : optional / Math.max(1, depth - 1)),
  );
  const tree: Tree = Object.fromEntries(names.map((name) => [name, made(properties[name], { ...making, depth: depth + 1 })]));
  const others = fields['additionalProperties'];
  if (asFields(others) !== undefined && random.next() < 0.8)
    tree[random.pick(['example', 'a.b/c'])] = made(others, { ...making, depth: depth + 1 });
  return tree;
}

interface PlaceOf {
  readonly holder: Tree;
  readonly key: string;
  readonly schema: Fields;
}

/** Every value of an object with its schema, but what names the object. */
function placesIn(value: unknown, schema: unknown, { schemas }: Making): readonly PlaceOf[] {
  const walk = (current: unknown, described: unknown): PlaceOf[] => {
    const fields = schemas.resolved(described);
    if (Array.isArray(current)) return current.flatMap((item) => walk(item, fields['items']));
    const tree = asFields(current) as Tree | undefined;
    if (tree === undefined) return [];
    const properties = fieldsAt(fields, 'properties');
    return Object.keys(tree).flatMap((key) => {
      const own = schemas.resolved(properties[key] ?? fields['additionalProperties']);
      return [{ holder: tree, key, schema: own }, ...walk(tree[key], own)];
    });
  };
  return walk(value, schema).filter(({ holder, key }) => holder !== value || !['apiVersion', 'kind', 'metadata'].includes(key));
}

function mistake(object: Tree, schema: Fields, making: Making): void {
  const { random } = making;
  const { metadata: _metadata, ...rest } = object;
  const places = placesIn(rest, schema, making);
  if (places.length === 0) return;
  const place = random.pick(places);
  const { holder, key } = place;
  const isTop = holder === rest;
  const target = isTop ? object : holder;
  const changes: readonly (() => void)[] = [
    () => {
      const inside = asFields(target[key]) as Tree | undefined;
      (inside ?? (target === object ? object : holder))['unknownField'] = 'example';
    },
    () => {
      target[key] = random.pick([{ example: 1 }, 'example', 7, true, [], ['example'], 1.5]);
    },
    () => {
      delete target[key];
    },
    () => {
      target[key] = null;
    },
    () => {
      target[key] = random.pick(wrongValues(place.schema, target[key]));
    },
    () => {
      const list = target[key];
      if (Array.isArray(list) && list.length > 0) list.push(structuredClone(list[0]));
      else target[key] = '';
    },
    () => {
      target[key] = Array.isArray(target[key]) ? [] : asFields(target[key]) === undefined ? ' Not A Value! ' : {};
    },
  ];
  random.pick(changes)();
}

/** Values just beyond the bounds. */
function wrongValues(schema: Fields, value: unknown): readonly unknown[] {
  const [low, high, most] = [numberAt(schema, 'minimum'), numberAt(schema, 'maximum'), numberAt(schema, 'maxLength')];
  if (typeof value === 'number')
    return [-1, 4_294_967_296, ...(low === undefined ? [] : [low - 1]), ...(high === undefined ? [] : [high + 1])];
  if (typeof value === 'string') return ['Not A Value!', '-', '', ...(most === undefined ? [] : ['x'.repeat(most + 1)])];
  return [null, -1, 'no'];
}
