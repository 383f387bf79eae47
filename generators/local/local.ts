import { applicationsOf } from '../applications.ts';
import { registryCredentials } from '../model/names.ts';
import type { KubernetesObject } from '../model/object.ts';
import { withDomain } from '../model/platform/own-keys.ts';
import { dataAccessObjects } from '../platform/data/data-access.ts';
import { namespaceObjects } from '../platform/namespaces.ts';
import { adapted, isServed, withInputs } from './adapted.ts';
import { edgeHosts, edgeObjects } from './edge.ts';
import { marked } from './marks.ts';
import type { LocalChoices, LocalProfile } from './profile.ts';
import { isExternalSecret, redisKey, secret, secretOf, type WantedValue, wantedBy } from './secrets.ts';
import { type LocalMade, storeHosts, storeObjects } from './stores.ts';

/** What is applied together, and waited for before the next. */
export interface LocalStage {
  readonly name: 'ground' | 'stores' | 'before' | 'services' | 'after';
  readonly objects: readonly KubernetesObject[];
}

/** What a laptop has to make up before anything can be drawn. */
export interface LocalWants {
  readonly values: readonly WantedValue[];
  /** Names in the certificates of what answers by TLS. */
  readonly hosts: Readonly<Record<'postgres' | 'kafka' | 'edge', readonly string[]>>;
}

/** Everything that a laptop is given. */
export interface LocalDrawing {
  readonly stages: readonly LocalStage[];
  /** Objects of services that need an operator, as `kind namespace/name`: a laptop goes without. */
  readonly leftOut: readonly string[];
}

/** What the services of the profile and their users in the stores would be in the environment. */
function drawnOf({ catalog, environment }: LocalProfile): readonly KubernetesObject[] {
  const drawn = applicationsOf(catalog, { service: () => true, platform: () => true });
  const isOurs = (name: string) => name === 'secrets' || name === 'data-layer';
  return drawn
    .filter(({ name, project }) => project === 'services' || isOurs(name))
    .flatMap(({ variants }) => variants.filter((variant) => variant.environment === environment.name).flatMap(({ objects }) => objects));
}

/** The Secrets that are made here: those of the namespace of the services. */
function secretsIn({ environment }: LocalProfile, drawn: readonly KubernetesObject[]) {
  return drawn.filter(isExternalSecret).filter(({ metadata: { namespace } }) => namespace === environment.namespaces.app);
}

/** Services find the authority and the registry under these names; no Vault has the values. */
const shared = { authority: 'data-ca', registry: registryCredentials } as const;

/** What must be there before the profile can be drawn. */
export function localWants(profile: LocalProfile): LocalWants {
  const { instances } = profile;
  const drawn = drawnOf(profile).filter(({ metadata: { name } }) => name !== shared.authority && name !== shared.registry);
  const services = instances.map(({ service }) => service);
  const values = wantedBy(secretsIn(profile, drawn), services);
  const usesRedis = services.some(({ uses }) => uses.includes('redis'));
  return {
    values: usesRedis && !values.some(({ key }) => key === redisKey) ? [...values, { key: redisKey }] : values,
    hosts: { ...storeHosts(profile), edge: edgeHosts(profile) },
  };
}

/**
 * Everything that a laptop is given, in the order in which it must be there. Names, ports, variables and policies are those of the
 * environment, because they are drawn by the same code; what operators, Vault and the cloud do there is done here by plain objects.
 */
