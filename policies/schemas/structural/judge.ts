import { asFields, at } from '../../kubernetes/fields.ts';
import type { SchemaError } from '../catalog.ts';
import { completed, propertyOf } from './completed.ts';
import type { ServedKind, ValueSchema } from './definition.ts';
import { celValues, judged } from './expressions.ts';
import { hasFormat, isFound } from './formats.ts';

/** Takes what is wrong with the value at a JSON pointer. */
type Report = (pointer: string, keyword: string, params: SchemaError['params'], schema?: ValueSchema) => void;

/**
 * What the API server says of an object of a custom kind that is created, strictly (apiextensions-apiserver 0.35): fields that are not
 * described, then types, bounds and choices of the object with its defaults, items that occur twice, and, where all that is right, the
 * rules of the kind. `metadata` is left to those who know it. Of a part of an object only fields and values are judged.
 */
export function structuralErrors(object: unknown, kind: ServedKind, { partial }: { readonly partial: boolean }): readonly SchemaError[] {
  const errors: SchemaError[] = [];
  const report: Report = (instancePath, keyword, params, parentSchema) => errors.push({ instancePath, keyword, params, parentSchema });
  const { schema, replicas, hasStatus } = kind;
  const fields = asFields(object) ?? {};
  const { status: _status, ...withoutStatus } = fields;
  const created = hasStatus ? withoutStatus : fields;
  unknownFields(created, { ...schema, embedded: true }, '', report);
  const whole = partial ? created : completed(created, schema);
  check(whole, schema, '', report);
  invariants(whole, schema, '', report);
  if (replicas !== undefined) scale(whole, replicas, report);
  const isSound = errors.every(({ keyword }) => keyword === 'additionalProperties');
  if (isSound && !partial) brokenRules(whole, schema, '', celValues(), report);
  return errors;
}

/** Keys of an embedded object that are always described. */
const typeFields = ['apiVersion', 'kind', 'metadata'];
/** Keys that only strategic-merge patches have. */
const directives = /^\$(patch|retainKeys|setElementOrder\/.+|deleteFromPrimitiveList\/.+)$/;

function unknownFields(value: unknown, schema: ValueSchema | undefined, pointer: string, report: Report): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      unknownFields(item, schema.items, `${pointer}/${index}`, report);
    });
    return;
  }
  const fields = asFields(value);
  if (fields === undefined) return;
  const { properties, additionalProperties, preserve = false, embedded = false } = schema;
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  for (const [name, child] of Object.entries(fields)) {
    if (embedded && typeFields.includes(name)) continue;
    const own = propertyOf(properties, name) ?? others;
    if (own !== undefined) unknownFields(child, own, `${pointer}/${escaped(name)}`, report);
    else if (!preserve && additionalProperties !== true && !directives.test(name)) {
      report(pointer, 'additionalProperties', { additionalProperty: name }, embedded ? withTypeFields(schema) : schema);
    }
  }
}

function withTypeFields(schema: ValueSchema): ValueSchema {
  return { ...schema, properties: { apiVersion: {}, kind: {}, metadata: {}, ...schema.properties } };
}

/** Types, bounds and choices. */
function check(value: unknown, schema: ValueSchema, pointer: string, report: Report): void {
  if (!hasType(value, schema)) {
    report(pointer, 'type', { type: schema.intOrString === true ? ['integer', 'string'] : schema.type });
    return;
  }
  if (schema.enum !== undefined && !schema.enum.some((allowed) => JSON.stringify(allowed) === JSON.stringify(value))) {
    report(pointer, 'enum', { allowedValues: schema.enum });
  }
  if (value === null || value === undefined) return;
  if (typeof value === 'string') checkText(value, schema, pointer, report);
  else if (typeof value === 'number') checkNumber(value, schema, pointer, report);
  else if (Array.isArray(value)) checkList(value, schema, pointer, report);
  else if (typeof value === 'object') checkMapping(value, schema, pointer, report);
  checkChoices(value, schema, pointer, report);
}

function hasType(value: unknown, { type, intOrString, nullable }: ValueSchema): boolean {
  if (value === null) return nullable === true || (type === undefined && intOrString !== true);
  if (intOrString === true) return typeof value === 'string' || Number.isInteger(value);
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return asFields(value) !== undefined;
    default:
      return true;
  }
}

function checkText(value: string, { pattern, format, minLength = 0, maxLength }: ValueSchema, pointer: string, report: Report): void {
  // Characters as Go counts them.
  const length = maxLength !== undefined && value.length > maxLength ? [...value].length : value.length;
  if (maxLength !== undefined && length > maxLength) report(pointer, 'maxLength', { limit: maxLength });
  else if (length < minLength) report(pointer, 'minLength', { limit: minLength });
  else if (pattern !== undefined && !isFound(pattern, value)) report(pointer, 'pattern', { pattern });
  else if (format !== undefined && !hasFormat(format, value)) report(pointer, 'format', { format });
}

function checkNumber(value: number, schema: ValueSchema, pointer: string, report: Report): void {
  const { minimum, maximum, exclusiveMinimum = false, exclusiveMaximum = false, multipleOf } = schema;
  if (minimum !== undefined && (value < minimum || (exclusiveMinimum && value === minimum))) report(pointer, 'minimum', { limit: minimum });
  if (maximum !== undefined && (value > maximum || (exclusiveMaximum && value === maximum))) report(pointer, 'maximum', { limit: maximum });
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) report(pointer, 'multipleOf', { limit: multipleOf });
}

