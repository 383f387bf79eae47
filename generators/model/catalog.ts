import type { AdjustmentsEntry } from './adjustment.ts';
import type { ChartFacts } from './chart-facts.ts';
import type { Entry } from './entry.ts';
import type { AdmissionRule } from './environment/admission-rule.ts';
import type { EnvironmentDefinition, EnvironmentFile } from './environment/environment.ts';
import type { SealedSecret } from './environment/sealed-secret.ts';
import type { Versions } from './environment/versions.ts';
import type { DataEntry, FreezeEntry, Retirement, TemporaryScale, Thaw } from './operations/operations.ts';
import type { PlatformDefinition } from './platform/platform.ts';
import type { Content } from './service/files/contents.ts';
import type { Build, Partially, ServiceDefinition, ServiceSettings } from './service/service.ts';

/** Which build of a service runs in an environment. Promotion writes this, and nothing else. */
export interface Release extends Build {
  /** Why no older version can run on the database that this one leaves: it changes the schema in a way that cannot be undone. */
  readonly forwardOnly?: string;
  /** Until this instant no promotion may change the release. */
  readonly hold?: { readonly reason: string; readonly until: string };
  /** It came past the lower environments, which must have it, or a newer one, by this instant. */
  readonly emergency?: { readonly incident: string; readonly until: string };
}

/** A release file, by the environment and service that its path names. */
export type ReleaseEntry = DataEntry<Release>;

/** A sealed secret, by the environment and service that its path names. */
export type SealedSecretEntry = DataEntry<SealedSecret>;

/** The versions that an environment runs, by the name of their file. */
export interface VersionsEntry extends Entry<Versions> {
  readonly environment: string;
}

/** All that the generators know. Entries are sorted by file. */
export interface Catalog {
  readonly platform: Entry<PlatformDefinition>;
  readonly services: readonly Entry<ServiceDefinition>[];
  readonly environments: readonly Entry<EnvironmentDefinition>[];
  readonly releases: readonly ReleaseEntry[];
  readonly sealedSecrets: readonly SealedSecretEntry[];
  /** Settings that `npm run ops -- set` wrote; they go over those of the service file. */
  readonly settings: readonly DataEntry<Partially<ServiceSettings>>[];
  readonly scaling: readonly DataEntry<TemporaryScale>[];
  /** Of each environment, which has them as its own field, too: here is their file. */
  readonly versions: readonly VersionsEntry[];
  readonly freezes: readonly FreezeEntry[];
  /** By environment and a name of their own, so that two that are made side by side are two files. */
  readonly thaws: readonly DataEntry<Thaw>[];
  /** Ends that are meant, by environment and the service that ended, or another name; services need not be there any more. */
  readonly retired: readonly DataEntry<Retirement>[];
  /** Files that services name by `from`, out of the folders beside theirs. */
  readonly contents: readonly Content[];
  /** Code of operations that changes what is drawn of services, out of `generators/adjustments/`. */
  readonly adjustments: readonly AdjustmentsEntry[];
  /** What charts make, out of `charts/`: no part of what a person writes, but what the projects of Argo CD must allow. */
  readonly charts: readonly ChartFacts[];
  /** Rules of the judge that the API server judges by, too, out of `policies/admission.json`. */
  readonly admission: readonly AdmissionRule[];
}

/** The environment in whose cluster Argo CD runs; undefined where the platform names a cluster that none has. */
export function homeOf<T extends EnvironmentFile>({
  platform,
  environments,
}: Pick<Catalog, 'platform'> & { readonly environments: readonly Entry<T>[] }): T | undefined {
  const { cluster } = platform.value.argo;
  return environments.find(({ value }) => value.clusters.some(({ name }) => name === cluster))?.value;
}
