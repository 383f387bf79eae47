import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { Instance } from '../model/instance.ts';
import { notFoundFilterName } from '../model/names.ts';
import { gateway } from '../model/service/backing-services.ts';
import { servedAt } from '../model/service/ports.ts';
import { ownHost, type ResolvedRoute, routesOf } from '../model/service/routes.ts';
import { serviceLabels } from './labels.ts';

/** The routes of a service at the edge, one object for each host (manual 2.6, R55, R56, D45). */
export function httpRoutes(instance: Instance) {
  const hosts = Map.groupBy(routesOf(instance.service), ({ host }) => host);
  return [...hosts].map(([host, routes]) => httpRoute(instance, host, routes));
}

/** Name of the object that holds the routes of a service at a host. */
export function httpRouteName(service: string, host: string | undefined): string {
  return host === undefined ? service : `${service}-${host}`;
}

function httpRoute({ service: { name }, environment }: Instance, host: string | undefined, routes: readonly ResolvedRoute[]) {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: httpRouteName(name, host), namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      parentRefs: [
        {
          name: gateway.name,
          namespace: environment.namespaces.infra,
          sectionName: host === undefined ? gateway.httpsListener : `${gateway.httpsListener}-${host}`,
        },
      ],
      hostnames: [host === undefined ? environment.host : ownHost(environment, host)],
      rules: routes.flatMap((route) => rules(name, route)),
    },
  } satisfies IHTTPRoute;
}

/** The service sees the path without its prefix, unless it is kept; its health and metrics pages are not published. */
function rules(service: string, { path, strip, port }: ResolvedRoute) {
  const below = path === '/' ? '' : path;
  return [
    {
      matches: [prefix(`${below}/health`), prefix(`${below}/metrics`)],
      filters: [
        {
          type: 'ExtensionRef' as const,
          extensionRef: { group: 'gateway.envoyproxy.io', kind: 'HTTPRouteFilter', name: notFoundFilterName },
        },
      ],
    },
    {
      matches: [prefix(path)],
      ...(strip &&
        path !== '/' && {
          filters: [
            {
              type: 'URLRewrite' as const,
              urlRewrite: { path: { type: 'ReplacePrefixMatch' as const, replacePrefixMatch: '/' } },
            },
          ],
        }),
      timeouts: { request: '60s', backendRequest: '60s' },
      backendRefs: [{ name: service, port: servedAt(port) }],
    },
  ];
}

function prefix(value: string) {
  return { path: { type: 'PathPrefix', value } } as const;
}
