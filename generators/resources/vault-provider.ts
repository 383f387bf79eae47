import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { vaultAuthMount, vaultRole } from '../model/service/secret.ts';

/** Who logs in to Vault, and as what. */
export interface VaultLogin {
  /** Name of the environment. */
  readonly environment: string;
  /** Whose role it is; absent: the role for what all share. */
  readonly owner?: string;
  readonly account: { readonly name: string; readonly namespace?: string };
}

/**
 * How a store reaches Vault: by a token of a ServiceAccount that External Secrets asks for (D25). Vault is outside of the cluster,
 * so it checks the signature against the keys that the cluster publishes: asking the API server would take a token that is valid
 * there, and these are for Vault only.
 */
export function vaultProvider({ vault }: PlatformDefinition, { environment, owner, account }: VaultLogin) {
  return {
    vault: {
      server: vault.server,
      path: vault.mount,
      version: 'v2',
      auth: {
        jwt: {
          path: vaultAuthMount(environment),
          role: owner === undefined ? vaultRole(environment) : vaultRole(environment, owner),
          kubernetesServiceAccountToken: { serviceAccountRef: { ...account } },
        },
      },
    },
  } satisfies NonNullable<ISecretStore['spec']>['provider'];
}
