import { isProduction } from '../environments.ts';
import { listenersNamed, parentsOf } from '../kubernetes/edge/gateways.ts';
import { fieldsAt, listAt, textAt } from '../kubernetes/fields.ts';
import type { Manifest, World } from '../model.ts';
import { edgeOf, hostOf, issuerOf } from './model/edge.ts';
import { appNamespace, type DeployedService, expectObject, forEvery, inEvery, infra, missing, place } from './model/expectations.ts';
import { exactly, including, type Pattern, text, without } from './model/pattern.ts';
import type { Requirement, Shortfall } from './model/requirement.ts';

const section = '2.6';

const requirements: readonly Requirement[] = [
  {
    id: 'R51',
    section,
    requirement: 'The host is api.erp.example.com, with the TLS secret api-erp-tls from the issuer letsencrypt-prod through cert-manager.',
    where:
      'Gateway erp-gateway, HTTPRoute <service>, ClusterIssuer; other environments: api.<environment>.erp.example.com, letsencrypt-staging',
    deviation: {
      defects: ['D10', 'D43', 'D44'],
      text: 'Gateway API in place of ingress-nginx, which is retired; the issuer, which the manual never makes, proves the host by DNS.',
    },
    check: (evidence) => [
      ...inEvery(evidence, expectCertificate),
      ...forEvery(evidence, (service) => {
        const host = hostOf(service.world);
        if (edgeOf(service.world) === 'ingress') {
          return expectIngress(service, { spec: { tls: exactly([{ hosts: [host], secretName: 'api-erp-tls' }]), rules: [{ host }] } });
        }
        return expectRoute(service, {
          hostnames: exactly([host]),
          parentRefs: exactly([{ name: 'erp-gateway', namespace: 'erp-infra', sectionName: 'https' }]),
        });
      }),
    ],
  },
  {
    id: 'R52',
    section,
    requirement: 'HTTP is always redirected to HTTPS.',
    where: 'HTTPRoute https-redirect on the listener http of Gateway erp-gateway; whatever else is reached by HTTP redirects too',
    deviation: { defects: ['D43'], text: 'A route of its own in place of an annotation.' },
    check: (evidence) => [
      ...inEvery(evidence, (world) => (edgeOf(world) === 'ingress' ? [] : expectRedirect(world))),
      ...forEvery(evidence, (service) =>
        edgeOf(service.world) === 'ingress' ? expectAnnotations(service, { 'ssl-redirect': 'true', 'force-ssl-redirect': 'true' }) : [],
      ),
    ],
  },
  {
    id: 'R53',
    section,
    requirement: 'One client may send 100 requests a second and open 50 connections.',
    where: 'BackendTrafficPolicy <service>: 100 a second for each address; ClientTrafficPolicy erp-gateway: connectionLimit',
    deviation: {
      defects: ['D47'],
      text:
        'Requests are counted for each client by its real address and refused with 429. Envoy counts connections of all clients ' +
        'together and has no limit for one of them: 10000 for each proxy takes the place of 50 for each client.',
    },
    check: (evidence) => [
      ...forEvery(evidence, (service) => {
        if (edgeOf(service.world) === 'ingress') return expectAnnotations(service, { 'limit-rps': '100', 'limit-connections': '50' });
        const limit = (addresses: string) => ({
          clientSelectors: [{ sourceCIDR: { type: 'Distinct', value: addresses } }],
          limit: { requests: 100, unit: 'Second' },
        });
        return expectTraffic(service, { rateLimit: { type: 'Local', local: { rules: [limit('0.0.0.0/0'), limit('::/0')] } } });
      }),
      ...inEvery(evidence, (world) =>
        edgeOf(world) === 'ingress' ? [] : expectClientTraffic(world, { connection: { connectionLimit: { value: 10000 } } }),
      ),
    ],
  },
  {
    id: 'R54',
    section,
    requirement: 'Pages of https://erp.example.com, and no others, may call the API from a browser.',
    where: 'SecurityPolicy erp-gateway: cors',
    check: (evidence) =>
      inEvery(evidence, (world) => {
        if (!isProduction(world)) return [];
        const origins = ['https://erp.example.com'];
        if (edgeOf(world) === 'ingress') {
          const annotations = { 'enable-cors': 'true', 'cors-allow-origin': 'https://erp.example.com' };
          return forEvery({ environments: [world] }, (service) => expectAnnotations(service, annotations));
        }
        const target = { spec: { targetRefs: [{ kind: 'Gateway', name: 'erp-gateway' }], cors: { allowOrigins: exactly(origins) } } };
        // A policy on a route takes the place of the one on the Gateway.
        const others = world
          .ofKind('SecurityPolicy')
          .filter(({ fields }) => textAt(fieldsAt(fields, 'spec', 'cors'), 'allowOrigins', 0) !== undefined);
        return [
          ...expectObject(world, { kind: 'SecurityPolicy', namespace: infra, name: 'erp-gateway' }, target),
          ...others
            .filter(({ name }) => name !== 'erp-gateway')
            .flatMap(({ kind, namespace, name }) =>
              expectObject(world, { kind, namespace, name }, { spec: { cors: { allowOrigins: exactly(origins) } } }),
            ),
        ];
      }),
  },
  {
    id: 'R55',
    section,
    requirement: 'Connecting, sending and reading at the proxy time out after 60 s each.',
    where: 'HTTPRoute and BackendTrafficPolicy <service>: timeouts; ClientTrafficPolicy erp-gateway: requestReceivedTimeout',
    check: (evidence) => [
      ...forEvery(evidence, (service) => {
        if (edgeOf(service.world) === 'ingress') {
          return expectAnnotations(service, { 'proxy-connect-timeout': '60', 'proxy-send-timeout': '60', 'proxy-read-timeout': '60' });
        }
        return [
          ...expectRoute(service, {
            rules: including({ backendRefs: [{ name: service.name }], timeouts: exactly({ backendRequest: '60s', request: '60s' }) }),
          }),
          ...expectTraffic(service, { timeout: { tcp: { connectTimeout: '60s' }, http: { requestTimeout: '60s' } } }),
        ];
      }),
      ...inEvery(evidence, (world) =>
        edgeOf(world) === 'ingress' ? [] : expectClientTraffic(world, { timeout: { http: { requestReceivedTimeout: '60s' } } }),
      ),
    ],
  },
  {
    id: 'R56',
    section,
    requirement: '/financial leads to financial-service:80, /sales to sales-service:80 and /material to material-service:80.',
    where: 'HTTPRoute <service>, one for each service',
    deviation: {
      defects: ['D45', 'D46'],
      text: 'The prefix is taken off, because services answer at the root; their health and metrics pages get a 404 at the edge.',
    },
    check: (evidence) => [
      ...forEvery(evidence, (service) => {
        const { name, manual } = service;
        const route = manual?.route;
        if (edgeOf(service.world) === 'ingress') {
          const path = text(new RegExp(`^${route ?? '/[a-z]'}\\b`), route ?? 'a prefix of its own');
          return expectIngress(service, {
            spec: { rules: [{ http: { paths: [{ path, backend: { service: { name, port: { name: 'http' } } } }] } }] },
          });
        }
        const prefix = (end: string) => ({
          path: {
            type: 'PathPrefix',
            value: route === undefined ? text(new RegExp(`^/[a-z].*${end}$`), 'a prefix of its own') : `${route}${end}`,
          },
        });
        const rewrite = { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } };
        return expectRoute(service, {
          rules: including(
            { matches: [prefix('')], filters: [rewrite], backendRefs: [{ name, port: 80 }] },
            { matches: [prefix('/health'), prefix('/metrics')], filters: [{ type: 'ExtensionRef', extensionRef: { name: 'not-found' } }] },
          ),
        });
      }),
      ...inEvery(evidence, (world) =>
        edgeOf(world) === 'ingress'
          ? []
          : expectObject(
              world,
              { kind: 'HTTPRouteFilter', namespace: appNamespace(world), name: 'not-found' },
              {
                spec: { directResponse: { statusCode: 404 } },
              },
            ),
      ),
    ],
  },
];

