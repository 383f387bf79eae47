import { admission } from '../../kubernetes/edge/log-ins.ts';
import { asText, at, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Fields, Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: tools, namespace: erp-infra }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: grafana }]
  oidc:
    provider: { issuer: "https://login.example.com/realms/erp" }
    clientID: erp-tools
    cookieDomain: erp.example.com
    scopes: [profile, groups]
    forwardIDToken: { header: X-Id-Token }
    clientSecret: { name: tools-oidc }
    redirectURL: "https://grafana.erp.example.com/oauth2/callback"
  jwt:
    providers:
      - name: identity
        issuer: https://login.example.com/realms/erp
        audiences: [erp-tools]
        extractFrom: { headers: [{ name: X-Id-Token }] }
        remoteJWKS: { uri: "https://login.example.com/realms/erp/protocol/openid-connect/certs" }
  authorization:
    defaultAction: Deny
    rules: [{ action: Allow, principal: { jwt: { provider: identity, claims: [{ name: groups, valueType: StringArray, values: [erp-ops] }] } } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: grafana, namespace: erp-infra }
spec: { hostnames: [grafana.erp.example.com] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: erp-ops-view, namespace: erp-infra }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects: [{ kind: Group, apiGroup: rbac.authorization.k8s.io, name: erp-ops }]
`;

const from = 'one identity provider, one client, and the host of the route';
const failing = (name: string, path: string, value: unknown, message: string, where = path) => ({
  name,
  from,
  change: { [`SecurityPolicy/tools > ${path}`]: value },
  problems: [{ on: 'SecurityPolicy/tools', message: `SecurityPolicy "tools" ${message}.`, path: where }],
});

export default defineRule({
  id: 'match-login',
  severity: 'error',
  manual: '8.3 (D8)',
  summary: 'Take a log-in from one identity provider, for one client, and send it back to a host of the route.',
  rationale:
    'Whose keys sign a token decides who comes in: keys from elsewhere admit whoever holds them. Without an audience a token for any other ' +
    'program of the company opens this one.',
  remediation: 'Correct identity in generators/catalog/platform.ts: issuer, client, and the address of the keys belong together.',
  scope: 'object',
  kinds: ['SecurityPolicy'],

  check(manifest, world) {
    const spec = fieldsAt(manifest.fields, 'spec');
    return [
      ...tokens(spec),
      ...login(manifest, spec, world),
      ...claims(spec),
      ...admission(spec, hostsOf(manifest, spec, world), world),
    ].map(({ message, path }) => ({
      message: `${titleOf(manifest)} ${message}.`,
      path,
    }));
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      failing(
        'any program of the company',
        'spec.jwt.providers[0].audiences',
        undefined,
        'takes a token that was made for any other program: it names no audience',
      ),
      failing(
        'tokens for another program',
        'spec.jwt.providers[0].audiences',
        ['erp-reports'],
        'takes tokens for "erp-reports", but asks for them as "erp-tools"',
      ),
      failing(
        'keys from elsewhere',
        'spec.jwt.providers[0].remoteJWKS.uri',
        'https://keys.example.net/certs',
        'takes the keys of "login.example.com" from "keys.example.net"',
      ),
      failing(
        'keys in clear',
        'spec.jwt.providers[0].remoteJWKS.uri',
        'http://login.example.com/certs',
        'asks "http://login.example.com/certs" without TLS',
      ),
      failing(
        'the issuer of another realm',
        'spec.jwt.providers[0].issuer',
        'https://login.example.com/realms/test',
        'checks tokens of "https://login.example.com/realms/test", but sends people to "https://login.example.com/realms/erp"',
      ),
      failing('no issuer', 'spec.jwt.providers[0].issuer', undefined, 'takes a token of whatever issuer'),
      failing(
        'an address of another host',
        'spec.oidc.redirectURL',
        'https://grafana.example.net/oauth2/callback',
        'sends who has logged in to "grafana.example.net", which is no host of its routes',
      ),
      failing(
        'a provider that is not there',
        'spec.authorization.rules[0].principal.jwt.provider',
        'login',
        'asks for claims of the provider "login", which it does not have',
      ),
      failing(
        'claims of no value',
        'spec.authorization.rules[0].principal.jwt.claims[0].values',
        [],
        'asks for the claim "groups" without a value',
      ),
      failing(
        'nobody',
        'spec.authorization.rules[0].action',
        'Deny',
        'lets nobody in: it denies, and none of its rules allows',
        'spec.authorization',
      ),
      failing(
        'a group that this environment does not know',
        'spec.authorization.rules[0].principal.jwt.claims[0].values',
        ['erp-dev'],
        'lets the group "erp-dev" in, which has no right in this environment (erp-ops has)',
      ),
      failing(
        'a claim of one word as a list',
        'spec.authorization.rules[0].principal.jwt.claims[0].name',
        'email',
        'looks for a list in the claim "email", which is one word',
        'spec.authorization.rules[0].principal.jwt.claims[0]',
      ),
      failing(
        'a token from elsewhere',
        'spec.jwt.providers[0].extractFrom.headers[0].name',
        'Authorization',
        'puts the token into "X-Id-Token", and reads it from "Authorization"',
        'spec.jwt.providers[0].extractFrom',
      ),
      failing('no token', 'spec.jwt.optional', true, 'takes requests without a token'),
      failing('no groups', 'spec.oidc.scopes', ['profile'], 'decides by the claim "groups", and does not ask for it (scopes)'),
      failing(
        'the cookie for the company',
        'spec.oidc.cookieDomain',
        'example.com',
        'gives its cookie to every host below "example.com", and is for hosts below "erp.example.com"',
      ),
      failing(
        'the cookie for somebody else',
        'spec.oidc.cookieDomain',
        'erp.example.net',
        'gives its cookie to "erp.example.net", where none of its hosts is',
      ),
      failing(
        'log-ins at another server',
        'spec.oidc.provider.tokenEndpoint',
        'https://login.example.net/token',
        'gets its tokens at "login.example.net", but its issuer is at "login.example.com"',
      ),
    ],
  },
});

function hostOf(address: string): string {
  return /^[a-z]+:\/\/([^/:?#]+)/i.exec(address)?.[1]?.toLowerCase() ?? '';
}

function tokens(spec: Fields): readonly Problem[] {
  const asked = textAt(spec, 'oidc', 'provider', 'issuer');
  const client = textAt(spec, 'oidc', 'clientID');
  return listAt(spec, 'jwt', 'providers').flatMap((provider, index): readonly Problem[] => {
    const path = `spec.jwt.providers[${index}]`;
    const issuer = textAt(provider, 'issuer');
    const uri = textAt(provider, 'remoteJWKS', 'uri');
    const audiences = listAt(provider, 'audiences').flatMap((audience) => asText(audience) ?? []);
    return [
      ...(issuer === undefined ? [{ message: 'takes a token of whatever issuer', path: `${path}.issuer` }] : []),
      ...(issuer !== undefined && asked !== undefined && issuer !== asked
        ? [{ message: `checks tokens of "${issuer}", but sends people to "${asked}"`, path: `${path}.issuer` }]
        : []),
      ...(audiences.length === 0
        ? [{ message: 'takes a token that was made for any other program: it names no audience', path: `${path}.audiences` }]
        : []),
      ...(audiences.length > 0 && client !== undefined && !audiences.includes(client)
        ? [{ message: `takes tokens for "${audiences.join('", "')}", but asks for them as "${client}"`, path: `${path}.audiences` }]
        : []),
      ...(uri !== undefined && !uri.startsWith('https://')
        ? [{ message: `asks "${uri}" without TLS`, path: `${path}.remoteJWKS.uri` }]
        : uri !== undefined && issuer !== undefined && hostOf(uri) !== hostOf(issuer) && hostOf(issuer) !== ''
          ? [{ message: `takes the keys of "${hostOf(issuer)}" from "${hostOf(uri)}"`, path: `${path}.remoteJWKS.uri` }]
          : []),
    ];
  });
}

const endpoints = { authorizationEndpoint: 'sends people', tokenEndpoint: 'gets its tokens', endSessionEndpoint: 'ends sessions' } as const;

function login(manifest: Manifest, spec: Fields, world: World): readonly Problem[] {
  const issuer = textAt(spec, 'oidc', 'provider', 'issuer');
  if (issuer === undefined) return [];
  const redirect = textAt(spec, 'oidc', 'redirectURL');
  const hosts = hostsOf(manifest, spec, world);
  return [
    ...(issuer.startsWith('https://') ? [] : [{ message: `asks "${issuer}" without TLS`, path: 'spec.oidc.provider.issuer' }]),
    ...Object.entries(endpoints).flatMap(([field, does]) => {
      const address = textAt(spec, 'oidc', 'provider', field);
      if (address === undefined || hostOf(address) === hostOf(issuer)) return [];
      const message = `${does} at "${hostOf(address)}", but its issuer is at "${hostOf(issuer)}"`;
      return [{ message, path: `spec.oidc.provider.${field}` }];
    }),
    // Without a scheme and host Envoy Gateway takes those of the request.
    ...(redirect !== undefined && hostOf(redirect) !== '' && hosts.length > 0 && !hosts.includes(hostOf(redirect))
      ? [{ message: `sends who has logged in to "${hostOf(redirect)}", which is no host of its routes`, path: 'spec.oidc.redirectURL' }]
      : []),
  ];
}

/** Hosts of the routes and listeners that the policy is on. */
function hostsOf(manifest: Manifest, spec: Fields, world: World): readonly string[] {
  return [at(spec, 'targetRef'), ...listAt(spec, 'targetRefs')].flatMap((reference) => {
    const target = world.find(textAt(reference, 'kind') ?? '', manifest.namespace, textAt(reference, 'name') ?? '');
    return [
      ...listAt(target?.fields, 'spec', 'hostnames').flatMap((host) => asText(host)?.toLowerCase() ?? []),
      ...listAt(target?.fields, 'spec', 'listeners').flatMap((listener) => textAt(listener, 'hostname')?.toLowerCase() ?? []),
    ];
  });
}

function claims(spec: Fields): readonly Problem[] {
  const names = listAt(spec, 'jwt', 'providers').map((provider) => textAt(provider, 'name'));
  return listAt(spec, 'authorization', 'rules').flatMap((rule, index) => {
    const path = `spec.authorization.rules[${index}].principal.jwt`;
    const provider = textAt(rule, 'principal', 'jwt', 'provider');
    return [
      ...(provider === undefined || names.includes(provider)
        ? []
        : [{ message: `asks for claims of the provider "${provider}", which it does not have`, path: `${path}.provider` }]),
      ...listAt(rule, 'principal', 'jwt', 'claims').flatMap((claim, position) =>
        listAt(claim, 'values').some((value) => value !== '')
          ? []
          : [
              {
                message: `asks for the claim "${textAt(claim, 'name') ?? ''}" without a value`,
                path: `${path}.claims[${position}].values`,
              },
            ],
      ),
    ];
  });
}
