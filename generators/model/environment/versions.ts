/** The charts of an environment, by their files in `generators/charts`; Argo CD's own is the platform's. */
export const chartNames = [
  'alloy',
  'cert-manager',
  'envoy-gateway',
  'external-secrets',
  'jaeger',
  'keda',
  'kube-prometheus-stack',
  'loki',
  'metrics-server',
  'policy-controller',
  'postgres-operator',
  'redis-ha',
  'sealed-secrets',
  'strimzi',
  'vertical-pod-autoscaler',
] as const;

export type ChartName = (typeof chartNames)[number];

/**
 * Which versions of what others make an environment runs: `generators/catalog/versions/<environment>.yaml`. They come to the first
 * environment by a change of its file, and to the next ones by `npm run ops -- promote platform`.
 */
export interface Versions {
  /** Minor version of the clusters: `1.35`. The Pod Security Standard is that of it, and charts are rendered for it. */
  readonly kubernetes: string;
  /** Major version, whose newest minor one the image of the operator brings: `16`. */
  readonly postgres: string;
  /** One that the pinned Strimzi runs: `4.3.1`. */
  readonly kafka: string;
  /** The format of Kafka's metadata, raised when nobody goes back to the version before any more, and never lowered: `4.3-IV0`. */
  readonly kafkaMetadata: string;
  readonly charts: Readonly<Record<ChartName, string>>;
}

/** Where the versions of an environment are written. */
export function versionsFile(environment: string): string {
  return `generators/catalog/versions/${environment}.yaml`;
}
