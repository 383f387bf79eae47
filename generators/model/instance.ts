import type { Catalog } from './catalog.ts';
import type { EnvironmentDefinition } from './environment/environment.ts';
import { declaredName } from './environment/place.ts';
import type { SealedSecret } from './environment/sealed-secret.ts';
import type { DataEntry, TemporaryScale } from './operations/operations.ts';
import type { PlatformDefinition } from './platform/platform.ts';
import { remembered } from './remembered.ts';
import { serviceDefaults } from './service/defaults.ts';
import { type Content, type HeldFile, heldFiles, namedContents } from './service/files/contents.ts';
import { forerunnerOf } from './service/names/side-by-side.ts';
import { type Mounting, scratchOf, temporaryRoom } from './service/paths.ts';
import { type NamedPort, portsOf } from './service/ports.ts';
import { bytes, formatBytes, scaleResources } from './service/quantity.ts';
import type { Build, Job, Partially, Resources, ServiceDefinition, ServiceSettings, Worker } from './service/service.ts';
import { type UsedTopic, usedTopics } from './service/topics.ts';
import { fitsInto } from './stores/keeping.ts';
import { besideForerunner, type Callee, calleesOf, processName, type Surroundings, surroundingsIn } from './surroundings.ts';

/** How many pods an instance has. */
export type Replicas =
  /** `single`: why there may never be two at a time. */
  | { readonly kind: 'fixed'; readonly count: number; readonly single?: string }
  | { readonly kind: 'autoscaled'; readonly min: number; readonly max: number };

/** One way in which the image of a service runs for ever. */
export interface Process {
  /** Name of its objects, and value of the label `app` of its pods. */
  readonly name: string;
  readonly kind: 'main' | 'worker';
  /** Arguments; undefined: as the image says. */
  readonly args: readonly string[] | undefined;
  /** Of a worker: its name in the file of the service. */
  readonly worker: string | undefined;
  readonly ports: readonly NamedPort[];
  /** Who calls it in the environment, port by port in the order of its file: names of processes, sorted. */
  readonly callers: readonly { readonly port: NamedPort; readonly from: readonly string[] }[];
  readonly settings: ServiceSettings;
  /** In the size of the environment. */
  readonly resources: Resources;
  readonly volumes: NonNullable<Mounting['volumes']>;
  readonly replicas: Replicas;
}

/** One run of the image of a service that ends. */
export interface Task {
  /** Name of its objects, and value of the label `app` of its pods. */
  readonly name: string;
  readonly job: Job;
  readonly settings: ServiceSettings;
  /** In the size of the environment. */
  readonly resources: Resources;
  readonly volumes: NonNullable<Mounting['volumes']>;
}

/** One service in one environment, with everything derived once: what the resource functions draw. */
export interface Instance {
  readonly service: ServiceDefinition;
  readonly environment: EnvironmentDefinition;
  readonly platform: PlatformDefinition;
  readonly release: Build;
  readonly settings: ServiceSettings;
  /** What commands of operators decide here: fields of settings, and until when a temporary scale lasts. */
  readonly operated: { readonly fields: readonly string[]; readonly scaledUntil: string | undefined };
  /** `registry.example.com/erp/financial-service` */
  readonly imageName: string;
  /** The process that answers, where there is one, then the workers. */
  readonly processes: readonly Process[];
  readonly tasks: readonly Task[];
  /** With what they hold, in the order of its file. */
  readonly files: readonly HeldFile[];
  /** Whom this one calls and finds in the environment, in the order of its file. */
  readonly callees: readonly Callee[];
  /** The topics that it is configured with, and what it may do there. */
  readonly topics: readonly UsedTopic[];
  /** The service whose place this one is to take, while that runs here too. */
  readonly forerunner: string | undefined;
  /** Undefined where Vault holds the secrets of the service. */
  readonly sealedSecret: SealedSecret | undefined;
}

/** All instances: every service in every environment in which it has a release, its initial one included. */
export const instancesOf = remembered((catalog: Catalog): readonly Instance[] => {
  const instanceIn = instancesIn(catalog);
  return catalog.environments.flatMap(({ value: environment }) =>
    catalog.services.flatMap(({ value: service }) => instanceIn(service, environment) ?? []),
  );
});

