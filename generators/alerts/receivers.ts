import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { receiverFiles, receiversSecret } from '../model/alerting.ts';
import type { EnvironmentDefinition } from '../model/environment.ts';
import type { KubernetesObject } from '../model/object.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import { serviceStoreName, vaultPath } from '../model/secret.ts';
import { vaultProvider } from '../resources/vault-provider.ts';

const name = 'alerts';

/** The addresses of Alertmanager's receivers, which are secrets, and the only door to Vault by which they come. */
export function receiverObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  return [account(environment), store(environment, platform), addresses(environment)];
}

function account({ namespaces }: EnvironmentDefinition) {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: namespaces.infra },
    automountServiceAccountToken: false,
  } satisfies IServiceAccount;
}

function store({ name: environment, namespaces }: EnvironmentDefinition, platform: PlatformDefinition) {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { name: serviceStoreName(name), namespace: namespaces.infra },
    spec: {
      provider: vaultProvider(platform, { environment, owner: name, account: { name } }),
    },
  } satisfies ISecretStore;
}

function addresses({ name: environment, namespaces, alerting }: EnvironmentDefinition) {
  const { slack, pager, deadMansSwitch } = receiverFiles;
  const files = [slack, ...(alerting.pages ? [pager] : []), deadMansSwitch];
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: receiversSecret, namespace: namespaces.infra },
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: serviceStoreName(name) },
      target: {
        name: receiversSecret,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: { engineVersion: 'v2', type: 'Opaque', data: Object.fromEntries(files.map((file) => [file, `{{ .${keyOf(file)} }}`])) },
      },
      data: files.map((file) => ({ secretKey: keyOf(file), remoteRef: { key: vaultPath(environment, name), property: file } })),
    },
  } satisfies IExternalSecret;
}

/** What a template can call it. */
function keyOf(file: string): string {
  return file.replaceAll('-', '_');
}
