import type { Instance } from '../model/instance.ts';
import { serviceStoreName } from '../model/service/secret.ts';
import { serviceLabels } from './labels.ts';
import { vaultStore } from './vault-secret.ts';

/**
 * Reads the Vault path of one service as that service: External Secrets asks for a token of its ServiceAccount, whose role in
 * Vault opens nothing else (D25). The pods themselves have no token.
 */
export function secretStore({ service: { name }, environment, platform }: Instance) {
  const metadata = { name: serviceStoreName(name), namespace: environment.namespaces.app, labels: serviceLabels(name) };
  return vaultStore(platform, metadata, { environment: environment.name, owner: name, account: { name } });
}
