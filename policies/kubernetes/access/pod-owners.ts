import type { Manifest, Problem, World } from '../../model.ts';
import { textAt } from '../fields.ts';
import { titleOf } from '../objects.ts';
import { referencesOf } from '../references.ts';
import { begunBy, ownerOf, owners } from './owners.ts';

/** A pod that runs under the account of somebody else. */
export function accountOfOther(manifest: Manifest, world: World): readonly Problem[] {
  const own = world.podOf(manifest);
  const name = textAt(own?.spec, 'serviceAccountName');
  if (own === undefined || name === undefined) return [];
  const holder = world.find('ServiceAccount', manifest.namespace, name);
  const [theirs, ours] = [holder === undefined ? undefined : ownerOf(holder), own.labels['app'] ?? own.labels['app.kubernetes.io/name']];
  if (theirs === undefined || ours === undefined || theirs === ours) return [];
  // Workers and jobs are called after their service, whose account they share.
  if (begunBy(ours, world) === theirs) return [];
  return [
    {
      message: `${titleOf(manifest)} runs under the account "${name}", which is that of "${theirs}".`,
      path: `${own.path}.serviceAccountName`,
    },
  ];
}

/** ConfigMaps and Secrets that a pod reads, and that are labelled, or made of what is labelled, as those of somebody else with an account. */
export function filesOfOthers(manifest: Manifest, world: World): readonly Problem[] {
  const own = world.podOf(manifest);
  const ours = own?.labels['app'] ?? own?.labels['app.kubernetes.io/name'];
  if (own === undefined || ours === undefined || manifest.origin !== undefined) return [];
  const found = new Map<string, Problem>();
  for (const { kind, name, path } of referencesOf(own)) {
    const read = world.find(kind, own.namespace, name);
    const maker = read?.origin?.by === 'operator' ? read.origin.of : read;
    const theirs = maker === undefined ? undefined : ownerOf(maker);
    // Workers and jobs are called after their service, whose files they share.
    if (theirs === undefined || theirs === ours || !owners(world).has(theirs) || begunBy(ours, world) === theirs) continue;
    found.set(path, { message: `${titleOf(manifest)} reads ${kind} "${name}", which is of "${theirs}".`, path });
  }
  return [...found.values()];
}
