import { publishedPaths } from '../../kubernetes/edge/hidden-paths.ts';
import type { RouteReference } from '../../kubernetes/edge/routes.ts';
import { backendsOf, extensionsOf, isGranted } from '../../kubernetes/edge/routes.ts';
import { listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { destination } from '../../kubernetes/network/services.ts';
import { groupOf, missingIn, titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const route = (backend: string, filters = '[]') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: financial-service, namespace: erp-prod }
spec:
  parentRefs: [{ name: erp-gateway, namespace: erp-infra }]
  rules: [{ filters: ${filters}, backendRefs: [{ ${backend} }] }]
`;

const service = (namespace = 'erp-prod') => `---
apiVersion: v1
kind: Service
metadata: { name: financial-service, namespace: ${namespace} }
spec: { selector: { app: financial-service }, ports: [{ name: http, port: 80, targetPort: http }] }
`;

const grant = (from: string) => `---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: routes, namespace: erp-infra }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ${from} }]
  to: [{ group: "", kind: Service }]
`;

const ingress = (port: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: financial-service, namespace: erp-prod }
spec:
  rules:
    - host: api.erp.example.com
      http: { paths: [{ path: /financial, pathType: Prefix, backend: { service: { name: financial-service, port: ${port} } } }] }
`;

const extension = '[{ type: ExtensionRef, extensionRef: { group: gateway.envoyproxy.io, kind: HTTPRouteFilter, name: deny-health } }]';

const hidden = (name: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: erp-prod }
spec:
  rules:
    - matches: [{ path: { type: PathPrefix, value: /${name}/health } }]
      filters: [{ type: ExtensionRef, extensionRef: { group: gateway.envoyproxy.io, kind: HTTPRouteFilter, name: not-found } }]
    - matches: [{ path: { type: PathPrefix, value: /${name} } }]
      filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: / } } }]
      backendRefs: [{ name: ${name}, port: 80 }]
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: erp-prod }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80, targetPort: http }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - { name: ${name}, ports: [{ name: http, containerPort: 8000 }], livenessProbe: { httpGet: { path: /health/live, port: http } } }
`;

export default defineRule({
  id: 'match-route-backend',
  severity: 'error',
  manual: '2.6 (D9)',
  summary:
    'Let every backend and every filter that a route names exist, and the port too; send requests to whom they are for, and to no path that is for the cluster alone.',
  rationale: 'A route to nothing answers 500 or 503 to every client, while the object itself is accepted without a word.',
  remediation:
    'Name a Service of the environment and one of its ports; across namespaces a ReferenceGrant must allow it. Paths of probes and metrics are hidden by generators/resources/http-route.ts.',
  scope: 'object',
  kinds: ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute', 'Ingress'],

  check(manifest, world) {
    return [
      ...backendsOf(manifest).flatMap((target) => backendProblem(manifest, target, world)),
      ...published(manifest, world),
      ...mixed(manifest, world),
      ...extensionsOf(manifest).flatMap((target) => {
        const found = world.find(target.kind, target.namespace, target.name);
        if (found !== undefined && groupOf(found.apiVersion) === target.group) return [];
        const message = `${titleOf(manifest)} filters through ${target.kind} "${target.name}", which ${missingIn(target.namespace)}.`;
        return [{ message, path: `${target.path}.name` }];
      }),
    ];
  },

  examples: {
    pass: [
      { name: 'a Service of the namespace', manifests: route('name: financial-service, port: 80') + service() },
      { name: 'an Ingress, by port name', manifests: ingress('{ name: http }') + service() },
      {
        name: 'a Service of another namespace that grants it',
        manifests: route('name: financial-service, namespace: erp-infra, port: 80') + service('erp-infra') + grant('erp-prod'),
      },
      {
        name: 'paths that are for the cluster alone, and two programs with a route each',
        manifests: `${hidden('financial')}---${hidden('sales')}---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: HTTPRouteFilter
metadata: { name: not-found, namespace: erp-prod }
spec: { directResponse: { statusCode: 404 } }
`,
      },
      {
        name: 'a filter that exists',
        manifests: `${route('name: financial-service, port: 80', extension)}${service()}---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: HTTPRouteFilter
