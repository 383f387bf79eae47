import { claimsOf } from '../../kubernetes/edge/route-claims.ts';
import { groupOf, titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';

const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { listeners: [{ name: http, hostname: api.erp.example.com }, { name: https, hostname: api.erp.example.com }] }
`;

const route = (name: string, path: string, section = ', sectionName: https') => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: erp-prod }
spec:
  parentRefs: [{ name: erp-gateway, namespace: erp-infra${section} }]
  hostnames: [api.erp.example.com]
  rules: [{ matches: [{ path: { type: PathPrefix, value: ${path} } }] }]
`;

const ingress = (name: string, annotations = '') => `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}, namespace: erp-prod${annotations} }
spec: { ingressClassName: nginx, rules: [{ host: api.erp.example.com, http: { paths: [{ path: /financial, pathType: Prefix }] } }] }
`;

export default defineRule({
  id: 'unique-route-path',
  severity: 'error',
  manual: '2.6 (D46)',
  summary: 'Let only one route claim a path of a host.',
  rationale: 'Of two routes for one path the older one wins: after a restore or a rebuild of the cluster it may be the other one.',
  remediation: 'Give each service a path of its own.',
  scope: 'object',
  kinds: ['HTTPRoute', 'Ingress'],

  check(manifest, world) {
    const seen = new Set<string>();
    return claimsOf(manifest, world).flatMap((claim) => {
      const owner = owners(world).get(claim.key);
      const own = owner?.manifest === manifest && owner.path === claim.path;
      // The same object once more is for another rule.
      if (owner === undefined || own || isSame(owner.manifest, manifest) || seen.has(claim.path)) return [];
      seen.add(claim.path);
      return [
        { message: `${titleOf(manifest)} claims ${claim.title}, which ${titleOf(owner.manifest)} claims already.`, path: claim.path },
      ];
    });
  },

  examples: {
    pass: [
      { name: 'two paths', manifests: gateway + route('financial-service', '/financial') + route('sales-service', '/sales') },
      {
        name: 'one path on two listeners',
        manifests: gateway + route('financial-service', '/financial') + route('redirect', '/financial', ', sectionName: http'),
      },
      {
        name: 'a canary beside its Ingress',
        manifests:
          ingress('financial-service') + ingress('financial-canary', ', annotations: { nginx.ingress.kubernetes.io/canary: "true" }'),
      },
    ],
    fail: [
      {
        name: 'the same path',
        from: 'two paths',
        change: { 'HTTPRoute/sales-service > spec.rules[0].matches[0].path.value': '/financial' },
        problems: [
          {
            on: 'HTTPRoute/sales-service',
            message:
              'HTTPRoute "sales-service" claims "api.erp.example.com/financial", which HTTPRoute "financial-service" claims already.',
            path: 'spec.rules[0].matches[0]',
          },
        ],
      },
      {
        name: 'the same path with a slash at the end, on all listeners',
        from: 'two paths',
        change: {
          'HTTPRoute/sales-service > spec.parentRefs[0].sectionName': undefined,
          'HTTPRoute/sales-service > spec.rules[0].matches[0].path.value': '/financial/',
        },
        problems: [
          {
            on: 'HTTPRoute/sales-service',
            message:
              'HTTPRoute "sales-service" claims "api.erp.example.com/financial", which HTTPRoute "financial-service" claims already.',
            path: 'spec.rules[0].matches[0]',
          },
        ],
      },
      {
        name: 'two Ingresses',
        from: 'a canary beside its Ingress',
        change: { 'Ingress/financial-canary > metadata': { name: 'sales-service', namespace: 'erp-prod' } },
        problems: [
          {
            on: 'Ingress/sales-service',
            message: 'Ingress "sales-service" claims "api.erp.example.com/financial", which Ingress "financial-service" claims already.',
            path: 'spec.rules[0].http.paths[0].path',
          },
        ],
      },
    ],
  },
});

interface Owner {
  readonly manifest: Manifest;
  readonly path: string;
}

const owners = perWorld((world) => {
  const found = new Map<string, Owner>();
  for (const manifest of ['HTTPRoute', 'Ingress'].flatMap((kind) => world.ofKind(kind))) {
    for (const claim of claimsOf(manifest, world)) {
      if (!found.has(claim.key)) found.set(claim.key, { manifest, path: claim.path });
    }
  }
  return found;
});

function isSame(a: Manifest, b: Manifest): boolean {
  return (
    a !== b && a.kind === b.kind && a.name === b.name && a.namespace === b.namespace && groupOf(a.apiVersion) === groupOf(b.apiVersion)
  );
}
