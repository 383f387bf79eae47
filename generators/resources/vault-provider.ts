import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { PlatformDefinition } from '../model/platform.ts';
import { vaultAudience, vaultAuthMount, vaultRole } from '../model/secret.ts';

/** Who logs in to Vault, and as what. */
export interface VaultLogin {
  /** Name of the environment. */
  readonly environment: string;
  /** Whose role it is; absent: the role for what all share. */
  readonly owner?: string;
  readonly account: { readonly name: string; readonly namespace?: string };
}

/** How a store reaches Vault: by a token of a ServiceAccount that External Secrets asks for (D25). */
export function vaultProvider({ vault }: PlatformDefinition, { environment, owner, account }: VaultLogin) {
  return {
    vault: {
      server: vault.server,
      path: vault.mount,
      version: 'v2',
      auth: {
        kubernetes: {
          mountPath: vaultAuthMount(environment),
          role: owner === undefined ? vaultRole(environment) : vaultRole(environment, owner),
          serviceAccountRef: { ...account, audiences: [vaultAudience] },
        },
      },
    },
  } satisfies NonNullable<ISecretStore['spec']>['provider'];
}
