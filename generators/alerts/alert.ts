import type { AreaTeam } from '../model/environment/alerting.ts';
import type { AlertScope } from './scope.ts';

/** How bad it is: `critical` needs somebody now, `warning` today, `none` nobody. */
export type Severity = 'critical' | 'warning' | 'none';

/** An alert as its author thinks of it, with the examples that prove it; labels and runbook follow from its area. */
export interface Alert {
  /** CamelCase; the name of its heading in the runbook. */
  readonly name: string;
  /** PromQL. */
  readonly expr: string;
  /** How long it must hold; absent: not at all. */
  readonly for?: string;
  readonly severity: Severity;
  /** Absent: the team of the area. */
  readonly team?: AreaTeam;
  readonly summary: string;
  readonly description: string;
  readonly examples: readonly AlertExample[];
}

/** What Prometheus has seen, and what the alert says of it at some moments. */
export interface AlertExample {
  /** Ends the sentence "it fires when", or "it is silent when". */
  readonly when: string;
  /** Samples by series, in promtool's notation: one for each step. */
  readonly series: Readonly<Record<string, string>>;
  /** Firing alerts by the time since the first sample, such as `7m`; none: it is silent. */
  readonly expect: Readonly<Record<string, readonly Firing[]>>;
  /** Time between two samples; absent: 30s. */
  readonly step?: '4m' | '1h';
}

/** One firing alert: the labels that tell it from others of its name, and its value as the text has it. */
export interface Firing {
  readonly labels: Readonly<Record<string, string>>;
  readonly value?: string;
}

/** Alerts about one thing: one PrometheusRule. */
export interface AlertArea {
  /** DNS label. */
  readonly name: string;
  readonly team: AreaTeam;
  readonly alerts: readonly Alert[];
}

/** The alerts of one area in one environment; none where it has nothing to watch. */
export type AreaDefinition = (scope: AlertScope) => AlertArea;

/** Shorthand for a firing alert. */
export function fires(labels: Readonly<Record<string, string>>, value?: string): Firing {
  return { labels, ...(value !== undefined && { value }) };
}

/** Shorthand for no firing alert. */
export const silent: readonly Firing[] = [];
