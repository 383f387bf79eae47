import { asFields } from '../../kubernetes/fields.ts';
import type { ValueSchema } from './definition.ts';

/**
 * A value as the API server judges it: with the defaults of its schema, and without fields that are null where null says nothing
 * (apiextensions-apiserver 0.35, defaulting and pruning of nulls). Values that need no change stay the same objects.
 */
export function completed(value: unknown, schema: ValueSchema | undefined): unknown {
  if (schema === undefined) return value;
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return value;
    return value.map((item) => completed(isEmptyNull(item, items) && items.default !== undefined ? items.default : item, items));
  }
  const fields = asFields(value);
  if (fields === undefined) return value;
  const { properties = {}, additionalProperties } = schema;
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const result: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(fields)) {
    const own = propertyOf(properties, name) ?? others;
    if (own !== undefined && isEmptyNull(child, own)) {
      if (own.default !== undefined) result[name] = completed(own.default, own);
    } else if (child !== undefined) result[name] = completed(child, own);
  }
  for (const [name, own] of Object.entries(properties)) {
    if (own.default !== undefined && result[name] === undefined && !Object.hasOwn(result, name)) result[name] = completed(own.default, own);
  }
  return result;
}

/** The schema of a field; `constructor` is none unless it is described. */
export function propertyOf(properties: ValueSchema['properties'], name: string): ValueSchema | undefined {
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function isEmptyNull(value: unknown, { nullable }: ValueSchema): boolean {
  return value === null && nullable !== true;
}
