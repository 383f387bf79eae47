import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { Instance } from '../model/instance.ts';
import {
  databaseQuery,
  databaseVaultPath,
  encryptionKeyBytes,
  secretName,
  serviceStoreName,
  shortestJwtSecret,
  storeAddresses,
  vaultPath,
} from '../model/service/secret.ts';
import type { ServiceDefinition } from '../model/service/service.ts';
import { serviceLabels } from './labels.ts';

/**
 * The Secret of a service, filled by External Secrets from Vault (manual 2.3, R24-R29). Vault holds only the passwords
 * and keys; hosts, users and databases come from here, so that they cannot disagree with the rest.
 */
export function externalSecret({ service, environment }: Instance) {
  const name = secretName(service.name);
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: serviceStoreName(service.name) },
      target: {
        name,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: { engineVersion: 'v2', type: 'Opaque', data: secretTemplate(service, environment.namespaces.infra) },
      },
      data: vaultKeys(service).map((key) => ({
        secretKey: key,
        remoteRef: { key: (key === databasePassword ? databaseVaultPath : vaultPath)(environment.name, service.name), property: key },
      })),
    },
  } satisfies IExternalSecret;
}

const databasePassword = 'DATABASE_PASSWORD';

/** What Vault must hold for a service. */
function vaultKeys({ uses }: ServiceDefinition): readonly string[] {
  return [
    ...(uses.includes('postgres') ? [databasePassword] : []),
    ...(uses.includes('redis') ? ['REDIS_PASSWORD'] : []),
    'JWT_SECRET',
    'ENCRYPTION_KEY',
  ];
}

/**
 * A weak key fails the template: the Secret keeps its last good content, and the ExternalSecret is not ready and says why
 * (R27, R28).
 */
function secretTemplate({ uses, database }: ServiceDefinition, infra: string): Record<string, string> {
  const { postgres, redis } = storeAddresses(infra);
  const query = Object.entries(databaseQuery).map(([key, value]) => `${key}=${value}`);
  return {
    ...(uses.includes('postgres') &&
      database !== undefined && {
        DATABASE_URL: `postgres://${database.user}:{{ .DATABASE_PASSWORD | urlquery }}@${postgres}/${database.name}?${query.join('&')}`,
      }),
    ...(uses.includes('redis') && { REDIS_URL: `redis://:{{ .REDIS_PASSWORD | urlquery }}@${redis}/0` }),
    JWT_SECRET: checked('JWT_SECRET', `lt (len .JWT_SECRET) ${shortestJwtSecret}`, `has fewer than ${shortestJwtSecret} characters`),
    ENCRYPTION_KEY: checked(
      'ENCRYPTION_KEY',
      `ne (len (b64dec .ENCRYPTION_KEY)) ${encryptionKeyBytes}`,
      `is not base64 of ${encryptionKeyBytes} bytes`,
    ),
  };
}

function checked(key: string, isWeak: string, complaint: string): string {
  return `{{ if ${isWeak} }}{{ fail "${key} ${complaint}" }}{{ end }}{{ .${key} }}`;
}
