import { asFields } from '../../../policies/kubernetes/fields.ts';
import { groupOf } from '../../../policies/kubernetes/objects.ts';
import type { Fields, Manifest } from '../../../policies/model.ts';

/** One object before and after; at least one of the two is there. */
export interface ObjectPair {
  readonly environment: string;
  readonly application: string;
  readonly kind: string;
  readonly namespace: string;
  /** Without the hash that kustomize appends to generated ConfigMaps and Secrets. */
  readonly name: string;
  readonly before: Manifest | undefined;
  readonly after: Manifest | undefined;
}

/** Where pairs are. */
export interface Place {
  readonly environment: string;
  readonly application: string;
}

// The letters and digits of kustomize's hashes: hexadecimal ones, but for those that could make words.
const hashed = /^(.+)-[2456789bcdfghkmt]{10}$/;

/** The name without kustomize's hash, of the kinds that get one. */
export function baseName(kind: string, name: string): string {
  return kind === 'ConfigMap' || kind === 'Secret' ? (hashed.exec(name)?.[1] ?? name) : name;
}

/**
 * Pairs objects by group, kind, namespace and name, so that neither a new API version nor a new hash makes two objects of one.
 * Of objects that share a name, the first goes with the first.
 */
export function pairsOf(place: Place, before: readonly Manifest[], after: readonly Manifest[]): readonly ObjectPair[] {
  const old = Map.groupBy(before, keyOf);
  const now = Map.groupBy(after, keyOf);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [olds, nows] = [old.get(key) ?? [], now.get(key) ?? []];
    return Array.from({ length: Math.max(olds.length, nows.length) }, (_, index) => pair(place, olds[index], nows[index]));
  });
}

/** `Deployment erp-prod/sales-service`; without a namespace for cluster-scoped objects. */
export function titleOf({ kind, namespace, name }: Pick<ObjectPair, 'kind' | 'namespace' | 'name'>): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** The fields of an object in which a mention of a generated ConfigMap or Secret has no hash, and Secrets have no values. */
export function comparable(manifest: Manifest, hashes: ReadonlyMap<string, string>): Fields {
  const fields = asFields(withoutHashes(manifest.fields, hashes)) ?? {};
  return manifest.kind === 'Secret' ? withoutSecrets(fields) : fields;
}

/** The names with a hash among some objects, and the names without. */
export function hashesOf(manifests: Iterable<Manifest>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { kind, name } of manifests) {
    const base = baseName(kind, name);
    if (base !== name) names.set(name, base);
  }
  return names;
}

function pair({ environment, application }: Place, before: Manifest | undefined, after: Manifest | undefined): ObjectPair {
  const { kind, namespace, name } = after ?? before ?? { kind: '', namespace: '', name: '' };
  return { environment, application, kind, namespace, name: baseName(kind, name), before, after };
}

function keyOf({ apiVersion, kind, namespace, name }: Manifest): string {
  return [groupOf(apiVersion), kind, namespace, baseName(kind, name)].join('\n');
}

function withoutHashes(value: unknown, hashes: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return hashes.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => withoutHashes(item, hashes));
  const fields = asFields(value);
  if (fields === undefined) return value;
  return Object.fromEntries(Object.entries(fields).map(([key, child]) => [key, withoutHashes(child, hashes)]));
}

/** Whoever reads a pull request must not learn a value, not even by its length: equal values look equal, others do not. */
function withoutSecrets(fields: Fields): Fields {
  const hidden = (key: 'data' | 'stringData') => {
    const values = asFields(fields[key]);
    return values === undefined
      ? {}
      : { [key]: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { hidden: value }])) };
  };
  return { ...fields, ...hidden('data'), ...hidden('stringData') };
}
