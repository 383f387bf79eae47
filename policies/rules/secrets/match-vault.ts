import { at, textAt } from '../../kubernetes/fields.ts';
import { missingIn, titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import { configMapKeys, secretKeys } from '../../kubernetes/references.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const store = (name: string) => `
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: ${name}-vault, namespace: erp-prod }
spec:
  provider:
    vault:
      server: https://vault.example.com:8200
      path: secret
      version: v2
      caProvider: { type: ConfigMap, name: vault-ca, key: ca.crt }
      auth: { jwt: { path: jwt-production, role: ${name}, kubernetesServiceAccountToken: { serviceAccountRef: { name: ${name} } } } }
`;
const trusted = `
apiVersion: v1
kind: ConfigMap
metadata: { name: vault-ca, namespace: erp-prod }
data: { ca.crt: "" }
`;
const example = `${trusted}${store('web')}${store('sales')}${store('mail')}`;

const vaultPath = 'spec.provider.vault';
const from = 'one Vault, whose authority the namespace knows';
const failing = (name: string, path: string, value: unknown, told: string) => ({
  name,
  from,
  change: { [`SecretStore/web-vault > ${vaultPath}.${path}`]: value },
  problems: [{ on: 'SecretStore/web-vault', message: `SecretStore "web-vault" ${told}.`, path: `${vaultPath}.${path}` }],
});

export default defineRule({
  id: 'match-vault',
  severity: 'error',
  manual: '2.3 (D25)',
  summary: 'Let every store of an environment reach the same Vault, in the same way, and by TLS.',
  rationale:
    'A store with another server, mount, version or log-in than all others finds none of the values, or those of another environment; without TLS ' +
    'the token and every password are read on the way, and with an authority that is not there no connection is made.',
  remediation: 'Set "vault" in generators/catalog/platform.ts, from which generators/resources/vault-provider.ts makes every store.',
  scope: 'object',
  kinds: ['SecretStore', 'ClusterSecretStore'],

  check(manifest, world) {
    const vault = vaultOf(manifest);
    if (vault === undefined) return [];
    const title = titleOf(manifest);
    const server = textAt(vault, 'server');
    const open =
      server === undefined || /^https:\/\//i.test(server)
        ? []
        : [{ message: `${title} reaches Vault at "${server}", without TLS.`, path: `${vaultPath}.server` }];
    return [...open, ...others(manifest, world, open.length > 0), ...authority(manifest, world)];
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      {
        name: 'two stores, of which nobody can say which is right',
        manifests: trusted + store('a').replace('path: secret', 'path: kv') + store('b'),
      },
      { name: 'no Vault', manifests: store('a').replace(/provider:[\s\S]*$/, 'provider: { kubernetes: {} }\n') },
    ],
    fail: [
      failing(
        'another Vault',
        'server',
        'https://vault.example.org:8200',
        'has the server "https://vault.example.org:8200", all others "https://vault.example.com:8200"',
      ),
      failing('without TLS', 'server', 'http://vault.example.com:8200', 'reaches Vault at "http://vault.example.com:8200", without TLS'),
      failing('another mount', 'path', 'kv', 'has the path "kv", all others "secret"'),
      failing('another version', 'version', 'v1', 'has the version "v1", all others "v2"'),
      failing('a namespace of Vault', 'namespace', 'admin', 'has the namespace "admin", all others none'),
      failing('another log-in', 'auth.jwt.path', 'jwt', 'has the auth.jwt.path "jwt", all others "jwt-production"'),
      {
        name: 'two versions of one mount',
        from: 'two stores, of which nobody can say which is right',
        change: {
          'SecretStore/a-vault > spec.provider.vault.path': 'secret',
          'SecretStore/a-vault > spec.provider.vault.version': 'v1',
        },
        problems: [
          {
            on: 'SecretStore/a-vault',
            message: 'SecretStore "a-vault" has the version "v1" of a mount that SecretStore "b-vault" reads in another.',
            path: `${vaultPath}.version`,
          },
          {
            on: 'SecretStore/b-vault',
            message: 'SecretStore "b-vault" has the version "v2" of a mount that SecretStore "a-vault" reads in another.',
            path: `${vaultPath}.version`,
          },
        ],
      },
      {
        name: 'an authority that nobody makes, and one without the key',
        from,
        change: {
          'SecretStore/web-vault > spec.provider.vault.caProvider.name': 'ca',
          'SecretStore/sales-vault > spec.provider.vault.caProvider.key': 'tls.crt',
        },
        problems: [
          {
            on: 'SecretStore/web-vault',
            message: 'SecretStore "web-vault" knows Vault by ConfigMap "ca", which does not exist in namespace "erp-prod".',
            path: `${vaultPath}.caProvider.name`,
          },
          {
            on: 'SecretStore/sales-vault',
            message: 'SecretStore "sales-vault" knows Vault by ConfigMap "vault-ca", which has no key "tls.crt".',
            path: `${vaultPath}.caProvider.key`,
          },
        ],
      },
    ],
  },
});

function vaultOf({ fields }: Manifest): unknown {
  return at(fields, 'spec', 'provider', 'vault');
}

/** What is the same for all stores. External Secrets 2.9.0 reads version 2 of a mount where nothing is said. */
const settings: readonly { readonly name: string; readonly fallback?: string }[] = [
  { name: 'server' },
  { name: 'path' },
  { name: 'version', fallback: 'v2' },
  { name: 'namespace' },
  { name: 'auth.jwt.path' },
  { name: 'auth.kubernetes.mountPath' },
];

function settingOf(vault: unknown, { name, fallback }: (typeof settings)[number]): string | undefined {
  const value = textAt(vault, ...name.split('.')) ?? fallback;
  return name === 'server' ? value?.replace(/\/+$/, '').toLowerCase() : value;
}

const stores = perWorld((world: World) =>
  ['SecretStore', 'ClusterSecretStore'].flatMap((kind) => world.ofKind(kind)).filter((store) => vaultOf(store) !== undefined),
);

/** How often each value of a setting is said, by its name. */
const said = perWorld(
  (world: World) =>
    new Map(settings.map((setting) => [setting.name, counted(stores(world).map((store) => settingOf(vaultOf(store), setting)))] as const)),
);

function counted(values: readonly (string | undefined)[]): ReadonlyMap<string | undefined, number> {
  const counts = new Map<string | undefined, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** What this store says and every other one says otherwise; of two nobody knows which is right, but of one mount there is one version. */
function others(manifest: Manifest, world: World, isOpen: boolean): readonly Problem[] {
  const [vault, all] = [vaultOf(manifest), stores(world)];
  if (all.length === 2) return otherVersion(manifest, all.find((store) => store !== manifest) ?? manifest);
  return settings.flatMap((setting): readonly Problem[] => {
    if (setting.name === 'server' && isOpen) return [];
    const own = settingOf(vault, setting);
    const counts = said(world).get(setting.name);
    const [rest] = [...(counts?.keys() ?? [])].filter((value) => value !== own);
    if (all.length < 3 || counts?.size !== 2 || counts.get(own) !== 1) return [];
    // Who logs in by another method has no path for this one.
    if (setting.name.startsWith('auth.') && own === undefined) return [];
    const message = `${titleOf(manifest)} has the ${setting.name} ${shown(own)}, all others ${shown(rest)}.`;
    return [{ message, path: `${vaultPath}.${setting.name}` }];
  });
}

function otherVersion(manifest: Manifest, twin: Manifest): readonly Problem[] {
  const vault = vaultOf(manifest);
  if (!isOtherVersion(vaultOf(twin), vault)) return [];
  const version = settingOf(vault, { name: 'version', fallback: 'v2' });
  const message = `${titleOf(manifest)} has the version ${shown(version)} of a mount that ${titleOf(twin)} reads in another.`;
  return [{ message, path: `${vaultPath}.version` }];
}

function isOtherVersion(one: unknown, other: unknown): boolean {
  const differs = (name: string, fallback = '') => (textAt(one, name) ?? fallback) !== (textAt(other, name) ?? fallback);
  return !differs('server') && !differs('path') && !differs('namespace') && differs('version', 'v2');
}

function shown(value: string | undefined): string {
  return value === undefined ? 'none' : `"${value}"`;
}

/** The authority by which the certificate of Vault is checked: a ConfigMap or Secret of the namespace of the store, or of the one that it names. */
function authority(manifest: Manifest, world: World): readonly Problem[] {
  const provider = at(vaultOf(manifest), 'caProvider');
  const [kind, name, key] = [textAt(provider, 'type'), textAt(provider, 'name'), textAt(provider, 'key')];
  if (name === undefined || (kind !== 'ConfigMap' && kind !== 'Secret')) return [];
  const namespace = manifest.kind === 'SecretStore' ? manifest.namespace : (textAt(provider, 'namespace') ?? '');
  const found = (kind === 'ConfigMap' ? configMapKeys : secretKeys)(world, namespace, name);
  // What lies in a namespace of which nothing is here is made by others.
  if (found === undefined && manifest.kind !== 'SecretStore' && world.manifests.every((other) => other.namespace !== namespace)) return [];
  const subject = `${titleOf(manifest)} knows Vault by ${kind} "${name}"`;
  if (found === undefined) return [{ message: `${subject}, which ${missingIn(namespace)}.`, path: `${vaultPath}.caProvider.name` }];
  if (key === undefined || found.keys === undefined || found.keys.has(key)) return [];
  return [{ message: `${subject}, which has no key "${key}".`, path: `${vaultPath}.caProvider.key` }];
}