function checkList(
  value: readonly unknown[],
  { items, minItems = 0, maxItems, uniqueItems }: ValueSchema,
  pointer: string,
  report: Report,
): void {
  if (value.length < minItems) report(pointer, 'minItems', { limit: minItems });
  if (maxItems !== undefined && value.length > maxItems) report(pointer, 'maxItems', { limit: maxItems });
  if (uniqueItems === true) repeated(value, (item) => item, pointer, report);
  if (items !== undefined) for (const [index, item] of value.entries()) check(item, items, `${pointer}/${index}`, report);
}

function checkMapping(value: object, schema: ValueSchema, pointer: string, report: Report): void {
  const { properties, additionalProperties, required = [], minProperties = 0, maxProperties } = schema;
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const entries = Object.entries(value);
  for (const name of required) if (at(value, name) === undefined) report(pointer, 'required', { missingProperty: name });
  if (entries.length < minProperties) report(pointer, 'minProperties', { limit: minProperties });
  if (maxProperties !== undefined && entries.length > maxProperties) report(pointer, 'maxProperties', { limit: maxProperties });
  for (const [name, child] of entries) {
    const own = propertyOf(properties, name) ?? others;
    if (own !== undefined) check(child, own, `${pointer}/${escaped(name)}`, report);
  }
}

function checkChoices(value: unknown, { allOf = [], anyOf, oneOf, not }: ValueSchema, pointer: string, report: Report): void {
  for (const schema of allOf) check(value, schema, pointer, report);
  for (const [keyword, choices] of [
    ['anyOf', anyOf],
    ['oneOf', oneOf],
  ] as const) {
    if (choices === undefined) continue;
    const outcomes = choices.map((schema) => {
      const found: SchemaError[] = [];
      check(value, schema, pointer, (instancePath, name, params, parentSchema) =>
        found.push({ instancePath, keyword: name, params, parentSchema }),
      );
      return found;
    });
    const taken = choices.filter((_, index) => outcomes[index]?.length === 0);
    if (taken.length === 0) {
      report(pointer, keyword, {});
      for (const { instancePath, keyword: name, params } of outcomes.flat()) report(instancePath, name, params);
    } else if (keyword === 'oneOf' && taken.length > 1) {
      report(pointer, 'exclusive', { names: [...new Set(taken.flatMap(({ required = [] }) => required))] });
    }
  }
  if (not !== undefined && holds(value, not)) report(pointer, 'not', { names: not.required ?? [] });
}

function holds(value: unknown, schema: ValueSchema): boolean {
  let isSound = true;
  check(value, schema, '', () => {
    isSound = false;
  });
  return isSound;
}

/** Items that occur twice, and objects in objects that do not say what they are. */
function invariants(value: unknown, schema: ValueSchema | undefined, pointer: string, report: Report): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    const { unique, items } = schema;
    if (unique === 'item') repeated(value, (item) => item, pointer, report);
    else if (unique !== undefined) repeated(value, (item) => unique.map((key) => at(item, key) ?? null), pointer, report, unique);
    for (const [index, item] of value.entries()) invariants(item, items, `${pointer}/${index}`, report);
    return;
  }
  const fields = asFields(value);
  if (fields === undefined) return;
  if (schema.embedded === true) {
    for (const name of ['apiVersion', 'kind']) {
      const text = fields[name];
      if (text === undefined) report(pointer, 'required', { missingProperty: name });
      else if (text === '') report(`${pointer}/${name}`, 'minLength', { limit: 1 });
      else if (typeof text !== 'string') report(`${pointer}/${name}`, 'type', { type: 'string' });
    }
  }
  const others = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  for (const [name, child] of Object.entries(fields)) {
    invariants(child, propertyOf(schema.properties, name) ?? others, `${pointer}/${escaped(name)}`, report);
  }
}

function repeated(
  items: readonly unknown[],
  keyOf: (item: unknown) => unknown,
  pointer: string,
  report: Report,
  names: readonly string[] = [],
): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const key = JSON.stringify(keyOf(item));
    if (seen.has(key)) report(`${pointer}/${index}`, 'repeated', { names });
    seen.add(key);
  }
}

function scale(object: unknown, replicas: string, report: Report): void {
  const keys = replicas.split('.');
  const count = at(object, ...keys);
  const pointer = `/${keys.join('/')}`;
  if (typeof count !== 'number') return;
  if (count < 0) report(pointer, 'minimum', { limit: 0 });
  if (count > 2_147_483_647) report(pointer, 'maximum', { limit: 2_147_483_647 });
}

function brokenRules(
  value: unknown,
  schema: ValueSchema | undefined,
  pointer: string,
  celOf: ReturnType<typeof celValues>,
  report: Report,
): void {
  if (schema === undefined || value === null || value === undefined || !hasRules(schema)) return;
  for (const rule of schema.rules ?? []) {
    if (judged(rule, celOf(value, schema)) !== true) report(pointer, 'rule', { rule });
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) brokenRules(item, schema.items, `${pointer}/${index}`, celOf, report);
    return;
  }
  const others = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  for (const [name, child] of Object.entries(asFields(value) ?? {})) {
    brokenRules(child, propertyOf(schema.properties, name) ?? others, `${pointer}/${escaped(name)}`, celOf, report);
  }
}

const withRules = new WeakMap<ValueSchema, boolean>();

/** Whether a schema, which never holds itself, has rules anywhere: most parts of an object need not be looked at for them. */
function hasRules(schema: ValueSchema): boolean {
  const known = withRules.get(schema);
  if (known !== undefined) return known;
  const { rules = [], properties = {}, items, additionalProperties } = schema;
  const parts = [...Object.values(properties), items, typeof additionalProperties === 'object' ? additionalProperties : undefined];
  const has = rules.length > 0 || parts.some((part) => part !== undefined && hasRules(part));
  withRules.set(schema, has);
  return has;
}

function escaped(name: string): string {
  return name.includes('/') || name.includes('~') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name;
}
