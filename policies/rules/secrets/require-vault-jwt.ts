import { at, fieldsAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const store = (auth: string) => `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: web-vault, namespace: erp-prod }
spec: { provider: { vault: { server: https://vault.example.com:8200, path: secret, auth: ${auth} } } }
`;
const token = '{ serviceAccountRef: { name: web } }';
const path = 'spec.provider.vault.auth';

export default defineRule({
  id: 'require-vault-jwt',
  severity: 'error',
  manual: '2.3 (D25)',
  summary: 'Log in to Vault by its JWT method, with a token of a ServiceAccount that is for Vault alone.',
  rationale:
    'Vault is outside of the cluster. Its Kubernetes method would ask the API server about a token with that very token, which is ' +
    'for Vault and not valid there: every log-in is refused. The JWT method checks the signature against the keys of the cluster. ' +
    'A token for another audience would open other doors to whoever reads it in Vault.',
  remediation:
    'Set auth.jwt with path, role and kubernetesServiceAccountToken, without audiences, in generators/resources/vault-provider.ts.',
  scope: 'object',
  kinds: ['SecretStore', 'ClusterSecretStore'],

  check(manifest) {
    const vault = at(manifest.fields, 'spec', 'provider', 'vault');
    if (vault === undefined) return [];
    const title = titleOf(manifest);
    const methods = Object.keys(fieldsAt(vault, 'auth'));
    if (methods.join() !== 'jwt') {
      return [{ message: `${title} logs in to Vault by ${methods.join(', ') || 'nothing'}, expected jwt.`, path }];
    }
    const jwt = at(vault, 'auth', 'jwt');
    const account = at(jwt, 'kubernetesServiceAccountToken');
    return [
      ...['path', 'role']
        .filter((key) => (textAt(jwt, key) ?? '') === '')
        .map((key) => ({ message: `${title} logs in to Vault without a ${key}.`, path: `${path}.jwt.${key}` })),
      ...(account === undefined
        ? [{ message: `${title} logs in to Vault with a token that nobody renews.`, path: `${path}.jwt` }]
        : ['audiences', 'serviceAccountRef.audiences']
            .filter((key) => at(account, ...key.split('.')) !== undefined)
            .map((key) => ({
              message: `${title} asks for a token for others than Vault: ${key} is set.`,
              path: `${path}.jwt.kubernetesServiceAccountToken.${key}`,
            }))),
    ];
  },

  examples: {
    pass: [
      {
        name: 'a token for Vault',
        manifests: store(`{ jwt: { path: jwt-production, role: web, kubernetesServiceAccountToken: ${token} } }`),
      },
      {
        name: 'no Vault',
        manifests: store('{}').replace(/provider: .*\n/, 'provider: { kubernetes: { remoteNamespace: a } } }\n'),
      },
    ],
    fail: [
      {
        name: 'the method that asks the API server',
        from: 'a token for Vault',
        change: {
          'spec.provider.vault.auth': {
            kubernetes: { mountPath: 'kubernetes', role: 'web', serviceAccountRef: { name: 'web', audiences: ['vault'] } },
          },
        },
        problems: [{ on: 'SecretStore/web-vault', message: 'SecretStore "web-vault" logs in to Vault by kubernetes, expected jwt.', path }],
      },
      {
        name: 'without a role',
        from: 'a token for Vault',
        change: { 'spec.provider.vault.auth.jwt.role': undefined },
        problems: [
          { on: 'SecretStore/web-vault', message: 'SecretStore "web-vault" logs in to Vault without a role.', path: `${path}.jwt.role` },
        ],
      },
      {
        name: 'a token that somebody wrote down',
        from: 'a token for Vault',
        change: { 'spec.provider.vault.auth.jwt': { path: 'jwt-production', role: 'web', secretRef: { name: 'token', key: 'jwt' } } },
        problems: [
          {
            on: 'SecretStore/web-vault',
            message: 'SecretStore "web-vault" logs in to Vault with a token that nobody renews.',
            path: `${path}.jwt`,
          },
        ],
      },
      {
        name: 'a token for the API server as well',
        from: 'a token for Vault',
        change: {
          'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef.audiences': [
            'vault',
            'https://kubernetes.default.svc',
          ],
        },
        problems: [
          {
            on: 'SecretStore/web-vault',
            message: 'SecretStore "web-vault" asks for a token for others than Vault: serviceAccountRef.audiences is set.',
            path: `${path}.jwt.kubernetesServiceAccountToken.serviceAccountRef.audiences`,
          },
        ],
      },
    ],
  },
});
