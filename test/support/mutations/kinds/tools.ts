import { asFields, at } from '../../../../policies/kubernetes/fields.ts';
import { added, deleted, type Edits, edited, type Mutation, remove, set, titleOf, together } from '../mutation.ts';
import type { Production } from '../production.ts';

const login: Edits = {
  'match-login-secret': {
    'reads a Secret that nobody makes': set('spec.oidc.clientSecret.name', 'tools-client'),
    'reads a Secret of another namespace': set('spec.oidc.clientSecret.namespace', 'erp-prod'),
    'reads a Secret without a client': set('spec.oidc.clientSecret.name', 'redis-ha'),
  },
};

/** In front of each tool, of which each is reported. */
const doors: Edits = {
  'require-tool-authentication': {
    'asks for no log-in': together(remove('spec.oidc'), remove('spec.jwt')),
    'asks for a token that may be missing': together(remove('spec.oidc'), set('spec.jwt.optional', true)),
    'admits everybody with an account': remove('spec.authorization'),
    'refuses nobody': set('spec.authorization.defaultAction', 'Allow'),
    'admits by no claim': remove('spec.authorization.rules[0].principal.jwt.claims'),
    'is for one rule of the routes': together(set('spec.targetRefs[0].sectionName', 'api'), set('spec.targetRefs[1].sectionName', 'api')),
  },
};

const route: Edits = {
  'match-route-parent': {
    'attaches to the Gateway of the API, which does not admit it': set('spec.parentRefs[0].name', 'erp-gateway'),
    'attaches to a listener that does not exist': set('spec.parentRefs[0].sectionName', 'prometheus'),
    'serves a host that its listener lacks': set('spec.hostnames', ['tools.erp.example.com']),
  },
  'match-route-backend': {
    'sends requests to a Service that does not exist': set('spec.rules[0].backendRefs[0].name', 'grafana-web'),
    'sends requests to a port that the Service lacks': set('spec.rules[0].backendRefs[0].port', 9999),
  },
  'require-tls-route': { 'serves plain HTTP': set('spec.parentRefs[0].sectionName', 'http') },
};

const gateway: Edits = {
  'match-gateway-class': { 'has parameters that do not exist': set('spec.infrastructure.parametersRef.name', 'shop-gateway') },
  'match-issuer': {
    'asks an issuer that does not exist': set('metadata.annotations["cert-manager.io/cluster-issuer"]', 'letsencrypt-production'),
  },
  'match-tls-secret': { 'has certificates that nothing makes': remove('metadata.annotations') },
  'require-tls-route': { 'has no certificate for a tool': remove('spec.listeners[1].tls.certificateRefs') },
};

const agent: Edits = {
  'match-role': { 'gives an agent a Role that does not exist': set('roleRef.name', 'logs') },
};

/** The ways to the tools of the platform, and the half flows of logs and traces. */
export default function tools(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const routes = production.ofKind('HTTPRoute', 'grafana', 'jaeger');
  const policies = production.ofKind('SecurityPolicy', 'tools');
  const gateways = production.ofKind('Gateway', 'tools-gateway');
  const redirects = production.ofKind('HTTPRoute', 'tools-https-redirect');
  const dataSources = production.ofKind('ConfigMap', 'grafana-data-sources');
  const all = () => routes.map(titleOf);
  return [
    ...edited(manifests, policies, login),
    ...edited(manifests, policies, doors, all),
    ...deleted(manifests, policies, 'require-tool-authentication', all),
    ...deleted(manifests, production.ofKind('ExternalSecret', 'tools-oidc'), 'match-login-secret', () => policies.map(titleOf)),
    ...edited(manifests, routes, route),
    ...edited(manifests, redirects, {
      'require-tls-route': { 'leads to a tool': set('spec.rules[0]', { backendRefs: [{ name: 'jaeger', port: 16686 }] }) },
      'require-tool-authentication': { 'leads to a tool': set('spec.rules[0]', { backendRefs: [{ name: 'jaeger', port: 16686 }] }) },
    }),
    ...edited(manifests, gateways, gateway),
    ...deleted(manifests, gateways, 'match-route-parent', () => [...all(), ...redirects.map(titleOf)]),
    ...routes.map(({ name, fields }) =>
      added(
        'require-tool-authentication',
        `HTTPRoute erp-infra/${name}-api leads to the same tool without a log-in`,
        JSON.stringify({ ...fields, metadata: { ...asFields(at(fields, 'metadata')), name: `${name}-api` } }),
      ),
    ),
    ...edited(manifests, production.ofKind('RoleBinding', 'alloy'), agent),
    ...edited(manifests, dataSources, {
      'match-config-host': Object.fromEntries(
        ['kube-prometheus-stack-prometheus', 'loki', 'jaeger'].map((service) => [
          `asks ${service} where it is not`,
          (object) => {
            const data = object['data'] as Record<string, string>;
            data['data-sources.yaml'] = String(data['data-sources.yaml']).replace(`//${service}.`, `//${service}-query.`);
          },
        ]),
      ),
    }),
    ...halfFlows(production),
  ];
}

/** One side of a flow of logs, traces or people is gone: the other side is reported. */
function halfFlows(production: Production): readonly Mutation[] {
  const pairs = [
    ['alloy', 'loki-agents', 'spec.egress[0]', 'spec.ingress[0]'],
    ['grafana-data-sources', 'loki', 'spec.egress[0]', 'spec.ingress[0]'],
    ['grafana-data-sources', 'jaeger', 'spec.egress[1]', 'spec.ingress[0]'],
    ['prometheus-scrape-logs', 'loki', 'spec.egress[0]', 'spec.ingress[1]'],
    ['prometheus-scrape-logs', 'jaeger', 'spec.egress[1]', 'spec.ingress[1]'],
    ['prometheus-scrape-logs', 'alloy', 'spec.egress[2]', 'spec.ingress[0]'],
  ] as const;
  return pairs.flatMap(([client, server, egress, ingress]) => {
    const [from, to] = [client, server].map((name) => production.ofKind('NetworkPolicy', name));
    const reported = (policies: typeof from) => () => (policies ?? []).map(titleOf);
    return [
      ...edited(
        production.manifests,
        from ?? [],
        { 'match-network-flow': { [`does not lead to ${server}`]: remove(egress) } },
        reported(to),
      ),
      ...edited(
        production.manifests,
        to ?? [],
        { 'match-network-flow': { [`does not admit ${client}`]: remove(ingress) } },
        reported(from),
      ),
    ];
  });
}
