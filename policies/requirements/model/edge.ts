import type { World } from '../../model.ts';
import { infra } from './expectations.ts';

/** What stands at the edge of an environment: the Gateway, or, where there is none, an Ingress for each service. */
export function edgeOf(world: World): 'gateway' | 'ingress' {
  if (world.find('Gateway', infra, 'erp-gateway') !== undefined) return 'gateway';
  return world.ofKind('Ingress').length > 0 ? 'ingress' : 'gateway';
}

const hosts: Readonly<Record<string, string>> = {
  dev: 'api.dev.erp.example.com',
  test: 'api.test.erp.example.com',
  staging: 'api.staging.erp.example.com',
  production: 'api.erp.example.com',
};

/** Public host of an environment. */
export function hostOf({ environment }: World): string {
  return hosts[environment] ?? `api.${environment}.erp.example.com`;
}

/** Name of the issuer of an environment's certificate. */
export function issuerOf({ environment }: World): string {
  return environment === 'production' ? 'letsencrypt-prod' : 'letsencrypt-staging';
}
