import type { Catalog } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import type { PullRequests } from '../../generators/model/environment/pull-requests.ts';
import { present } from '../support/mutations/mutation.ts';

/** What the host of these tests declares. */
export const declared: PullRequests = {
  repositories: [
    { name: 'services', url: 'https://github.com/example-erp/erp-services', services: ['financial-service', 'sales-service'] },
    { name: 'stock', url: 'https://github.com/example-erp/stock', services: ['material-service'] },
  ],
  mostDays: 14,
};

/** The catalog with an environment changed. */
export function withHost(catalog: Catalog, name: string, over: Partial<EnvironmentDefinition>): Catalog {
  const environments = catalog.environments.map((entry) =>
    entry.value.name === name ? { ...entry, value: { ...entry.value, ...over } } : entry,
  );
  return { ...catalog, environments };
}

/** The environment of that name. */
export function hostIn({ environments }: Catalog, name: string): EnvironmentDefinition {
  return present(environments.find(({ value }) => value.name === name)).value;
}
