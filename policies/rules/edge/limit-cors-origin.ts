import { isProductionLike } from '../../environments.ts';
import { asText, below, listAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest } from '../../model.ts';
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
    return originsOf(manifest)
      .filter(({ value }) => isEverybody(value) || (isProductive && /^http:/i.test(value)))
      .map(({ value, path }) => ({ message: `${titleOf(manifest)} allows the CORS origin "${value}".`, path }));
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
