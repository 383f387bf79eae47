import type { Check } from './semantics/spots/spot.ts';
import type { Structure } from './structure.ts';

/** One complaint of a JSON Schema validator, in the form that ajv and the validators of kubernetes-models share. */
export interface SchemaError {
  /** JSON pointer of the value complained about. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema that the value was judged by; only ajv gives it. */
  readonly parentSchema?: unknown;
}

/** Judges a whole object, a part of one (a patch), or its metadata, by a schema. */
export type Validate = (value: unknown, options: { readonly partial: boolean }) => readonly SchemaError[];

/** What is known about a kind of object. */
export interface KindEntry {
  readonly validate: Validate;
  /** Name of its type in `structure`; undefined when the schema itself refuses unknown fields. */
  readonly model: string | undefined;
  /** What Kubernetes asks of its own kinds beyond the types of their fields. */
  readonly check?: Check;
}

/** The schemas of all kinds that the judged objects have. */
export interface SchemaCatalog {
  /** By `<apiVersion>/<kind>`. */
  readonly kinds: ReadonlyMap<string, KindEntry>;
  readonly structure: Structure;
  readonly validateMetadata: Validate;
  /** Kinds that operators of the platform serve, for the suggestion when a kind is unknown. */
  readonly customKinds: readonly { readonly apiVersion: string; readonly kind: string }[];
  /** Versions of those kinds that their operators served once, and no longer do. */
  readonly goneKinds: readonly { readonly apiVersion: string; readonly kind: string }[];
}

/** The key of a kind in `SchemaCatalog.kinds`. */
export function kindKey(apiVersion: string, kind: string): string {
  return `${apiVersion}/${kind}`;
}
