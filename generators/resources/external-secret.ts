import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { furtherStore } from '../model/further/further.ts';
import type { Instance } from '../model/instance.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { keptName } from '../model/service/names/side-by-side.ts';
import type { SecretShape } from '../model/service/parts.ts';
import {
  databaseVaultPath,
  ownSecrets,
  secretName,
  serviceStoreName,
  sessionKey,
  sessionSecretName,
  vaultPath,
} from '../model/service/secret.ts';
import type { ServiceDefinition } from '../model/service/service.ts';
import { placeOf } from '../model/stores/places.ts';
import { databaseUrl, redisUrl } from '../model/stores/urls.ts';
import { furtherOf } from '../model/stores/used.ts';
import { serviceLabels } from './labels.ts';
import { storeOf } from './secret-store.ts';
import { vaultSecret } from './vault-secret.ts';

/**
 * The Secret of a service, filled by External Secrets from Vault (manual 2.3, R24-R29). Vault holds only the passwords
 * and keys; hosts, users and databases come from here, so that they cannot disagree with the rest.
 */
export function externalSecret({ service, environment, platform }: Instance) {
  return vaultSecret({
    metadata: { name: secretName(service.name), namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    store: { kind: 'SecretStore', name: serviceStoreName(service.name) },
    type: 'Opaque',
    data: secretTemplate(service, environment, platform),
    values: vaultKeys(service).map((key) => ({
      key,
      path: key === databasePassword ? databaseVaultPath(environment.name, keptName(service)) : vaultPath(environment.name, service.name),
      property: key,
    })),
  });
}

const databasePassword = 'DATABASE_PASSWORD';

/** What Vault must hold for a service. */
function vaultKeys(service: ServiceDefinition): readonly string[] {
  return [
    ...(service.uses.includes('postgres') ? [databasePassword] : []),
    ...(service.uses.includes('redis') ? ['REDIS_PASSWORD'] : []),
    ...service.uses.flatMap((use) => furtherStore(use)?.keys ?? []),
    ...Object.keys(ownSecrets(service)),
  ];
}

/**
 * A weak key fails the template: the Secret keeps its last good content, and the ExternalSecret is not ready and says why
 * (R27, R28).
 */
function secretTemplate(
  service: ServiceDefinition,
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
): Record<string, string> {
  const { uses, database } = service;
  const password = (key: string) => `{{ .${key} | urlquery }}`;
  return {
    ...(uses.includes('postgres') &&
      database !== undefined && {
        DATABASE_URL: databaseUrl(database, password(databasePassword), placeOf('postgres', environment, platform, service)),
      }),
    ...(uses.includes('redis') && { REDIS_URL: redisUrl(environment, platform, password('REDIS_PASSWORD')) }),
    ...Object.assign({}, ...furtherOf(service, environment, platform).map(({ secrets }) => secrets)),
    ...Object.fromEntries(Object.entries(ownSecrets(service)).map(([key, shape]) => [key, checked(key, shape)])),
  };
}

/** The address of the database without the pooler, for runs around a rollout. */
export function sessionSecret(instance: Instance) {
  const { service, environment, platform } = instance;
  const place = placeOf('session', environment, platform, service);
  return vaultSecret({
    metadata: { name: sessionSecretName(service.name), namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    store: storeOf(instance),
    type: 'Opaque',
    data:
      service.database === undefined ? {} : { [sessionKey]: databaseUrl(service.database, `{{ .${databasePassword} | urlquery }}`, place) },
    values: [{ key: databasePassword, path: databaseVaultPath(environment.name, keptName(service)), property: databasePassword }],
  });
}

function checked(key: string, { atLeast, base64Bytes }: SecretShape): string {
  const stop = (isWeak: string, complaint: string) => `{{ if ${isWeak} }}{{ fail "${key} ${complaint}" }}{{ end }}`;
  return [
    ...(atLeast === undefined ? [] : [stop(`lt (len .${key}) ${atLeast}`, `has fewer than ${atLeast} characters`)]),
    ...(base64Bytes === undefined ? [] : [stop(`ne (len (b64dec .${key})) ${base64Bytes}`, `is not base64 of ${base64Bytes} bytes`)]),
    `{{ .${key} }}`,
  ].join('');
}
