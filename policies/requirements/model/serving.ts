import { requiredEnvironments } from '../../environments.ts';
import { placeRole } from '../../kubernetes/namespaces.ts';
import type { World } from '../../model.ts';

/**
 * The environments as the manual means them: where the cluster that an environment began in waits, what the manual asks of the environment is
 * asked of the place that serves, which is called after it (`production-west`). Where no place serves, of the one that waits: then nothing is met.
 */
export function servingPlaces(environments: readonly World[]): readonly World[] {
  return environments.map((world) => {
    if (!requiredEnvironments.includes(world.environment) || serves(world)) return world;
    const place = environments.find(
      (other) => other.environment.startsWith(`${world.environment}-`) && other.tier === world.tier && serves(other),
    );
    if (place === undefined) return world;
    const standIn: World = { ...place, environment: world.environment };
    ownNames.set(standIn, place.environment);
    return standIn;
  });
}

const ownNames = new WeakMap<World, string>();

/** What an environment is called by its own labels: the place that serves for another goes by its own name. */
export function ownNameOf(world: World): string {
  return ownNames.get(world) ?? world.environment;
}

function serves(world: World): boolean {
  return world.namespaces.every(({ name }) => placeRole(world, name) === undefined);
}
