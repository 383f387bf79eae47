import { cloudOf } from '../../clouds/clouds.ts';
import { backupName } from '../../model/environment/backup.ts';
import { postgresNames } from '../../model/platform/data-layer.ts';
import { serviceStoreName, vaultPath } from '../../model/service/secret.ts';
import { keyContents } from '../../resources/store-key.ts';
import { vaultSecret, vaultStore } from '../../resources/vault-secret.ts';
import { type BackupFacts, metadata } from './backup-facts.ts';

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

/** Secret of the password of a role, which the application data-layer makes. */
export function credentialsName({ platform }: BackupFacts, role: string): string {
  return postgresNames(platform.dataLayer.postgres).credentials(role);
}

/** Who signed the certificate of the server. */
export function authority(facts: BackupFacts) {
  return externalSecret(facts, authorityName, 'Opaque', 'ca.crt', 'data-ca');
}

/** The account of the registry of the images. */
export function registry(facts: BackupFacts) {
  return externalSecret(facts, registryName, 'kubernetes.io/dockerconfigjson', '.dockerconfigjson', 'registry');
}

/** A Secret of one key, taken from the property `value` of a path below the environment's folder in Vault. */
function externalSecret(facts: BackupFacts, name: string, type: string, key: string, path: string) {
  return vaultSecret({
    metadata: metadata(facts, name),
    store: { kind: 'SecretStore', name: serviceStoreName(backupName) },
    type,
    data: { [key]: '{{ .value }}' },
    values: [{ key: 'value', path: vaultPath(facts.environment.name, path), property: 'value' }],
  });
}
