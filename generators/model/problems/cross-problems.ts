import { type Catalog, homeOf } from '../catalog.ts';
import type { Entry } from '../entry.ts';
import { isStateless } from '../environment/place.ts';
import { chartNames } from '../environment/versions.ts';
import type { DataEntry } from '../operations/operations.ts';
import { type Route, routePath, writtenRoutes } from '../service/routes.ts';
import type { ServiceDefinition } from '../service/service.ts';
import { fitsInto } from '../stores/keeping.ts';
import { deploymentsOf, processNames } from '../surroundings.ts';
import { folderProblems } from './belonging/folders.ts';
import { formerNameProblems } from './belonging/former-names.ts';
import { hostProblems } from './belonging/hosts.ts';
import { ownerProblems } from './belonging/owners.ts';
import { settledAmong, sideBySideProblems } from './belonging/side-by-side.ts';
import { capacityProblems } from './capacity-problems.ts';
import { pathProblems } from './operations-problems.ts';
import { at, type CatalogProblem, keyAt, problem, unknownName, unless } from './problem.ts';
import { pullRequestProblems } from './pull-request-problems.ts';
import { sealedSecretProblems } from './sealed-secret-problems.ts';
import { callProblems } from './services/call-problems.ts';
import { namedServiceProblems } from './services/settings/named-services.ts';
import { sharedTopicProblems } from './services/topic-problems.ts';
import { storeProblems } from './stores/pool-problems.ts';

/** Names of Applications that belong to the platform. */
export const platformApplications: readonly string[] = [
  ...chartNames,
  'admission',
  'alerts',
  'argo-cd',
  'backup',
  'break-glass',
  'dashboards',
  'data-access',
  'data-layer',
  'dns-key',
  'edge',
  'logs-traces',
  'monitoring',
  'namespaces',
  'operators',
  // What commands call all of it.
  'platform',
  'secrets',
  'signatures',
];

/** What the files of the catalog say about each other and that does not agree. */
export function crossProblems(catalog: Catalog): CatalogProblem[] {
  const { services, environments, releases, sealedSecrets, settings, scaling, freezes, thaws, platform, versions } = catalog;
  const settled = settledAmong(services);
  const serviceNames = services.map(({ value }) => value.name);
  const dataNames = new Set(serviceNames.map((name) => `${name}-data`));
  const environmentNames = environments.map(({ value }) => value.name);
  const declared = environments.filter(({ cluster }) => cluster === undefined);
  const declaredNames = declared.map(({ value }) => value.name);
  const groups = Object.keys(platform.value.groups);
  const scope = {
    services: new Map(services.map(({ value }) => [value.name, value])),
    environments: environmentNames,
    deployed: deploymentsOf(catalog),
  };
  return [
    ...pullRequestProblems(catalog),
    ...(homeOf(catalog) === undefined && environments.length > 0
      ? unknownName(
          at(platform, 'argo', 'cluster'),
          `Argo CD runs in "${platform.value.argo.cluster}", but no environment has that cluster.`,
          platform.value.argo.cluster,
          environments.flatMap(({ value }) => value.clusters.map(({ name }) => name)),
        )
      : []),
    ...services.flatMap((entry) => [
      ...callProblems(entry, scope),
      ...Object.keys(entry.value.environments ?? {}).flatMap((name) =>
        unknownName(
          keyAt(entry, 'environments', name),
          `The service has settings for "${name}", but no environment has that name.`,
          name,
          declaredNames,
        ),
      ),
      ...unless(
        ![...platformApplications, platform.value.dataLayer.redis].includes(entry.value.name),
        at(entry, 'name'),
        `"${entry.value.name}" is the name of a platform application.`,
        'Choose another name.',
      ),
    ]),
    ...services.flatMap((entry) =>
      unless(
        !dataNames.has(entry.value.name),
        at(entry, 'name'),
        `"${entry.value.name}" is the name of what another service has in the data layer.`,
        'Choose a name that does not end in -data.',
      ),
    ),
    ...duplicates(settled, 'route', (service) => writtenRoutes(service).map((route, index) => [routePath(service, index), placeOf(route)])),
    ...duplicates(services, 'process', (service) => processNames(service).map((name) => [['name'], name])),
    ...duplicates(settled, 'database', ({ database }) => (database === undefined ? [] : [[['database', 'name'], database.name]])),
    ...duplicates(settled, 'database role', ({ database }) => (database === undefined ? [] : [[['database', 'user'], database.user]])),
    ...namedServiceProblems(catalog),
    ...hostProblems(catalog),
    ...ownerProblems(catalog),
    ...folderProblems(catalog, platformApplications),
    ...formerNameProblems(catalog),
    ...sharedTopicProblems(catalog),
    ...storeProblems(catalog),
    ...capacityProblems(catalog),
    ...nestedRoutes(settled),
    ...sideBySideProblems(catalog),
    ...duplicates(environments, 'environment', ({ name }) => [[['name'], name]]),
    ...duplicates(declared, 'short name', ({ shortName }) => [[['shortName'], shortName]]),
    ...duplicates(environments, 'host', ({ name: own, place, host: name, observability: { hosts } }) => [
      // Whichever place serves answers at the host of the environment.
      ...(place === undefined || place.of === own ? [[['host'], name] as const] : []),
      [['observability', 'hosts', 'grafana'], hosts.grafana],
      [['observability', 'hosts', 'jaeger'], hosts.jaeger],
    ]),
    ...duplicates(environments, 'cluster', ({ clusters }) => clusters.map(({ name }, index) => [['clusters', index, 'name'], name])),
    ...environments.flatMap((entry) =>
      entry.value.access.flatMap(({ group }, index) =>
        unknownName(at(entry, 'access', index, 'group'), `The access table names "${group}", but no group has that name.`, group, groups),
      ),
    ),
    ...platform.value.productionGroups.flatMap((group, index) =>
      unknownName(at(platform, 'productionGroups', index), `There is no group "${group}".`, group, groups),
    ),
    ...ownerless(releases, 'is a release', serviceNames, environmentNames),
    ...releasesInPlaces(catalog),
    ...ownerless(sealedSecrets, 'is a secret', serviceNames, environmentNames),
    ...ownerless(settings, 'are settings', serviceNames, environmentNames),
    ...ownerless(scaling, 'is a temporary scale', serviceNames, environmentNames),
    ...freezes.flatMap((entry) => unknownEnvironment(entry, 'are freezes', environmentNames)),
    ...versions.flatMap((entry) => unknownEnvironment(entry, 'are versions', environmentNames)),
    ...thaws.flatMap((entry) => unknownEnvironment(entry, 'is a thaw', environmentNames)),
    ...pathProblems(environments),
    ...sealedSecretProblems(catalog),
  ];
}

