/** Which build of a service runs. */
export interface Build {
  /** Semantic version without `v`: the tag of the image. */
  readonly version: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

/** A store or collector of the platform that services may use; each use opens its flows and sets its variables. */
export type BackingService = 'postgres' | 'redis' | 'kafka' | 'tracing';

/** CPU and memory of one container, as Kubernetes quantities (`500m`, `512Mi`). */
export interface Compute {
  readonly cpu: string;
  readonly memory: string;
  /** Scratch space and logs on the node. */
  readonly ephemeralStorage: string;
}

/** What one container asks for and may use. */
export interface Resources {
  readonly requests: Compute;
  readonly limits: Compute;
}

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
  readonly probes: {
    readonly liveness: ProbeTiming;
    readonly readiness: ProbeTiming;
    readonly startup: ProbeTiming;
  };
  readonly pools: {
    /** Connections of one pod to PostgreSQL, through the pooler. */
    readonly databaseMax: number;
    readonly databaseMin: number;
    /** Connections of one pod to Redis. */
    readonly redisMax: number;
  };
  readonly scaling: ScalingTargets;
  /** Pods of the autoscaler at most; only where the environment autoscales. */
  readonly maxReplicas: number;
  /** Largest request body that the edge accepts, as a quantity. */
  readonly maxBodySize: string;
  /** Further variables of the ConfigMap; no credentials. */
  readonly config: Readonly<Record<string, string>>;
}

/** The same, all optional, at any depth but lists. */
export type Partially<T> = { readonly [K in keyof T]?: T[K] extends object ? Partially<T[K]> : T[K] };

/** One service: the only file that a person writes to have it in every environment. */
export interface ServiceDefinition {
  /** DNS label, at most 50 characters, equal to the file name: `financial-service`. */
  readonly name: string;
  /** What it is for, in English and in Chinese. */
  readonly title: { readonly en: string; readonly zh: string };
  /** Path prefix at the edge; the service itself sees the path without it. */
  readonly route: `/${string}`;
  /** Its database and the role that owns it; required when it uses `postgres`. */
  readonly database?: { readonly name: string; readonly user: string };
  readonly uses: readonly BackingService[];
  /** Services that it calls by gRPC. The egress rule, the callee's ingress rule and the address variable follow. */
  readonly calls?: readonly string[];
  /** Kafka topics by the name of the variable that carries them: `TRANSACTION_POSTED` -> `KAFKA_TOPIC_TRANSACTION_POSTED`. */
  readonly topics?: Readonly<Record<string, string>>;
  /**
   * What runs in an environment that has no release file of the service yet. Without it the service is deployed only where
   * it has a release.
   */
  readonly initialRelease?: Build;
  /** Differences from the defaults in every environment. */
  readonly settings?: Partially<ServiceSettings>;
  /** Differences in one environment, by its name. */
  readonly environments?: Readonly<Record<string, Partially<ServiceSettings>>>;
}

/** Types a service file. */
export function defineService(service: ServiceDefinition): ServiceDefinition {
  return service;
}
