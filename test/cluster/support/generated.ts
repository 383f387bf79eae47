import { load } from 'js-yaml';
import { asFields, asText, fieldsAt, listAt, numberAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { Resource } from '../../../scripts/cluster/resources.ts';
import { wholeExamples } from './examples.ts';
import type { Schemas } from './openapi.ts';
import { type Random, randomOf } from './random.ts';

/** How many objects of each kind are made. */
export const perKind = 14;

type Tree = Record<string, unknown>;

/**
 * Objects of a kind: what the schema or an example says is enough, then the same with one change each, of which some are mistakes and
 * some are not. The same on every machine, whatever other kinds there are.
 */
export function objectsOf(resource: Resource, schemas: Schemas): readonly Fields[] {
  const schema = schemas.of(resource);
  if (schema === undefined) return [];
  const random = randomOf(`${resource.apiVersion} ${resource.kind}`);
  const example = wholeExamples[`${resource.apiVersion} ${resource.kind}`];
  const own = example === undefined ? asTree(made(schema, { schemas, random, depth: 0, optional: 0 })) : (load(example) as Tree);
  const base: Tree = {
    ...own,
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    metadata: { name: textAt(own, 'metadata', 'name') ?? 'example', ...(resource.namespaced && { namespace: 'default' }) },
  };
  delete base['status'];
  const changes = [unknownField, wrongType, wrongValue, withoutField, emptyValue];
  const objects: Tree[] = [base];
  while (objects.length < perKind) {
    const object = structuredClone(base);
    // Odd ones get fields that they may have; even ones a mistake.
    if (objects.length % 2 === 1) grow(object, schema, { schemas, random, depth: 0, optional: 0.5 });
    else random.pick(changes)(object, schema, { schemas, random, depth: 0, optional: 0 });
    objects.push(object);
  }
  return objects;
}

export interface Making {
  readonly schemas: Schemas;
  readonly random: Random;
  readonly depth: number;
  /** How likely a field that may be left out is made. */
  readonly optional: number;
}

/** A value that the schema admits, as far as a schema says. */
export function made(schema: unknown, making: Making): unknown {
  const fields = making.schemas.resolved(schema);
  const { random, depth, optional } = making;
  const name = textAt(fields, 'x-name') ?? '';
  if (name.endsWith('.Quantity')) return '1';
  if (name.endsWith('.Time') || name.endsWith('.MicroTime'))
    return name.endsWith('MicroTime') ? '2026-01-02T03:04:05.000000Z' : '2026-01-02T03:04:05Z';
  if (name.endsWith('.IntOrString') || fields['x-kubernetes-int-or-string'] === true) return 1;
  const choices = listAt(fields, 'enum');
  if (choices.length > 0) return random.pick(choices);
  const alternative = listAt(fields, 'oneOf')[0] ?? listAt(fields, 'anyOf')[0];
  const type = textAt(fields, 'type') ?? textAt(alternative, 'type');
  if (type === 'boolean') return random.next() < 0.5;
  if (type === 'integer' || type === 'number') return numberAt(fields, 'minimum') ?? 1;
  if (type === 'string') return textOf(fields);
  if (type === 'array') return depth > 8 ? [] : [made(fields['items'], { ...making, depth: depth + 1 })];
  const properties = fieldsAt(fields, 'properties');
  if (Object.keys(properties).length === 0) {
    const values = fields['additionalProperties'];
    return asFields(values) === undefined || depth > 8 ? {} : { example: made(values, { ...making, depth: depth + 1 }) };
  }
  const required = listAt(fields, 'required');
  const chosen = Object.keys(properties).filter((key) => required.includes(key) || (depth < 3 && random.next() < optional / (depth + 1)));
  return Object.fromEntries(
    chosen.filter((key) => key !== 'status').map((key) => [key, made(properties[key], { ...making, depth: depth + 1 })]),
  );
}

function textOf(fields: Fields): string {
  const format = textAt(fields, 'format');
  if (format === 'date-time') return '2026-01-02T03:04:05Z';
  if (format === 'byte') return 'ZXhhbXBsZQ==';
  const pattern = textAt(fields, 'pattern') ?? '';
  if (/h\|m|ms/.test(pattern)) return '10s';
  if (/https\?|:\\\/\\\//.test(pattern)) return 'https://example.com';
  if (pattern.startsWith('^\\/') || pattern.startsWith('^/')) return '/example';
  const length = numberAt(fields, 'minLength') ?? 0;
  return 'example'.padEnd(length, 'x');
}

/** Adds fields that the schema admits to what stands in the spec, or in the object where it has none. */
function grow(object: Tree, schema: Fields, making: Making): void {
  const whole = asTree(made(schema, making));
  for (const [key, value] of Object.entries(whole)) {
    if (['apiVersion', 'kind', 'metadata', 'status'].includes(key)) continue;
    const own = asFields(object[key]);
    const added = asFields(value);
    object[key] = own !== undefined && added !== undefined ? { ...added, ...own } : (object[key] ?? value);
  }
}

function unknownField(object: Tree, _: Fields, { random }: Making): void {
  random.pick(mappingsIn(object))['unknownField'] = 'example';
}

function wrongType(object: Tree, _: Fields, { random }: Making): void {
  const { holder, key } = random.pick(leavesIn(object));
  holder[key] = typeof holder[key] === 'string' ? { example: 1 } : 'example';
}

function wrongValue(object: Tree, _: Fields, { random }: Making): void {
  const { holder, key } = random.pick(leavesIn(object));
  holder[key] = typeof holder[key] === 'number' ? -7 : typeof holder[key] === 'string' ? 'Not A Value!' : holder[key];
}

function withoutField(object: Tree, _: Fields, { random }: Making): void {
  const { holder, key } = random.pick(leavesIn(object));
  delete holder[key];
}

function emptyValue(object: Tree, _: Fields, { random }: Making): void {
  const { holder, key } = random.pick(leavesIn(object));
  holder[key] = '';
}

/** Every mapping but the metadata's own, which all kinds share. */
function mappingsIn(value: unknown): Tree[] {
  if (Array.isArray(value)) return value.flatMap(mappingsIn);
  const fields = asFields(value);
  return fields === undefined ? [] : [fields as Tree, ...Object.values(fields).flatMap(mappingsIn)];
}

/** Every scalar but what names the object's kind. */
function leavesIn(value: unknown): { readonly holder: Tree; readonly key: string }[] {
  return mappingsIn(value).flatMap((holder) =>
    Object.keys(holder)
      .filter((key) => typeof holder[key] !== 'object' && !(['apiVersion', 'kind'].includes(key) && holder === value))
      .map((key) => ({ holder, key })),
  );
}

function asTree(value: unknown): Tree {
  return { ...(asFields(value) ?? {}) };
}

/** A name for messages. */
export function kindName({ apiVersion, kind }: Pick<Resource, 'apiVersion' | 'kind'>): string {
  return asText(`${apiVersion} ${kind}`) ?? '';
}
