import { type Tier, tierOf } from '../../environments.ts';

/** What the manual calls an environment by, beside its name (1.1, 2.1, 2.6, 3.3). */
export interface ManualEnvironment {
  readonly name: string;
  /** Namespace of the services. */
  readonly namespace: string;
  /** Public host of the API. */
  readonly host: string;
  /** In the names of consumer groups. */
  readonly shortName: string;
  /** The group that works in it. */
  readonly group: 'dev' | 'ops';
}

/** The environments of the manual (1.1), in its order. */
export const manualEnvironments = {
  dev: { name: 'dev', namespace: 'erp-dev', host: 'api.dev.erp.example.com', shortName: 'dev', group: 'dev' },
  test: { name: 'test', namespace: 'erp-test', host: 'api.test.erp.example.com', shortName: 'test', group: 'dev' },
  staging: { name: 'staging', namespace: 'erp-staging', host: 'api.staging.erp.example.com', shortName: 'staging', group: 'ops' },
  production: { name: 'production', namespace: 'erp-prod', host: 'api.erp.example.com', shortName: 'prod', group: 'ops' },
} as const satisfies Readonly<Record<string, ManualEnvironment>>;

/** What the manual says of an environment; of a further one what follows from its name. */
export function manualOf({ environment, tier }: { readonly environment: string; readonly tier: Tier }): ManualEnvironment {
  return (
    Object.values<ManualEnvironment>(manualEnvironments).find(({ name }) => name === environment) ?? {
      name: environment,
      namespace: `erp-${environment}`,
      host: `api.${environment}.erp.example.com`,
      shortName: environment,
      group: tier === 'trial' ? 'dev' : 'ops',
    }
  );
}

/** The same by a name alone. */
export function manualNamed(environment: string): ManualEnvironment {
  return manualOf({ environment, tier: tierOf({}, environment) });
}
