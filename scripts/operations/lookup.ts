import type { Catalog, Release } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import type { Build, ServiceDefinition } from '../../generators/model/service/service.ts';
import { namedIn } from '../catalog/named.ts';
import { UserError } from '../terminal/errors.ts';

/** The build of a service that another environment has. */
export interface Elsewhere {
  readonly environment: string;
  readonly release: Build;
}

const none = 'There is none yet.';

/**
 * The environment of a name.
 * @throws UserError when there is none
 */
export function environmentOf({ environments }: Catalog, name: string): EnvironmentDefinition {
  return namedIn(environments, name, 'environment', none);
}

/**
 * The service of a name.
 * @throws UserError when there is none
 */
export function serviceOf({ services }: Catalog, name: string): ServiceDefinition {
  return namedIn(services, name, 'service', none);
}

/** The name of a service, then those that it had, the last one first. */
export function namesOf({ services }: Pick<Catalog, 'services'>, service: string): readonly string[] {
  const { formerly = [] } = services.find(({ value }) => value.name === service)?.value ?? {};
  return [service, ...formerly.toReversed()];
}

/** What runs of a service in an environment by its file, the initial release where it has none. */
export function releaseOf(catalog: Catalog, environment: string, service: string): Release | undefined {
  const own = catalog.releases.find((entry) => entry.environment === environment && entry.service === service)?.value;
  return own ?? catalog.services.find(({ value }) => value.name === service)?.value.initialRelease;
}

/**
 * The same.
 * @throws UserError when there is none
 */
export function deployedRelease(catalog: Catalog, environment: string, service: string): Release {
  const release = releaseOf(catalog, environment, service);
  if (release !== undefined) return release;
  throw new UserError({
    what: `${service} has no release in ${environment}.`,
    where: environment,
    how: 'Look where it is with "npm run ops -- status".',
  });
}

/** The builds of a service in all other environments. */
export function elsewhere(catalog: Catalog, service: string, but: string): readonly Elsewhere[] {
  return catalog.releases
    .filter((entry) => entry.service === service && entry.environment !== but)
    .map(({ environment, value }) => ({ environment, release: value }));
}

/** The environments that a version passes before one, the nearest first. */
export function lowerEnvironments(
  catalog: Pick<Catalog, 'environments'>,
  { delivery: { from } }: EnvironmentDefinition,
): readonly EnvironmentDefinition[] {
  const before = catalog.environments.find(({ value }) => value.name === from)?.value;
  return before === undefined ? [] : [before, ...lowerEnvironments(catalog, before)];
}

/** Environments as versions pass them: those that the pipeline delivers to first. */
export function inOrder(catalog: Pick<Catalog, 'environments'>): readonly EnvironmentDefinition[] {
  const rank = (environment: EnvironmentDefinition) => lowerEnvironments(catalog, environment).length;
  return catalog.environments.map(({ value }) => value).toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}