/**
 * The instances of a catalog, each made when it is asked for; undefined where the service has no release. What is made of the same
 * definitions and data is the same object again, in another catalog too: of two catalogs that differ in one service nothing else has
 * to be compared.
 */
export function instancesIn(catalog: Catalog): (service: ServiceDefinition, environment: EnvironmentDefinition) => Instance | undefined {
  const [releases, own, scaling, sealed] = [
    byPlace(catalog.releases),
    byPlace(catalog.settings),
    byPlace(catalog.scaling),
    byPlace(catalog.sealedSecrets),
  ];
  const platform = catalog.platform.value;
  const surroundings = new Map<EnvironmentDefinition, Surroundings>();
  return (service, environment) => {
    const key = `${environment.name}/${service.name}`;
    const releaseOf = ({ name, initialRelease }: ServiceDefinition) => releases.get(`${environment.name}/${name}`) ?? initialRelease;
    const release = releaseOf(service);
    if (release === undefined || !fitsInto(environment, service, catalog.services)) return undefined;
    let around = surroundings.get(environment);
    if (around === undefined) {
      around = surroundingsIn(
        environment,
        catalog.services.flatMap(({ value }) =>
          releaseOf(value) === undefined || !fitsInto(environment, value, catalog.services) ? [] : [value],
        ),
      );
      surroundings.set(environment, around);
    }
    const contents = namedContents(service).length === 0 ? none : catalog.contents;
    return makerIn(environment)(service, environment, platform, release, own.get(key), scaling.get(key), sealed.get(key), around, contents);
  };
}

function byPlace<T>(entries: readonly DataEntry<T>[]): ReadonlyMap<string, T> {
  return new Map(entries.map(({ environment, service, value }) => [`${environment}/${service}`, value]));
}

/** What a service is made with that names no content: a change of one that others name does not touch it. */
const none: readonly Content[] = [];

/** For each environment the services that were met in it, each with what it was last. */
const makerIn = remembered((_: EnvironmentDefinition) => remembered(instanceOf));

function instanceOf(
  written: ServiceDefinition,
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  release: Build,
  own: Partially<ServiceSettings> | undefined,
  scale: TemporaryScale | undefined,
  sealed: SealedSecret | undefined,
  around: Surroundings,
  contents: readonly Content[],
): Instance {
  const forerunner = forerunnerOf(written, around.deployed);
  const service = besideForerunner(written, forerunner);
  const settings = settingsOf(service, declaredName(environment), own);
  const main: Process = {
    name: service.name,
    kind: 'main',
    args: service.main === 'none' ? undefined : service.main,
    ...answering(service, undefined, around),
    settings,
    resources: withRooms(service, settings.resources, environment.sizing),
    volumes: service.volumes ?? {},
    replicas: replicasOf(environment, settings, scale),
  };
  return {
    service,
    environment,
    platform,
    release,
    settings,
    operated: { fields: fieldsOf(own ?? {}), scaledUntil: scale?.until },
    imageName: `${platform.imageRepository}/${service.image ?? service.name}`,
    processes: [...(service.main === 'none' ? [] : [main]), ...workersOf(service, environment, settings, around)],
    tasks: tasksOf(service, environment, settings),
    files: heldFiles(service, contents),
    callees: calleesOf(service, around.deployed),
    topics: usedTopics(service, around.declared),
    forerunner: forerunner?.name,
    sealedSecret: sealed,
  };
}

/** Resources at a size, but room for what the volumes of the process may hold: data is no smaller in a small environment. */
function withRooms(process: Mounting, resources: Resources, sizing: number): Resources {
  const scaled = scaleResources(resources, sizing);
  const rooms = scratchOf(process);
  if (rooms === 0) return scaled;
  const most = Math.max(bytes(scaled.limits.ephemeralStorage) ?? 0, rooms + temporaryRoom);
  return { ...scaled, limits: { ...scaled.limits, ephemeralStorage: formatBytes(most) } };
}

