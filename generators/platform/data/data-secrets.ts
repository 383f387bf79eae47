import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { CustomResource, KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { vaultPath } from '../../model/service/secret.ts';
import { operatedStores } from '../../model/stores/stores.ts';
import { infraSecret, infraStore } from '../../resources/infra-secrets.ts';
import type { VaultValue } from '../../resources/vault-secret.ts';

const owner = 'data-layer';

/** Issuer of the certificates of the data layer, whose authority the services know as `data-ca` (D22). */
export const issuerName = 'data-ca';

const authoritySecret = 'data-ca-issuer';

/** The data layer's own door to Vault, and the authority that signs its certificates. */
export function dataSecrets(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  // Redis talks without TLS.
  const signs = operatedStores(environment).some((store) => store !== 'redis');
  return [...infraStore(environment, platform, owner), ...(signs ? authority(environment) : [])];
}

function authority(environment: EnvironmentDefinition): readonly KubernetesObject[] {
  // Apart from the certificate that services read: the key signs for every server of the data layer.
  const path = vaultPath(environment.name, authoritySecret);
  return [
    dataSecret(environment, authoritySecret, 'kubernetes.io/tls', { 'tls.crt': '{{ .certificate }}', 'tls.key': '{{ .key }}' }, [
      { key: 'certificate', path, property: 'certificate' },
      { key: 'key', path, property: 'key' },
    ]),
    issuer(environment),
  ];
}

/** A Secret of the data layer, filled from Vault. */
export function dataSecret(
  environment: EnvironmentDefinition,
  name: string,
  type: string,
  data: Readonly<Record<string, string>>,
  values: readonly VaultValue[],
) {
  return infraSecret(environment, { owner, name, type, data, values });
}

/**
 * The password of a role of PostgreSQL, in the Secret that the operator reads it from. It must be there before the `postgresql`: the
 * operator makes one with a random password where there is none, and takes back the owner of one that is there (2.0.1, `updateSecret`).
 */
export function roleSecret(environment: EnvironmentDefinition, name: string, role: string, value: Omit<VaultValue, 'key'>) {
  return infraSecret(environment, {
    owner,
    name,
    type: 'Opaque',
    data: { username: role, password: '{{ .password }}' },
    values: [{ key: 'password', ...value }],
    creationPolicy: 'Orphan',
  });
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

function issuer({ namespaces }: EnvironmentDefinition): CustomResource {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: issuerName, namespace: namespaces.infra },
    spec: { ca: { secretName: authoritySecret } },
  };
}
