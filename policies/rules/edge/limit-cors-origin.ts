import { isProductionLike } from '../../environments.ts';
import { asText, below, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const nginx = 'nginx.ingress.kubernetes.io/';

interface Origin {
  readonly value: string;
  readonly path: string;
}

export default defineRule({
  id: 'limit-cors-origin',
  severity: 'error',
  manual: '2.6 (R54)',
  summary: 'Name the origins whose pages may call the services.',
  rationale:
    'With an origin of "*" every page that a signed-in user opens can call the ERP in the name of the user. A page that came ' +
    'without TLS can be written by anybody on its way.',
  remediation: 'List the origins of the user interface, such as https://erp.example.com.',
  scope: 'object',
  kinds: ['SecurityPolicy', 'HTTPRoute', 'Ingress'],

  check(manifest, world) {
    const isProductive = isProductionLike(world);
    const wide = manifest.kind === 'SecurityPolicy' ? beyond(manifest, world) : [];
    const open = originsOf(manifest)
      .filter(({ value }) => isEverybody(value) || (isProductive && /^http:/i.test(value)))
      .map(({ value, path }) => ({ message: `${titleOf(manifest)} allows the CORS origin "${value}".`, path }));
    return [...open, ...wide];
  },

  examples: {
    pass: [
      {
        name: 'the origin of the user interface, in each kind of object',
        manifests: `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { cors: { allowOrigins: ["https://erp.example.com", "https://*.erp.example.com"] } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: financial-service, namespace: erp-prod }
spec: { rules: [{ filters: [{ type: CORS, cors: { allowOrigins: ["https://erp.example.com"] } }] }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: financial-service-ingress
  namespace: erp-prod
  annotations:
    nginx.ingress.kubernetes.io/enable-cors: "true"
    nginx.ingress.kubernetes.io/cors-allow-origin: "https://erp.example.com, https://portal.example.com"
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: without-cors, namespace: erp-prod }
`,
      },
      {
        name: 'pages of the domain that is served, in the name of who is signed in',
        manifests: `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  targetRefs: [{ kind: Gateway, name: erp-gateway }]
  cors: { allowCredentials: true, allowOrigins: ["https://*.erp.example.com"], allowHeaders: [Content-Type] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { listeners: [{ name: https, hostname: api.erp.example.com }] }
`,
      },
      {
        name: 'the page on the machine of a developer, in dev',
        environment: 'dev',
        manifests: `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { cors: { allowOrigins: ["http://localhost:3000"] } }
`,
      },
    ],
    fail: [
      {
        name: 'pages of every host of the company, and every header',
        from: 'pages of the domain that is served, in the name of who is signed in',
        change: {
          'SecurityPolicy/erp-gateway > spec.cors.allowOrigins[0]': 'https://*.example.com',
          'SecurityPolicy/erp-gateway > spec.cors.allowHeaders': ['*'],
        },
        problems: [
          {
            on: 'SecurityPolicy/erp-gateway',
            message: 'SecurityPolicy "erp-gateway" lets pages of every host below "example.com" call in the name of who is signed in.',
            path: 'spec.cors.allowOrigins[0]',
          },
          {
            on: 'SecurityPolicy/erp-gateway',
            message: 'SecurityPolicy "erp-gateway" lets pages send every header in the name of who is signed in.',
            path: 'spec.cors.allowHeaders[0]',
          },
        ],
      },
      {
        name: 'pages without TLS, in production',
        from: 'the page on the machine of a developer, in dev',
        change: { environment: undefined, 'spec.cors.allowOrigins': ['http://erp.example.com', 'http://localhost:3000'] },
        problems: [
          {
            on: 'SecurityPolicy/erp-gateway',
            message: 'SecurityPolicy "erp-gateway" allows the CORS origin "http://erp.example.com".',
            path: 'spec.cors.allowOrigins[0]',
          },
          {
            on: 'SecurityPolicy/erp-gateway',
            message: 'SecurityPolicy "erp-gateway" allows the CORS origin "http://localhost:3000".',
            path: 'spec.cors.allowOrigins[1]',
          },
        ],
      },
      {
        name: 'everybody, in policy and route',
        manifests: `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { cors: { allowOrigins: ["https://erp.example.com", "https://*"] } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: financial-service, namespace: erp-prod }
spec:
  rules:
    - filters: [{ type: CORS, cors: { allowOrigins: ["*"] } }]
      backendRefs: [{ name: financial-service, filters: [{ type: CORS, cors: { allowOrigins: ["https://*.com"] } }] }]
`,
        problems: [
          {
            on: 'SecurityPolicy/erp-gateway',
            message: 'SecurityPolicy "erp-gateway" allows the CORS origin "https://*".',
            path: 'spec.cors.allowOrigins[1]',
          },
          {
            on: 'HTTPRoute/financial-service',
            message: 'HTTPRoute "financial-service" allows the CORS origin "*".',
            path: 'spec.rules[0].filters[0].cors.allowOrigins[0]',
          },
          {
            on: 'HTTPRoute/financial-service',
            message: 'HTTPRoute "financial-service" allows the CORS origin "https://*.com".',
            path: 'spec.rules[0].backendRefs[0].filters[0].cors.allowOrigins[0]',
          },
        ],
      },
      {
        name: 'an Ingress that says so, and one that leaves it to the default',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: financial-service-ingress
  namespace: erp-prod
  annotations:
    nginx.ingress.kubernetes.io/enable-cors: "true"
    nginx.ingress.kubernetes.io/cors-allow-origin: "https://erp.example.com,*"
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: sales-service-ingress, namespace: erp-prod, annotations: { nginx.ingress.kubernetes.io/enable-cors: "true" } }
`,
        problems: [
          {
            on: 'Ingress/financial-service-ingress',
            message: 'Ingress "financial-service-ingress" allows the CORS origin "*".',
            path: 'metadata.annotations["nginx.ingress.kubernetes.io/cors-allow-origin"]',
          },
          {
            on: 'Ingress/sales-service-ingress',
            message: 'Ingress "sales-service-ingress" allows the CORS origin "*".',
            path: 'metadata.annotations["nginx.ingress.kubernetes.io/enable-cors"]',
          },
        ],
      },
    ],
  },
});

function originsOf(manifest: Manifest): readonly Origin[] {
  switch (manifest.kind) {
    case 'Ingress':
      return ingressOrigins(manifest);
    case 'HTTPRoute':
      return listAt(manifest.fields, 'spec', 'rules').flatMap((rule, index) => [
        ...filterOrigins(rule, `spec.rules[${index}]`),
        ...listAt(rule, 'backendRefs').flatMap((backend, place) => filterOrigins(backend, `spec.rules[${index}].backendRefs[${place}]`)),
      ]);
    default:
      return listed(listAt(manifest.fields, 'spec', 'cors', 'allowOrigins'), 'spec.cors.allowOrigins');
  }
}

function filterOrigins(holder: unknown, path: string): readonly Origin[] {
  return listAt(holder, 'filters').flatMap((filter, index) =>
    listed(listAt(filter, 'cors', 'allowOrigins'), `${path}.filters[${index}].cors.allowOrigins`),
  );
}

function listed(values: readonly unknown[], path: string): readonly Origin[] {
  return values.flatMap((item, index) => {
    const value = asText(item);
    return value === undefined ? [] : [{ value, path: `${path}[${index}]` }];
  });
}

/** The controller allows every origin where CORS is on and no origin is named. */
function ingressOrigins({ annotations }: Manifest): readonly Origin[] {
  const enable = `${nginx}enable-cors`;
  const allow = `${nginx}cors-allow-origin`;
  if (annotations[enable] !== 'true') return [];
  const origins = annotations[allow];
  if (origins === undefined) return [{ value: '*', path: below('metadata.annotations', enable) }];
  return origins.split(',').map((value) => ({ value: value.trim(), path: below('metadata.annotations', allow) }));
}

/** `*`, with or without a scheme, and a wildcard directly below a top-level domain. */
function isEverybody(origin: string): boolean {
  return /^(?:[a-z*]+:\/\/)?\*(?:\.[^.:/]+)?(?::[\d*]+)?$/i.test(origin);
}

/** What pages of others may do in the name of who is signed in: with credentials, from hosts above those that are served, and with every header. */
function beyond(policy: Manifest, world: World): readonly Problem[] {
  const cors = fieldsAt(policy.fields, 'spec', 'cors');
  if (cors['allowCredentials'] !== true) return [];
  const parents = listAt(policy.fields, 'spec', 'targetRefs').flatMap((reference) => {
    const target = world.find(textAt(reference, 'kind') ?? '', policy.namespace, textAt(reference, 'name') ?? '');
    const hosts = [
      ...listAt(target?.fields, 'spec', 'hostnames'),
      ...listAt(target?.fields, 'spec', 'listeners').map((listener) => textAt(listener, 'hostname')),
    ];
    return hosts.flatMap((host) => (asText(host) === undefined ? [] : [`.${(asText(host) ?? '').replace(/^[^.]+\./, '')}`]));
  });
  return [
    ...listAt(cors, 'allowOrigins').flatMap((item, index) => {
      const origin = asText(item) ?? '';
      const domain = /^https?:\/\/\*(\.[^:/]+)/i.exec(origin)?.[1]?.toLowerCase();
      const isAbove = domain !== undefined && parents.length > 0 && parents.every((parent) => parent !== domain && parent.endsWith(domain));
      if (!isAbove || isEverybody(origin)) return [];
      const message = `${titleOf(policy)} lets pages of every host below "${domain.slice(1)}" call in the name of who is signed in.`;
      return [{ message, path: `spec.cors.allowOrigins[${index}]` }];
    }),
    ...listAt(cors, 'allowHeaders').flatMap((header, index) =>
      header === '*'
        ? [
            {
              message: `${titleOf(policy)} lets pages send every header in the name of who is signed in.`,
              path: `spec.cors.allowHeaders[${index}]`,
            },
          ]
        : [],
    ),
  ];
}
