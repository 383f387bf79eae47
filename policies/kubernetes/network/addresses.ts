import type { Manifest, Pod, World } from '../../model.ts';
import { asFields, at, listAt, textAt, texts } from '../fields.ts';
import { perWorld } from '../per-world.ts';
import type { Reference } from '../references.ts';
import { referencesOf } from '../references.ts';
import type { ServiceHost } from './hosts.ts';
import { serviceHosts, shortHosts } from './hosts.ts';

/** A cluster address that a pod is given. */
export interface Address extends ServiceHost {
  /** Field of the pod that hands it over: the variable, or the name of the ConfigMap or Secret. */
  readonly path: string;
}

type HostsByKey = ReadonlyMap<string, readonly ServiceHost[]>;

/**
 * The cluster addresses that a pod is given, in full or by a short name: by the values of its variables, by its ConfigMaps, and by the templates of the
 * ExternalSecrets and SealedSecrets whose Secrets it uses. Fetched and sealed values are not known.
 */
export function addressesOf(pod: Pod, world: World): readonly Address[] {
  const references = referencesOf(pod);
  const picking = new Set(references.filter(picksKey).map(({ path }) => path));
  return [
    ...pod.containers.flatMap(({ fields, path }) =>
      listAt(fields, 'env').flatMap((variable, index) =>
        hostsOf(textAt(variable, 'value') ?? '', pod.namespace, world).map((host) => ({ ...host, path: `${path}.env[${index}].value` })),
      ),
    ),
    ...references.flatMap((reference) => {
      // A volume with `items` shows these keys and no others.
      if (reference.part ? !picksKey(reference) : picking.has(reference.path)) return [];
      const { kind, name, key, path } = reference;
      const keys = hostsIn(world).get(`${kind}/${pod.namespace}/${name}`);
      const hosts = key === undefined ? [...(keys?.values() ?? [])].flat() : (keys?.get(key) ?? []);
      return hosts.map((host) => ({ ...host, path }));
    }),
  ];
}

/** By names in full, and by short ones of Services that exist. */
function hostsOf(text: string, namespace: string, world: World): readonly ServiceHost[] {
  const short = shortHosts(text, namespace).filter((host) => world.find('Service', host.namespace, host.service) !== undefined);
  return [...serviceHosts(text), ...short];
}

function picksKey({ part, keyPath }: Reference): boolean {
  return part && keyPath.endsWith('.key');
}

/** By `kind/namespace/name` of the ConfigMap or Secret. */
const hostsIn = perWorld((world): ReadonlyMap<string, HostsByKey> => {
  const found = new Map<string, HostsByKey>();
  const add = (kind: Reference['kind'], { namespace }: Manifest, name: string, data: unknown) => {
    const hosts = Object.entries(texts(asFields(data))).flatMap(([key, text]) => {
      const inText = hostsOf(text, namespace, world);
      return inText.length === 0 ? [] : [[key, inText] as const];
    });
    const id = `${kind}/${namespace}/${name}`;
    if (hosts.length > 0) found.set(id, new Map([...(found.get(id) ?? []), ...hosts]));
  };
  for (const manifest of world.ofKind('ConfigMap')) add('ConfigMap', manifest, manifest.name, at(manifest.fields, 'data'));
  for (const manifest of world.ofKind('SealedSecret')) {
    add('Secret', manifest, manifest.name, at(manifest.fields, 'spec', 'template', 'data'));
  }
  for (const manifest of world.ofKind('ExternalSecret')) {
    const target = at(manifest.fields, 'spec', 'target');
    add('Secret', manifest, textAt(target, 'name') ?? manifest.name, at(target, 'template', 'data'));
  }
  return found;
});
