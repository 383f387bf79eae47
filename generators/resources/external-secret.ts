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
import { vaultSecret } from './vault-secret.ts';

/**
 * The Secret of a service, filled by External Secrets from Vault (manual 2.3, R24-R29). Vault holds only the passwords
 * and keys; hosts, users and databases come from here, so that they cannot disagree with the rest.
 */
export function externalSecret({ service, environment }: Instance) {
  return vaultSecret({
    metadata: { name: secretName(service.name), namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    store: { kind: 'SecretStore', name: serviceStoreName(service.name) },
    type: 'Opaque',
    data: secretTemplate(service, environment.namespaces.infra),
    values: vaultKeys(service).map((key) => ({
      key,
      path: (key === databasePassword ? databaseVaultPath : vaultPath)(environment.name, service.name),
      property: key,
    })),
  });
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