export default requirements;

function expectCertificate(world: World): readonly Shortfall[] {
  const issuer = issuerOf(world);
  const server = isProduction(world)
    ? 'https://acme-v02.api.letsencrypt.org/directory'
    : 'https://acme-staging-v02.api.letsencrypt.org/directory';
  const certificate =
    edgeOf(world) === 'ingress'
      ? expectObject(
          world,
          { kind: 'Certificate', namespace: appNamespace(world), name: 'api-erp-tls' },
          {
            spec: { secretName: 'api-erp-tls', dnsNames: [hostOf(world)], issuerRef: { kind: 'ClusterIssuer', name: issuer } },
          },
        )
      : expectObject(
          world,
          { kind: 'Gateway', namespace: infra, name: 'erp-gateway' },
          {
            metadata: { annotations: { 'cert-manager.io/cluster-issuer': issuer } },
            spec: {
              listeners: including({
                name: 'https',
                protocol: 'HTTPS',
                hostname: hostOf(world),
                tls: { certificateRefs: [{ name: 'api-erp-tls' }] },
              }),
            },
          },
        );
  return [...certificate, ...expectObject(world, { kind: 'ClusterIssuer', namespace: '', name: issuer }, { spec: { acme: { server } } })];
}

function expectRedirect(world: World): readonly Shortfall[] {
  const namespace = appNamespace(world);
  const name = { kind: 'HTTPRoute', namespace, name: 'https-redirect' };
  if (world.find(name.kind, name.namespace, name.name) === undefined) return [missing(world, name)];
  const plain = world.ofKind('HTTPRoute').filter((route) => !redirectsToHttps(route) && reachedByHttp(route, world));
  return [
    ...expectObject(
      world,
      { kind: 'Gateway', namespace: infra, name: 'erp-gateway' },
      {
        spec: { listeners: including({ name: 'http', protocol: 'HTTP', port: 80, hostname: hostOf(world) }) },
      },
    ),
    ...expectObject(world, name, {
      spec: {
        // Services beyond the manual may have hosts of their own, which redirect as well.
        hostnames: including(hostOf(world)),
        parentRefs: including({ name: 'erp-gateway', namespace: 'erp-infra', sectionName: 'http' }),
        rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }],
      },
    }),
    ...expectObject(world, name, { spec: { parentRefs: without({ sectionName: 'https' }) } }),
    ...plain.map((route) => ({
      message: `HTTPRoute "${route.name}" is reached by HTTP, expected only an HTTPS listener.`,
      ...place(world, route, 'spec.parentRefs'),
    })),
  ];
}

