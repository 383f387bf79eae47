import { cloudOf } from '../../clouds/clouds.ts';
import { backupName, backupRoles } from '../../model/environment/backup.ts';
import { postgresNames } from '../../model/platform/data-layer.ts';
import { serviceStoreName, vaultPath } from '../../model/service/secret.ts';
import { authorityName as storeAuthority } from '../../model/stores/places.ts';
import { operated } from '../../model/stores/stores.ts';
import { keyContents } from '../../resources/store-key.ts';
import { vaultSecret, vaultStore } from '../../resources/vault-secret.ts';
import { type BackupFacts, databasePlace, metadata } from './backup-facts.ts';

/** Secret of the registry's account. */
export const registryName = `${backupName}-registry`;
/** Secret of the authority that signed the certificate of the server. */
export const authorityName = `${backupName}-ca`;

/** Reads what the jobs need of Vault, and nothing else. */
export function secretStore(facts: BackupFacts) {
  const { environment, platform } = facts;
  const login = { environment: environment.name, owner: backupName, account: { name: backupName } };
  return vaultStore(platform, metadata(facts, serviceStoreName(backupName)), login);
}

/** Secret of the key of the object store. */
export const storeKeyName = `${backupName}-store-key`;

/** The key of the object store, where the cloud knows no pods. */
export function storeKey(facts: BackupFacts) {
  const { environment, plan, platform } = facts;
  const { key } = cloudOf(platform).buckets.dumps(plan);
  if (key === undefined) return [];
  const store = { kind: 'SecretStore', name: serviceStoreName(backupName) } as const;
  return [vaultSecret({ metadata: metadata(facts, storeKeyName), store, type: 'Opaque', ...keyContents(environment, key, plan.role) })];
}

/**
 * Secret of the password of a role, which the application data-layer makes for an operator that reads it, too.
 * @param cluster the `postgresql` object; undefined where somebody else runs it
 */
export function credentialsOf(role: string, cluster: string | undefined): string {
  return cluster === undefined ? `${backupName}-${role.replaceAll('_', '-')}` : postgresNames(cluster).credentials(role);
}

/** The passwords of the roles of the jobs, where no operator has use for them. */
export function passwords(facts: BackupFacts) {
  if (operated(facts.environment, 'postgres') !== undefined) return [];
  return Object.values(backupRoles).map((role) =>
    externalSecret(facts, credentialsOf(role, undefined), 'Opaque', 'password', role.replaceAll('_', '-'), 'password'),
  );
}

/** Who signed the certificate of the server, where that is nobody whom every image knows. */
export function authority(facts: BackupFacts) {
  // One authority signs for all of them.
  const { tls } = databasePlace(facts, facts.servers[0]);
  const paths: Readonly<Record<typeof tls, string | undefined>> = {
    'data-ca': 'data-ca',
    vault: storeAuthority('postgres'),
    public: undefined,
    none: undefined,
  };
  const path = paths[tls];
  return path === undefined ? [] : [externalSecret(facts, authorityName, 'Opaque', 'ca.crt', path)];
}

/** The account of the registry of the images. */
export function registry(facts: BackupFacts) {
  return externalSecret(facts, registryName, 'kubernetes.io/dockerconfigjson', '.dockerconfigjson', 'registry');
}

/** A Secret of one key, taken from a property of a path below the environment's folder in Vault. */
function externalSecret(facts: BackupFacts, name: string, type: string, key: string, path: string, property = 'value') {
  return vaultSecret({
    metadata: metadata(facts, name),
    store: { kind: 'SecretStore', name: serviceStoreName(backupName) },
    type,
    data: { [key]: `{{ .${property} }}` },
    values: [{ key: property, path: vaultPath(facts.environment.name, path), property }],
  });
}
