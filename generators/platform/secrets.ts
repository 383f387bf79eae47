import type { IClusterSecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ClusterSecretStore';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { registryStoreName, templateNamespace } from '../model/environment/pull-requests.ts';
import { furtherNames } from '../model/further/further.ts';
import { registryCredentials, secretStoreName } from '../model/names.ts';
import type { KubernetesObject } from '../model/object.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { vaultPath } from '../model/service/secret.ts';
import { authorityName, placeOf } from '../model/stores/places.ts';
import { operatedStores, stores } from '../model/stores/stores.ts';
import { secretReader, withinCluster } from '../resources/secret-reader.ts';
import { vaultProvider } from '../resources/vault-provider.ts';
import { vaultSecret } from '../resources/vault-secret.ts';

/** Where secrets come from, and those that all services of an environment share (manual 2.3, D25, D38). */
export function secretObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  return [
    secretStore(environment, platform),
    // The image pull secret, which the manual names but never makes.
    shared(environment, registryCredentials, 'kubernetes.io/dockerconfigjson', '.dockerconfigjson', 'registry'),
    ...authorities(environment, platform).map((name) => shared(environment, name, 'Opaque', 'ca.crt', name)),
    ...(environment.pullRequests === undefined ? [] : registryForPullRequests(environment)),
  ];
}

/** Who signs the certificates of the stores, ours or of somebody else: clients verify whom they talk to (D22). */
function authorities(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly string[] {
  const own = operatedStores(environment).some((store) => store !== 'redis');
  const others = stores.filter((store) =>
    (store === 'postgres' ? (['postgres', 'session'] as const) : [store]).some(
      (name) => placeOf(name, environment, platform).tls === 'vault',
    ),
  );
  const further = furtherNames.filter((name) => environment.stores?.[name]?.tls === 'vault');
  return [...(own ? ['data-ca'] : []), ...[...others, ...further].map(authorityName)];
}

function secretStore(environment: EnvironmentDefinition, platform: PlatformDefinition) {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name: secretStoreName },
    spec: {
      // Other namespaces of the cluster must not read the environment's secrets.
      conditions: [{ namespaces: [environment.namespaces.app, environment.namespaces.infra] }],
      provider: vaultProvider(platform, {
        environment: environment.name,
        account: { name: 'external-secrets', namespace: 'external-secrets' },
      }),
    },
  } satisfies IClusterSecretStore;
}

function shared(environment: EnvironmentDefinition, name: string, type: string, key: string, vaultName: string) {
  return vaultSecret({
    metadata: { name, namespace: environment.namespaces.app },
    store: { kind: 'ClusterSecretStore', name: secretStoreName },
    type,
    data: { [key]: '{{ .value }}' },
    values: [{ key: 'value', path: vaultPath(environment.name, vaultName), property: 'value' }],
  });
}

/**
 * The log-in of the registry for namespaces of pull requests, which read nothing out of Vault: External Secrets copies the one Secret of
 * the host, as an account that may read no other.
 */
function registryForPullRequests(environment: EnvironmentDefinition) {
  const account = { name: registryStoreName(environment), namespace: environment.namespaces.app };
  return [
    ...secretReader(account, [registryCredentials]),
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ClusterSecretStore',
      metadata: { name: account.name },
      spec: {
        conditions: [{ namespaceRegexes: [`^${templateNamespace(environment)}-[a-z0-9-]+$`] }],
        provider: withinCluster(account, true),
      },
    } satisfies IClusterSecretStore,
  ];
}
