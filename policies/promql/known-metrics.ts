import { textAt, texts } from '../kubernetes/fields.ts';
import { perWorld } from '../kubernetes/per-world.ts';
import { metricOf } from '../metrics/catalogue.ts';
import type { World } from '../model.ts';
import { queriesOf, rulesOf } from './queries.ts';
import { type LabelsOfMetric, type SeriesLabels, seriesLabels } from './series-labels.ts';

/** Series that Prometheus makes of alerts; their labels are those of the alert. */
const alertMetrics: ReadonlySet<string> = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/** Names that recording rules of the environment define, with the labels of their series. */
const recordedIn: (world: World) => ReadonlyMap<string, () => SeriesLabels> = perWorld((world) => {
  const recorded = new Map<string, () => SeriesLabels>();
  for (const manifest of world.ofKind('PrometheusRule')) {
    const queries = new Map(queriesOf(manifest, world).map((query) => [query.path, query]));
    for (const { fields, path } of rulesOf(manifest)) {
      const name = textAt(fields, 'record');
      const expression = queries.get(`${path}.expr`)?.expression;
      if (name === undefined) continue;
      const before = recorded.get(name);
      recorded.set(name, () => {
        // A rule that records itself from itself has labels that nobody can know.
        recorded.set(name, () => undefined);
        const own = expression === undefined ? undefined : seriesLabels(expression, labelsIn(world));
        const others = before === undefined ? new Set<string>() : before();
        const labels =
          own === undefined || others === undefined ? undefined : new Set([...own, ...others, ...Object.keys(texts(fields['labels']))]);
        recorded.set(name, () => labels);
        return labels;
      });
    }
  }
  return recorded;
});

/** Whether a metric is exported, recorded or made of alerts. */
export function isKnown(name: string, world: World): boolean {
  return alertMetrics.has(name) || recordedIn(world).has(name) || metricOf(name) !== undefined;
}

/** Names that recording rules of the environment define. */
export function recordedNames(world: World): Iterable<string> {
  return recordedIn(world).keys();
}

/** Labels of a metric in an environment; undefined when nobody can know. */
export function labelsIn(world: World): LabelsOfMetric {
  return (name) => {
    const recorded = recordedIn(world).get(name);
    return recorded === undefined ? metricOf(name)?.labels : recorded();
  };
}