metadata: { name: deny-health, namespace: erp-prod }
spec: { directResponse: { statusCode: 404 } }
`,
      },
    ],
    fail: [
      {
        name: 'a mistyped path that is hidden',
        from: 'paths that are for the cluster alone, and two programs with a route each',
        change: { 'HTTPRoute/sales > spec.rules[0].matches[0].path.value': '/sales/healthz' },
        problems: [
          {
            on: 'HTTPRoute/sales',
            message: 'HTTPRoute "sales" publishes "/health/live" of its pods at "/sales/health/live".',
            path: 'spec.rules[1]',
          },
        ],
      },
      {
        name: 'a hidden path with a good word',
        from: 'paths that are for the cluster alone, and two programs with a route each',
        change: { 'HTTPRouteFilter/not-found > spec.directResponse.statusCode': 200 },
        problems: ['financial', 'sales'].map((name) => ({
          on: `HTTPRoute/${name}`,
          message: `HTTPRoute "${name}" answers at "/${name}/health/live", which it hides, as if all were well (HTTPRouteFilter "not-found").`,
          path: 'spec.rules[1]',
        })),
      },
      {
        name: 'some requests to another program',
        from: 'paths that are for the cluster alone, and two programs with a route each',
        change: {
          'HTTPRoute/sales > spec.rules[1].backendRefs': [
            { name: 'sales', port: 80 },
            { name: 'financial', port: 80, weight: 50 },
          ],
        },
        problems: [
          {
            on: 'HTTPRoute/sales',
            message: 'HTTPRoute "sales" sends some of its requests to "financial", which has a route of its own.',
            path: 'spec.rules[1].backendRefs[1].name',
          },
        ],
      },
      {
        name: 'a mistyped Service',
        from: 'a Service of the namespace',
        change: { 'HTTPRoute/financial-service > spec.rules[0].backendRefs[0].name': 'finance-service' },
        problems: [
          {
            on: 'HTTPRoute/financial-service',
            message: 'HTTPRoute "financial-service" sends to Service "finance-service", which does not exist in namespace "erp-prod".',
            path: 'spec.rules[0].backendRefs[0].name',
          },
        ],
      },
      {
        name: 'the port of the container instead of the Service',
        from: 'a Service of the namespace',
        change: { 'HTTPRoute/financial-service > spec.rules[0].backendRefs[0].port': 8000 },
        problems: [
          {
            on: 'HTTPRoute/financial-service',
            message: 'HTTPRoute "financial-service" sends to port 8000 of Service "financial-service", which has no such port.',
            path: 'spec.rules[0].backendRefs[0].port',
          },
        ],
      },
      {
        name: 'an Ingress to a port name that the Service does not have',
        from: 'an Ingress, by port name',
        change: { 'Ingress/financial-service > spec.rules[0].http.paths[0].backend.service.port.name': 'web' },
        problems: [
          {
            on: 'Ingress/financial-service',
            message: 'Ingress "financial-service" sends to port "web" of Service "financial-service", which has no such port.',
            path: 'spec.rules[0].http.paths[0].backend.service.port',
          },
        ],
      },
      {
        name: 'a Service of another namespace that grants it to nobody here',
        from: 'a Service of another namespace that grants it',
        change: { 'ReferenceGrant/routes > spec.from[0].namespace': 'erp-test' },
        problems: [
          {
            on: 'HTTPRoute/financial-service',
            message:
              'HTTPRoute "financial-service" sends to Service "financial-service" of namespace "erp-infra", which no ReferenceGrant allows.',
            path: 'spec.rules[0].backendRefs[0].namespace',
          },
        ],
      },
      {
        name: 'a filter that does not exist',
        from: 'a filter that exists',
        change: { 'HTTPRouteFilter/deny-health': undefined },
        problems: [
          {
            on: 'HTTPRoute/financial-service',
            message:
              'HTTPRoute "financial-service" filters through HTTPRouteFilter "deny-health", which does not exist in namespace "erp-prod".',
            path: 'spec.rules[0].filters[0].extensionRef.name',
          },
        ],
      },
    ],
  },
});

function backendProblem(route: Manifest, target: RouteReference, world: World): readonly Problem[] {
  const named = `${target.kind} "${target.name}"`;
  const service = target.kind === 'Service' && target.group === '';
  const found = service ? destination(world, target.namespace, target.name) : world.find(target.kind, target.namespace, target.name);
  if (found === undefined) {
    return [{ message: `${titleOf(route)} sends to ${named}, which ${missingIn(target.namespace)}.`, path: `${target.path}.name` }];
  }
  if (target.namespace !== route.namespace && !isGranted(route, groupOf(route.apiVersion), target, world)) {
    const message = `${titleOf(route)} sends to ${named} of namespace "${target.namespace}", which no ReferenceGrant allows.`;
    return [{ message, path: `${target.path}.namespace` }];
  }
  if (!('anyPort' in found) || found.anyPort) return [];
  if (target.port !== undefined && found.ports.some(({ number, name }) => target.port === number || target.port === name)) return [];
  const message = `${titleOf(route)} sends to port ${shown(target.port)} of ${named}, which has no such port.`;
  return [{ message, path: `${target.path}.port` }];
}

/** Paths for the cluster alone that somebody outside reads: where nobody answers in place of the pods, or with a good word (2xx). */
function published(route: Manifest, world: World): readonly Problem[] {
  if (route.kind !== 'HTTPRoute') return [];
  const open = publishedPaths(route, world).filter(
    ({ filter }) => (numberAt(filter?.fields, 'spec', 'directResponse', 'statusCode') ?? 200) < 400,
  );
  return open.map(({ inner, outer, path, filter }) => ({
    message:
      filter === undefined
        ? `${titleOf(route)} publishes "${inner}" of its pods at "${outer}".`
        : `${titleOf(route)} answers at "${outer}", which it hides, as if all were well (${titleOf(filter)}).`,
    path,
  }));
}

/** Rules for one program alone, by namespace and program. */
const routesOfOne = perWorld((world: World) => {
  const rules = world.ofKind('HTTPRoute').flatMap((route) => listAt(route.fields, 'spec', 'rules').map((rule) => ({ route, rule })));
  const ofOne = rules.filter(({ rule }) => listAt(rule, 'backendRefs').length === 1);
  return Map.groupBy(ofOne, ({ route, rule }) => `${route.namespace}/${textAt(listAt(rule, 'backendRefs')[0], 'name')}`);
});

/** Two programs behind one path, of which another route sends a path of its own to the second: half of the requests reach who does not know them. */
function mixed(route: Manifest, world: World): readonly Problem[] {
  if (route.kind !== 'HTTPRoute') return [];
  return listAt(route.fields, 'spec', 'rules').flatMap((rule, index) => {
    const backends = listAt(rule, 'backendRefs');
    if (backends.length < 2) return [];
    return backends.flatMap((backend, place) => {
      const name = textAt(backend, 'name') ?? '';
      const routes = routesOfOne(world).get(`${route.namespace}/${name}`) ?? [];
      if (routes.every((other) => other.route.name === route.name)) return [];
      return [
        {
          message: `${titleOf(route)} sends some of its requests to "${name}", which has a route of its own.`,
          path: `spec.rules[${index}].backendRefs[${place}].name`,
        },
      ];
    });
  });
}
