import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { Instance } from '../model/instance.ts';
import { serviceStoreName } from '../model/service/secret.ts';
import { serviceLabels } from './labels.ts';
import { vaultProvider } from './vault-provider.ts';

/**
 * Reads the Vault path of one service as that service: External Secrets asks for a token of its ServiceAccount, whose role in
 * Vault opens nothing else (D25). The pods themselves have no token.
 */
export function secretStore({ service, environment, platform }: Instance) {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: {
      name: serviceStoreName(service.name),
      namespace: environment.namespaces.app,
      labels: serviceLabels(service.name),
    },
    spec: {
      provider: vaultProvider(platform, { environment: environment.name, owner: service.name, account: { name: service.name } }),
    },
  } satisfies ISecretStore;
}
