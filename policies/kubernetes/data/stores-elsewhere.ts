import { ownKey } from '../../company/own-keys.ts';
import type { Manifest, Pod, World } from '../../model.ts';
import { asFields, at, fieldsAt, listAt, textAt, texts } from '../fields.ts';
import { perWorld } from '../per-world.ts';
import { referencesOf } from '../references.ts';

/** A server that somebody else runs, as a namespace tells of it. */
export interface ServerElsewhere {
  /** `postgres` */
  readonly store: string;
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** Where they are, in CIDR notation. */
  readonly cidrs: readonly string[];
  readonly tls: boolean;
  /** Connections that clients may open; undefined: as many as they like. */
  readonly connections: number | undefined;
  readonly toldBy: Manifest;
  readonly path: string;
}

/** What an annotation of a namespace tells of a store. */
export interface ToldStore {
  readonly store: string;
  readonly toldBy: Manifest;
  readonly path: string;
  /** Undefined where it is no list of servers. */
  readonly servers: readonly ServerElsewhere[] | undefined;
}

/** All stores of which a namespace says that somebody else runs them: `<domain>/postgres-elsewhere`. */
export const toldStores: (world: World) => readonly ToldStore[] = perWorld((world) => toldBy(world.ofKind('Namespace')));

/** The same, of some namespaces. */
function toldBy(namespaces: readonly Manifest[]): readonly ToldStore[] {
  return namespaces.flatMap((toldBy) =>
    Object.entries(toldBy.annotations).flatMap(([key, text]): readonly ToldStore[] => {
      const [, store] = /\/([a-z0-9]+(?:-[a-z0-9]+)*)-elsewhere$/.exec(key) ?? [];
      if (store === undefined || ownKey(`${store}-elsewhere`, '', toldBy.annotations) !== key) return [];
      const path = `metadata.annotations["${key}"]`;
      return [{ store, toldBy, path, servers: serversIn(text)?.map((server) => ({ ...server, store, toldBy, path })) }];
    }),
  );
}

/** Kinds that make a store, or something in it, each with the name of the store. */
export const storeKinds: Readonly<Record<string, string>> = {
  postgresql: 'postgres',
  Kafka: 'kafka',
  KafkaNodePool: 'kafka',
  KafkaTopic: 'kafka',
  KafkaUser: 'kafka',
};

/** Kinds of stores that somebody else runs for every one of some environments: nobody will find any of them. */
export function kindsElsewhere(environments: readonly { readonly manifests: readonly Manifest[] }[]): ReadonlySet<string> {
  const told = environments.map(
    ({ manifests }) => new Set(toldBy(manifests.filter(({ kind }) => kind === 'Namespace')).map(({ store }) => store)),
  );
  return new Set(Object.keys(storeKinds).filter((kind) => told.length > 0 && told.every((stores) => stores.has(storeKinds[kind] ?? ''))));
}

/** The servers of all of them. */
export const serversElsewhere: (world: World) => readonly ServerElsewhere[] = perWorld((world) =>
  toldStores(world).flatMap(({ servers }) => servers ?? []),
);

/** Whether somebody else runs a store of an environment. */
export function isElsewhere(world: World, store: string): boolean {
  return toldStores(world).some((told) => told.store === store);
}

type Told = Omit<ServerElsewhere, 'store' | 'toldBy' | 'path'>;

function serversIn(text: string): readonly Told[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const servers = list.map(serverIn);
  return servers.every((server) => server !== undefined) ? servers : undefined;
}

function serverIn(value: unknown): Told | undefined {
  const { servers, cidrs, tls, connections } = asFields(value) ?? {};
  const hosts = Array.isArray(servers) ? servers.map(hostIn) : [];
  if (hosts.length === 0 || !hosts.every((host) => host !== undefined)) return undefined;
  if (!Array.isArray(cidrs) || cidrs.length === 0 || !cidrs.every((range) => typeof range === 'string')) return undefined;
  if (typeof tls !== 'boolean' || !['number', 'undefined'].includes(typeof connections)) return undefined;
  return { hosts, cidrs, tls, connections: typeof connections === 'number' ? connections : undefined };
}

function hostIn(value: unknown): ServerElsewhere['hosts'][number] | undefined {
  const [, host, port] = typeof value === 'string' ? (/^([a-zA-Z0-9.-]{1,253}):(\d{1,5})$/.exec(value) ?? []) : [];
  return host === undefined ? undefined : { host, port: Number(port) };
}

/** Whether a text names a server: its host and port, with nothing of another name around them. */
export function names(text: string, { hosts }: Pick<ServerElsewhere, 'hosts'>): boolean {
  return hosts.some(({ host, port }) => {
    const whole = `${host}:${port}`;
    for (let index = text.indexOf(whole); index >= 0; index = text.indexOf(whole, index + 1)) {
      if (!/[\w.-]/.test(text.charAt(index - 1)) && !/\d/.test(text.charAt(index + whole.length))) return true;
    }
    return false;
  });
}

/** The servers that a pod is configured with: by variables, ConfigMaps, and templates of the Secrets that it uses. */
export function serversOf(pod: Pod, world: World): readonly ServerElsewhere[] {
  const all = serversElsewhere(world);
  if (all.length === 0) return [];
  const values = pod.containers.flatMap(({ fields }) => listAt(fields, 'env').flatMap((variable) => textAt(variable, 'value') ?? []));
  const holders = new Set(referencesOf(pod).map(({ kind, name }) => `${kind}/${pod.namespace}/${name}`));
  return all.filter(
    (server) =>
      values.some((value) => names(value, server)) ||
      // Host and port may be two variables.
      server.hosts.some(({ host }) => values.includes(host)) ||
      [...(holdersOf(world).get(server) ?? [])].some((holder) => holders.has(holder)),
  );
}

/** The ConfigMaps and Secrets that name a server, as `kind/namespace/name`. */
const holdersOf = perWorld((world): ReadonlyMap<ServerElsewhere, ReadonlySet<string>> => {
  const given = [
    ...world.ofKind('ConfigMap').map((manifest) => ({ id: idOf('ConfigMap', manifest, manifest.name), data: at(manifest.fields, 'data') })),
    ...world.ofKind('SealedSecret').map((manifest) => ({
      id: idOf('Secret', manifest, manifest.name),
      data: at(manifest.fields, 'spec', 'template', 'data'),
    })),
    ...world.ofKind('ExternalSecret').map((manifest) => ({
      id: idOf('Secret', manifest, textAt(manifest.fields, 'spec', 'target', 'name') ?? manifest.name),
      data: fieldsAt(manifest.fields, 'spec', 'target', 'template', 'data'),
    })),
  ].map(({ id, data }) => ({ id, values: Object.values(texts(asFields(data))) }));
  return new Map(
    serversElsewhere(world).map((server) => [
      server,
      new Set(given.filter(({ values }) => values.some((value) => names(value, server))).map(({ id }) => id)),
    ]),
  );
});

function idOf(kind: string, { namespace }: Manifest, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
