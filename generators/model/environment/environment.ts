import type { Delivery } from '../operations/operations.ts';
import type { FurtherServers } from '../stores/servers.ts';
import type { DataLayer } from '../stores/stores.ts';
import type { Alerting } from './alerting.ts';
import type { Backup } from './backup.ts';
import type { Observability } from './observability.ts';
import type { Cluster, Place } from './place.ts';
import type { PullRequests } from './pull-requests.ts';
import type { Versions } from './versions.ts';

/**
 * What a group may do with the Applications of an environment (Argo CD RBAC). `exec` opens a shell in a container: in Argo CD,
 * and by `kubectl exec`, `attach` and `debug`, which nothing else gives.
 */
export type ArgoVerb = 'get' | 'sync' | 'action' | 'logs' | 'exec';

/**
 * What a group may do in the environment's namespaces: `view` is the ClusterRole of Kubernetes, logs included and secrets not;
 * `test` is view plus port forwarding and the deletion of pods; `edit` adds restarts, scale, configuration and jobs.
 */
export type KubernetesAccess = 'none' | 'view' | 'test' | 'edit';

/** One row of the access table (manual 1.1). */
export interface Access {
  /** A group of `platform.groups`. */
  readonly group: string;
  /** Whether its approval is asked for on a pull request that changes the environment. */
  readonly merge: boolean;
  readonly argo: readonly ArgoVerb[];
  readonly kubernetes: KubernetesAccess;
}

/** When Argo CD may sync; with any such window, at no other time. When it must not is said by freezes. */
export interface SyncWindow {
  readonly kind: 'allow';
  /** Cron, five fields, in `timeZone`. */
  readonly schedule: string;
  /** Go duration, such as `9h`. */
  readonly duration: string;
  readonly timeZone: string;
  readonly manualSync: boolean;
  readonly description: string;
}

/** ClusterIssuer of cert-manager: its ACME directory, and the zone by which it proves that a host is ours (DNS-01). */
export interface Issuer {
  readonly name: string;
  readonly server: string;
  readonly dns: {
    /** The public zone that all hosts of the environment are in: its identifier in Route 53, its name elsewhere. */
    readonly hostedZone: string;
    /** Only where the cloud is asked in one (AWS). */
    readonly region?: string;
    /** As whom cert-manager writes there: a role as the cloud writes it, or the key in Vault that signs changes (docs/clouds.md). */
    readonly role: string;
    /**
     * Addresses of what gives out tokens for the role, or of the name server, in CIDR notation. Zones of a cloud are changed on the
     * Internet.
     */
    readonly endpoints: readonly string[];
  };
}

/** What of shared code an environment has, while a change of it is on its way through the environments (docs/delivery.md). */
export interface Train {
  /** Names of changes of generators that are in force here and not everywhere yet. */
  readonly steps: readonly string[];
}

/** One environment, with the versions that it runs. */
export interface EnvironmentDefinition extends EnvironmentFile {
  /** Out of `generators/catalog/versions/<name>.yaml`. */
  readonly versions: Versions;
  /** What it is among the clusters of its environment; absent where there is one. */
  readonly place?: Place;
}

/** What a person writes to have every released service in an environment. */
export interface EnvironmentFile {
  /** DNS label, equal to the file name and the folder under `overlays/`. */
  readonly name: string;
  /** Short form in consumer groups: `prod` gives `financial-service-prod-group`. */
  readonly shortName: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Namespace of the services, and of the data layer and monitoring. */
  readonly namespaces: { readonly app: string; readonly infra: string };
  /** The first is home. Each further one is drawn as an environment of its own (docs/places.md). */
  readonly clusters: readonly Cluster[];
  /** The place that serves, by its name; absent: home. With another, the databases of the former are made anew (docs/runbooks/fail-over.md). */
  readonly serving?: string;
  /** Public host of the API. */
  readonly host: string;
  /** Origins whose pages may call the API. */
  readonly corsOrigins: readonly string[];
  readonly issuer: Issuer;
  /** `gateway`: Gateway API with Envoy Gateway. `ingress`: an Ingress for a controller of class `nginx`. */
  readonly edge: 'gateway' | 'ingress';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Share of traces that is kept, 0 to 1. */
  readonly traceRatio: number;
  /** Factor on the resources of every service: 1 is the manual's size. */
  readonly sizing: number;
  /** What it is for: `production` has customers, a `rehearsal` is as strong as it, in a `trial` people try things out. */
  readonly tier: 'trial' | 'rehearsal' | 'production';
  /** Pods of a service: a fixed number, or a minimum in each zone under an autoscaler. */
  readonly replicas: { readonly fixed: number } | { readonly minimumPerZone: number };
  /** Nodes that its autoscaler may start, those for voters included: agents that run once on each node must fit into their quota. */
  readonly nodes: { readonly most: number };
  /** Each store operated here, in some size, or known at somebody else's (docs/stores.md). */
  readonly dataLayer: DataLayer;
  /** Where stores are that nobody operates here, by their kind (docs/stores.md). */
  readonly stores?: FurtherServers;
  readonly observability: Observability;
  readonly alerting: Alerting;
  readonly backup: Backup;
  /** What the API server does with an object that breaks a rule about single objects: tells whoever brings it, or takes it not. */
  readonly admission: 'warn' | 'deny';
  readonly access: readonly Access[];
  readonly delivery: Delivery;
  /** Absent where nothing is on its way. */
  readonly train?: Train;
  /**
   * What becomes of a pod of the services whose image was not signed by its release workflow, or has no provenance of it: `warn` lets it
   * run and says so to whoever applies it, `enforce` refuses it. From staging on nothing but `enforce` is accepted.
   */
  readonly signatures: 'warn' | 'enforce';
  /** Where pull requests of services are tried out, each in a namespace of its own beside this environment; absent: nowhere here. */
  readonly pullRequests?: PullRequests;
  /** Only where Secrets are sealed. */
  readonly sealing?: {
    /**
     * SHA-256 of the certificates of the environment's controller, as 64 hexadecimal digits: the one to seal with first, then those by
     * which sealed files were made that are still in use. Compared with the cluster by somebody, not taken from the file.
     */
    readonly certificates: readonly string[];
  };
  readonly sync: {
    /** Whether an Application that left Git waits for a person before it is deleted, with all that it deployed. */
    readonly confirmPrune: boolean;
    readonly windows: readonly SyncWindow[];
    /**
     * GnuPG keys, by their 16 digits: with any, Argo CD syncs only commits that one of them signed, merges included. Charts it cannot ask so.
     * Absent: commits need no signature.
     */
    readonly signatureKeys?: readonly string[];
  };
}

/** Whether a change of generators is in force in an environment: what it draws there may differ from what it draws elsewhere. */
export function hasStep({ train }: Pick<EnvironmentDefinition, 'train'>, name: string): boolean {
  return train?.steps.includes(name) ?? false;
}

/** Types an environment file. */
export function defineEnvironment(environment: EnvironmentFile): EnvironmentFile {
  return environment;
}
