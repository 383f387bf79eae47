import type { FurtherName } from '../further/further.ts';
import type { Build } from './build.ts';
import type { Call } from './calls.ts';
import type { FileFrom } from './files/contents.ts';
import type { Companion, Identity, MountPath, Occasion, PodFact, Reach, Room, Scale, SecretShape, Volume } from './parts.ts';
import type { Port, WorkerPort } from './ports.ts';
import type { Resources } from './resources.ts';
import type { Route } from './routes.ts';
import type { OwnTopic } from './topics.ts';
import type { AdjustmentUse, Exemption, OwnObject } from './way-out.ts';

export type { Build } from './build.ts';
export type { Compute, Resources } from './resources.ts';

/** A store or collector of the platform that services may use; each use opens its flows and sets its variables. */
export type BackingService = 'postgres' | 'redis' | 'kafka' | 'tracing';

/** What a service may use: that, or a store of a kind that nobody operates here (docs/stores.md). */
export type Use = BackingService | FurtherName;

/** Timings of one probe, in seconds. */
export interface ProbeTiming {
  readonly path: `/${string}`;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** When an autoscaler acts (manual 2.7). */
export interface ScalingTargets {
  /** Percent of the CPU request. */
  readonly cpuUtilization: number;
  /** Percent of the memory request. */
  readonly memoryUtilization: number;
  /** HTTP requests per second and pod. */
  readonly requestsPerSecond: number;
}

/** Everything about a service that has a documented default (`model/defaults.ts`) and may differ. */
export interface ServiceSettings {
  /** In full size; an environment scales it by its `sizing`. */
  readonly resources: Resources;
  /** Paths and timings of the probes of an http port; other protocols use the timings. */
  readonly probes: {
    readonly liveness: ProbeTiming;
    readonly readiness: ProbeTiming;
    readonly startup: ProbeTiming;
  };
  /** Connections that one pod opens to stores. */
  readonly pools: {
    /** Connections of one pod to PostgreSQL, through the pooler. */
    readonly databaseMax: number;
    readonly databaseMin: number;
    /** Connections of one pod to Redis. */
    readonly redisMax: number;
  };
  /** When the autoscaler acts, where `scale` does not say otherwise. */
  readonly scaling: ScalingTargets;
  /** Pods of the autoscaler at most; only where the environment autoscales. */
  readonly maxReplicas: number;
  /** Largest request body that the edge accepts, as a quantity. */
  readonly maxBodySize: string;
  /** Further variables of the ConfigMap; no credentials. */
  readonly config: Readonly<Record<string, string>>;
  /** Addresses beyond the cluster by the variable that carries them; each opens its way out. */
  readonly reaches: Readonly<Record<string, Reach>>;
  /** Seconds of a stop (manual 2.4): endpoints drain, requests end, and the process is killed. */
  readonly shutdown: { readonly preStopSeconds: number; readonly drainSeconds: number; readonly graceSeconds: number };
  /** Absent: as the environment says, by CPU, memory and requests. */
  readonly scale?: Scale;
}

/** The same, all optional, at any depth but lists. */
export type Partially<T> = { readonly [K in keyof T]?: T[K] extends object ? Partially<T[K]> : T[K] };

/** A further way in which the image of the service runs for ever: consumers, schedulers, servers of sockets. */
export interface Worker {
  readonly args: readonly string[];
  /** Where it answers, by name, with a Service of the name of the worker; absent: it answers nobody. */
  readonly ports?: Readonly<Record<string, WorkerPort>>;
  /** Rooms and images at paths of this process: it has none of those of the service. */
  readonly volumes?: Readonly<Record<MountPath, Room>>;
  /** Differences from the settings of the service, but for `maxBodySize`, of which the edge has one for all routes. */
  readonly settings?: Partially<ServiceSettings>;
  /** Differences in one environment, by its name. */
  readonly environments?: Readonly<Record<string, Partially<ServiceSettings>>>;
}

/** A run of the image of the service that ends. */
export type Job = Occasion & {
  readonly args: readonly string[];
  /** It fails after that long. */
  readonly minutes: number;
  /** How often it is tried again; absent: not. */
  readonly retries?: number;
  /** Rooms and images at paths of this run: it has none of those of the service. */
  readonly volumes?: Readonly<Record<MountPath, Room>>;
  /** Differences from the settings of the service. */
  readonly settings?: Partially<Pick<ServiceSettings, 'resources' | 'config' | 'reaches'>>;
  /** Differences in one environment, by its name. */
  readonly environments?: Readonly<Record<string, Partially<Pick<ServiceSettings, 'resources' | 'config' | 'reaches'>>>>;
};

/**
 * One service: one image, one identity, one release, and the processes that run it. The only file that a person writes to have it in
 * every environment.
 */
export interface ServiceDefinition {
  /** DNS label, at most 45 characters, equal to the file name: `financial-service`. */
  readonly name: string;
  /** What it is for, in English and in Chinese. */
  readonly title: { readonly en: string; readonly zh: string };
  /** Names that it had before, the oldest first. What it has in the data layer keeps its place under that one. */
  readonly formerly?: readonly string[];
  /** The team of the platform file that it belongs to; absent: no one team, all groups. */
  readonly owner?: string;
  /**
   * Folder of `argocd/<environment>/applications/` for its Applications, which has roots of its own; absent: none, and the root of the
   * environment makes them. One root makes at most 1,000 Applications (docs/scale.md).
   */
  readonly folder?: string;
  /** Where the edge publishes it: a path prefix, which the service itself does not see, or more than that; absent: nowhere. */
  readonly route?: `/${string}` | Route | readonly Route[];
  /** Where it answers, by name. Absent: http at 8000 and grpc at 50051; `{}`: it answers nobody. */
  readonly ports?: Readonly<Record<string, Port>>;
  /**
   * Its database and the role that owns it; required when it uses `postgres`. `cluster` is one of `dataLayer.postgres.further` of the
   * environments; absent: the first one of each.
   */
  readonly database?: { readonly name: string; readonly user: string; readonly cluster?: string };
  /** Stores and collectors of the platform that it uses, and kinds of stores that somebody else runs. */
  readonly uses: readonly Use[];
  /** Ports of services, and of their workers, that it calls. The egress rule, the callee's ingress rule and the address variable follow. */
  readonly calls?: readonly Call[];
  /**
   * Kafka topics of its own, which it reads and writes, by the name of the variable that carries them: `TRANSACTION_POSTED` ->
   * `KAFKA_TOPIC_TRANSACTION_POSTED`. A topic has one owner.
   */
  readonly topics?: Readonly<Record<string, string | OwnTopic>>;
  /** Topics of other services that it reads, by variable in the same way. */
  readonly consumes?: Readonly<Record<string, string>>;
  /** Topics of other services that it writes, by variable in the same way. */
  readonly produces?: Readonly<Record<string, string>>;
  /** Arguments of the main process; absent: none, as the image says; `none`: there are workers and jobs only. */
  readonly main?: readonly string[] | 'none';
  /** Further processes of the image, by name. */
  readonly workers?: Readonly<Record<string, Worker>>;
  /** Runs of the image that end, by name. */
  readonly jobs?: Readonly<Record<string, Job>>;
  /** Name of the image in the platform's registry; absent: that of the service. */
  readonly image?: string;
  /** Keys of its path in Vault, each a file and a `_FILE` variable. Absent: JWT_SECRET and ENCRYPTION_KEY (R24); `{}`: none. */
  readonly secrets?: Readonly<Record<string, SecretShape>>;
  /** Files at paths of every container of the service, as short texts or `{ from }` a folder beside this file; a change rolls the pods. */
  readonly files?: Readonly<Record<MountPath, string | FileFrom>>;
  /** Rooms, disks and images at paths of the process that answers; a worker or job has its own. */
  readonly volumes?: Readonly<Record<MountPath, Volume>>;
  /** Further containers of the process that answers, by name. */
  readonly companions?: Readonly<Record<string, Companion>>;
  /** What it is known as outside its namespace. */
  readonly identity?: Identity;
  /** Variables that only the pod itself knows. */
  readonly podVariables?: Readonly<Record<string, PodFact>>;
  /**
   * What runs in an environment that has no release file of the service yet. Without it the service is deployed only where
   * it has a release.
   */
  readonly initialRelease?: Build;
  /** Differences from the defaults in every environment. */
  readonly settings?: Partially<ServiceSettings>;
  /** Differences in one environment, by its name. */
  readonly environments?: Readonly<Record<string, Partially<ServiceSettings>>>;
  /** Changes of drawn objects that no field can say, by the name that `generators/adjustments/<service>.ts` gives them. */
  readonly adjust?: Readonly<Record<string, AdjustmentUse>>;
  /** Further objects, of kinds that the catalog does not draw. */
  readonly objects?: readonly OwnObject[];
  /** Rules that objects of the service need not follow until a day. */
  readonly exempt?: readonly Exemption[];
}

/** Types a service file. */
export function defineService(service: ServiceDefinition): ServiceDefinition {
  return service;
}
