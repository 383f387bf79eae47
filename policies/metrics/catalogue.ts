import { distance } from 'fastest-levenshtein';
import type { Exporter, MetricType } from './exporter.ts';
import { exporters } from './exporters.ts';

/** One metric under the name by which queries ask for it. */
export interface Metric {
  readonly type: MetricType;
  readonly exporters: readonly Exporter[];
  /** Collectors of which one must be switched on; empty where the metric is there without. */
  readonly collectors: readonly string[];
  /** Labels that its series may carry; `label_*` stands for all that start so. */
  readonly labels: ReadonlySet<string>;
}

interface Series {
  readonly suffix: string;
  readonly type: MetricType;
  readonly label?: string;
}

const plain: readonly Series[] = [{ suffix: '', type: 'unknown' }];
const seriesOf: Readonly<Record<MetricType, readonly Series[]>> = {
  counter: plain,
  gauge: plain,
  unknown: plain,
  histogram: [
    { suffix: '_bucket', type: 'counter', label: 'le' },
    { suffix: '_sum', type: 'counter' },
    { suffix: '_count', type: 'counter' },
  ],
  summary: [
    { suffix: '', type: 'gauge', label: 'quantile' },
    { suffix: '_sum', type: 'counter' },
    { suffix: '_count', type: 'counter' },
  ],
};

const known = catalogue();
const prefixes = [...known].filter(([name]) => name.endsWith('*')).map(([name, metric]) => [name.slice(0, -1), metric] as const);

/** The metric of a name, or undefined when no exporter has it. */
export function metricOf(name: string): Metric | undefined {
  return known.get(name) ?? prefixes.find(([prefix]) => name.startsWith(prefix))?.[1];
}

/**
 * The known name that somebody meant who wrote another one: within a fifth of its length, and of the same exporter by its first word, in which
 * one letter may be wrong. Names of other exporters share their ends with those of ours (`coredns_dns_requests_total`).
 */
export function nearestMetric(name: string, further: Iterable<string> = []): string | undefined {
  const most = Math.max(2, Math.floor(name.length / 5));
  const first = firstWord(name);
  let nearest: { readonly name: string; readonly steps: number } | undefined;
  for (const candidate of [...known.keys(), ...further]) {
    if (Math.abs(candidate.length - name.length) > most || !isSlip(first, firstWord(candidate))) continue;
    const steps = distance(name, candidate);
    if (steps <= most && (nearest === undefined || steps < nearest.steps)) nearest = { name: candidate, steps };
  }
  return nearest?.name;
}

function firstWord(name: string): string {
  return /^[^_:]*/.exec(name)?.[0] ?? '';
}

/** Whether one letter of a word is wrong, missing or too much, or two have changed places. */
function isSlip(word: string, other: string): boolean {
  const steps = word === other ? 0 : distance(word, other);
  return steps <= 1 || (steps === 2 && word.length > 3 && [...word].sort().join('') === [...other].sort().join(''));
}

/** Whether a label is one of these, where `label_*` stands for all that start so. */
export function hasLabel(labels: ReadonlySet<string>, label: string): boolean {
  if (labels.has(label)) return true;
  for (const candidate of labels) if (candidate.endsWith('*') && label.startsWith(candidate.slice(0, -1))) return true;
  return false;
}

function catalogue(): ReadonlyMap<string, Metric> {
  const metrics = new Map<string, Metric>();
  for (const exporter of exporters) {
    for (const { type, names, labels, collector } of exporter.families) {
      for (const name of names) {
        for (const { suffix, type: own, label } of seriesOf[type]) {
          const full = `${name}${suffix}`;
          const same = metrics.get(full);
          metrics.set(full, {
            type: own === 'unknown' ? type : own,
            exporters: [...(same?.exporters ?? []), exporter],
            collectors: [...(same?.collectors ?? []), ...(collector === undefined ? [] : [collector])],
            labels: new Set([...(same?.labels ?? []), ...seriesLabels(exporter, labels), ...(label === undefined ? [] : [label])]),
          });
        }
      }
    }
  }
  return metrics;
}

/** A label of the exporter that the target has too is renamed, unless the scrape honours it. */
function seriesLabels({ target }: Exporter, labels: readonly string[]): readonly string[] {
  return [...target, ...labels, ...labels.filter((label) => target.includes(label)).map((label) => `exported_${label}`)];
}