export function localObjects(profile: LocalProfile, choices: LocalChoices, made: LocalMade): LocalDrawing {
  const { environment, catalog, instances } = profile;
  const platform = catalog.platform.value;
  const drawn = drawnOf(profile);
  const images = new Map(
    instances.flatMap(({ service: { name }, imageName, release: { version, digest } }) => {
      const own = choices.images.get(name);
      return own === undefined ? [] : [[`${imageName}:${version}@${digest}`, own] as const];
    }),
  );
  const ofServices = drawn.filter(({ metadata: { namespace } }) => namespace === environment.namespaces.app);
  const own = ofServices.filter(isServed).map((object) => adapted(object, images));
  const ground = [
    ...namespaceObjects(environment, platform, instances)
      .filter((object) => isGround(object, profile))
      .map(asNoDefault),
    // Nobody measures a laptop.
    ...dataAccessObjects(environment, platform, instances).filter(({ metadata: { name } }) => name !== 'prometheus-scrape'),
    ...sharedSecrets(profile, made),
    ...secretsIn(profile, ofServices)
      .filter(({ metadata: { name } }) => name !== shared.authority && name !== shared.registry)
      .map((object) => secretOf(object, made.values)),
  ];
  const stores = storeObjects(profile, made, drawn);
  const edge = edgeObjects(profile, made);
  const all = withInputs([...ground, ...stores, ...own, ...edge]).map((object) => withDomain(marked(object), platform.labelDomain));
  const wave = new Map(own.map((object) => [keyOf(object), waveOf(object)]));
  const ownKeys = new Set(own.map(keyOf));
  const isRun = (object: KubernetesObject) => object.kind === 'Job' && ownKeys.has(keyOf(object));
  const isWorkload = ({ kind }: KubernetesObject) => workloads.has(kind);
  const isOwnWorkload = (object: KubernetesObject) => isWorkload(object) && (ownKeys.has(keyOf(object)) || isEdge(object, edge));
  const of = (name: LocalStage['name'], is: (object: KubernetesObject) => boolean) => ({ name, objects: all.filter(is) });
  const stages = [
    of('ground', (object) => !isWorkload(object)),
    of('stores', (object) => isWorkload(object) && !isOwnWorkload(object)),
    of('before', (object) => isRun(object) && (wave.get(keyOf(object)) ?? 0) < 0),
    of('services', (object) => isOwnWorkload(object) && !isRun(object)),
    of('after', (object) => isRun(object) && (wave.get(keyOf(object)) ?? 0) >= 0),
  ].filter(({ objects }) => objects.length > 0);
  const leftOut = ofServices.filter((object) => !isServed(object) && !isExternalSecret(object)).map(titleOf);
  return { stages, leftOut: leftOut.toSorted() };
}

const workloads = new Set(['CronJob', 'Deployment', 'Job', 'StatefulSet']);

function isEdge(object: KubernetesObject, edge: readonly KubernetesObject[]): boolean {
  return edge.some((own) => keyOf(own) === keyOf(object));
}

function keyOf({ kind, metadata: { namespace = '', name } }: KubernetesObject): string {
  return `${kind} ${namespace}/${name}`;
}

function titleOf({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind} ${name}`;
}

function waveOf({ metadata: { annotations = {} } }: KubernetesObject): number {
  return Number(annotations['argocd.argoproj.io/sync-wave'] ?? 0);
}

/** Namespaces with what guards them, and classes of priority. Groups of people and disks of the cloud are no matter here. */
function isGround({ kind, metadata }: KubernetesObject, { environment: { namespaces } }: LocalProfile): boolean {
  const guards = ['Namespace', 'ResourceQuota', 'LimitRange', 'NetworkPolicy'];
  if (kind === 'PriorityClass') return true;
  return guards.includes(kind) && [namespaces.app, namespaces.infra].includes(metadata.namespace ?? metadata.name);
}

/** A class of priority that pods of others in the cluster do not get: every pod of a laptop names its own. */
function asNoDefault(object: KubernetesObject): KubernetesObject {
  return object.kind === 'PriorityClass' ? ({ ...object, globalDefault: false } as KubernetesObject) : object;
}

/** What every service finds beside its own: the authority of the stores, and the way into a registry, which is empty unless given. */
function sharedSecrets({ environment }: LocalProfile, { authority, values }: LocalMade): readonly KubernetesObject[] {
  const namespace = environment.namespaces.app;
  return [
    secret({ name: shared.authority, namespace }, { 'ca.crt': authority }),
    secret({ name: shared.registry, namespace }, { '.dockerconfigjson': values('registry') }, 'kubernetes.io/dockerconfigjson'),
  ];
}
