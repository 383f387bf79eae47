import type { KubernetesObject } from '../model/object.ts';

type Fields = Readonly<Record<string, unknown>>;

const nameKey = 'kubernetes.io/metadata.name';

/**
 * Objects of several namespaces as they are in one, whatever it is called: addresses are names within it, and peers in it are told by
 * their pods alone. So kustomize has nothing to change for another pull request but the namespace.
 */
export function inOneNamespace(
  objects: readonly KubernetesObject[],
  former: readonly string[],
  namespace: string,
): readonly KubernetesObject[] {
  const suffixes = former.map((name) => `.${name}.svc.cluster.local`);
  const spelled = (value: unknown): unknown => {
    if (typeof value === 'string') return suffixes.reduce((text, suffix) => text.replaceAll(suffix, ''), value);
    if (Array.isArray(value)) return value.map(spelled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(withoutNamespace(value as Fields, former)).map(([key, field]) => [key, spelled(field)]));
  };
  return objects.map((object) => {
    const { metadata, ...rest } = object;
    return { ...(spelled(rest) as object), metadata: { ...metadata, namespace } } as unknown as KubernetesObject;
  });
}

/** A peer of one of the namespaces without its selector of the namespace: pods of one's own need none. */
function withoutNamespace(peer: Fields, former: readonly string[]): Fields {
  const { namespaceSelector, ...rest } = peer;
  const name = (namespaceSelector as { readonly matchLabels?: Readonly<Record<string, string>> } | undefined)?.matchLabels?.[nameKey];
  return name !== undefined && former.includes(name) && 'podSelector' in rest ? rest : peer;
}
