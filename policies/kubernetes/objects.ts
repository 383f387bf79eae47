import type { Manifest, World } from '../model.ts';

/** The API group of an apiVersion: `apps/v1` -> `apps`; the core group is empty. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** `Deployment "sales-service"`, for messages. */
export function titleOf(manifest: Manifest): string {
  return `${manifest.kind} "${manifest.name}"`;
}

/** The end of a sentence about a missing object: `does not exist in namespace "erp-prod"`. */
export function missingIn(namespace: string): string {
  return namespace === '' ? 'does not exist' : `does not exist in namespace "${namespace}"`;
}

/** A cluster-scoped object by name, even where somebody wrote a namespace on it, which the API server ignores. */
export function findInCluster(world: World, kind: string, name: string): Manifest | undefined {
  return world.find(kind, '', name) ?? world.ofKind(kind).find((manifest) => manifest.name === name);
}