/** What keeps something has no place where nothing is kept. */
function releasesInPlaces({ releases, services, environments }: Catalog): CatalogProblem[] {
  const stateless = new Map(environments.flatMap(({ value }) => (isStateless(value) ? [[value.name, value] as const] : [])));
  if (stateless.size === 0) return [];
  const known = new Map(services.map(({ value }) => [value.name, value]));
  return releases.flatMap((entry) => {
    const [environment, service] = [stateless.get(entry.environment), known.get(entry.service)];
    return unless(
      environment === undefined || service === undefined || fitsInto(environment, service, services),
      entry,
      `"${entry.service}" has a store, a disk, or calls a service that has, and "${entry.environment}" keeps nothing.`,
      'Remove the file: the service runs at home, and calls that are optional find it missing.',
    );
  });
}

/** Data of a service or an environment that is not there. */
function ownerless(
  entries: readonly DataEntry<unknown>[],
  what: string,
  services: readonly string[],
  environments: readonly string[],
): CatalogProblem[] {
  return entries.flatMap((entry) => [
    ...unknownName(
      entry,
      `There ${what} of "${entry.service}", but no service has that name.`,
      entry.service,
      services,
      `Put its file back (git checkout), and end it with "npm run ops -- remove ${entry.service} --env ${entry.environment} --reason <why>", which takes this file away, too; "npm run ops -- rename" gives it another name (docs/runbooks/remove.md).`,
    ),
    ...unknownEnvironment(entry, what, environments),
  ]);
}

function unknownEnvironment(
  entry: Entry<unknown> & { readonly environment: string },
  what: string,
  environments: readonly string[],
): CatalogProblem[] {
  const message = `There ${what} for "${entry.environment}", but no environment has that name.`;
  return unknownName(entry, message, entry.environment, environments);
}

/**
 * `/a` and `/a/b` of two services at the host of the API, where each has a path of its own: the longer path decides (Gateway API v1,
 * HTTPRouteMatch; ingress-nginx, path priority), and would take requests of the other that its file says are its. A host of its own may be
 * shared out so.
 */
function nestedRoutes(services: readonly Entry<ServiceDefinition>[]): CatalogProblem[] {
  const byRoute = new Map(services.flatMap((entry) => writtenRoutes(entry.value).map((route) => [placeOf(route), entry] as const)));
  return services.flatMap((entry) =>
    writtenRoutes(entry.value).flatMap((route, index) => {
      const parts = route.path === '/' || route.host !== undefined ? [] : route.path.split('/');
      const above = parts.map((_, end) => placeOf({ ...route, path: `/${parts.slice(1, end).join('/')}` }));
      const outer = above.map((place) => byRoute.get(place)).find((other) => other !== undefined && other !== entry);
      const place = above.find((candidate) => byRoute.get(candidate) === outer);
      return outer === undefined
        ? []
        : [
            problem(
              at(entry, ...routePath(entry.value, index)),
              `The route "${placeOf(route)}" lies below "${place ?? ''}" of "${outer.value.name}".`,
              'Choose a route of its own.',
            ),
          ];
    }),
  );
}

/** A route as one text: the host, where it is not the API's, and the path. */
function placeOf({ host, path }: Route): string {
  return `${host ?? ''}${path}`;
}

function duplicates<T extends { readonly name: string }>(
  entries: readonly Entry<T>[],
  what: string,
  keysOf: (value: T) => readonly (readonly [path: readonly (string | number)[], key: string])[],
): CatalogProblem[] {
  const owners = new Map<string, string>();
  return entries.flatMap((entry) =>
    keysOf(entry.value).flatMap(([path, key]) => {
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, entry.value.name);
      return owner === undefined
        ? []
        : [problem(at(entry, ...path), `The ${what} "${key}" belongs to "${owner}" and "${entry.value.name}".`, 'Change one of them.')];
    }),
  );
}
