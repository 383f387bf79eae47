import type { Instance } from '../model/instance.ts';
import { secretStoreName } from '../model/names.ts';
import { serviceStoreName } from '../model/service/secret.ts';
import { serviceLabels } from './labels.ts';
import { type VaultSecret, vaultStore } from './vault-secret.ts';

/**
 * Reads the Vault path of one service as that service: External Secrets asks for a token of its ServiceAccount, whose role in
 * Vault opens nothing else (D25). The pods themselves have no token.
 */
export function secretStore({ service: { name }, environment, platform }: Instance) {
  const metadata = { name: serviceStoreName(name), namespace: environment.namespaces.app, labels: serviceLabels(name) };
  return vaultStore(platform, metadata, { environment: environment.name, owner: name, account: { name } });
}

/** What reads the secrets that are never sealed: a service whose Secret is sealed has no store of its own, and takes that of all. */
export function storeOf({ service, sealedSecret }: Instance): VaultSecret['store'] {
  return sealedSecret === undefined
    ? { kind: 'SecretStore', name: serviceStoreName(service.name) }
    : { kind: 'ClusterSecretStore', name: secretStoreName };
}