/** Where a process of a service answers, and whom. */
function answering(service: ServiceDefinition, worker: string | undefined, { callers }: Surroundings) {
  const ports = portsOf(service, worker);
  return {
    worker,
    ports,
    callers: ports.flatMap((port) => {
      const from = callers.get(`${processName(service.name, worker)}:${port.name}`) ?? [];
      return from.length === 0 ? [] : [{ port, from: from.toSorted() }];
    }),
  };
}

function workersOf(
  service: ServiceDefinition,
  environment: EnvironmentDefinition,
  settings: ServiceSettings,
  around: Surroundings,
): readonly Process[] {
  return Object.entries(service.workers ?? {}).map(([name, worker]) => {
    const own = processSettings(worker, declaredName(environment), settings);
    return {
      name: processName(service.name, name),
      kind: 'worker',
      args: worker.args,
      ...answering(service, name, around),
      settings: own,
      resources: withRooms(worker, own.resources, environment.sizing),
      volumes: worker.volumes ?? {},
      replicas: replicasOf(environment, own),
    };
  });
}

function tasksOf(service: ServiceDefinition, environment: EnvironmentDefinition, settings: ServiceSettings): readonly Task[] {
  return Object.entries(service.jobs ?? {}).map(([name, job]) => {
    const own = processSettings(job, declaredName(environment), settings);
    return {
      name: processName(service.name, name),
      job,
      settings: own,
      resources: withRooms(job, own.resources, environment.sizing),
      volumes: job.volumes ?? {},
    };
  });
}

/** Of a worker or a job: the settings of the service, then its own, then those for the environment. */
export function processSettings(
  process: Pick<Worker, 'settings' | 'environments'>,
  environment: string,
  service: ServiceSettings,
): ServiceSettings {
  return [process.settings ?? {}, process.environments?.[environment] ?? {}].reduce<ServiceSettings>(overlaid, service);
}

/** Defaults, then the service's own settings, then those for the environment, then what a command has set there. */
export function settingsOf(service: ServiceDefinition, environment: string, set: Partially<ServiceSettings> = {}): ServiceSettings {
  return [service.settings ?? {}, service.environments?.[environment] ?? {}, set].reduce<ServiceSettings>(overlaid, serviceDefaults);
}

/** Pods at most at one time, the one that a rolling update adds included. */
export function mostPods(replicas: Replicas): number {
  if (replicas.kind === 'autoscaled') return replicas.max + 1;
  return replicas.single === undefined ? replicas.count + 1 : replicas.count;
}

/** Pods of a process, the bounds of a temporary scale before the ordinary ones. Its end is no matter: the file says what runs. */
export function replicasOf(
  environment: EnvironmentDefinition,
  { scale: own, maxReplicas }: ServiceSettings,
  scale?: TemporaryScale,
): Replicas {
  if (own !== undefined && 'single' in own) return { kind: 'fixed', count: 1, single: own.single };
  if (own !== undefined && 'pods' in own) return { kind: 'fixed', count: scale?.max ?? own.pods };
  if ('fixed' in environment.replicas) return { kind: 'fixed', count: scale?.max ?? environment.replicas.fixed };
  return {
    kind: 'autoscaled',
    min: scale?.min ?? own?.min ?? fewestPods(environment),
    max: scale?.max ?? own?.max ?? maxReplicas,
  };
}

/** The pods that every service of an environment has at least. */
export function fewestPods({ replicas, clusters }: EnvironmentDefinition): number {
  if ('fixed' in replicas) return replicas.fixed;
  return replicas.minimumPerZone * new Set(clusters.flatMap((cluster) => cluster.zones)).size;
}

/** The paths of all values: `scaling.cpuUtilization`. */
function fieldsOf(settings: object): readonly string[] {
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]) =>
    isPlain(value) ? fieldsOf(value).map((field) => `${key}.${field}`) : [key],
  );
}

/** Fields that are one choice among several: given again, they are another. */
const whole = new Set(['scale']);

function overlaid<T extends object>(base: T, over: Partially<T>): T {
  const entries = Object.entries(over).map(([key, value]: [string, unknown]) => {
    const own: unknown = base[key as keyof T];
    return [key, isPlain(own) && isPlain(value) && !whole.has(key) ? overlaid(own, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
