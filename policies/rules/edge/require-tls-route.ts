import { listenersNamed, parentsOf } from '../../kubernetes/edge/gateways.ts';
import { asText, at, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'require-tls-route',
  severity: 'error',
  manual: '2.6',
  summary: 'Serve every host by TLS, and answer plain HTTP with a redirect.',
  rationale: 'Tokens and ledgers that travel in the clear are read by every hop between the CDN and the cluster.',
  remediation:
    'Give the Ingress a tls entry with a secretName for each host, the HTTPS listener of the Gateway its certificateRefs, ' +
    'and attach the route to the HTTPS listener by sectionName.',
  scope: 'object',
  kinds: ['Ingress', 'Gateway', 'HTTPRoute', 'GRPCRoute'],

  check(manifest, world) {
    switch (manifest.kind) {
      case 'Ingress':
        return ingressProblems(manifest);
      case 'Gateway':
        return gatewayProblems(manifest);
      default:
        return routeProblems(manifest, world);
    }
  },

  examples: {
    pass: [
      {
        name: 'a Gateway with a redirect, and a route on the HTTPS listener',
        manifests: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  listeners:
    - { name: http, protocol: HTTP, port: 80 }
    - { name: https, protocol: HTTPS, port: 443, tls: { mode: Terminate, certificateRefs: [{ name: api-erp-tls }] } }
    - { name: pass, protocol: TLS, port: 8443, tls: { mode: Passthrough } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: https-redirect, namespace: erp-prod }
spec:
  parentRefs: [{ name: erp-gateway, namespace: erp-infra, sectionName: http }]
  rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https, statusCode: 301 } }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: financial-service, namespace: erp-prod }
spec:
  parentRefs: [{ name: erp-gateway, namespace: erp-infra, sectionName: https }]
  rules: [{ backendRefs: [{ name: financial-service, port: 80 }] }]
`,
      },
      {
        name: 'an Ingress with a certificate for each host, one of them by wildcard',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: financial-service-ingress, namespace: erp-prod }
spec:
  tls: [{ hosts: [api.erp.example.com], secretName: api-erp-tls }, { hosts: ["*.example.com"], secretName: wildcard-tls }]
  rules: [{ host: api.erp.example.com }, { host: erp.example.com }]
`,
      },
    ],
    fail: [
      {
        name: 'a route that serves plain HTTP: by name, and by naming no listener',
        manifests: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  listeners:
    - { name: http, protocol: HTTP, port: 80 }
    - { name: https, protocol: HTTPS, port: 443, tls: { certificateRefs: [{ name: api-erp-tls }] } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: financial-service, namespace: erp-prod }
spec:
  parentRefs: [{ name: erp-gateway, namespace: erp-infra, sectionName: http }]
  rules: [{ backendRefs: [{ name: financial-service, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: sales-service, namespace: erp-prod }
spec:
  parentRefs: [{ name: erp-gateway, namespace: erp-infra }]
  rules: [{ backendRefs: [{ name: sales-service, port: 80 }] }]
`,
        problems: [
          {
            on: 'HTTPRoute/financial-service',
            message: 'HTTPRoute "financial-service" serves plain HTTP at listener "http" of Gateway "erp-gateway".',
            path: 'spec.parentRefs[0]',
          },
          {
            on: 'HTTPRoute/sales-service',
            message: 'HTTPRoute "sales-service" serves plain HTTP at listener "http" of Gateway "erp-gateway".',
            path: 'spec.parentRefs[0]',
          },
        ],
      },
      {
        name: 'a redirect to a port without HTTPS',
        from: 'a Gateway with a redirect, and a route on the HTTPS listener',
        change: { 'HTTPRoute/https-redirect > spec.rules[0].filters[0].requestRedirect.port': 9443 },
        problems: [
          {
            on: 'HTTPRoute/https-redirect',
            message: 'HTTPRoute "https-redirect" sends clients to port 9443 of Gateway "erp-gateway", which speaks no HTTPS there.',
            path: 'spec.rules[0].filters[0].requestRedirect.port',
          },
        ],
      },
      {
        name: 'a redirect in a circle',
        from: 'a Gateway with a redirect, and a route on the HTTPS listener',
        change: { 'HTTPRoute/https-redirect > spec.parentRefs[0].sectionName': 'https' },
        problems: [
          {
            on: 'HTTPRoute/https-redirect',
            message: 'HTTPRoute "https-redirect" sends clients of an HTTPS listener to where they are: they never arrive.',
            path: 'spec.parentRefs[0]',
          },
        ],
      },
      {
        name: 'a redirect to plain HTTP',
        manifests: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { listeners: [{ name: http, protocol: HTTP, port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: moved, namespace: erp-infra }
spec:
  parentRefs: [{ name: erp-gateway }]
  rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: http, hostname: www.example.com } }] }]
`,
        problems: [
          {
            on: 'HTTPRoute/moved',
            message: 'HTTPRoute "moved" serves plain HTTP at listener "http" of Gateway "erp-gateway".',
            path: 'spec.parentRefs[0]',
          },
        ],
      },
      {
        name: 'a listener without a certificate',
        from: 'a Gateway with a redirect, and a route on the HTTPS listener',
        change: {
          'Gateway/erp-gateway > spec.listeners': [
            { name: 'https', protocol: 'HTTPS', port: 443, tls: { mode: 'Terminate', certificateRefs: [] } },
          ],
          'HTTPRoute/https-redirect': undefined,
          'HTTPRoute/financial-service': undefined,
        },
        problems: [
          {
            on: 'Gateway/erp-gateway',
            message: 'Gateway "erp-gateway" has no certificate for listener "https".',
            path: 'spec.listeners[0].tls.certificateRefs',
          },
        ],
      },
      {
        name: 'an Ingress with a host, with any host, and with an entry that names no Secret',
        from: 'an Ingress with a certificate for each host, one of them by wildcard',
        change: {
          'spec.tls[1]': { hosts: ['old.erp.example.com'] },
          'spec.rules': [{ host: 'api.erp.example.com' }, { host: 'www.erp.example.com' }, { host: 'old.erp.example.com' }],
          'Ingress/any': `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: any, namespace: erp-prod }
spec: { defaultBackend: { service: { name: sales-service, port: { number: 80 } } } }
`,
        },
        problems: [
          {
            on: 'Ingress/financial-service-ingress',
            message: 'Ingress "financial-service-ingress" has no certificate for host "www.erp.example.com".',
            path: 'spec.rules[1].host',
          },
          {
            on: 'Ingress/financial-service-ingress',
            message: 'Ingress "financial-service-ingress" has no certificate for host "old.erp.example.com".',
            path: 'spec.rules[2].host',
          },
          { on: 'Ingress/any', message: 'Ingress "any" has no certificate.', path: 'spec.tls' },
        ],
      },
    ],
  },
});

