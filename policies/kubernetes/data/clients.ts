import type { Manifest, Pod, World } from '../../model.ts';
import { addressesOf } from '../network/addresses.ts';
import { postgresBehind } from '../operators/postgres-operator.ts';
import { mostPods } from '../pods/most-pods.ts';
import { configuredIn } from '../variables.ts';

/**
 * Connections of all services to a store, each with as many pods as it may ever have.
 * @param variable by which a pod knows how many it may open
 * @param cluster where they lead to; whoever is not known to use another is taken to use this one. Absent: wherever they lead to
 */
export function mostClients(world: World, variable: string, cluster?: Manifest): number {
  return configuredIn(world).reduce((sum, { pod, variables }) => {
    if (cluster !== undefined && usesAnother(pod, cluster, world)) return sum;
    const each = Number(variables.get(variable)?.value ?? 0);
    return Number.isFinite(each) ? sum + each * mostPods(pod, world) : sum;
  }, 0);
}

/** Whether all databases that a pod is given an address of are in other clusters. */
function usesAnother(pod: Pod, cluster: Manifest, world: World): boolean {
  const used = addressesOf(pod, world).flatMap(({ namespace, service }) => postgresBehind(world, namespace, service) ?? []);
  return used.length > 0 && !used.includes(cluster);
}
