import { isDeepStrictEqual } from 'node:util';
import { asFields, asList, at, below } from '../../../policies/kubernetes/fields.ts';

/** One field that is new, gone or different. */
export interface FieldChange {
  /** Such as `spec.template.spec.containers[name=app].image`. */
  readonly path: string;
  /** Undefined: not there. */
  readonly from: unknown;
  readonly to: unknown;
}

/** Keys that tell the items of a list apart, those of strategic merge first; a list of which none has all names is compared whole. */
const identities = ['name', 'mountPath', 'containerPort', 'topologyKey', 'secretKey', 'key', 'type'];

/**
 * The smallest changes that make one value of another. Items of a list are the same when they have the same name, not the same place;
 * a list whose items have none is compared item by item when it has as many, else as a whole.
 */
export function fieldChanges(from: unknown, to: unknown, path = ''): readonly FieldChange[] {
  if (isDeepStrictEqual(from, to)) return [];
  const [old, now] = [asFields(from), asFields(to)];
  if (old !== undefined && now !== undefined) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return keys.flatMap((key) => fieldChanges(at(old, key), at(now, key), below(path, key)));
  }
  if (Array.isArray(from) && Array.isArray(to)) return listChanges(from, to, path);
  return [{ path, from, to }];
}

function listChanges(from: readonly unknown[], to: readonly unknown[], path: string): readonly FieldChange[] {
  const identity = identities.find((key) => areNamed(from, key) && areNamed(to, key));
  if (identity !== undefined) {
    const named = (list: readonly unknown[]) => new Map(list.map((item) => [String(at(item, identity)), item]));
    const [old, now] = [named(from), named(to)];
    const names = [...new Set([...old.keys(), ...now.keys()])];
    const changes = names.flatMap((name) => fieldChanges(old.get(name), now.get(name), `${path}[${identity}=${name}]`));
    // The same items in another order are a change too: of init containers, for one.
    return changes.length > 0 ? changes : [{ path, from: [...old.keys()], to: [...now.keys()] }];
  }
  if (from.length === to.length) return from.flatMap((item, index) => fieldChanges(item, to[index], `${path}[${index}]`));
  return [{ path, from, to }];
}

function areNamed(list: readonly unknown[], key: string): boolean {
  const names = asList(list).map((item) => at(item, key));
  return names.every((name) => typeof name === 'string' || typeof name === 'number') && new Set(names).size === names.length;
}