function ingressProblems(ingress: Manifest): readonly Problem[] {
  const secured = listAt(ingress.fields, 'spec', 'tls').filter((entry) => textAt(entry, 'secretName'));
  if (secured.length === 0) return [{ message: `Ingress "${ingress.name}" has no certificate.`, path: 'spec.tls' }];
  return listAt(ingress.fields, 'spec', 'rules').flatMap((rule, index) => {
    const host = textAt(rule, 'host');
    if (host === undefined || secured.some((entry) => certifies(entry, host))) return [];
    return [{ message: `Ingress "${ingress.name}" has no certificate for host "${host}".`, path: `spec.rules[${index}].host` }];
  });
}

/** An entry without hosts is for all of them; a wildcard stands for exactly one label. */
function certifies(entry: unknown, host: string): boolean {
  const hosts = listAt(entry, 'hosts').flatMap((item) => asText(item) ?? []);
  return hosts.length === 0 || hosts.includes(host) || hosts.includes(host.replace(/^[^.]+/, '*'));
}

function gatewayProblems(gateway: Manifest): readonly Problem[] {
  return listAt(gateway.fields, 'spec', 'listeners').flatMap((listener, index) => {
    const protocol = textAt(listener, 'protocol') ?? '';
    const ends = protocol === 'HTTPS' || (protocol === 'TLS' && textAt(listener, 'tls', 'mode') !== 'Passthrough');
    if (!ends || listAt(listener, 'tls', 'certificateRefs').length > 0) return [];
    return [
      {
        message: `${titleOf(gateway)} has no certificate for listener "${textAt(listener, 'name') ?? ''}".`,
        path: `spec.listeners[${index}].tls.certificateRefs`,
      },
    ];
  });
}

function routeProblems(route: Manifest, world: World): readonly Problem[] {
  if (onlyRedirects(route)) return redirectProblems(route, world);
  return parentsOf(route).flatMap((parent) => {
    const gateway = parent.kind === 'Gateway' ? world.find('Gateway', parent.namespace, parent.name) : undefined;
    if (gateway === undefined) return [];
    return listenersNamed(gateway, parent)
      .filter(({ fields }) => textAt(fields, 'protocol') === 'HTTP')
      .map(({ name }) => ({
        message: `${titleOf(route)} serves plain HTTP at listener "${name}" of Gateway "${gateway.name}".`,
        path: parent.path,
      }));
  });
}

function onlyRedirects(route: Manifest): boolean {
  const rules = listAt(route.fields, 'spec', 'rules');
  return (
    rules.length > 0 &&
    rules.every((rule) => listAt(rule, 'filters').some((filter) => textAt(filter, 'requestRedirect', 'scheme') === 'https'))
  );
}

/** A redirect to a port where its Gateway has no HTTPS, or to where the request already is. */
function redirectProblems(route: Manifest, world: World): readonly Problem[] {
  return parentsOf(route).flatMap((parent) => {
    const gateway = parent.kind === 'Gateway' ? world.find('Gateway', parent.namespace, parent.name) : undefined;
    if (gateway === undefined) return [];
    const secure = listAt(gateway.fields, 'spec', 'listeners').filter((listener) => textAt(listener, 'protocol') === 'HTTPS');
    const own = listenersNamed(gateway, parent);
    const isSecure = own.length > 0 && own.every(({ fields }) => textAt(fields, 'protocol') === 'HTTPS');
    return listAt(route.fields, 'spec', 'rules').flatMap((rule, index) =>
      listAt(rule, 'filters').flatMap((filter, place): readonly Problem[] => {
        const redirect = at(filter, 'requestRedirect');
        if (redirect === undefined) return [];
        const path = `spec.rules[${index}].filters[${place}].requestRedirect`;
        const [port, host] = [numberAt(redirect, 'port'), textAt(redirect, 'hostname')];
        if (
          port !== undefined &&
          host === undefined &&
          secure.length > 0 &&
          !secure.some((listener) => numberAt(listener, 'port') === port)
        ) {
          return [
            {
              message: `${titleOf(route)} sends clients to port ${port} of Gateway "${gateway.name}", which speaks no HTTPS there.`,
              path: `${path}.port`,
            },
          ];
        }
        if (!isSecure || host !== undefined || at(redirect, 'path') !== undefined || port !== undefined) return [];
        return [
          { message: `${titleOf(route)} sends clients of an HTTPS listener to where they are: they never arrive.`, path: parent.path },
        ];
      }),
    );
  });
}
