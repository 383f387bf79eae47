import type { Fields } from '../../model.ts';
import { asFields, asList, at } from '../fields.ts';
import { groupOf } from '../objects.ts';

/** Groups whose kinds Kustomize knows: only their lists are merged item by item, those of custom resources are replaced. */
const builtInGroups: ReadonlySet<string> = new Set([
  '',
  'apps',
  'autoscaling',
  'batch',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

/**
 * The fields by which items of a list are the same item (Kubernetes OpenAPI: `x-kubernetes-list-map-keys`). Two spread
 * constraints over one topology that differ in whenUnsatisfiable are two.
 */
const mergeKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['containers', ['name']],
  ['initContainers', ['name']],
  ['ephemeralContainers', ['name']],
  ['volumes', ['name']],
  ['env', ['name']],
  ['imagePullSecrets', ['name']],
  ['secrets', ['name']],
  ['resourceClaims', ['name']],
  ['ports', ['containerPort', 'port', 'protocol']],
  ['volumeMounts', ['mountPath']],
  ['volumeDevices', ['devicePath']],
  ['hostAliases', ['ip']],
  ['topologySpreadConstraints', ['topologyKey', 'whenUnsatisfiable']],
]);

/** Text equal for equal values, whatever the order of their keys. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, item: unknown) => {
      const fields = asFields(item);
      return fields === undefined ? item : Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? 'undefined'
  );
}

/** The keys of a list by the name of its field; undefined: a patch replaces the list. */
type ListKeys = (field: string) => readonly string[] | undefined;

/**
 * An object after a strategic-merge patch, as Kustomize merges: null removes a field, lists of known kinds are merged by
 * their keys, `$patch: delete` and `$patch: replace` do what they say. Neither argument is changed.
 */
export function strategicMerge(original: Fields, patch: Fields, apiVersion: string): unknown {
  return merged(original, patch, builtInGroups.has(groupOf(apiVersion)) ? listKeysOf(original) : () => undefined);
}

/** The pull secrets of a ServiceAccount are replaced, those of a pod merged. */
function listKeysOf(original: Fields): ListKeys {
  const replaced = original['kind'] === 'ServiceAccount' ? 'imagePullSecrets' : '';
  return (field) => (field === replaced ? undefined : mergeKeys.get(field));
}

function merged(original: unknown, patch: unknown, keysOf: ListKeys): unknown {
  const change = asFields(patch);
  if (change === undefined) return patch;
  const { $patch: directive, ...fields } = change;
  if (directive === 'delete') return undefined;
  const result = new Map(directive === 'replace' ? [] : Object.entries(asFields(original) ?? {}));
  for (const [field, value] of Object.entries(fields)) {
    const next = Array.isArray(value) ? mergedList(field, result.get(field), value, keysOf) : merged(result.get(field), value, keysOf);
    if (next === null || next === undefined) result.delete(field);
    else result.set(field, next);
  }
  return Object.fromEntries(result);
}

/** What a patch adds to a list comes first. */
function mergedList(field: string, original: unknown, patch: readonly unknown[], keysOf: ListKeys): unknown {
  if (field === 'finalizers') return [...new Set([...patch, ...asList(original)])];
  const keys = keysOf(field);
  if (keys === undefined) return patch;
  const items = patch.some((item) => asFields(item)?.['$patch'] === 'replace') ? [] : [...asList(original)];
  const added: unknown[] = [];
  for (const item of patch) {
    const { $patch: directive, ...change } = asFields(item) ?? {};
    if (directive === 'replace' && Object.keys(change).length === 0) continue;
    const index = items.findIndex((other) => keys.every((key) => at(other, key) === change[key]));
    if (directive === 'delete') {
      if (index >= 0) items.splice(index, 1);
    } else if (index >= 0) {
      items[index] = merged(items[index], change, keysOf);
    } else if (!items.some((other) => isAlmost(other, change, keys))) {
      added.push(merged(undefined, change, keysOf));
    }
  }
  return [...added, ...items];
}

/** Where one of the two lacks a key (`protocol: TCP` of a port, say), Kustomize drops the patch of the item without a word. */
function isAlmost(item: unknown, change: Fields, keys: readonly string[]): boolean {
  return keys.every((key) => {
    const [one, other] = [at(item, key), change[key]];
    return one === undefined || other === undefined || one === other;
  });
}
