import { at, listAt, textAt } from '../kubernetes/fields.ts';
import { objectsIn } from '../kubernetes/namespaces.ts';
import { findInCluster } from '../kubernetes/objects.ts';
import { perWorld } from '../kubernetes/per-world.ts';
import type { Manifest, World } from '../model.ts';
import type { Named } from './references.ts';

/**
 * The objects of a name: rendered by an overlay or a chart, or made by an operator of something else. None: nobody in this world
 * brings it, which other rules tell (match-secret, match-config-map, ...).
 */
export function makersOf({ kind, namespace, name }: Named, world: World): readonly Manifest[] {
  if (namespace !== '') return objectsIn(world, kind, namespace).filter((manifest) => manifest.name === name);
  const found = findInCluster(world, kind, name);
  return found === undefined ? [] : [found];
}

/**
 * The definition of a custom kind: the CustomResourceDefinition that brings it. Undefined for built-in kinds, and for what no
 * chart of this world brings (which validation tells).
 */
export function definitionOf(manifest: Manifest, world: World): Manifest | undefined {
  return definitions(world).get(`${manifest.apiVersion.split('/')[0]}/${manifest.kind}`);
}

const definitions = perWorld(
  (world) =>
    new Map(
      world
        .ofKind('CustomResourceDefinition')
        .map((definition) => [
          `${textAt(definition.fields, 'spec', 'group') ?? ''}/${textAt(definition.fields, 'spec', 'names', 'kind') ?? ''}`,
          definition,
        ]),
    ),
);

/** StorageClasses of the claims that a StatefulSet makes. */
export function claimClasses(manifest: Manifest): readonly Named[] {
  return listAt(manifest.fields, 'spec', 'volumeClaimTemplates').flatMap((template, index) => {
    const name = textAt(at(template, 'spec'), 'storageClassName');
    if (name === undefined || name === '') return [];
    return [{ kind: 'StorageClass', namespace: '', name, path: `spec.volumeClaimTemplates[${index}].spec.storageClassName` }];
  });
}
