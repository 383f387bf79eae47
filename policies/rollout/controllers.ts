import { isPublic } from '../kubernetes/network/address-ranges.ts';
import { controllers as known, rangesAt } from '../kubernetes/network/controller-flows.ts';
import { networkOf } from '../kubernetes/network/network.ts';
import { titleOf } from '../kubernetes/objects.ts';
import { perWorld } from '../kubernetes/per-world.ts';
import type { Manifest, Pod, World } from '../model.ts';
import { definitionOf } from './makers.ts';
import type { Need } from './needs.ts';

/**
 * What an object of a custom kind needs of its controller: that the workloads of the Application that brings its definition are
 * up, and that whom they ask outside of the cluster can be reached.
 */
export function controllerNeeds(manifest: Manifest, world: World): readonly Need[] {
  const definition = definitionOf(manifest, world);
  const home = definition && world.placeOf(definition);
  if (home === undefined) return [];
  const title = titleOf(manifest);
  // A way that one object asks for is missed by that object only.
  const missed = (closedWays(world).get(home.application) ?? []).filter(({ what }) => !what.endsWith(')') || what.endsWith(`(${title})`));
  return [...(workloads(world).get(home.application) ?? []), ...missed];
}

const workloads = perWorld((world) =>
  byApplication(
    world.manifests
      .filter(({ origin, kind }) => origin?.by === 'chart' && ['Deployment', 'StatefulSet'].includes(kind))
      .map((manifest) => ({ manifest, need: { what: `${manifest.kind} "${manifest.name}"`, path: 'kind', makers: [manifest] } })),
    world,
  ),
);

/** Ways out of the cluster that no policy opens for a controller: nothing that comes later brings them. */
const closedWays = perWorld((world) =>
  byApplication(
    known.flatMap(({ name, namespace, labels, beyond }) => {
      const pods = world.pods.filter(
        (pod) =>
          pod.manifest.origin?.by === 'chart' &&
          (namespace === undefined || namespace === pod.namespace) &&
          Object.entries(labels).every(([key, value]) => pod.labels[key] === value),
      );
      return pods.flatMap((pod) =>
        (beyond?.(world) ?? [])
          .filter(({ port, where }) => !reaches(pod, port, where === 'internet', world))
          .map(({ who }) => ({ manifest: pod.manifest, need: { what: `the way of ${name} to ${who}`, path: 'kind', makers: [] } })),
      );
    }),
    world,
  ),
);

function reaches(pod: Pod, port: number, beyondTheCompany: boolean, world: World): boolean {
  const network = networkOf(world);
  const ranges = rangesAt(network, 'Egress', network.endpointOf(pod), port);
  return ranges === undefined || (beyondTheCompany ? ranges.some(isPublic) : ranges.length > 0);
}

function byApplication(
  entries: readonly { readonly manifest: Manifest; readonly need: Need }[],
  world: World,
): ReadonlyMap<string, readonly Need[]> {
  const found = new Map<string, Need[]>();
  for (const { manifest, need } of entries) {
    const application = world.placeOf(manifest)?.application;
    if (application === undefined) continue;
    const list = found.get(application);
    if (list === undefined) found.set(application, [need]);
    else list.push(need);
  }
  return found;
}
