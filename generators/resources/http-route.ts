import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { Instance } from '../model/instance.ts';
import { notFoundFilterName } from '../model/names.ts';
import { gateway } from '../model/service/backing-services.ts';
import { serviceLabels } from './labels.ts';

/**
 * The route of a service at the edge (manual 2.6, R55, R56, D45). The service sees the path without its prefix; its health
 * and metrics pages are not published.
 */
export function httpRoute({ service: { name, route }, environment }: Instance) {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      parentRefs: [{ name: gateway.name, namespace: environment.namespaces.infra, sectionName: gateway.httpsListener }],
      hostnames: [environment.host],
      rules: [
        {
          matches: [prefix(`${route}/health`), prefix(`${route}/metrics`)],
          filters: [
            {
              type: 'ExtensionRef',
              extensionRef: { group: 'gateway.envoyproxy.io', kind: 'HTTPRouteFilter', name: notFoundFilterName },
            },
          ],
        },
        {
          matches: [prefix(route)],
          filters: [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } }],
          timeouts: { request: '60s', backendRequest: '60s' },
          backendRefs: [{ name, port: 80 }],
        },
      ],
    },
  } satisfies IHTTPRoute;
}

function prefix(value: string) {
  return { path: { type: 'PathPrefix', value } } as const;
}
