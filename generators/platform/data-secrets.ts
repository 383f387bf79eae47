import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { EnvironmentDefinition } from '../model/environment.ts';
import type { CustomResource, KubernetesObject } from '../model/object.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import { vaultAudience, vaultAuthMount, vaultPath, vaultRole } from '../model/secret.ts';

const name = 'data-layer';

/** Issuer of the certificates of the data layer, whose authority the services know as `data-ca` (D22). */
export const issuerName = 'data-ca';

const authoritySecret = 'data-ca-issuer';

/** A value of Vault: the key that the template knows it by, the path and the property. */
export interface VaultValue {
  readonly key: string;
  readonly path: string;
  readonly property: string;
}

/** The data layer's own door to Vault, and the authority that signs its certificates. */
export function dataSecrets(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  // Apart from the certificate that services read: the key signs for every server of the data layer.
  const authority = vaultPath(environment.name, authoritySecret);
  return [
    account(environment),
    store(environment, platform),
    dataSecret(environment, authoritySecret, 'kubernetes.io/tls', { 'tls.crt': '{{ .certificate }}', 'tls.key': '{{ .key }}' }, [
      { key: 'certificate', path: authority, property: 'certificate' },
      { key: 'key', path: authority, property: 'key' },
    ]),
    issuer(environment),
  ];
}

/** A Secret of the infra namespace, filled from Vault. */
export function dataSecret(
  environment: EnvironmentDefinition,
  secret: string,
  type: string,
  data: Readonly<Record<string, string>>,
  values: readonly VaultValue[],
) {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: secret, namespace: environment.namespaces.infra },
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: `${name}-vault` },
      target: {
        name: secret,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: { engineVersion: 'v2', type, data: { ...data } },
      },
      data: values.map(({ key, path, property }) => ({ secretKey: key, remoteRef: { key: path, property } })),
    },
  } satisfies IExternalSecret;
}

/** A certificate for names of the infra namespace. */
export function dataCertificate({ namespaces }: EnvironmentDefinition, secret: string, dnsNames: readonly string[]): CustomResource {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: secret, namespace: namespaces.infra },
    spec: {
      secretName: secret,
      duration: '2160h',
      renewBefore: '720h',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      dnsNames: [...dnsNames],
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: issuerName },
    },
  };
}

function account({ namespaces }: EnvironmentDefinition) {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: namespaces.infra },
    automountServiceAccountToken: false,
  } satisfies IServiceAccount;
}

function store({ name: environment, namespaces }: EnvironmentDefinition, { vault }: PlatformDefinition) {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { name: `${name}-vault`, namespace: namespaces.infra },
    spec: {
      provider: {
        vault: {
          server: vault.server,
          path: vault.mount,
          version: 'v2',
          auth: {
            kubernetes: {
              mountPath: vaultAuthMount(environment),
              role: vaultRole(environment, name),
              serviceAccountRef: { name, audiences: [vaultAudience] },
            },
          },
        },
      },
    },
  } satisfies ISecretStore;
}

function issuer({ namespaces }: EnvironmentDefinition): CustomResource {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: issuerName, namespace: namespaces.infra },
    spec: { ca: { secretName: authoritySecret } },
  };
}
