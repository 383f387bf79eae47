import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { type VaultLogin, vaultProvider } from './vault-provider.ts';

/** Name, namespace and labels of an object. */
interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Record<string, string>;
}

/** A value of Vault: the key that the template knows it by, the path and the property. */
export interface VaultValue {
  readonly key: string;
  readonly path: string;
  readonly property: string;
}

/** A Secret that External Secrets fills from Vault: what it holds, as templates over values. */
export interface VaultSecret {
  /** Of the ExternalSecret; the Secret has its name. */
  readonly metadata: Metadata;
  /** What reads the values. */
  readonly store: { readonly kind: 'SecretStore' | 'ClusterSecretStore'; readonly name: string };
  /** Absent: `Opaque`, as Kubernetes takes it. */
  readonly type?: string;
  /** Labels of the Secret itself. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
  readonly values: readonly VaultValue[];
  /** `Orphan`: an operator keeps the owners of the Secret as it wants them, and would undo ours at every look. Absent: `Owner`. */
  readonly creationPolicy?: 'Orphan' | 'Owner';
}

/** Asks for the values again every hour, and keeps the last good ones where Vault does not answer. */
export function vaultSecret({ metadata, store, type, labels, data, values, creationPolicy = 'Owner' }: VaultSecret) {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { ...metadata },
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval: '1h',
      secretStoreRef: { ...store },
      target: {
        name: metadata.name,
        creationPolicy,
        deletionPolicy: 'Retain',
        template: {
          engineVersion: 'v2',
          ...(type !== undefined && { type }),
          ...(labels !== undefined && { metadata: { labels: { ...labels } } }),
          data: { ...data },
        },
      },
      data: values.map(({ key, path, property }) => ({ secretKey: key, remoteRef: { key: path, property } })),
    },
  } satisfies IExternalSecret;
}

/** Reads Vault as one account, and so what its role may read and nothing else (D25). */
export function vaultStore(platform: PlatformDefinition, metadata: Metadata, login: VaultLogin) {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { ...metadata },
    spec: { provider: vaultProvider(platform, login) },
  } satisfies ISecretStore;
}
