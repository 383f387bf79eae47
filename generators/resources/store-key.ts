import type { StoreKey } from '../clouds/cloud.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { vaultPath } from '../model/service/secret.ts';
import type { VaultSecret } from './vault-secret.ts';

/** What the Secret of a key of an object store or a name server holds: templates over properties of one path of Vault. */
export function keyContents(
  { name }: EnvironmentDefinition,
  { data, properties }: StoreKey,
  key: string,
): Pick<VaultSecret, 'data' | 'values'> {
  const path = vaultPath(name, key);
  return { data, values: Object.entries(properties).map(([value, property]) => ({ key: value, path, property })) };
}
