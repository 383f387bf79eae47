import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { Catalog } from '../model/catalog.ts';
import type { Application, KubernetesObject } from '../model/object.ts';
import { type GeneratedFile, header } from '../output/file.ts';

/**
 * For each store of an environment the policy of its role in Vault: what the ExternalSecrets that use it read, and nothing
 * else. Kustomize leaves these files alone; whoever administers Vault applies them.
 */
export function vaultPolicies({ environments, platform }: Catalog, applications: readonly Application[]): readonly GeneratedFile[] {
  return environments.flatMap(({ value: { name: environment } }) => {
    const variants = applications.flatMap(({ name, source, variants: all }) =>
      all.filter((variant) => variant.environment === environment).map(({ objects }) => ({ name, source, objects })),
    );
    const readers = variants.flatMap(({ objects }) => objects.filter(isExternalSecret));
    return variants.flatMap(({ name, source, objects }) => {
      const stores = objects.filter(isStore);
      return stores.map((store) => {
        const suffix = stores.length === 1 ? '' : `.${store.metadata.name}`;
        const path = `overlays/${environment}/${name}/vault-policy${suffix}.hcl`;
        const facts = { path, mount: platform.value.vault.mount, paths: pathsOf(store, readers) };
        return { path, text: header(source) + policyText(store, facts) };
      });
    });
  });
}

type Store = KubernetesObject & ISecretStore;
type Reader = KubernetesObject & IExternalSecret;

/** Properties of each path that is read through a store, both sorted. */
function pathsOf(store: Store, readers: readonly Reader[]): ReadonlyMap<string, readonly string[]> {
  const references = readers
    .filter(({ metadata, spec }) => {
      const { kind = 'SecretStore', name } = spec?.secretStoreRef ?? {};
      return (
        kind === store.kind && name === store.metadata.name && (kind !== 'SecretStore' || metadata.namespace === store.metadata.namespace)
      );
    })
    .flatMap(({ spec }) => [
      ...(spec?.data ?? []).map(({ remoteRef }) => remoteRef),
      ...(spec?.dataFrom ?? []).flatMap(({ extract }) => extract ?? []),
    ]);
  const keys = [...new Set(references.map(({ key }) => key))].sort();
  return new Map(
    keys.map((key) => [key, [...new Set(references.flatMap((item) => (item.key === key ? (item.property ?? []) : [])))].sort()]),
  );
}

interface PolicyFacts {
  readonly path: string;
  readonly mount: string;
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

/** HCL, with the commands that apply it and give the role to the account of the store. */
function policyText(store: Store, { path, mount, paths }: PolicyFacts): string {
  const { mountPath = '', role = '', serviceAccountRef } = store.spec?.provider.vault?.auth?.kubernetes ?? {};
  const account = serviceAccountRef?.name ?? '';
  const namespace = serviceAccountRef?.namespace ?? store.metadata.namespace ?? '';
  const lines = [
    '#',
    `# What the ${store.kind} "${store.metadata.name}" reads. Whoever administers Vault runs, in the root of the repository:`,
    `#   vault policy write ${role} ${path}`,
    `#   vault write auth/${mountPath}/role/${role} \\`,
    `#     token_policies=${role} token_ttl=10m audience=${serviceAccountRef?.audiences?.[0] ?? ''} \\`,
    `#     bound_service_account_names=${account} bound_service_account_namespaces=${namespace}`,
    ...[...paths].flatMap(([key, properties]) => [
      '',
      ...(properties.length > 0 ? [`# ${properties.join(', ')}`] : []),
      `path "${mount}/data/${key}" {`,
      '  capabilities = ["read"]',
      '}',
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function isStore(object: KubernetesObject): object is Store {
  return object.kind === 'SecretStore' || object.kind === 'ClusterSecretStore';
}

function isExternalSecret(object: KubernetesObject): object is Reader {
  return object.kind === 'ExternalSecret';
}
