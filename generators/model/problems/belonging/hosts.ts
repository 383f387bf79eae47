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
  const beyond = beyondRoom(catalog);
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
      const spot = at(entry, ...routePath(entry.value, index), 'host');
      if (beyond.has(host)) {
        const said = `The host "${host}" is one more than ${mostOwnHosts} hosts of services, which is all that the Gateway of an environment has room for.`;
        return [problem(spot, said, 'Publish the service at a path of the API, or of a host that is there (docs/services.md, route).')];
      }
      const found = environments
        .map(({ value }) => ({ environment: value.name, name: ownHost(value, host), what: taken.get(ownHost(value, host)) }))
        .find(({ what }) => what !== undefined);
      if (found === undefined) return [];
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

/** Listeners of one Gateway at most (Gateway API 1.6.1, `GatewaySpec`: `MaxItems` of `listeners`); a host has two, and so has the API. */
const mostOwnHosts = 64 / 2 - 1;

/** Hosts for which there is no listener, in the order of the files. */
function beyondRoom({ services, environments }: Pick<Catalog, 'services' | 'environments'>): ReadonlySet<string> {
  if (environments.every(({ value }) => value.edge !== 'gateway')) return new Set();
  const hosts = new Set(services.flatMap(({ value }) => writtenRoutes(value).flatMap(({ host }) => host ?? [])));
  return new Set([...hosts].slice(mostOwnHosts));
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
