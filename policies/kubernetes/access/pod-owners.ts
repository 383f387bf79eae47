import type { Manifest, Problem, World } from '../../model.ts';
import { titleOf } from '../objects.ts';
import { referencesOf } from '../references.ts';
import { begunBy, ownerOf, owners } from './owners.ts';

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
