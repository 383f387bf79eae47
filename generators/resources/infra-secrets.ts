import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { serviceStoreName } from '../model/service/secret.ts';
import { vaultProvider } from './vault-provider.ts';

/** A value of Vault: the key that the template knows it by, the path and the property. */
export interface VaultValue {
  readonly key: string;
  readonly path: string;
  readonly property: string;
}

/** A Secret of the infra namespace: what it holds, as templates over values of Vault. */
export interface InfraSecret {
  /** Component whose store reads the values. */
  readonly owner: string;
  readonly name: string;
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
  readonly values: readonly VaultValue[];
  /** `Orphan`: an operator keeps the owners of the Secret as it wants them, and would undo ours at every look. Absent: `Owner`. */
  readonly creationPolicy?: 'Orphan' | 'Owner';
}

/** The account and the store by which one component of the infra namespace reads Vault, and nobody else's secrets (D25). */
export function infraStore({ name: environment, namespaces }: EnvironmentDefinition, platform: PlatformDefinition, owner: string) {
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: owner, namespace: namespaces.infra },
      automountServiceAccountToken: false,
    } satisfies IServiceAccount,
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: { name: serviceStoreName(owner), namespace: namespaces.infra },
      spec: {
        provider: vaultProvider(platform, { environment, owner, account: { name: owner } }),
      },
    } satisfies ISecretStore,
  ] as const;
}

/** A Secret of the infra namespace, filled from Vault. */
export function infraSecret(
  { namespaces }: EnvironmentDefinition,
  { owner, name, type, data, values, creationPolicy = 'Owner' }: InfraSecret,
) {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace: namespaces.infra },
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: serviceStoreName(owner) },
      target: {
        name,
        creationPolicy,
        deletionPolicy: 'Retain',
        template: { engineVersion: 'v2', type, data: { ...data } },
      },
      data: values.map(({ key, path, property }) => ({ secretKey: key, remoteRef: { key: path, property } })),
    },
  } satisfies IExternalSecret;
}
