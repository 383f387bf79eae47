import { asFields } from '../../../kubernetes/fields.ts';
import { isOneOf } from '../spots/checks.ts';
import {
  entries,
  field,
  forbid,
  isFilled,
  isSet,
  isTrue,
  items,
  keysOf,
  missing,
  refuse,
  refuseValue,
  type Spot,
  text,
  textsOf,
} from '../spots/spot.ts';
import { type Given, isExpression } from './expressions.ts';

type Level = 'root' | 'item' | 'field';

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const never = ['$ref', '$schema', 'additionalItems', 'definitions', 'dependencies', 'id', 'patternProperties'];

/**
 * A schema of a CustomResourceDefinition: structural, as the API server asks (k8s.io/apiextensions-apiserver 0.35.4,
 * pkg/apiserver/schema/validation.go and pkg/apis/apiextensions/validation). Defaults are not looked at, of rules in CEL the names.
 */
export function checkStructural(schema: Spot, { hasStatus }: { readonly hasStatus: boolean }): void {
  whole(schema, 'root');
  const other = keysOf(schema).find(
    (key) =>
      !['description', 'type', 'properties', 'required', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-validations'].includes(
        key,
      ) && isFilled(schema, key),
  );
  if (
    hasStatus &&
    other !== undefined &&
    !['title', 'format', 'default', 'example'].includes(other) &&
    ['additionalProperties', 'items', 'anyOf', 'oneOf', 'allOf', 'not', 'enum'].includes(other)
  ) {
    forbid(field(schema, other), 'a definition with a status has nothing else at its root', 'Move it below a property.');
  }
}

function whole(schema: Spot, level: Level): void {
  if (asFields(schema.value) === undefined) return;
  const type = field(schema, 'type');
  const isFree = isTrue(schema, 'x-kubernetes-preserve-unknown-fields');
  const isEither = isTrue(schema, 'x-kubernetes-int-or-string');
  const isEmbedded = isTrue(schema, 'x-kubernetes-embedded-resource');
  common(schema);
  if (text(type) !== '') isOneOf(type, types);
  if (level === 'root' && text(type) !== 'object') rootType(type);
  else if (isEmbedded && text(type) !== 'object') refuseValue(type, 'is not "object"', 'Write type: object.');
  else if (text(type) === '' && !isEither && !isFree) missing(type, 'Write the type, or x-kubernetes-preserve-unknown-fields: true.');
  if (isEither && text(type) !== '') forbid(type, 'x-kubernetes-int-or-string says it');
  if (isEither && (isFree || isEmbedded)) refuse(schema, 'A number or text has no fields.', 'Remove x-kubernetes-int-or-string.');
  if (field(schema, 'x-kubernetes-preserve-unknown-fields').value === false) {
    forbid(field(schema, 'x-kubernetes-preserve-unknown-fields'), 'it is true or absent');
  }
  children(schema, level);
  lists(schema);
  nested(schema, isEither);
  for (const rule of items(schema, 'x-kubernetes-validations')) {
    isExpression(field(rule, 'rule'), rules);
    if (text(rule, 'messageExpression') !== '') isExpression(field(rule, 'messageExpression'), rules);
  }
}

/** apiextensions-apiserver 0.35.2, pkg/apiserver/schema/cel/compilation.go. */
const rules: Given = { names: ['self', 'oldSelf'] };

function rootType(type: Spot): void {
  if (text(type) === '') missing(type, 'Write type: object.');
  else refuseValue(type, 'is not "object", which the root is', 'Write type: object.');
}

function children(schema: Spot, level: Level): void {
  const more = field(schema, 'additionalProperties');
  const list = field(schema, 'items');
  if (text(schema, 'type') === 'array' && list.value === undefined) missing(list, 'Describe the items.');
  if (Array.isArray(list.value)) refuse(list, 'Field "items" is a list.', 'Write one schema for all items.');
  whole(list, 'item');
  for (const [key, property] of entries(schema, 'properties')) {
    if (level === 'root' && key === 'metadata') rootMetadata(property);
    else if (level === 'root' && ['apiVersion', 'kind'].includes(key)) {
      if (text(property, 'type') !== 'string') refuseValue(field(property, 'type'), 'is not "string"', 'Write type: string.');
    } else whole(property, 'field');
  }
  if (more.value === undefined) return;
  if (level === 'root') forbid(more, 'the root has known fields');
  if (more.value === false) forbid(more, 'unknown fields are dropped anyway');
  if (isFilled(schema, 'properties') && more.value !== false)
    refuse(more, 'There are properties and additionalProperties.', 'Keep one of the two.');
  whole(more, 'field');
}

