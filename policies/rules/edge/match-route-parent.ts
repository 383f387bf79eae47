import type { Listener, ParentReference } from '../../kubernetes/edge/gateways.ts';
import {
  allowsKind,
  allowsNamespace,
  hostnamesOf,
  listenersNamed,
  parentsOf,
  routeProtocols,
  servesHost,
} from '../../kubernetes/edge/gateways.ts';
import { missingIn, titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const gateway = (allowed = '{ from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: erp-prod } } }') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  gatewayClassName: eg
  listeners:
    - { name: http, protocol: HTTP, port: 80, hostname: api.erp.example.com, allowedRoutes: { namespaces: ${allowed} } }
    - { name: https, protocol: HTTPS, port: 443, hostname: "*.erp.example.com", allowedRoutes: { namespaces: ${allowed} } }
---
`;

const route = (parent = 'name: erp-gateway, namespace: erp-infra, sectionName: https', host = 'api.erp.example.com') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: financial-service, namespace: erp-prod }
spec: { parentRefs: [{ ${parent} }], hostnames: ["${host}"] }
`;

const on = 'HTTPRoute/financial-service';

export default defineRule({
  id: 'match-route-parent',
  severity: 'error',
  manual: '2.6 (D46)',
  summary: 'Let every route attach: its Gateway and listener exist, admit its namespace, and serve its hostnames.',
  rationale:
    'A route that no listener accepts is ignored without an error: the path answers 404 and only the status of the route says why.',
  remediation: 'Name a Gateway and one of its listeners in parentRefs, and hostnames that this listener serves.',
  scope: 'object',
  kinds: Object.keys(routeProtocols),

  check(manifest, world) {
    const parents = parentsOf(manifest);
    if (parents.length === 0)
      return [{ message: `${titleOf(manifest)} names no parent, so it is attached to nothing.`, path: 'spec.parentRefs' }];
    const judged = parents.map((parent) => attachment(manifest, parent, world));
    const listeners = judged.flatMap((item) => item.listeners);
    if (listeners.length === 0) return judged.flatMap((item) => item.problems);
    const strangers = hostnamesOf(manifest).map((hostname, index) => ({ hostname, path: `spec.hostnames[${index}]` }));
    return [
      ...judged.flatMap((item) => item.problems),
      ...strangers
        .filter(({ hostname }) => !listeners.some((listener) => servesHost(listener, hostname)))
        .map(({ hostname, path }) => ({
          message: `${titleOf(manifest)} asks for "${hostname}", which no listener of its parents serves.`,
          path,
        })),
    ];
  },

  examples: {
    pass: [
      { name: 'one listener, under a wildcard', manifests: gateway() + route() },
      { name: 'all listeners of the Gateway', manifests: gateway() + route('name: erp-gateway, namespace: erp-infra') },
      { name: 'a Gateway that admits every namespace', manifests: gateway('{ from: All }') + route() },
    ],
    fail: [
      {
        name: 'a mistyped Gateway',
        from: 'all listeners of the Gateway',
        change: { 'HTTPRoute/financial-service > spec.parentRefs[0].name': 'gateway' },
        problems: [
          {
            on,
            message: 'HTTPRoute "financial-service" attaches to Gateway "gateway", which does not exist in namespace "erp-infra".',
            path: 'spec.parentRefs[0].name',
          },
        ],
      },
      {
        name: "a Gateway without its namespace, which means the route's",
        from: 'all listeners of the Gateway',
        change: { 'HTTPRoute/financial-service > spec.parentRefs[0].namespace': undefined },
        problems: [
          {
            on,
            message: 'HTTPRoute "financial-service" attaches to Gateway "erp-gateway", which does not exist in namespace "erp-prod".',
            path: 'spec.parentRefs[0].name',
          },
        ],
      },
      {
        name: 'a mistyped listener',
        from: 'one listener, under a wildcard',
        change: { 'HTTPRoute/financial-service > spec.parentRefs[0].sectionName': 'tls' },
        problems: [
          {
            on,
            message: 'HTTPRoute "financial-service" attaches to listener "tls" of Gateway "erp-gateway", which has none of that name.',
            path: 'spec.parentRefs[0].sectionName',
          },
        ],
      },
      {
        name: 'a Gateway that admits only its own namespace',
        from: 'a Gateway that admits every namespace',
        change: {
          'Gateway/erp-gateway > spec.listeners[0].allowedRoutes.namespaces.from': 'Same',
          'Gateway/erp-gateway > spec.listeners[1].allowedRoutes.namespaces.from': 'Same',
        },
        problems: [
          {
            on,
            message:
              'HTTPRoute "financial-service" attaches to Gateway "erp-gateway", which admits no HTTPRoute of namespace "erp-prod" there.',
            path: 'spec.parentRefs[0]',
          },
        ],
      },
      {
        name: 'a hostname that the listener does not serve',
        from: 'one listener, under a wildcard',
        change: { 'HTTPRoute/financial-service > spec.hostnames[0]': 'api.erp.example.org' },
        problems: [
          {
            on,
            message: 'HTTPRoute "financial-service" asks for "api.erp.example.org", which no listener of its parents serves.',
            path: 'spec.hostnames[0]',
          },
        ],
      },
    ],
  },
});

/** The listeners that accept a route through one of its parents, or why there are none. A parent that is no Gateway has no listeners. */
function attachment(
  route: Manifest,
  parent: ParentReference,
  world: World,
): { readonly listeners: readonly Listener[]; readonly problems: readonly Problem[] } {
  const gateway = world.find(parent.kind, parent.namespace, parent.name);
  const named = `${parent.kind} "${parent.name}"`;
  if (gateway === undefined)
    return refused(`${titleOf(route)} attaches to ${named}, which ${missingIn(parent.namespace)}.`, `${parent.path}.name`);
  if (parent.kind !== 'Gateway') return { listeners: [], problems: [] };
  const candidates = listenersNamed(gateway, parent);
  if (candidates.length === 0 && parent.section !== undefined) {
    const message = `${titleOf(route)} attaches to listener "${parent.section}" of ${named}, which has none of that name.`;
    return refused(message, `${parent.path}.sectionName`);
  }
  const listeners = candidates.filter((item) => allowsKind(item, route.kind) && allowsNamespace(item, route.namespace, world));
  if (listeners.length > 0) return { listeners, problems: [] };
  return refused(
    `${titleOf(route)} attaches to ${named}, which admits no ${route.kind} of namespace "${route.namespace}" there.`,
    parent.path,
  );
}

function refused(message: string, path: string): { readonly listeners: readonly Listener[]; readonly problems: readonly Problem[] } {
  return { listeners: [], problems: [{ message, path }] };
}
