import { listAt } from '../../../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../../../policies/model.ts';
import { added, append, deleted, type Edits, edited, type Mutation, remove, set, titleOf } from '../mutation.ts';
import { type Production, serviceOf } from '../production.ts';

const route: Edits = {
  'match-route-backend': {
    'sends requests to a Service that does not exist': set('spec.rules[1].backendRefs[0].name', 'ledger-service'),
    'sends requests to a port that the Service lacks': set('spec.rules[1].backendRefs[0].port', 8080),
    'sends requests into another namespace': set('spec.rules[1].backendRefs[0].namespace', 'erp-infra'),
    'uses a filter that does not exist': set('spec.rules[0].filters[0].extensionRef.name', 'forbidden'),
  },
  'match-route-parent': {
    'attaches to a Gateway that does not exist': set('spec.parentRefs[0].name', 'shop-gateway'),
    'attaches to a Gateway of its own namespace': remove('spec.parentRefs[0].namespace'),
    'attaches to a listener that does not exist': set('spec.parentRefs[0].sectionName', 'tls'),
    'serves a host that no listener has': set('spec.hostnames', ['api.example.com']),
  },
  'require-tls-route': {
    'serves plain HTTP': set('spec.parentRefs[0].sectionName', 'http'),
    'serves plain HTTP too': remove('spec.parentRefs[0].sectionName'),
  },
};

const gateway: Edits = {
  'match-gateway-class': {
    'has a class that does not exist': set('spec.gatewayClassName', 'nginx'),
    'has parameters that do not exist': set('spec.infrastructure.parametersRef.name', 'shop-gateway'),
  },
  'match-issuer': {
    'asks an issuer that does not exist': set('metadata.annotations["cert-manager.io/cluster-issuer"]', 'letsencrypt-production'),
  },
  'match-tls-secret': {
    'has a certificate that nothing makes': remove('metadata.annotations'),
  },
  'require-tls-route': {
    'has no certificate': remove('spec.listeners[1].tls.certificateRefs'),
    'has an HTTPS listener without TLS': remove('spec.listeners[1].tls'),
  },
};

const cors: Edits = {
  'limit-cors-origin': {
    'lets every page call': set('spec.cors.allowOrigins', ['*']),
    'lets every page call, beside its own': append('spec.cors.allowOrigins', '*'),
    'lets every HTTPS page call': append('spec.cors.allowOrigins', 'https://*'),
    'lets a page without TLS call': append('spec.cors.allowOrigins', 'http://erp.example.com'),
    'lets a page of a developer call': append('spec.cors.allowOrigins', 'http://localhost:3000'),
  },
};