function rootMetadata(schema: Spot): void {
  if (text(schema, 'type') !== 'object') refuseValue(field(schema, 'type'), 'is not "object"', 'Write type: object.');
  const other = keysOf(field(schema, 'properties')).filter((key) => !['name', 'generateName'].includes(key));
  if (other.length > 0) forbid(field(schema, 'properties', other[0] ?? ''), 'the API server knows the metadata');
}

function lists(schema: Spot): void {
  const kind = field(schema, 'x-kubernetes-list-type');
  const keys = field(schema, 'x-kubernetes-list-map-keys');
  isOneOf(kind, ['atomic', 'map', 'set']);
  isOneOf(field(schema, 'x-kubernetes-map-type'), ['atomic', 'granular']);
  if (kind.value !== undefined && text(schema, 'type') !== 'array') forbid(kind, 'the type is not array');
  if (['map', 'set'].includes(text(kind)) && isTrue(schema, 'items', 'nullable')) {
    forbid(field(schema, 'items', 'nullable'), 'items of a set or map are told apart');
  }
  if (text(kind) !== 'map') {
    if (isFilled(keys)) forbid(keys, 'x-kubernetes-list-type is not map');
    return;
  }
  if (!isFilled(keys)) missing(keys, 'Name the fields that tell items apart.');
  if (text(schema, 'items', 'type') !== 'object')
    refuse(field(schema, 'items'), 'The items of a map are no mappings.', 'Write type: object.');
  const required = textsOf(field(schema, 'items', 'required'));
  for (const key of textsOf(keys)) {
    const own = field(schema, 'items', 'properties', key);
    if (!isSet(own)) refuse(keys, `The items have no field ${JSON.stringify(key)}.`, 'Name fields of the items.');
    else {
      if (!required.includes(key) && !isSet(own, 'default'))
        refuse(own, `Items are told apart by ${JSON.stringify(key)}, which some may not have.`, 'Require it, or give it a default.');
      if (isTrue(own, 'nullable')) forbid(field(own, 'nullable'), 'items are told apart by it');
    }
  }
}

/** What no schema may have, and patterns. */
function common(schema: Spot): void {
  for (const key of never) if (isSet(schema, key)) forbid(field(schema, key), 'the API server does not know it');
  if (isTrue(schema, 'uniqueItems')) forbid(field(schema, 'uniqueItems'), 'it takes too long', 'Write x-kubernetes-list-type: set.');
  const pattern = field(schema, 'pattern');
  if (text(pattern) !== '' && !isPattern(text(pattern))) refuseValue(pattern, 'is no regular expression', 'Correct the expression.');
}

/** Whether Go takes an expression, as far as JavaScript can say; Go has groups with names of its own, flags and classes. */
function isPattern(pattern: string): boolean {
  if (/\(\?<?[=!]|\\[1-9]/.test(pattern)) return false;
  try {
    new RegExp(
      pattern
        .replaceAll('(?P<', '(?<')
        .replace(/\(\?[imsU]+\)/g, '')
        .replace(/\[:\w+:\]/g, 'a')
        .replace(/\\[zAQE]/g, ''),
    );
    return true;
  } catch {
    return false;
  }
}

const structureWords = [
  ...['type', 'additionalProperties', 'default', 'title', 'description', 'nullable', 'x-kubernetes-preserve-unknown-fields'],
  ...['x-kubernetes-embedded-resource', 'x-kubernetes-int-or-string', 'x-kubernetes-list-map-keys', 'x-kubernetes-list-type'],
  'x-kubernetes-map-type',
];

/** Below `anyOf` and its like only values are judged. */
function nested(schema: Spot, isEither: boolean): void {
  const part = (spot: Spot, words: readonly string[]) => {
    if (asFields(spot.value) === undefined) return;
    common(spot);
    for (const key of words)
      if (isFilled(spot, key)) forbid(field(spot, key), 'here only values are judged', 'Move it to the schema around.');
    part(field(spot, 'items'), structureWords);
    for (const [, property] of entries(spot, 'properties')) part(property, structureWords);
    junctors(spot, false);
  };
  const junctors = (spot: Spot, mayType: boolean) => {
    for (const key of ['allOf', 'anyOf', 'oneOf']) {
      for (const item of items(spot, key)) {
        // Of a number or text, anyOf may say integer and string.
        part(item, mayType && key !== 'oneOf' ? structureWords.filter((word) => word !== 'type') : structureWords);
        if (mayType && key === 'allOf')
          for (const inner of items(item, 'anyOf'))
            part(
              inner,
              structureWords.filter((word) => word !== 'type'),
            );
      }
    }
    part(field(spot, 'not'), structureWords);
  };
  junctors(schema, isEither);
}
