import { isCalledAfter, ownerOf } from '../../kubernetes/access/owners.ts';
import { type VaultLogin, vaultLoginsOf } from '../../kubernetes/access/secret-stores.ts';
import { missingIn, titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const storeOf = (service: string) => `
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: ${service}-vault, namespace: erp-prod }
spec:
  provider:
    vault:
      server: https://vault.example.com:8200
      auth: { jwt: { path: jwt-production, role: erp-production-${service}, kubernetesServiceAccountToken: { serviceAccountRef: { name: ${service} } } } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: ${service}, namespace: erp-prod }
`;
const shared = `
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: { name: vault }
spec:
  provider:
    vault:
      auth: { jwt: { role: erp-production, kubernetesServiceAccountToken: { serviceAccountRef: { name: external-secrets, namespace: external-secrets } } } }
`;

const on = 'SecretStore/financial-service-vault';
const login = 'spec.provider.vault.auth.jwt';
const path = `${login}.kubernetesServiceAccountToken.serviceAccountRef.name`;

export default defineRule({
  id: 'match-secret-store-account',
  severity: 'error',
  manual: '2.3 (D25)',
  summary: 'Let a store log in to Vault with a ServiceAccount of its own that exists, and as nobody else.',
  rationale:
    'External Secrets asks for a token of the account; without it no Secret of the store is made. Every pod without an account of ' +
    'its own runs as the default one, and could read the same secrets. A role that is not called after the account opens the paths of others.',
  remediation:
    'Set serviceAccountRef.name to the ServiceAccount of the service that the store is for, and the role to the one that is called after it.',
  scope: 'object',
  kinds: ['SecretStore', 'ClusterSecretStore'],

  check(manifest, world) {
    return vaultLoginsOf(manifest).flatMap((own) => [...account(manifest, own, world), ...role(manifest, own, world)]);
  },

  examples: {
    pass: [
      { name: 'the account of the service', manifests: storeOf('financial-service') },
      { name: 'roles that are called after their accounts', manifests: storeOf('financial-service') + storeOf('sales') + storeOf('mail') },
      { name: 'a store for all, by the account of the operator', manifests: shared },
    ],
    fail: [
      {
        name: 'an account that does not exist',
        from: 'the account of the service',
        change: { [`${on} > ${path}`]: 'finance-service' },
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
        change: { [`${on} > ${path}`]: 'default' },
        problems: [{ on, message: 'SecretStore "financial-service-vault" logs in with the default ServiceAccount.', path }],
      },
      {
        name: 'the default account, for all',
        from: 'a store for all, by the account of the operator',
        change: { [`ClusterSecretStore/vault > ${path}`]: 'default' },
        problems: [
          { on: 'ClusterSecretStore/vault', message: 'ClusterSecretStore "vault" logs in with the default ServiceAccount.', path },
        ],
      },
      {
        name: 'the role of all services',
        from: 'roles that are called after their accounts',
        change: { [`${on} > ${login}.role`]: 'erp-production' },
        problems: [
          {
            on,
            message:
              'SecretStore "financial-service-vault" logs in by the role "erp-production", which is not called after it, as those of all others are.',
            path: `${login}.role`,
          },
        ],
      },
    ],
  },
});

function account(manifest: Manifest, { account: name, namespace, accountPath }: VaultLogin, world: World): readonly Problem[] {
  if (name === 'default') return [{ message: `${titleOf(manifest)} logs in with the default ServiceAccount.`, path: accountPath }];
  if (world.find('ServiceAccount', namespace, name) !== undefined) return [];
  // The operator, whose account a store of the cluster uses, may be installed by others: then nobody here has an account beside it.
  const isKnown = manifest.kind === 'SecretStore' || world.ofKind('ServiceAccount').some((other) => other.namespace === namespace);
  if (!isKnown) return [];
  return [{ message: `${titleOf(manifest)} logs in with ServiceAccount "${name}", which ${missingIn(namespace)}.`, path: accountPath }];
}

/** Where at least two other stores log in by roles that are called after them, and none does otherwise, so must this one. */
function role(manifest: Manifest, own: VaultLogin, world: World): readonly Problem[] {
  if (manifest.kind !== 'SecretStore' || own.role === undefined || isOwn(manifest, own)) return [];
  const { all, strange } = logins(world);
  // Of the strange ones this is one.
  if (all < 3 || strange > 1) return [];
  const message = `${titleOf(manifest)} logs in by the role "${own.role}", which is not called after it, as those of all others are.`;
  return [{ message, path: `${own.path}.role` }];
}

/** Log-ins of SecretStores, and how many are by a role that is not called after its store. */
const logins = perWorld((world: World) => {
  const own = world.ofKind('SecretStore').flatMap((store) => vaultLoginsOf(store).map((login) => isOwn(store, login)));
  return { all: own.length, strange: own.filter((is) => !is).length };
});

function isOwn(store: Manifest, { role: name, account: holder }: VaultLogin): boolean {
  const names = [holder, ownerOf(store), store.name, store.name.replace(/-(?:vault|store|secret-?store)$/, '')];
  return names.some((owner) => owner !== undefined && isCalledAfter(name ?? '', owner));
}
