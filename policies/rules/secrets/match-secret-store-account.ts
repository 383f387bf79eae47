import { textAt } from '../../kubernetes/fields.ts';
import { missingIn, titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const account = ['spec', 'provider', 'vault', 'auth', 'jwt', 'kubernetesServiceAccountToken', 'serviceAccountRef', 'name'] as const;

const example = (name: string) => `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: financial-service-vault, namespace: erp-prod }
spec:
  provider:
    vault:
      server: https://vault.example.com:8200
      auth: { jwt: { path: jwt-production, role: erp-production-financial-service, kubernetesServiceAccountToken: { serviceAccountRef: { name: ${name} } } } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: financial-service, namespace: erp-prod }
`;

const on = 'SecretStore/financial-service-vault';
const path = account.join('.');

export default defineRule({
  id: 'match-secret-store-account',
  severity: 'error',
  manual: '2.3 (D25)',
  summary: 'Let a SecretStore log in to Vault with a ServiceAccount of its namespace that is not the default one.',
  rationale:
    'External Secrets asks for a token of the account; without it no Secret of the store is made. Every pod without an account of ' +
    'its own runs as the default one, and could read the same secrets.',
  remediation: 'Set serviceAccountRef.name to the ServiceAccount of the service that the store is for.',
  scope: 'object',
  kinds: ['SecretStore'],

  check(manifest, world) {
    const name = textAt(manifest.fields, ...account);
    if (name === undefined) return [];
    if (name === 'default') return [{ message: `${titleOf(manifest)} logs in with the default ServiceAccount.`, path }];
    if (world.find('ServiceAccount', manifest.namespace, name) !== undefined) return [];
    return [{ message: `${titleOf(manifest)} logs in with ServiceAccount "${name}", which ${missingIn(manifest.namespace)}.`, path }];
  },

  examples: {
    pass: [{ name: 'the account of the service', manifests: example('financial-service') }],
    fail: [
      {
        name: 'an account that does not exist',
        from: 'the account of the service',
        change: {
          'SecretStore/financial-service-vault > spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef.name':
            'finance-service',
        },
        problems: [
          {
            on,
            message:
              'SecretStore "financial-service-vault" logs in with ServiceAccount "finance-service", which does not exist in namespace "erp-prod".',
            path,
          },
        ],
      },
      {
        name: 'the default account',
        from: 'the account of the service',
        change: {
          'SecretStore/financial-service-vault > spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef.name':
            'default',
        },
        problems: [{ on, message: 'SecretStore "financial-service-vault" logs in with the default ServiceAccount.', path }],
      },
    ],
  },
});
