export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown';

/** Metrics of one exporter that have the same type and the same labels. */
export interface Family {
  readonly type: MetricType;
  /** Labels that a series may carry beside those of its target; `label_*` stands for all that start so. */
  readonly labels: readonly string[];
  /** Names without the suffixes of histograms and summaries; `pg_settings_*` stands for all that start so. */
  readonly names: readonly string[];
  /** The collector that must be switched on with `--collector.<name>`; absent: always there. */
  readonly collector?: string;
}

/** What one program tells Prometheus. */
export interface Exporter {
  /** Name of the program, for messages. */
  readonly name: string;
  /** Where the names are documented; with the version where the repository pins it. */
  readonly source: string;
  /** Labels that Prometheus adds, by where it found the target. */
  readonly target: readonly string[];
  readonly families: readonly Family[];
  /** Labels of the pods that tell it, any of the sets; absent: nobody can say by labels alone. */
  readonly pods?: readonly Readonly<Record<string, string>>[];
  /** Labels of series that a monitor takes from its pods (`podTargetLabels`), and the label of the pods behind each. */
  readonly fromPods?: Readonly<Record<string, string>>;
}

/** Labels of a pod found by a PodMonitor (prometheus-operator, "Relabeling"). */
export const podTarget: readonly string[] = ['namespace', 'pod', 'container', 'job', 'instance', 'endpoint'];

/** Labels of a pod found behind a Service by a ServiceMonitor. */
export const serviceTarget: readonly string[] = [...podTarget, 'service'];

/** Types a table of metrics; policies/metrics/exporters.ts lists the tables. */
export function defineExporter(exporter: Exporter): Exporter {
  return exporter;
}
