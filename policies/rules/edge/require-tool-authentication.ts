import { toolNamespacesOf } from '../../cluster.ts';
import { backendsOf } from '../../kubernetes/edge/routes.ts';
import { guardsOf, weaknessOf } from '../../kubernetes/edge/security-policies.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const route = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: tools-gateway, namespace: erp-infra }
spec: { listeners: [{ name: grafana, protocol: HTTPS, port: 443 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: grafana, namespace: erp-infra }
spec:
  parentRefs: [{ name: tools-gateway, sectionName: grafana }]
  rules: [{ backendRefs: [{ name: kube-prometheus-stack-grafana, port: 80 }] }]
`;

const policy = (target: string, spec: string, name = 'tools') => `---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: ${name}, namespace: erp-infra }
spec: { targetRefs: [{ group: gateway.networking.k8s.io, ${target} }], ${spec} }
`;

const onRoute = 'kind: HTTPRoute, name: grafana';
const onGateway = 'kind: Gateway, name: tools-gateway';
const oidc = 'oidc: { provider: { issuer: "https://login.example.com" }, clientID: tools, clientSecret: { name: tools-oidc } }';
const jwt = 'jwt: { providers: [{ name: identity }] }';
const claim = '{ provider: identity, claims: [{ name: groups, values: [erp-ops] }] }';
const groups = `authorization: { defaultAction: Deny, rules: [{ action: Allow, principal: { jwt: ${claim} } }] }`;
const logIn = `${oidc}, ${jwt}, ${groups}`;

const ingress = (annotations: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: jaeger, namespace: erp-infra, annotations: ${annotations} }
spec: { rules: [{ http: { paths: [{ backend: { service: { name: jaeger, port: { number: 16686 } } } }] } }] }
`;

const failure = (why: string) => [
  {
    on: 'HTTPRoute/grafana',
    message: `HTTPRoute "grafana" leads to "kube-prometheus-stack-grafana" of namespace "erp-infra" without a log-in: ${why}.`,
    path: 'spec.rules[0].backendRefs[0]',
  },
];

export default defineRule({
  id: 'require-tool-authentication',
  severity: 'error',
  manual: '8.3 (D8)',
  summary: 'Ask for a log-in, and for membership in a group, before any tool of the platform.',
  rationale:
    'Jaeger has no log-in of its own, and that of Grafana is one password. Traces and logs hold addresses, amounts and names of customers.',
  remediation:
    'Let a SecurityPolicy act on the route that has oidc with an authorization by the claims of the token, or another way of ' +
    'authentication; of an Ingress set nginx.ingress.kubernetes.io/auth-url.',
  scope: 'object',
  kinds: ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'Ingress'],

  check(manifest, world) {
    const tools = backendsOf(manifest).filter(({ namespace }) => toolNamespacesOf(world.company).includes(namespace));
    const weakness = tools.length === 0 ? undefined : weaknessOfRoute(manifest, world);
    if (weakness === undefined) return [];
    return tools.map(({ name, namespace, path }) => ({
      message: `${titleOf(manifest)} leads to "${name}" of namespace "${namespace}" without a log-in: ${weakness}.`,
      path,
    }));
  },

  examples: {
    pass: [
      { name: 'a log-in and a group, asked for by a policy on the route', manifests: route + policy(onRoute, logIn) },
      { name: 'the same on the Gateway', manifests: route + policy(onGateway, logIn) },
      {
        name: 'the same on the Gateway, which the policy on the route adds to',
        manifests: route + policy(onGateway, logIn) + policy(onRoute, 'mergeType: StrategicMerge, cors: {}', 'grafana'),
      },
      { name: 'a service that is asked', manifests: route + policy(onRoute, 'extAuth: { http: {} }') },
      { name: 'an Ingress that asks', manifests: ingress('{ nginx.ingress.kubernetes.io/auth-url: "https://login.example.com/auth" }') },
      {
        name: 'a route to a service, which asks for tokens itself',
        manifests: route.replaceAll('erp-infra', 'erp-prod'),
      },
    ],
    fail: [
      {
        name: 'no policy',
        from: 'a log-in and a group, asked for by a policy on the route',
        change: { 'SecurityPolicy/tools': undefined },
        problems: failure('no SecurityPolicy acts on it'),
      },
      {
        name: 'a policy that asks nobody',
        from: 'a service that is asked',
        change: { 'SecurityPolicy/tools > spec.extAuth': undefined, 'SecurityPolicy/tools > spec.cors': {} },
        problems: failure('SecurityPolicy "tools" authenticates nobody'),
      },
      {
        name: 'a policy on the route in place of the one on the Gateway',
        from: 'a service that is asked',
        change: {
          'SecurityPolicy/tools > spec.extAuth': undefined,
          'SecurityPolicy/tools > spec.cors': {},
          'SecurityPolicy/gateway': `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: gateway, namespace: erp-infra }
spec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: tools-gateway }], oidc: { provider: { issuer: "https://login.example.com" }, clientID: tools, clientSecret: { name: tools-oidc } }, jwt: { providers: [{ name: identity }] }, authorization: { defaultAction: Deny, rules: [{ action: Allow, principal: { jwt: { provider: identity, claims: [{ name: groups, values: [erp-ops] }] } } }] } }
`,
        },
        problems: failure('SecurityPolicy "tools" authenticates nobody'),
      },
      {
        name: 'a token that may be missing, and a check that may be down',
        from: 'a service that is asked',
        change: {
          'SecurityPolicy/tools > spec.extAuth.failOpen': true,
          'SecurityPolicy/tools > spec.jwt': { optional: true, providers: [] },
        },
        problems: failure('SecurityPolicy "tools" authenticates nobody'),
      },
      {
        name: 'everybody with an account',
        from: 'a log-in and a group, asked for by a policy on the route',
        change: { 'SecurityPolicy/tools > spec.jwt': undefined, 'SecurityPolicy/tools > spec.authorization': undefined },
        problems: failure('SecurityPolicy "tools" lets everybody in who has an account'),
      },
      {
        name: 'everybody with an account, whom no rule refuses',
        from: 'a log-in and a group, asked for by a policy on the route',
        change: { 'SecurityPolicy/tools > spec.authorization.defaultAction': 'Allow' },
        problems: failure('SecurityPolicy "tools" lets everybody in who has an account'),
      },
      {
        name: 'everybody with an account, whom a rule without a claim admits',
        from: 'a log-in and a group, asked for by a policy on the route',
        change: { 'SecurityPolicy/tools > spec.authorization': { rules: [{ action: 'Allow' }] } },
        problems: failure('SecurityPolicy "tools" lets everybody in who has an account'),
      },
      {
        name: 'a second Gateway, by which the route is reached too and which has no policy',
        from: 'the same on the Gateway',
        change: {
          'HTTPRoute/grafana > spec.parentRefs': [{ name: 'office-gateway' }, { name: 'tools-gateway', sectionName: 'grafana' }],
          'Gateway/office-gateway': `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: office-gateway, namespace: erp-infra }
spec: { listeners: [{ name: https, protocol: HTTPS, port: 443 }] }
`,
        },
        problems: failure('no SecurityPolicy acts on it'),
      },
      {
        name: 'a policy for one rule only',
        from: 'a log-in and a group, asked for by a policy on the route',
        change: { 'SecurityPolicy/tools > spec.targetRefs[0].sectionName': 'api' },
        problems: failure('no SecurityPolicy acts on it'),
      },
      {
        name: 'an Ingress that does not ask',
        from: 'an Ingress that asks',
        change: { 'metadata.annotations["nginx.ingress.kubernetes.io/auth-url"]': undefined },
        problems: [
          {
            on: 'Ingress/jaeger',
            message: 'Ingress "jaeger" leads to "jaeger" of namespace "erp-infra" without a log-in: it has no auth-url.',
            path: 'spec.rules[0].http.paths[0].backend.service',
          },
        ],
      },
    ],
  },
});

function weaknessOfRoute(manifest: Manifest, world: World): string | undefined {
  if (manifest.kind === 'Ingress') {
    return /^https?:\/\/./.test(manifest.annotations['nginx.ingress.kubernetes.io/auth-url'] ?? '') ? undefined : 'it has no auth-url';
  }
  const guards = guardsOf(manifest, world);
  if (guards.length === 0) return 'no SecurityPolicy acts on it';
  return guards.map(weaknessOf).find((weakness) => weakness !== undefined);
}
