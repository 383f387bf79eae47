import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { Instance } from '../model/instance.ts';
import { notFoundFilterName } from '../model/names.ts';
import { gateway } from '../model/service/backing-services.ts';
import { servedAt } from '../model/service/ports.ts';
import { ownHost, type ResolvedRoute, routeName, routesOf } from '../model/service/routes.ts';
import { processName } from '../model/surroundings.ts';
import { hiddenPaths } from './hidden-paths.ts';
import { serviceLabels } from './labels.ts';

/**
 * The routes of a service at the edge, one object for each host (manual 2.6, R55, R56, D45), and one more for those that stay open, for
 * which another policy counts.
 */
export function httpRoutes(instance: Instance) {
  const groups = Map.groupBy(routesOf(instance.service), (route) => routeName(instance.service.name, route));
  return [...groups].map(([name, routes]) => httpRoute(instance, name, routes));
}

function httpRoute(instance: Instance, name: string, routes: readonly ResolvedRoute[]) {
  const { service, environment } = instance;
  const host = routes[0]?.host;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    spec: {
      parentRefs: [
        {
          name: gateway.name,
          namespace: environment.namespaces.infra,
          sectionName: host === undefined ? gateway.httpsListener : `${gateway.httpsListener}-${host}`,
        },
      ],
      hostnames: [host === undefined ? environment.host : ownHost(environment, host)],
      rules: routes.flatMap((route) => rules(instance, route)),
    },
  } satisfies IHTTPRoute;
}

/** The service sees the path without its prefix, unless it is kept; what it shows to probes and Prometheus is not published. */
function rules(instance: Instance, route: ResolvedRoute) {
  const { path, strip, worker, port, streams } = route;
  const below = path === '/' ? '' : path;
  // Of Gateway API: no limit.
  const time = streams ? '0s' : '60s';
  return [
    {
      matches: hiddenPaths(instance, route).map((hidden) => prefix(`${below}${hidden}`)),
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
      timeouts: { request: time, backendRequest: time },
      backendRefs: [{ name: processName(instance.service.name, worker), port: servedAt(port) }],
    },
  ];
}

function prefix(value: string) {
  return { path: { type: 'PathPrefix', value } } as const;
}
