import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { Instance } from '../model/instance.ts';
import { serviceStoreName, vaultAudience, vaultAuthMount, vaultRole } from '../model/secret.ts';
import { serviceLabels } from './labels.ts';

/**
 * Reads the Vault path of one service as that service: External Secrets asks for a token of its ServiceAccount, whose role in
 * Vault opens nothing else (D25). The pods themselves have no token.
 */
export function secretStore({ service, environment, platform: { vault } }: Instance) {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: {
      name: serviceStoreName(service.name),
      namespace: environment.namespaces.app,
      labels: serviceLabels(service.name),
    },
    spec: {
      provider: {
        vault: {
          server: vault.server,
          path: vault.mount,
          version: 'v2',
          auth: {
            kubernetes: {
              mountPath: vaultAuthMount(environment.name),
              role: vaultRole(environment.name, service.name),
              serviceAccountRef: { name: service.name, audiences: [vaultAudience] },
            },
          },
        },
      },
    },
  } satisfies ISecretStore;
}
