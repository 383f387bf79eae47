import { requiredEnvironments } from '../../environments.ts';
import { placeRole } from '../../kubernetes/namespaces.ts';
import type { World } from '../../model.ts';

/**
 * The place that serves for an environment of the manual whose own cluster waits: what the manual asks of the environment is asked of it. It is called after
 * the environment (`production-west`). Undefined where the cluster serves itself, and where no place does: then the manual is not met.
 */
export function servingFor(environments: readonly World[], world: World): World | undefined {
  if (!requiredEnvironments.includes(world.environment) || serves(world)) return undefined;
  return environments.find((other) => other.environment.startsWith(`${world.environment}-`) && other.tier === world.tier && serves(other));
}

function serves(world: World): boolean {
  return world.namespaces.every(({ name }) => placeRole(world, name) === undefined);
}
