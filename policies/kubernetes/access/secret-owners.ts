import type { Manifest, Problem, World } from '../../model.ts';
import { titleOf } from '../objects.ts';
import { perWorld } from '../per-world.ts';
import { begunBy, meant, ownerOf, owners } from './owners.ts';
import { secretReadsOf, storesRead, vaultLoginsOf } from './secret-stores.ts';

/**
 * What an ExternalSecret reads of somebody else: by path, and by store. What belongs to nobody, such as the passwords of all databases, is read
 * for many.
 */
export function readsOfOthers(manifest: Manifest, world: World): readonly Problem[] {
  const label = ownerOf(manifest);
  const ours = label === undefined ? begunBy(manifest.name, world) : label;
  if (ours === undefined || !owners(world).has(ours)) return [];
  const others = secretReadsOf(manifest).flatMap(({ path, field }) => {
    const owner = meant(path, world) ?? begunBy(path.split('/').at(-1) ?? '', world);
    return owner === undefined || owner === ours || isKept(path, ours, world)
      ? []
      : [{ message: `${titleOf(manifest)} reads "${path}", which is of "${owner}".`, path: field }];
  });
  return label === undefined ? others : [...others, ...byStoreOfOthers(manifest, ours, world)];
}

/** The passwords of stores stay where they are when a service gets another name: users of the stores keep theirs. */
function isKept(path: string, ours: string, { company }: World): boolean {
  const first = Object.hasOwn(company.formerNames, ours) ? company.formerNames[ours]?.[0] : undefined;
  return first !== undefined && ['database', 'kafka'].some((store) => path.endsWith(`/${first}-${store}`));
}

/** What a service reads, it reads by its own store: another one opens other paths, and what it reads counts as of somebody else. */
function byStoreOfOthers(manifest: Manifest, ours: string, world: World): readonly Problem[] {
  const own = storesOf(world).get(`${manifest.namespace}/${ours}`);
  return storesRead(manifest).flatMap(({ kind, name, path }): readonly Problem[] => {
    const read = kind === 'SecretStore' ? world.find(kind, manifest.namespace, name) : undefined;
    const theirs = read === undefined ? undefined : holderOf(read, world);
    const title = `${titleOf(manifest)} reads by ${kind} "${name}"`;
    if (theirs !== undefined && theirs !== ours) return [{ message: `${title}, which is that of "${theirs}".`, path }];
    if (kind !== 'ClusterSecretStore' || own === undefined) return [];
    return [{ message: `${title}, though SecretStore "${own.name}" is its own.`, path }];
  });
}

/** The first SecretStore of a namespace that is of somebody. */
const storesOf = perWorld((world: World) => {
  const stores = new Map<string, Manifest>();
  for (const store of world.ofKind('SecretStore')) {
    const key = `${store.namespace}/${holderOf(store, world)}`;
    if (!stores.has(key)) stores.set(key, store);
  }
  return stores;
});

/** Whose a store is: of the service that its label names, or whose account it logs in with. */
function holderOf(read: Manifest, world: World): string | undefined {
  return ownerOf(read) ?? vaultLoginsOf(read).find(({ account }) => owners(world).has(account))?.account;
}
