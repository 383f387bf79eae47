/** A kind of object, with its API group: empty for the core. */
export interface Kind {
  readonly group: string;
  readonly kind: string;
}

/**
 * What a chart makes in one environment, as `npm run charts` found by rendering it: what an AppProject has to allow. Absent for an
 * Application that nobody rendered yet.
 */
export interface ChartFacts {
  readonly environment: string;
  /** Name of its Application's file: that of the chart in generators/charts, with the cluster where an environment has several. */
  readonly application: string;
  readonly kinds: { readonly cluster: readonly Kind[]; readonly namespaced: readonly Kind[] };
  /** Those that it puts objects into. */
  readonly namespaces: readonly string[];
}
