import { asFields } from '../../kubernetes/fields.ts';

/** A rule of a kind in the Common Expression Language, about the value `self` (x-kubernetes-validations). */
export type Expression = string;

/**
 * One value of a kind as its CustomResourceDefinition describes it (a structural schema of Kubernetes), without texts. Keywords are those
 * of OpenAPI; `embedded`, `preserve`, `intOrString`, `unique` and `rules` are the extensions of Kubernetes.
 */
export interface ValueSchema {
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly additionalProperties?: ValueSchema | boolean;
  readonly items?: ValueSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly uniqueItems?: boolean;
  readonly allOf?: readonly ValueSchema[];
  readonly anyOf?: readonly ValueSchema[];
  readonly oneOf?: readonly ValueSchema[];
  readonly not?: ValueSchema;
  /** The value is a whole object of some kind, with apiVersion and kind. */
  readonly embedded?: boolean;
  /** Fields that are not described are kept. */
  readonly preserve?: boolean;
  readonly intOrString?: boolean;
  /** Items of a list are all different: the whole item, or the fields that tell items apart. */
  readonly unique?: 'item' | readonly string[];
  readonly rules?: readonly Expression[];
}

/** One version of a kind that the API server serves. */
export interface ServedKind {
  readonly schema: ValueSchema;
  /** Where the number of replicas stands, in a kind that can be scaled. */
  readonly replicas?: string;
  /** What users write under `status` is dropped. */
  readonly hasStatus: boolean;
}

/** The kinds of a group as they are kept: schemas that occur twice stand in `shared`, and `{$: n}` takes their place. */
export interface KeptGroup {
  readonly shared: readonly unknown[];
  /** By `<version>/<Kind>`. */
  readonly kinds: Readonly<Record<string, { readonly schema: unknown; readonly replicas?: string; readonly hasStatus: boolean }>>;
}

/** The kinds of a group, by `<version>/<Kind>`. What is shared stays one value, so that it is read once. */
export function servedKinds({ shared, kinds }: KeptGroup): ReadonlyMap<string, ServedKind> {
  const read: ValueSchema[] = [];
  const expanded = (kept: unknown): ValueSchema => {
    const fields = asFields(kept) ?? {};
    const { $: reference } = fields;
    return typeof reference === 'number' ? (read[reference] ?? {}) : mapSchemas(fields, expanded);
  };
  // Schemas refer only to those before them.
  for (const kept of shared) read.push(expanded(kept));
  return new Map(Object.entries(kinds).map(([name, { schema, ...rest }]) => [name, { schema: expanded(schema), ...rest }]));
}

const single = ['items', 'not'] as const;
const several = ['allOf', 'anyOf', 'oneOf'] as const;

/** A schema with each schema in it, one level down, replaced. */
export function mapSchemas(fields: Readonly<Record<string, unknown>>, change: (schema: unknown) => unknown): ValueSchema {
  const mapped: Record<string, unknown> = { ...fields };
  const properties = asFields(fields['properties']);
  if (properties !== undefined) {
    mapped['properties'] = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, change(schema)]));
  }
  if (asFields(fields['additionalProperties']) !== undefined) mapped['additionalProperties'] = change(fields['additionalProperties']);
  for (const key of single) if (fields[key] !== undefined) mapped[key] = change(fields[key]);
  for (const key of several) {
    const list = fields[key];
    if (Array.isArray(list)) mapped[key] = list.map(change);
  }
  return mapped;
}
