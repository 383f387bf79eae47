import type { Instance } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import { type ResolvedRoute, routeName, routesOf } from '../model/service/routes.ts';
import { serviceLabels } from './labels.ts';

/** `gateway.envoyproxy.io/v1alpha1`, the fields that we use. */
interface BackendTrafficPolicy extends KubernetesObject {
  readonly apiVersion: 'gateway.envoyproxy.io/v1alpha1';
  readonly kind: 'BackendTrafficPolicy';
  readonly spec: {
    readonly targetRefs: readonly { readonly group: string; readonly kind: string; readonly name: string }[];
    readonly rateLimit: {
      readonly type: 'Local';
      readonly local: {
        readonly rules: readonly {
          readonly clientSelectors: readonly { readonly sourceCIDR: { readonly type: 'Distinct'; readonly value: string } }[];
          readonly limit: { readonly requests: number; readonly unit: 'Second' };
        }[];
      };
    };
    readonly timeout: { readonly tcp: { readonly connectTimeout: string }; readonly http: { readonly requestTimeout: string } };
    readonly requestBuffer?: { readonly limit: string };
  };
}

/** What counts for the routes of a service: one policy for those that are answered in time, one for those that stay open. */
export function backendTrafficPolicies(instance: Instance): readonly BackendTrafficPolicy[] {
  const byKind = Map.groupBy(routesOf(instance.service), ({ streams }) => streams);
  return [...byKind].map(([streams, routes]) => backendTrafficPolicy(instance, streams, routes));
}

/**
 * Rate limit for each client address, answered with 429, time-outs and body size of a route (manual 2.6, R53, R55, D47, D48). A route
 * whose requests are read to their end before they are handed on upgrades none to a web socket (Envoy Gateway 1.9.0,
 * `buildUpgradeConfig`), so one that stays open has no buffer.
 */
function backendTrafficPolicy(
  { service, environment, settings }: Instance,
  streams: boolean,
  routes: readonly ResolvedRoute[],
): BackendTrafficPolicy {
  const { name } = service;
  const targets = [...new Set(routes.map((route) => routeName(name, route)))];
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'BackendTrafficPolicy',
    metadata: { name: streams ? `${name}-streams` : name, namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      targetRefs: targets.map((target) => ({ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: target })),
      rateLimit: {
        type: 'Local',
        local: {
          rules: ['0.0.0.0/0', '::/0'].map((value) => ({
            clientSelectors: [{ sourceCIDR: { type: 'Distinct', value } }],
            limit: { requests: 100, unit: 'Second' },
          })),
        },
      },
      timeout: { tcp: { connectTimeout: '60s' }, http: { requestTimeout: streams ? '0s' : '60s' } },
      ...(!streams && { requestBuffer: { limit: settings.maxBodySize } }),
    },
  };
}
