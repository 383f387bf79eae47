import { duration } from '../../kubernetes/durations.ts';
import { asText, at, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: sales-service, namespace: erp-prod, labels: { app: sales-service } }
spec:
  hostnames: [api.erp.example.com]
  rules:
    - matches: [{ path: { type: PathPrefix, value: /sales } }]
      filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: / } } }]
      backendRefs: [{ name: sales-service, port: 80, weight: 1 }]
      timeouts: { request: 60s, backendRequest: 60s }
    - filters: [{ type: RequestRedirect, requestRedirect: { scheme: https, statusCode: 301 } }]
---
apiVersion: v1
kind: Service
metadata: { name: sales-service, namespace: erp-prod, labels: { app: sales-service } }
---
apiVersion: v1
kind: Service
metadata: { name: reports, namespace: erp-prod, labels: { app: reports } }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: { name: sales-service, namespace: erp-prod }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: sales-service }]
  requestBuffer: { limit: 16Mi }
`;

const from = 'requests go to the service, and nowhere else';
const failing = (name: string, path: string, value: unknown, message: string, where = path) => ({
  name,
  from,
  change: { [`HTTPRoute/sales-service > ${path}`]: value },
  problems: [{ on: 'HTTPRoute/sales-service', message: `HTTPRoute "sales-service" ${message}.`, path: where }],
});
const rule = 'spec.rules[0]';

export default defineRule({
  id: 'match-route-traffic',
  severity: 'error',
  manual: '2.6 (D9)',
  summary: 'Let every rule of a route send its requests to its service, all of them, by TLS, and to nobody else.',
  rationale:
    'A weight of 0 answers every request with 500; a mirror gives the requests of customers, tokens included, to another program; a redirect ' +
    'to another host sends people there. A route whose requests have no end is for web sockets, and a proxy that reads each request to its ' +
    'end before it hands it on opens none (Envoy Gateway 1.9.0, buildUpgradeConfig).',
  remediation:
    'Correct the route of the service by way of its generator: weights above 0, no mirror, redirects to hosts of the environment, ' +
    'and streams for a route of web sockets.',
  scope: 'object',
  kinds: ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'],

  check(manifest, world) {
    return listAt(manifest.fields, 'spec', 'rules')
      .flatMap((value, index) => [
        ...weights(value, `spec.rules[${index}]`),
        ...filters(manifest, value, `spec.rules[${index}]`, world),
        ...timeouts(value, `spec.rules[${index}].timeouts`),
        ...buffered(manifest, value, `spec.rules[${index}].timeouts.request`, world),
      ])
      .map(({ message, path }) => ({ message: `${titleOf(manifest)} ${message}.`, path }));
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      failing(
        'a weight of 0',
        `${rule}.backendRefs[0].weight`,
        0,
        'sends no request of a rule anywhere: all weights are 0',
        `${rule}.backendRefs`,
      ),
      failing(
        'a mirror to another program',
        `${rule}.filters[0]`,
        { type: 'RequestMirror', requestMirror: { backendRef: { name: 'reports', port: 80 } } },
        'copies requests to "reports", which is another program',
        `${rule}.filters[0].requestMirror.backendRef`,
      ),
      failing(
        'a redirect to another host',
        'spec.rules[1].filters[0].requestRedirect.hostname',
        'api.example.net',
        'sends people to "api.example.net", which is no host of the environment',
      ),
      failing('a redirect into the clear', 'spec.rules[1].filters[0].requestRedirect.scheme', 'http', 'sends people to a page without TLS'),
      failing(
        'another host for the backend',
        `${rule}.filters[0].urlRewrite.hostname`,
        'api.example.net',
        'tells its backend the host "api.example.net", which is no host of the environment',
      ),
      failing('no time', `${rule}.timeouts.request`, '1ms', 'gives a request 1ms, less than 100 milliseconds'),
      {
        name: 'a web socket whose requests are read to their end first',
        from,
        change: { [`HTTPRoute/sales-service > ${rule}.timeouts`]: { request: '0s', backendRequest: '0s' } },
        problems: [
          {
            on: 'HTTPRoute/sales-service',
            message:
              'HTTPRoute "sales-service" lets requests stay open, but BackendTrafficPolicy "sales-service" reads each to its end first: no web socket opens.',
            path: `${rule}.timeouts.request`,
          },
        ],
      },
      failing(
        'the backend gets more time than the request',
        `${rule}.timeouts.backendRequest`,
        '90s',
        'gives the backend 90s, longer than the request has (60s)',
      ),
    ],
  },
});

function weights(value: unknown, path: string): readonly Problem[] {
  const backends = listAt(value, 'backendRefs');
  const isDead = backends.length > 0 && backends.every((backend) => (numberAt(backend, 'weight') ?? 1) === 0);
  return isDead ? [{ message: 'sends no request of a rule anywhere: all weights are 0', path: `${path}.backendRefs` }] : [];
}

function filters(manifest: Manifest, value: unknown, path: string, world: World): readonly Problem[] {
  const nested = listAt(value, 'backendRefs').flatMap((backend, position) =>
    listAt(backend, 'filters').map((filter, index) => [filter, `${path}.backendRefs[${position}].filters[${index}]`] as const),
  );
  return [...listAt(value, 'filters').map((filter, index) => [filter, `${path}.filters[${index}]`] as const), ...nested].flatMap(
    ([filter, where]) => [...mirror(manifest, filter, where, world), ...redirect(filter, where, world)],
  );
}

/** A mirror to the same program, such as its next version, is a way to try it out. */
function mirror(manifest: Manifest, filter: unknown, path: string, world: World): readonly Problem[] {
  const backend = at(filter, 'requestMirror', 'backendRef');
  const name = textAt(backend, 'name');
  if (name === undefined) return [];
  const namespace = textAt(backend, 'namespace') ?? manifest.namespace;
  const owner = world.find(textAt(backend, 'kind') ?? 'Service', namespace, name)?.labels['app'];
  if (namespace === manifest.namespace && owner !== undefined && owner === manifest.labels['app']) return [];
  return [{ message: `copies requests to "${name}", which is another program`, path: `${path}.requestMirror.backendRef` }];
}

function redirect(filter: unknown, path: string, world: World): readonly Problem[] {
  const [target, rewritten] = [textAt(filter, 'requestRedirect', 'hostname'), textAt(filter, 'urlRewrite', 'hostname')];
  const isOurs = (host: string) => hosts(world).has(host.toLowerCase());
  return [
    ...(target !== undefined && !isOurs(target)
      ? [{ message: `sends people to "${target}", which is no host of the environment`, path: `${path}.requestRedirect.hostname` }]
      : []),
    ...(textAt(filter, 'requestRedirect', 'scheme') === 'http'
      ? [{ message: 'sends people to a page without TLS', path: `${path}.requestRedirect.scheme` }]
      : []),
    ...(rewritten !== undefined && !isOurs(rewritten)
      ? [{ message: `tells its backend the host "${rewritten}", which is no host of the environment`, path: `${path}.urlRewrite.hostname` }]
      : []),
  ];
}

/** Hosts of all routes and listeners, and of Services. */
const hosts: (world: World) => ReadonlySet<string> = perWorld(
  (world) =>
    new Set([
      ...['HTTPRoute', 'GRPCRoute', 'TLSRoute'].flatMap((kind) =>
        world
          .ofKind(kind)
          .flatMap(({ fields }) => listAt(fields, 'spec', 'hostnames').flatMap((host) => asText(host)?.toLowerCase() ?? [])),
      ),
      ...world
        .ofKind('Gateway')
        .flatMap(({ fields }) =>
          listAt(fields, 'spec', 'listeners').flatMap((listener) => textAt(listener, 'hostname')?.toLowerCase() ?? []),
        ),
      ...world
        .ofKind('Service')
        .flatMap(({ name, namespace }) => [
          name,
          `${name}.${namespace}`,
          `${name}.${namespace}.svc`,
          `${name}.${namespace}.svc.cluster.local`,
        ]),
    ]),
);

function timeouts(value: unknown, path: string): readonly Problem[] {
  const [request, backend] = [textAt(value, 'timeouts', 'request'), textAt(value, 'timeouts', 'backendRequest')];
  const [whole, part] = [duration(request), duration(backend)];
  return [
    // 0 means none.
    ...(whole !== undefined && whole > 0 && whole < 0.1
      ? [{ message: `gives a request ${request}, less than 100 milliseconds`, path: `${path}.request` }]
      : []),
    ...(whole !== undefined && part !== undefined && whole > 0 && part > whole && whole >= 0.1
      ? [{ message: `gives the backend ${backend}, longer than the request has (${request})`, path: `${path}.backendRequest` }]
      : []),
  ];
}

/** Routes by namespace and name, with the policies that read their requests to the end before a backend has them. */
const buffers: (world: World) => ReadonlyMap<string, string> = perWorld(
  (world) =>
    new Map(
      world
        .ofKind('BackendTrafficPolicy')
        .filter(({ fields }) => at(fields, 'spec', 'requestBuffer') !== undefined)
        .flatMap(({ name, namespace, fields }) =>
          [at(fields, 'spec', 'targetRef'), ...listAt(fields, 'spec', 'targetRefs')].flatMap((target) =>
            textAt(target, 'kind') === 'HTTPRoute' ? [[`${namespace}/${textAt(target, 'name')}`, name] as const] : [],
          ),
        ),
    ),
);

function buffered(manifest: Manifest, value: unknown, path: string, world: World): readonly Problem[] {
  const policy = buffers(world).get(`${manifest.namespace}/${manifest.name}`);
  if (policy === undefined || manifest.kind !== 'HTTPRoute' || duration(textAt(value, 'timeouts', 'request')) !== 0) return [];
  return [
    { message: `lets requests stay open, but BackendTrafficPolicy "${policy}" reads each to its end first: no web socket opens`, path },
  ];
}
