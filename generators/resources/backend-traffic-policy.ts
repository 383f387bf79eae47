import type { Instance } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import { routesOf } from '../model/service/routes.ts';
import { httpRouteName } from './http-route.ts';
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
    readonly requestBuffer: { readonly limit: string };
  };
}

/** Rate limit for each client address, answered with 429, time-outs and body size of a route (manual 2.6, R53, R55, D47, D48). */
export function backendTrafficPolicy({ service, environment, settings }: Instance): BackendTrafficPolicy {
  const { name } = service;
  const hosts = [...new Set(routesOf(service).map(({ host }) => host))];
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'BackendTrafficPolicy',
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      targetRefs: hosts.map((host) => ({ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: httpRouteName(name, host) })),
      rateLimit: {
        type: 'Local',
        local: {
          rules: ['0.0.0.0/0', '::/0'].map((value) => ({
            clientSelectors: [{ sourceCIDR: { type: 'Distinct', value } }],
            limit: { requests: 100, unit: 'Second' },
          })),
        },
      },
      timeout: { tcp: { connectTimeout: '60s' }, http: { requestTimeout: '60s' } },
      requestBuffer: { limit: settings.maxBodySize },
    },
  };
}
