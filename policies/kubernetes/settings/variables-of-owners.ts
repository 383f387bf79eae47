import type { World } from '../../model.ts';
import { perWorld } from '../per-world.ts';
import { type Configured, configuredIn } from '../variables.ts';
import type { Fault } from './variables-of-itself.ts';

/** Where things lie: one owner's workloads mean the same place by the same word. */
const places = /(?:^|_)(?:ARCHIVE|STORE|BUCKET|REGION)$/;

/**
 * Faults of variables that other workloads of the same owner, by the label `app`, set otherwise. Where each of several containers sees to
 * one of several places, one place that both have is enough: one of them may have nothing to do at another yet.
 */
export function faultsOfOwners(configured: Configured, world: World): readonly Fault[] {
  const { pod, variables } = configured;
  const owner = ownerOf({ pod });
  if (owner === undefined) return [];
  const siblings = (byOwner(world).get(owner) ?? []).filter((other) => other.pod.manifest !== pod.manifest);
  return [...variables].flatMap(([name, { value }]) => {
    if (!places.test(name)) return [];
    const own = valuesOf(configured, name);
    const other = siblings.find(
      (sibling) => sibling.variables.has(name) && !valuesOf(sibling, name).some((theirs) => own.includes(theirs)),
    );
    if (other === undefined) return [];
    const { kind, name: called } = other.pod.manifest;
    return [
      {
        name,
        message: `is "${value}", and "${other.variables.get(name)?.value}" in ${kind} "${called}" of the same owner: one looks where the other never writes.`,
      },
    ];
  });
}

function valuesOf({ ofContainers }: Configured, name: string): readonly string[] {
  return ofContainers.flatMap((own) => own.get(name)?.value ?? []);
}

/** Namespace and label; undefined where the pod has none. */
function ownerOf({ pod: { namespace, labels } }: Pick<Configured, 'pod'>): string | undefined {
  const owner = labels['app'] ?? labels['app.kubernetes.io/name'];
  return owner === undefined ? undefined : `${namespace}/${owner}`;
}

const byOwner = perWorld((world) => Map.groupBy(configuredIn(world), ownerOf));
