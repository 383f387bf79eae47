import type { EnvironmentDefinition } from '../model/environment.ts';
import type { PlatformDefinition } from '../model/platform.ts';

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
  /** Where it is installed; absent: in the infra namespace. */
  readonly namespace?: string;
  /** Kinds that it makes: an AppProject allows no others. Custom ones with their group. */
  readonly kinds: { readonly cluster: readonly Kind[]; readonly namespaced: readonly Kind[] };
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Kind {
  readonly group: string;
  readonly kind: string;
}

/** A chart for each environment and platform. */
export type ChartDefinition = (environment: EnvironmentDefinition, platform: PlatformDefinition) => Chart;

/** Kinds of one group. */
export function kinds(group: string, ...names: readonly string[]): readonly Kind[] {
  return names.map((kind) => ({ group, kind }));
}
