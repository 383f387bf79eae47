import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { Catalog } from '../model/catalog.ts';
import { overlayFolder } from '../model/names.ts';
import type { Application, KubernetesObject } from '../model/object.ts';
import { vaultAudience, vaultAuthMount } from '../model/service/secret.ts';
import { type GeneratedFile, header } from '../output/file.ts';

/**
 * For each store of an environment the policy of its role in Vault, what the ExternalSecrets that use it read and nothing else,
 * and one script for each environment that sets Vault up for all of them. Kustomize leaves these files alone; whoever
 * administers Vault runs the script when they change.
 */
export function vaultFiles(
  { platform, environments }: Pick<Catalog, 'platform' | 'environments'>,
  applications: readonly Application[],
): readonly GeneratedFile[] {
  const { mount } = platform.value.vault;
  return environments.flatMap(({ file, value: { name: environment, clusters } }) => {
    const variants = applications.flatMap((application) =>
      application.variants
        .filter((variant) => variant.environment === environment)
        .map(({ objects }) => ({ folder: overlayFolder(application, environment), source: application.source, objects })),
    );
    const readers = Map.groupBy(
      variants.flatMap(({ objects }) => objects.filter(isExternalSecret)),
      storeReadBy,
    );
    const policies = variants.flatMap(({ folder, source, objects }) => {
      // What is copied within the cluster asks no Vault.
      const stores = objects.filter(isStore).filter(({ spec }) => spec?.provider.vault !== undefined);
      return stores.map((store) => {
        const suffix = stores.length === 1 ? '' : `.${store.metadata.name}`;
        return { store, source, path: `${folder}/vault-policy${suffix}.hcl` };
      });
    });
    if (policies.length === 0) return [];
    const setup = `overlays/${environment}/secrets/vault-setup.sh`;
    return [
      ...policies.map(({ store, source, path }) => ({
        path,
        text: header(source) + policyText(store, { setup, mount, paths: pathsOf(readers.get(storeKey(store.kind, store.metadata)) ?? []) }),
      })),
      {
        path: setup,
        text: `#!/bin/sh\n${header(file)}${vaultSetup(
          environment,
          clusters.map(({ name }) => name),
          policies.map(({ store, path }) => ({ ...loginOf(store), policy: path })),
        )}`,
      },
    ];
  });
}

type Store = KubernetesObject & ISecretStore;
type Reader = KubernetesObject & IExternalSecret;

/** What tells the stores of an environment apart. */
function storeKey(kind: string, { namespace = '', name }: { readonly namespace?: string; readonly name?: string }): string {
  return [kind, kind === 'SecretStore' ? namespace : '', name].join('\n');
}

function storeReadBy({ metadata: { namespace = '' }, spec }: Reader): string {
  const { kind = 'SecretStore', name = '' } = spec?.secretStoreRef ?? {};
  return storeKey(kind, { namespace, name });
}

/** Properties of each path that these read, both sorted. */
function pathsOf(readers: readonly Reader[]): ReadonlyMap<string, readonly string[]> {
  const references = readers.flatMap(({ spec }) => [
    ...(spec?.data ?? []).map(({ remoteRef }) => remoteRef),
    ...(spec?.dataFrom ?? []).flatMap(({ extract }) => extract ?? []),
  ]);
  return new Map(
    [...Map.groupBy(references, ({ key }) => key)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, own]) => [key, [...new Set(own.flatMap(({ property }) => property ?? []))].sort()]),
  );
}

interface PolicyFacts {
  /** The script that applies it. */
  readonly setup: string;
  readonly mount: string;
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

/** The policy in HCL. */
function policyText(store: Store, { setup, mount, paths }: PolicyFacts): string {
  const lines = [
    '#',
    `# What the ${store.kind} "${store.metadata.name}" reads. ${setup} applies it.`,
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

/** By which role a store logs in, and as which account. */
function loginOf({ metadata, spec }: Store) {
  const { role = '', kubernetesServiceAccountToken } = spec?.provider.vault?.auth?.jwt ?? {};
  const { name = '', namespace = metadata.namespace ?? '' } = kubernetesServiceAccountToken?.serviceAccountRef ?? {};
  return { role, subject: `system:serviceaccount:${namespace}:${name}` };
}

/** One role of Vault: who logs in by it, and what that opens. */
interface VaultLogin {
  /** Name of the role and of its policy. */
  readonly role: string;
  /** The account as its tokens name it: `system:serviceaccount:<namespace>:<name>`. */
  readonly subject: string;
  /** File of the policy. */
  readonly policy: string;
}

/**
 * What an administrator of Vault runs once for an environment, and again when a policy or a role changes: Vault trusts the keys
 * that the cluster publishes, and each account may log in by its own role with a token for Vault and no other.
 */
function vaultSetup(environment: string, clusters: readonly string[], logins: readonly VaultLogin[]): string {
  const mount = vaultAuthMount(environment);
  const lines = [
    '#',
    `# Sets Vault up for ${environment}; run it in the root of the repository with the rights of an administrator (VAULT_ADDR, VAULT_TOKEN).`,
    '# It may run again at any time. CLUSTER_ISSUER is the issuer of the tokens of the cluster:',
    ...clusters.map((cluster) => `#   aws eks describe-cluster --name ${cluster} --query cluster.identity.oidc.issuer --output text`),
    'set -eu',
    ': "${CLUSTER_ISSUER:?the issuer of the tokens of the cluster, https://...}"',
    '',
    `if ! vault auth list | grep -q '^${mount}/'; then`,
    `  vault auth enable -path=${mount} jwt`,
    'fi',
    `vault write auth/${mount}/config oidc_discovery_url="$CLUSTER_ISSUER" bound_issuer="$CLUSTER_ISSUER"`,
    ...logins.flatMap(({ role, subject, policy }) => [
      '',
      `vault policy write ${role} ${policy}`,
      `vault write auth/${mount}/role/${role} role_type=jwt user_claim=sub \\`,
      `  bound_audiences=${vaultAudience} bound_subject=${subject} \\`,
      `  token_policies=${role} token_ttl=10m token_max_ttl=10m`,
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
