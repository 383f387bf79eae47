import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { cloudOf } from '../../clouds/clouds.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { operatorNamespaces } from '../../model/platform/operators.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { keyContents } from '../../resources/store-key.ts';
import { vaultSecret, vaultStore } from '../../resources/vault-secret.ts';

/**
 * The key that signs changes of the zone, where the cloud knows no pods: in the namespace of cert-manager, which looks for what a
 * ClusterIssuer names nowhere else. It comes after External Secrets, which makes it, and before the issuer.
 */
export function dnsKeyObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const { key } = cloudOf(platform).dns;
  if (key === undefined) return [];
  const namespace = operatorNamespaces.certManager;
  const { name } = key;
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace },
    automountServiceAccountToken: false,
  } satisfies IServiceAccount;
  const login = { environment: environment.name, owner: name, account: { name } };
  const contents = keyContents(environment, key, environment.issuer.dns.role);
  return [
    account,
    vaultStore(platform, { name, namespace }, login),
    vaultSecret({ metadata: { name, namespace }, store: { kind: 'SecretStore', name }, type: 'Opaque', ...contents }),
  ];
}
