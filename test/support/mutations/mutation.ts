import { load } from 'js-yaml';
import type { Manifest } from '../../../policies/model.ts';

/** A plain object that a mutation may change. */
export type Tree = Record<string, unknown>;

/** One change that breaks an environment in one place. */
export interface Mutation {
  /** What is wrong afterwards, a sentence about one object. */
  readonly name: string;
  /** The rule that must see it. */
  readonly rule: string;
  /** Titles of the objects that the rule must report; it may report others too. */
  readonly reported: readonly string[];
  /** Changes the list, or exactly one object of it, in place. The list is a deep copy in the order of the rendered objects. */
  readonly mutate: (objects: Tree[]) => void;
}

/** A change of one object, in place. Throws when the object has no such field: then the mutation is out of date. */
export type Edit = (object: Tree) => void;

/** Edits by what they break: the rule, then the end of a sentence that starts with the object. */
export type Edits = Readonly<Record<string, Readonly<Record<string, Edit>>>>;

/** Titles of the objects to be reported, by the object that is changed or removed. */
export type Reported = (target: Manifest) => readonly string[];

/** `Kind namespace/name`, or `Kind name`. */
export function titleOf({ kind, namespace, name }: Pick<Manifest, 'kind' | 'namespace' | 'name'>): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** Crosses objects with edits. Without `reported`, the changed object itself must be reported. */
export function edited(
  production: readonly Manifest[],
  targets: readonly Manifest[],
  edits: Edits | ((target: Manifest) => Edits),
  reported: Reported = (target) => [titleOf(target)],
): readonly Mutation[] {
  return targets.flatMap((target) =>
    Object.entries(typeof edits === 'function' ? edits(target) : edits).flatMap(([rule, breakages]) =>
      Object.entries(breakages).map(([predicate, edit]) => ({
        name: `${titleOf(target)} ${predicate}`,
        rule,
        reported: reported(target),
        mutate: (objects: Tree[]) => edit(present(objects[production.indexOf(target)])),
      })),
    ),
  );
}

/** Takes each of these objects away. */
export function deleted(
  production: readonly Manifest[],
  targets: readonly Manifest[],
  rule: string,
  reported: Reported,
): readonly Mutation[] {
  return targets.map((target) => ({
    name: `${titleOf(target)} is missing`,
    rule,
    reported: reported(target),
    mutate: (objects) => void objects.splice(production.indexOf(target), 1),
  }));
}

/** Adds the object of a YAML text. Without `reported`, the new object must be reported. */
export function added(rule: string, name: string, yaml: string, reported?: readonly string[]): Mutation {
  const title = () => {
    const { kind, metadata } = load(yaml) as { kind: string; metadata: { name: string; namespace?: string } };
    return titleOf({ kind, name: metadata.name, namespace: metadata.namespace ?? '' });
  };
  return { name, rule, reported: reported ?? [title()], mutate: (objects) => void objects.push(load(yaml) as Tree) };
}

/** Sets a field, with the mappings on the way to it. */
export function set(path: string, value: unknown): Edit {
  return (object) => {
    const keys = keysOf(path);
    let node: unknown = object;
    for (const key of keys.slice(0, -1)) {
      if (child(node, key) === undefined) put(node, key, {});
      node = child(node, key);
    }
    put(node, present(keys.at(-1)), structuredClone(value));
  };
}

/** Takes away a field or a list item. */
export function remove(path: string): Edit {
  return (object) => {
    const { node, key } = placeOf(object, path);
    if (Array.isArray(node)) node.splice(Number(key), 1);
    else delete node[key];
  };
}

/** Adds an item to a list. */
export function append(path: string, item: unknown): Edit {
  return (object) => {
    const { node, key } = placeOf(object, path);
    const list = child(node, key);
    if (!Array.isArray(list)) throw new Error(`"${path}" is no list.`);
    list.push(structuredClone(item));
  };
}

/** Changes a text. */
export function rewrite(path: string, change: (text: string) => string): Edit {
  return (object) => {
    const { node, key } = placeOf(object, path);
    put(node, key, change(String(child(node, key))));
  };
}

/** Several edits that only together make one mistake. */
export function together(...edits: readonly Edit[]): Edit {
  return (object) => {
    for (const edit of edits) edit(object);
  };
}

/** The value, which must be there. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Expected a value.');
  return value;
}

type Node = Tree | unknown[];

function placeOf(object: Tree, path: string): { readonly node: Node; readonly key: string } {
  const keys = keysOf(path);
  const key = present(keys.at(-1));
  const node = keys.slice(0, -1).reduce<unknown>(child, object);
  if (!isNode(node) || child(node, key) === undefined) throw new Error(`There is no "${path}".`);
  return { node, key };
}

/** The keys of a path as findings print it: `metadata.labels["app.kubernetes.io/name"]`, `spec.ports[0].name`. */
function keysOf(path: string): readonly string[] {
  return [...path.matchAll(/\["([^"]+)"\]|([^.[\]]+)/g)].map(([, quoted, plain]) => present(quoted ?? plain));
}

function child(node: unknown, key: string): unknown {
  if (Array.isArray(node)) return node[Number(key)];
  return isNode(node) ? node[key] : undefined;
}

function put(node: unknown, key: string, value: unknown): void {
  if (Array.isArray(node)) node[Number(key)] = value;
  else if (isNode(node)) node[key] = value;
  else throw new Error(`There is nothing that could hold "${key}".`);
}

function isNode(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

/** A copy of what YAML holds. `structuredClone`, which can copy anything, takes many times as long for as many objects as an environment has. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copyOf((value as Record<string, unknown>)[key]);
  return copy as T;
}
