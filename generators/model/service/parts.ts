import type { Build } from './build.ts';
import type { Resources } from './resources.ts';

/** A path inside a container. */
export type MountPath = `/${string}`;

/** What any process may find at a path. */
export type Room =
  /** Room of that size, gone with the pod; it counts against the ephemeral storage. */
  | { readonly scratch: string }
  /** Read-only data that comes as an image of the platform's registry: catalogs, static files. */
  | { readonly image: string; readonly build: Build };

/** What the process that answers finds at a path; every container of its pod that names the path shares it. */
export type Volume =
  | Room
  /** A disk of each pod, of that size, which outlives it: makes the process a StatefulSet. */
  | { readonly disk: string; readonly saved: Saved };

/** How the data of a disk outlives the disk: the platform copies databases, and no disk. */
export type Saved =
  /** A scheduled job of the service, by its name, copies it away: it asks the process, by a call of the service to itself, since no job mounts a disk. */
  | { readonly job: string }
  /** What does it beyond this repository, in a sentence, such as a plan of the cloud account. */
  | { readonly outside: string }
  /** Nothing does: why its loss does no harm. */
  | { readonly none: string };

/** Another container of the pods that answer, of an image of the platform's registry, hardened as the main one. */
export interface Companion {
  readonly image: string;
  readonly build: Build;
  readonly args?: readonly string[];
  /** `beside` the main container, started before and stopped after it; or `before` it, until it ends. */
  readonly runs: 'beside' | 'before';
  readonly config?: Readonly<Record<string, string>>;
  /** Paths of `volumes` and `files` that it sees, too. */
  readonly mounts?: readonly MountPath[];
  readonly resources: Resources;
}

/** What a secret must be for the Secret to be made at all. */
export interface SecretShape {
  /** Characters. */
  readonly atLeast?: number;
  /** Bytes behind base64. */
  readonly base64Bytes?: number;
}

/** What only the pod itself knows. */
export type PodFact = 'name' | 'namespace' | 'ip' | 'node' | 'zone';

/** What a service is known as outside its namespace. */
export interface Identity {
  /** By environment, the role of the cloud that its pods take on, as that cloud writes it (docs/clouds.md): `arn:aws:iam::<account>:role/<name>`. */
  readonly cloudRole?: Readonly<Record<string, string>>;
  /** The right to one Lease, `<service>-leader`, by which the pods of the main process elect a leader. */
  readonly leaderElection?: true;
}

/** What makes an autoscaler act. */
export type Trigger =
  /** Percent of the request. */
  | { readonly cpu: number }
  | { readonly memory: number }
  /** HTTP requests, for one pod. */
  | { readonly requestsPerSecond: number }
  /** Messages that one pod may be behind on a topic of the service, by its variable. */
  | { readonly lag: number; readonly topic: string }
  /**
   * PromQL of one number for all pods together, and how much of it is one pod's. What a process shows of itself it names by its own:
   * `max(waiting_jobs{app="<service>-<worker>"})`.
   */
  | { readonly query: string; readonly threshold: number };

/** How many pods, where it is not as the environment says. */
export type Scale =
  /** Where the environment autoscales; the bounds are its own unless they are given. */
  | { readonly on: readonly Trigger[]; readonly min?: number; readonly max?: number }
  | { readonly pods: number }
  /** One writer, never two at a time: no surge, no autoscaler, a short outage at each rollout. Says why. */
  | { readonly single: string };

/** An address beyond the cluster: a URL, or a host and port; to the Internet, or to ranges. */
export type Reach = `https://${string}` | { readonly host: string; readonly port: number; readonly cidrs?: readonly string[] };

/** When a run of the image starts. */
export type Occasion =
  /** Cron of five fields in a time zone; never two at a time. */
  | { readonly schedule: string; readonly timeZone: string }
  /** Once for each version: the rollout waits for it and stops when it fails, or is followed by it. */
  | { readonly at: 'before-rollout' | 'after-rollout' };
