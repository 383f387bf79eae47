/** A JSON Schema (draft 7). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Fields of a mapping, by name. */
export type SchemaFields = Readonly<Record<string, JsonSchema>>;

/** The strict schema of one kind of object, or of one kind of Kustomize file. */
export interface KindSchema {
  readonly apiVersion: string;
  /** Other API versions with the same fields. */
  readonly alsoIn?: readonly string[];
  readonly kind: string;
  /** The whole object. `metadata` is only declared a mapping: its fields are the same for all kinds. */
  readonly schema: JsonSchema;
  /** A valid object, in YAML. */
  readonly example: string;
}

export const text: JsonSchema = { type: 'string' };
/** Text that must not be empty. */
export const word: JsonSchema = { type: 'string', minLength: 1 };
export const flag: JsonSchema = { type: 'boolean' };
/** Any value at all. */
export const anything: JsonSchema = {};
/** A mapping with any content, such as the values of a chart. */
export const anyMapping: JsonSchema = { type: 'object' };
export const labels: JsonSchema = mapOf(text);
export const portNumber: JsonSchema = integer(1, 65535);
/** A quantity such as `500m`, `2Gi` or a plain number. */
export const quantity: JsonSchema = {
  type: ['string', 'number'],
  pattern: '^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+|[numkMGTPE]|[KMGTPE]i)?$',
};
/** A number, or text such as `50%` or the name of a port. */
export const integerOrText: JsonSchema = { type: ['string', 'integer'] };
/** A duration such as `1h30m` (Go). */
export const duration: JsonSchema = { type: 'string', pattern: '^(0|(\\d+(\\.\\d+)?(ns|us|µs|ms|s|m|h))+)$' };
/** A duration as the Gateway API takes it: no fractions, at most four parts. */
export const gatewayDuration: JsonSchema = { type: 'string', pattern: '^(\\d{1,5}(h|m|s|ms)){1,4}$' };
export const namespaceName: JsonSchema = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', maxLength: 63 };
/** The name of an object: a DNS subdomain. */
export const objectName: JsonSchema = {
  type: 'string',
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
  maxLength: 253,
};

/** An address range such as `10.0.0.0/8` or `::/0`. */
export const cidr: JsonSchema = {
  type: 'string',
  pattern: '^(\\d{1,3}(\\.\\d{1,3}){3}/([0-9]|[12]\\d|3[0-2])|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*/(\\d{1,2}|1[01]\\d|12[0-8]))$',
};

/** A label selector. */
export const labelSelector: JsonSchema = mapping(
  {},
  {
    matchLabels: labels,
    matchExpressions: list(mapping({ key: word, operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist') }, { values: list(text) })),
  },
);

/** An integer within bounds, both included. */
export function integer(minimum?: number, maximum?: number): JsonSchema {
  return { type: 'integer', ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
}

/** One of some texts. */
export function oneOf(...values: readonly string[]): JsonSchema {
  return { type: 'string', enum: values };
}

/** Text that a regular expression matches as a whole. */
export function matching(pattern: string): JsonSchema {
  return { type: 'string', pattern: `^(?:${pattern})$` };
}

export function list(items: JsonSchema, limits: { readonly minItems?: number; readonly maxItems?: number } = {}): JsonSchema {
  return { type: 'array', items, ...limits };
}

/** A mapping with any keys, whose values are alike. */
export function mapOf(values: JsonSchema): JsonSchema {
  return { type: 'object', additionalProperties: values };
}

/** A mapping with these fields and no others. */
export function mapping(required: SchemaFields, optional: SchemaFields = {}, more: JsonSchema = {}): JsonSchema {
  const names = Object.keys(required);
  return {
    type: 'object',
    properties: { ...required, ...optional },
    additionalProperties: false,
    ...(names.length > 0 && { required: names }),
    ...more,
  };
}

/** A mapping of which exactly one field is set: the sort of thing that it describes. */
export function choice(fields: SchemaFields): JsonSchema {
  return mapping({}, fields, { minProperties: 1, maxProperties: 1 });
}

/** A kind of Kubernetes object: its fields beside `apiVersion`, `kind`, `metadata` and `status`. */
export function defineKind(kind: {
  readonly apiVersion: string;
  readonly alsoIn?: readonly string[];
  readonly kind: string;
  readonly required: SchemaFields;
  readonly optional?: SchemaFields;
  readonly example: string;
}): KindSchema {
  return {
    apiVersion: kind.apiVersion,
    alsoIn: kind.alsoIn ?? [],
    kind: kind.kind,
    example: kind.example,
    schema: mapping({ apiVersion: text, kind: text, metadata: anyMapping, ...kind.required }, { status: anyMapping, ...kind.optional }),
  };
}
