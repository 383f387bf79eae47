import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { CustomResource } from '../../model/object.ts';
import type { Identity, PlatformDefinition } from '../../model/platform/platform.ts';
import { identityHeader, toolClient, tools } from '../../model/platform/tools.ts';

/** Secret of the client of the identity provider. */
export const clientSecretName = 'tools-oidc';

const provider = 'identity';

/**
 * Who may open a tool: the groups of the access table, after a log-in at the identity provider (OpenID Connect). The proxy
 * checks the token of every request, whose cookie is encrypted, and hands it on in a header.
 */
export function toolLogin(environment: EnvironmentDefinition, { identity, groups }: PlatformDefinition): CustomResource {
  const { name, namespaces } = environment;
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'SecurityPolicy',
    metadata: { name: 'tools', namespace: namespaces.infra },
    spec: {
      targetRefs: Object.keys(tools).map((tool) => ({ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: tool })),
      oidc: {
        provider: { issuer: identity.issuer },
        clientID: toolClient(name),
        clientSecret: { name: clientSecretName },
        scopes: [...identity.scopes],
        logoutPath: '/logout',
        refreshToken: true,
        forwardIDToken: { header: identityHeader },
      },
      jwt: {
        providers: [
          {
            name: provider,
            issuer: identity.issuer,
            audiences: [toolClient(name)],
            remoteJWKS: { uri: identity.keys },
            extractFrom: { headers: [{ name: identityHeader }] },
          },
        ],
      },
      authorization: { defaultAction: 'Deny', ...allowed(identity, admittedGroups(environment, groups)) },
    },
  };
}

function allowed({ groupsClaim }: Identity, values: readonly string[]) {
  if (values.length === 0) return {};
  const jwt = { provider, claims: [{ name: groupsClaim, valueType: 'StringArray', values: [...values] }] };
  return { rules: [{ name: 'groups', action: 'Allow', principal: { jwt } }] };
}

/** Groups of the access table, by their names at the identity provider. */
function admittedGroups({ access }: EnvironmentDefinition, groups: PlatformDefinition['groups']): readonly string[] {
  return access.map(({ group }) => groups[group]?.oidc ?? group);
}

/**
 * Sections of `grafana.ini`: who comes through the proxy has a token of the identity provider, which Grafana checks itself.
 * So no pod can pass for a person by setting a header, as with a proxy that is only trusted. All who get in may explore;
 * dashboards and data sources come from Git. Without a Gateway the way in is a port forward and the administrator's password.
 */
export function grafanaLogin(environment: EnvironmentDefinition, { identity, groups }: PlatformDefinition) {
  const byToken = environment.edge === 'gateway';
  const address = `https://${environment.observability.hosts.grafana}/`;
  const admitted = admittedGroups(environment, groups).map((group) => `contains(${identity.groupsClaim}[*], '${group}')`);
  return {
    ...(byToken && { server: { root_url: address } }),
    security: { cookie_secure: byToken, disable_gravatar: true },
    auth: { disable_login_form: byToken, ...(byToken && { signout_redirect_url: `${address}logout` }) },
    'auth.anonymous': { enabled: false },
    'auth.jwt': {
      enabled: byToken,
      header_name: identityHeader,
      username_claim: 'preferred_username',
      email_claim: 'email',
      jwk_set_url: identity.keys,
      cache_ttl: '60m',
      expect_claims: JSON.stringify({ iss: identity.issuer, aud: toolClient(environment.name) }),
      auto_sign_up: true,
      role_attribute_path: `(${admitted.length === 0 ? '`false`' : admitted.join(' || ')}) && 'Editor'`,
      role_attribute_strict: true,
    },
  } as const;
}
