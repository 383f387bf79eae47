import { externalNamespaces } from '../cluster.ts';
import { ownEntry } from '../company/own-keys.ts';
import type { Manifest, NamespaceInUse, World } from '../model.ts';
import { perWorld } from './per-world.ts';
import type { Selector } from './selectors.ts';

/**
 * Whether the environment answers for what a namespace must have: it declares it, or puts pods into it. A namespace of the
 * cluster is not its own, and of one that is only named, the missing Namespace object is all there is to say.
 */
export function isGoverned(namespace: NamespaceInUse, world: World): boolean {
  if (namespace.declared) return true;
  if (isExternalNamespace(namespace.name)) return false;
  if (namespace.name === '' && !isFlat(world)) return false;
  return world.podsSelected(namespace.name, {}).length > 0;
}

/** Whether no object states a namespace: manifests as a person writes them, whose namespace is chosen when they are applied. */
export function isFlat(world: World): boolean {
  return world.namespaces.every(({ name, manifest }) => name === '' || manifest.origin !== undefined);
}

/** Whether the cluster or a chart makes a namespace of that name. */
export function isExternalNamespace(name: string): boolean {
  return externalNamespaces.some((namespace) => namespace.name === name);
}

/** `Namespace "erp-prod"`, at the start of a message. */
export function namespaceTitle(name: string): string {
  return name === '' ? 'The namespace of these objects' : `Namespace "${name}"`;
}

/** What a place is that does not serve: its services sleep and its databases follow those that serve, or it has no data of its own. */
export const placeRoles = ['standby', 'stateless'] as const;
export type PlaceRole = (typeof placeRoles)[number];

/** The label of each Namespace of such a place, without its domain; a place that serves has none. */
export const roleName = 'role';

/** What the label of a namespace says; undefined where there is none, or one that says nothing known: such a place is judged as one that serves. */
export function placeRole(world: World, namespace: string): PlaceRole | undefined {
  return rolesByNamespace(world).get(namespace);
}

/** Whether a place keeps nothing: what stands in no namespace is of the whole of it. */
export function isStateless(world: World): boolean {
  return [...rolesByNamespace(world).values()].includes('stateless');
}

/** Whether what is in a namespace sleeps until its place serves. */
export function isAsleep({ namespace }: Pick<Manifest, 'namespace'>, world: World): boolean {
  return placeRole(world, namespace) === 'standby';
}

/**
 * Whether a selector may be that of pods which run around a rollout of a service: where a place waits for its turn there are none of
 * them, since they change what is replayed from the place that serves, and what opens their ways is there for the day on which it wakes.
 */
export function isOfSleepingRun({ equal }: Selector, manifest: Pick<Manifest, 'namespace'>, world: World): boolean {
  if (!isAsleep(manifest, world)) return false;
  // The database lets them in past the pooler by a label of their own.
  if (Object.keys(equal).some((key) => /\/postgres(-[a-z0-9-]+)?-session$/.test(key))) return true;
  const app = equal['app'];
  return app !== undefined && world.company.services.some((service) => app.startsWith(`${service}-`));
}

const rolesByNamespace: (world: World) => ReadonlyMap<string, PlaceRole> = perWorld(
  (world) =>
    new Map(
      world.ofKind('Namespace').flatMap(({ name, labels }) => {
        const told = ownEntry(labels, roleName)?.value;
        const role = placeRoles.find((known) => known === told);
        return role === undefined ? [] : [[name, role] as const];
      }),
    ),
);

/** Objects of a kind in a namespace. */
export function objectsIn(world: World, kind: string, namespace: string): readonly Manifest[] {
  return byNamespace(world).get(`${kind}/${namespace}`) ?? [];
}

const byNamespace = perWorld((world) => {
  const found = new Map<string, Manifest[]>();
  for (const manifest of world.manifests) {
    const key = `${manifest.kind}/${manifest.namespace}`;
    const list = found.get(key);
    if (list === undefined) found.set(key, [manifest]);
    else list.push(manifest);
  }
  return found;
});
