import { isProduction } from '../../environments.ts';
import type { World } from '../../model.ts';
import { infra } from './expectations.ts';
import { manualOf } from './manual-environments.ts';

/** What stands at the edge of an environment: the Gateway, or, where there is none, an Ingress for each service. */
export function edgeOf(world: World): 'gateway' | 'ingress' {
  if (world.find('Gateway', infra, 'erp-gateway') !== undefined) return 'gateway';
  return world.ofKind('Ingress').length > 0 ? 'ingress' : 'gateway';
}

/** Public host of an environment. */
export function hostOf(world: World): string {
  return manualOf(world).host;
}

/** Name of the issuer of an environment's certificate. */
export function issuerOf(world: World): string {
  return isProduction(world) ? 'letsencrypt-prod' : 'letsencrypt-staging';
}
