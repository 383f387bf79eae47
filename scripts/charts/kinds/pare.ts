import { asFields, at, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { mapSchemas, type ServedKind, type ValueSchema } from '../../../policies/schemas/structural/definition.ts';

/** A version of a kind that a CustomResourceDefinition brings. */
export interface DefinedKind extends ServedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly isServed: boolean;
}

/** Keywords that are kept as they are. */
const kept = new Set([
  ...['type', 'format', 'nullable', 'properties', 'additionalProperties', 'items', 'required', 'enum', 'default', 'pattern'],
  ...['minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems'],
  ...['minProperties', 'maxProperties', 'uniqueItems', 'allOf', 'anyOf', 'oneOf', 'not'],
]);

/** The versions of the kind that a CustomResourceDefinition describes: names, types, bounds and rules, no texts. */
export function definedKinds(definition: Fields): readonly DefinedKind[] {
  const group = textAt(definition, 'spec', 'group') ?? '';
  const kind = textAt(definition, 'spec', 'names', 'kind') ?? '';
  return listAt(definition, 'spec', 'versions').map((version) => {
    const whole = pared(at(version, 'schema', 'openAPIV3Schema'));
    const hasStatus = asFields(at(version, 'subresources', 'status')) !== undefined;
    const replicas = textAt(version, 'subresources', 'scale', 'specReplicasPath');
    const { status: _status, ...properties } = whole.properties ?? {};
    return {
      group,
      kind,
      version: textAt(version, 'name') ?? '',
      isServed: at(version, 'served') !== false,
      schema: hasStatus && whole.properties !== undefined ? { ...whole, properties } : whole,
      hasStatus,
      ...(replicas !== undefined && { replicas: replicas.replace(/^\./, '') }),
    };
  });
}

function pared(schema: unknown): ValueSchema {
  const fields = asFields(schema) ?? {};
  const own = Object.fromEntries(Object.entries(fields).filter(([key, value]) => kept.has(key) && value !== undefined));
  const extensions = {
    ...(fields['x-kubernetes-embedded-resource'] === true && { embedded: true }),
    ...(fields['x-kubernetes-preserve-unknown-fields'] === true && { preserve: true }),
    ...(fields['x-kubernetes-int-or-string'] === true && { intOrString: true }),
    ...uniqueness(fields),
    ...rulesOf(fields),
  };
  return mapSchemas({ ...withoutFixedChoice(own, fields), ...extensions }, pared);
}

/** That a value is a number or a text is said by `intOrString`. */
function withoutFixedChoice(own: Fields, fields: Fields): Fields {
  if (fields['x-kubernetes-int-or-string'] !== true) return own;
  const { anyOf, allOf, ...rest } = own as { readonly anyOf?: unknown; readonly allOf?: unknown };
  const isChoice = (list: unknown) =>
    JSON.stringify(list) === '[{"type":"integer"},{"type":"string"}]' ||
    JSON.stringify(list) === '[{"anyOf":[{"type":"integer"},{"type":"string"}]}]';
  return { ...rest, ...(anyOf !== undefined && !isChoice(anyOf) && { anyOf }), ...(allOf !== undefined && !isChoice(allOf) && { allOf }) };
}

function uniqueness(fields: Fields): Pick<ValueSchema, 'unique'> {
  const type = fields['x-kubernetes-list-type'];
  if (type === 'set') return { unique: 'item' };
  return type === 'map' ? { unique: listAt(fields, 'x-kubernetes-list-map-keys').map(String) } : {};
}

/** Rules about what a value was before say nothing of one that is made. */
function rulesOf(fields: Fields): Pick<ValueSchema, 'rules'> {
  const rules = fieldsAt(fields)['x-kubernetes-validations'];
  const expressions = (Array.isArray(rules) ? rules : []).flatMap((entry) => {
    const rule = textAt(entry, 'rule')?.trim() ?? '';
    return rule === '' || /\boldSelf\b/.test(rule) ? [] : [rule];
  });
  return expressions.length === 0 ? {} : { rules: expressions };
}
