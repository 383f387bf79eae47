/** A path as findings print it (`spec.ports[0].name`; `[+]` appends to a list), and the value that somebody writes there; undefined takes it away. */
export type Written = readonly [path: string, value: unknown];

/** Edits of one rendered object, each alone. */
export interface Edited {
  /** `Kind namespace/name`, or `Kind name`; a `*` at the end stands for the hash of a ConfigMap. */
  readonly on: string;
  /** What breaks, opens, loses or stops something. */
  readonly grave: readonly Written[];
  /** What a sensible person may want. */
  readonly taste?: readonly Written[];
}

/** An object that somebody adds, whole. */
export interface Added {
  readonly grave: boolean;
  readonly object: Readonly<Record<string, unknown>>;
}

/** A new object of a namespace. */
export function object(apiVersion: string, kind: string, name: string, rest: Readonly<Record<string, unknown>>): Added['object'] {
  const [namespace, own] = name.includes('/') ? name.split('/') : [undefined, name];
  return { apiVersion, kind, metadata: { name: own, ...(namespace !== undefined && { namespace }) }, ...rest };
}
