import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { serviceStoreName } from '../model/service/secret.ts';
import { type VaultSecret, vaultSecret, vaultStore } from './vault-secret.ts';

/** A Secret of the infra namespace: what it holds, as templates over values of Vault. */
export interface InfraSecret extends Omit<VaultSecret, 'metadata' | 'store'> {
  /** Component whose store reads the values. */
  readonly owner: string;
  readonly name: string;
}

/** The account and the store by which one component of the infra namespace reads Vault, and nobody else's secrets (D25). */
export function infraStore({ name: environment, namespaces }: EnvironmentDefinition, platform: PlatformDefinition, owner: string) {
  const namespace = namespaces.infra;
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: owner, namespace },
      automountServiceAccountToken: false,
    } satisfies IServiceAccount,
    vaultStore(platform, { name: serviceStoreName(owner), namespace }, { environment, owner, account: { name: owner } }),
  ] as const;
}

/** A Secret of the infra namespace, filled from Vault. */
export function infraSecret({ namespaces }: EnvironmentDefinition, { owner, name, ...secret }: InfraSecret) {
  return vaultSecret({
    metadata: { name, namespace: namespaces.infra },
    store: { kind: 'SecretStore', name: serviceStoreName(owner) },
    ...secret,
  });
}