/** Whether a route is on a listener without TLS; where it names none it is on all of them. */
function reachedByHttp(route: Manifest, world: World): boolean {
  const parents = parentsOf(route);
  return (
    parents.length === 0 ||
    parents.some((parent) => {
      const gateway = world.find(parent.kind, parent.namespace, parent.name);
      const listeners = gateway === undefined ? [] : listenersNamed(gateway, parent);
      return listeners.length === 0 || listeners.some(({ fields }) => textAt(fields, 'protocol') !== 'HTTPS');
    })
  );
}

function redirectsToHttps({ fields }: Manifest): boolean {
  const rules = listAt(fields, 'spec', 'rules');
  const redirects = (rule: unknown) => listAt(rule, 'filters').some((filter) => textAt(filter, 'requestRedirect', 'scheme') === 'https');
  return rules.length > 0 && rules.every(redirects);
}

function expectRoute({ world, namespace, name }: DeployedService, spec: Pattern): readonly Shortfall[] {
  return expectObject(world, { kind: 'HTTPRoute', namespace, name }, { spec });
}

function expectTraffic({ world, namespace, name }: DeployedService, spec: { readonly [key: string]: Pattern }): readonly Shortfall[] {
  return expectObject(
    world,
    { kind: 'BackendTrafficPolicy', namespace, name },
    { spec: { targetRefs: [{ kind: 'HTTPRoute', name }], ...spec } },
  );
}

function expectClientTraffic(world: World, spec: { readonly [key: string]: Pattern }): readonly Shortfall[] {
  return expectObject(
    world,
    { kind: 'ClientTrafficPolicy', namespace: infra, name: 'erp-gateway' },
    {
      spec: { targetRefs: [{ kind: 'Gateway', name: 'erp-gateway' }], ...spec },
    },
  );
}

function expectIngress({ world, namespace, name }: DeployedService, pattern: Pattern): readonly Shortfall[] {
  return expectObject(world, { kind: 'Ingress', namespace, name: `${name}-ingress` }, pattern);
}

function expectAnnotations(service: DeployedService, annotations: Readonly<Record<string, string>>): readonly Shortfall[] {
  const entries = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
  return expectIngress(service, { metadata: { annotations: Object.fromEntries(entries) } });
}
