import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { Cluster } from '../model/environment/place.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';

/** A chart of somebody else, as one environment uses it. */
export interface Chart {
  /** Of the Application, and of the release. */
  readonly name: string;
  /** The file that a person edits to change it. */
  readonly source: string;
  /** Without a scheme for a registry (OCI). */
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
  /** Operators before what they serve. */
  readonly syncWave: number;
  /** Where it is installed; absent: the infra namespace. */
  readonly namespace?: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A chart in whichever version the environment has. */
export type ChartDraft = Omit<Chart, 'version'>;

/** A chart for each environment, platform and cluster of the environment. */
export type ChartDefinition = (environment: EnvironmentDefinition, platform: PlatformDefinition, cluster: Cluster) => ChartDraft;
