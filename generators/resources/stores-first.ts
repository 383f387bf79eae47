import type { KubernetesObject } from '../model/object.ts';
import { inWave } from './in-wave.ts';

const annotation = 'argocd.argoproj.io/sync-wave';
const storeKinds = new Set(['SecretStore', 'ClusterSecretStore']);

/**
 * Objects with each store of secrets, its namespace and the account that it logs in with a step before the first Secret that is filled from it. An
 * ExternalSecret whose store was not found valid yet says that it failed (External Secrets 2.9.0, `assertStoreIsUsable` in
 * `pkg/controllers/secretstore/client_manager.go`); Argo CD calls it degraded, and the root begins its waves anew. A store that is
 * there already is no part of a sync (`ApplyOutOfSyncOnly`), so that a Vault that does not answer stops no rollout.
 */
export function storesFirst(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const stores = objects.filter(({ kind }) => storeKinds.has(kind));
  if (stores.length === 0) return objects;
  const before = new Map<KubernetesObject, number>();
  for (const store of stores) {
    const filled = objects.filter((object) => object.kind === 'ExternalSecret' && isFilledFrom(object, store));
    if (filled.length === 0) continue;
    const step = Math.min(...filled.map(waveOf)) - 1;
    for (const object of objects.filter((object) => object === store || isAccountOf(object, store) || isPlaceOf(object, store))) {
      before.set(object, Math.min(step, before.get(object) ?? step, waveOf(object)));
    }
  }
  return objects.map((object) => {
    const wave = before.get(object);
    return wave === undefined ? object : inWave(object, wave);
  });
}

function waveOf({ metadata }: KubernetesObject): number {
  return Number(metadata.annotations?.[annotation] ?? 0);
}

function isFilledFrom(secret: KubernetesObject, store: KubernetesObject): boolean {
  const { secretStoreRef } = specOf<{ readonly secretStoreRef?: { readonly kind?: string; readonly name?: string } }>(secret);
  if (secretStoreRef?.kind !== store.kind || secretStoreRef.name !== store.metadata.name) return false;
  return store.kind === 'ClusterSecretStore' || secret.metadata.namespace === store.metadata.namespace;
}

interface TokenOf {
  readonly kubernetesServiceAccountToken?: { readonly serviceAccountRef?: { readonly name?: string; readonly namespace?: string } };
}

function isPlaceOf({ kind, metadata }: KubernetesObject, store: KubernetesObject): boolean {
  return kind === 'Namespace' && metadata.name === store.metadata.namespace;
}

function isAccountOf(account: KubernetesObject, store: KubernetesObject): boolean {
  if (account.kind !== 'ServiceAccount') return false;
  const { provider } = specOf<{ readonly provider?: { readonly vault?: { readonly auth?: { readonly jwt?: TokenOf } } } }>(store);
  const reference = provider?.vault?.auth?.jwt?.kubernetesServiceAccountToken?.serviceAccountRef;
  const namespace = reference?.namespace ?? store.metadata.namespace;
  return reference?.name === account.metadata.name && namespace === account.metadata.namespace;
}

function specOf<Spec extends object>(object: KubernetesObject): Spec {
  return (object as KubernetesObject & { readonly spec?: Spec }).spec ?? ({} as Spec);
}
