import type { Catalog } from '../../catalog.ts';
import { ownHost, routePath, writtenRoutes } from '../../service/routes.ts';
import { at, type CatalogProblem, problem } from '../problem.ts';

/**
 * Names below a domain at which browsers and programs of mail look for their settings (WPAD, ISATAP, Autodiscover, Autoconfig, RFC 8461, the key directory
 * of OpenPGP), and names of other alphabets, which look like those of this one (RFC 5890).
 */
const searched = /^(?:xn--.*|wpad|isatap|autodiscover|autoconfig|mta-sts|openpgpkey|localhost)$/;

/** Hosts of services that are something else already: of the platform, or of another environment as a whole. */
export function hostProblems(catalog: Pick<Catalog, 'services' | 'environments' | 'platform'>): CatalogProblem[] {
  const { services, environments } = catalog;
  const taken = takenHosts(catalog);
  return services.flatMap((entry) =>
    writtenRoutes(entry.value).flatMap((route, index) => {
      const { host } = route;
      if (host === undefined) return [];
      if (searched.test(host))
        return [
          problem(
            at(entry, ...routePath(entry.value, index), 'host'),
            `The host "${host}" is one that ${host.startsWith('xn--') ? 'reads as another' : 'programs look for by themselves, and believe'}.`,
            'Choose another first label.',
          ),
        ];
      const found = environments
        .map(({ value }) => ({ environment: value.name, name: ownHost(value, host), what: taken.get(ownHost(value, host)) }))
        .find(({ what }) => what !== undefined);
      if (found === undefined) return [];
      const spot = at(entry, ...routePath(entry.value, index), 'host');
      return [
        problem(
          spot,
          `The host "${host}" would be ${found.name} in ${found.environment}, which is ${found.what}.`,
          'Choose another first label, or leave host out: then the route is a path of the API.',
        ),
      ];
    }),
  );
}

/** Each with what it is. */
function takenHosts({
  environments,
  platform: { value: platform },
}: Pick<Catalog, 'environments' | 'platform'>): ReadonlyMap<string, string> {
  return new Map([
    // `dev.erp.example.com`, below which all of dev answers.
    ...environments.map(({ value }) => [value.host.slice(value.host.indexOf('.') + 1), `the domain of ${value.name}`] as const),
    ...environments.flatMap(({ value: { name, host, observability } }) => [
      [host, `the API of ${name}`] as const,
      [observability.hosts.grafana, `Grafana of ${name}`] as const,
      [observability.hosts.jaeger, `Jaeger of ${name}`] as const,
    ]),
    [platform.argo.host, 'Argo CD'],
  ]);
}
