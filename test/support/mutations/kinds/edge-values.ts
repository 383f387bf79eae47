import { append, type Edits, edited, type Mutation, remove, rewrite, set } from '../mutation.ts';
import type { Production } from '../production.ts';

const login: Edits = {
  'match-login': {
    'takes tokens for any program': remove('spec.jwt.providers[0].audiences'),
    'takes tokens for another program': set('spec.jwt.providers[0].audiences', ['reports']),
    'takes keys from elsewhere': set('spec.jwt.providers[0].remoteJWKS.uri', 'https://keys.example.net/certs'),
    'takes tokens of another realm': set('spec.jwt.providers[0].issuer', 'https://login.example.com/realms/other'),
    'sends people to another host': set('spec.oidc.redirectURL', 'https://grafana.example.net/oauth2/callback'),
    'sends people to another realm': set('spec.oidc.provider.issuer', 'https://login.example.net/realms/erp'),
    'asks for the claims of nobody': set('spec.authorization.rules[0].principal.jwt.provider', 'login'),
    'asks for a claim without a value': set('spec.authorization.rules[0].principal.jwt.claims[0].values', ['']),
  },
};

const gateway: Edits = {
  'limit-edge-openness': {
    'lets routes of every namespace in': set('spec.listeners[1].allowedRoutes.namespaces', { from: 'All' }),
    'serves every host': remove('spec.listeners[1].hostname'),
  },
};

const clients: Edits = {
  'limit-edge-openness': {
    'speaks TLS of 1999': set('spec.tls.minVersion', '1.0'),
    'speaks no newer TLS': set('spec.tls.maxVersion', '1.1'),
    'speaks by a weak cipher': set('spec.tls.ciphers', ['ECDHE-RSA-AES128-GCM-SHA256', 'AES128-SHA']),
  },
};

const proxy: Edits = {
  'limit-edge-openness': {
    'runs no proxy': set('spec.provider.kubernetes.envoyDeployment.replicas', 0),
    'runs no proxy by a patch': set('spec.provider.kubernetes.envoyDeployment.patch.value.spec.replicas', 0),
  },
  'limit-operator-images': {
    'runs the proxy of somebody': set('spec.provider.kubernetes.envoyDeployment.container.image', 'docker.io/somebody/envoy:1'),
    'runs the proxy of somebody by a patch': append('spec.provider.kubernetes.envoyDeployment.patch.value.spec.template.spec.containers', {
      name: 'envoy',
      image: 'docker.io/somebody/envoy:1',
    }),
  },
};

const route: Edits = {
  'match-route-traffic': {
    'sends nothing anywhere': set('spec.rules[1].backendRefs[0].weight', 0),
    'copies requests to the backups': append('spec.rules[1].filters', {
      type: 'RequestMirror',
      requestMirror: { backendRef: { name: 'mirror', port: 80 } },
    }),
    'sends people to a host of elsewhere': append('spec.rules[1].filters', {
      type: 'RequestRedirect',
      requestRedirect: { hostname: 'api.example.net' },
    }),
    'sends people into the clear': append('spec.rules[1].filters', { type: 'RequestRedirect', requestRedirect: { scheme: 'http' } }),
    'keeps requests open that its policy reads to their end': set('spec.rules[1].timeouts', { request: '0s', backendRequest: '0s' }),
    'gives a millisecond': set('spec.rules[1].timeouts.request', '1ms'),
    'gives its backend more time than the request': set('spec.rules[1].timeouts.backendRequest', '120s'),
  },
  'forbid-other-environment': { 'has a host of another environment': set('spec.hostnames[0]', 'api.dev.erp.example.com') },
};

const certificate: Edits = {
  'limit-certificate-lifetime': {
    'is renewed as soon as it is there': set('spec.renewBefore', '2160h'),
    'lives for less than its renewal': set('spec.duration', '24h'),
    'lives for ten years': set('spec.duration', '87600h'),
    'is for clients only': set('spec.usages', ['client auth']),
    'may sign others': set('spec.isCA', true),
    'has no name': set('spec.dnsNames', []),
    'is kept where nobody looks': rewrite('spec.secretName', (name) => `${name}-old`),
  },
};

/** Values of the edge that are well formed and wrong. */
export default function edgeValues(production: Production): readonly Mutation[] {
  const { manifests } = production;
  return [
    ...edited(manifests, production.ofKind('SecurityPolicy', 'tools'), login),
    ...edited(manifests, production.ofKind('Gateway'), gateway),
    ...edited(manifests, production.ofKind('ClientTrafficPolicy'), clients),
    ...edited(manifests, production.ofKind('EnvoyProxy'), proxy),
    ...edited(manifests, production.ofServices('HTTPRoute'), route),
    ...edited(manifests, production.ofKind('Certificate'), certificate),
    ...edited(manifests, production.ofKind('ClusterIssuer'), {
      'limit-certificate-lifetime': {
        'asks a server for trying out': set('spec.acme.server', 'https://acme-staging-v02.api.letsencrypt.org/directory'),
      },
    }),
  ];
}
