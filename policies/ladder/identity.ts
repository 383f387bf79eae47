import { groupOf } from '../kubernetes/objects.ts';
import type { Manifest, World } from '../model.ts';
import type { Declared } from './declared.ts';

interface Rendered {
  readonly world: World;
  readonly manifests: readonly Manifest[];
  /** What the catalog says of the environment; absent: nothing, and names are known by their ends. */
  readonly declared?: Declared;
}

/**
 * Objects by what they are in every environment: kind and name, less the hash of its content, in the namespace by its part. Namespaces of
 * services have other names in each environment, and one of them each.
 */
export function identities({ manifests, world, declared }: Rendered): ReadonlyMap<string, Manifest> {
  const { app, infra } = (declared?.definition['namespaces'] ?? {}) as { readonly app?: string; readonly infra?: string };
  const issuer = (declared?.definition['issuer'] ?? {}) as { readonly name?: string };
  const parts = new Map(
    world.ofKind('Namespace').map(({ name, labels }) => [name, nameless(name, labels['environment'] ?? world.environment)]),
  );
  if (app !== undefined) parts.set(app, '(services)');
  if (infra !== undefined) parts.set(infra, '(platform)');
  const identity = (manifest: Manifest) => {
    const { kind, apiVersion, namespace } = manifest;
    const name =
      kind === 'Namespace'
        ? (parts.get(manifest.name) ?? manifest.name)
        : kind === 'ClusterIssuer' && manifest.name === issuer.name
          ? '(issuer)'
          : stemOf(manifest);
    // Within a namespace nothing has to be called after its environment: `erp-qa-test` is what QA may do by the word `test`.
    const own = namespace === '' ? nameless(name, world.environment) : name;
    return `${groupOf(apiVersion)}/${kind}/${parts.get(namespace) ?? namespace}/${own}`;
  };
  return new Map(manifests.map((manifest) => [identity(manifest), manifest]));
}

/**
 * The name that a ConfigMap or Secret was given, without the hash that kustomize puts behind it: ten digits of an alphabet that has no vowels
 * (kustomize 5.8, api/hasher/hasher.go: encode).
 */
export function stemOf({ kind, apiVersion, name }: Manifest): string {
  return groupOf(apiVersion) === '' && (kind === 'ConfigMap' || kind === 'Secret') ? name.replace(/-[2456789bcdfghkmt]{10}$/, '') : name;
}

/** A name without the environment's at its end, in full or short: `erp-prod` of production, `erp-staging` of staging. */
function nameless(name: string, environment: string): string {
  const last = name.slice(name.lastIndexOf('-') + 1);
  return last !== name && last.length >= 2 && environment.startsWith(last) ? name.slice(0, -last.length) : name;
}