const ingress = (name: string, spec: string, annotations = '{}') => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}, namespace: erp-prod, annotations: ${annotations} }
spec: ${spec}
`;
const backend = (service: string) => `{ path: /old, pathType: Prefix, backend: { service: { name: ${service}, port: { name: http } } } }`;

/** The way in: Gateway, certificate, routes, traffic policies. */
export default function edge(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const routes = production.ofServices('HTTPRoute');
  const [first, ...others] = routes;
  const policies = ['BackendTrafficPolicy', 'ClientTrafficPolicy', 'SecurityPolicy'].flatMap((kind) => production.ofKind(kind));
  const gateways = production.ofKind('Gateway', 'erp-gateway');
  const parents = (targets: readonly Manifest[]) =>
    deleted(manifests, targets, 'match-route-parent', () => [...routes.map(titleOf), 'HTTPRoute erp-prod/https-redirect']);
  const allGateways = () => production.titles('Gateway');
  return [
    ...edited(manifests, routes, route),
    ...edited(manifests, production.ofKind('HTTPRoute', 'https-redirect'), {
      'require-tls-route': { 'serves plain HTTP': set('spec.rules[0]', { backendRefs: [{ name: 'financial-service', port: 80 }] }) },
      'match-route-parent': { 'attaches to a listener that does not exist': set('spec.parentRefs[0].sectionName', 'plain') },
    }),
    ...edited(manifests, gateways, gateway),
    ...edited(
      manifests,
      gateways,
      {
        'match-route-parent': {
          'has no HTTPS listener': remove('spec.listeners[1]'),
          'admits routes of its own namespace only': set('spec.listeners[1].allowedRoutes', { namespaces: { from: 'Same' } }),
          'admits another namespace': set('spec.listeners[1].allowedRoutes.namespaces.selector.matchLabels', {
            'kubernetes.io/metadata.name': 'erp-staging',
          }),
          'serves another host': set('spec.listeners[1].hostname', 'api.example.com'),
        },
      },
      () => routes.map(titleOf),
    ),
    ...parents(gateways),
    ...deleted(manifests, production.ofKind('GatewayClass'), 'match-gateway-class', allGateways),
    ...deleted(manifests, production.ofKind('EnvoyProxy'), 'match-gateway-class', ({ name }) => [`Gateway erp-infra/${name}`]),
    ...deleted(manifests, production.ofKind('ClusterIssuer'), 'match-issuer', allGateways),
    ...deleted(manifests, production.ofKind('HTTPRouteFilter'), 'match-route-backend', () => routes.map(titleOf)),
    ...deleted(
      manifests,
      production.ofServices('Service').filter((service) => service.name === serviceOf(service)),
      'match-route-backend',
      ({ name }) => [`HTTPRoute erp-prod/${name}`],
    ),
    ...deleted(manifests, routes, 'match-policy-target', ({ name }) => [`BackendTrafficPolicy erp-prod/${name}`]),
    ...deleted(manifests, gateways, 'match-policy-target', () => [
      'ClientTrafficPolicy erp-infra/erp-gateway',
      'SecurityPolicy erp-infra/erp-gateway',
    ]),
    ...edited(manifests, policies, {
      'match-policy-target': {
        'acts on nothing that exists': set('spec.targetRefs[0].name', 'ledger-service'),
        'acts on another kind': set('spec.targetRefs[0].kind', 'GRPCRoute'),
      },
    }),
    ...edited(manifests, production.ofKind('SecurityPolicy', 'erp-gateway'), cors),
    ...edited(manifests, others, {
      'unique-route-path': {
        [`claims the path of ${first?.name ?? ''}`]: set('spec.rules[1].matches', listAt(first?.fields, 'spec', 'rules', 1, 'matches')),
      },
    }),
    ...routes.flatMap(({ name }) => [
      added(
        'forbid-ingress-class-annotation',
        `Ingress erp-prod/${name}-old names its class in an annotation`,
        ingress(`${name}-old`, `{ rules: [{ http: { paths: [${backend(name)}] } }] }`, '{ kubernetes.io/ingress.class: nginx }'),
      ),
      added(
        'forbid-hostless-ingress',
        `Ingress erp-prod/${name}-old answers every host`,
        ingress(`${name}-old`, `{ ingressClassName: nginx, rules: [{ http: { paths: [${backend(name)}] } }] }`),
      ),
      added(
        'match-route-backend',
        `Ingress erp-prod/${name}-old sends requests to a Service that does not exist`,
        ingress(
          `${name}-old`,
          `{ ingressClassName: nginx, rules: [{ host: api.erp.example.com, http: { paths: [${backend(`${name}s`)}] } }] }`,
        ),
      ),
      added(
        'require-tls-route',
        `Ingress erp-prod/${name}-old serves plain HTTP`,
        ingress(`${name}-old`, `{ ingressClassName: nginx, rules: [{ host: api.erp.example.com, http: { paths: [${backend(name)}] } }] }`),
      ),
      added(
        'match-tls-secret',
        `Ingress erp-prod/${name}-old has a certificate that nothing makes`,
        ingress(
          `${name}-old`,
          `{ ingressClassName: nginx, tls: [{ hosts: [api.erp.example.com], secretName: old-tls }], rules: [{ host: api.erp.example.com, http: { paths: [${backend(name)}] } }] }`,
        ),
      ),
    ]),
  ];
}
