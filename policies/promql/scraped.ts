import { asText, at, listAt, textAt } from '../kubernetes/fields.ts';
import { titleOf } from '../kubernetes/objects.ts';
import { perWorld } from '../kubernetes/per-world.ts';
import { labelSelector, matches } from '../kubernetes/selectors.ts';
import type { Metric } from '../metrics/catalogue.ts';
import type { Manifest, World } from '../model.ts';
import type { Matcher } from './expression.ts';
import { isStandIn } from './variables.ts';

/**
 * Why a metric has no series in an environment, as the end of a sentence; undefined when it has, or when the objects do not
 * tell: what charts scrape, no overlay renders.
 */
export function notScraped({ exporters, collectors }: Metric, world: World): string | undefined {
  const reasons = exporters.map(({ name }) => evidence[name]?.(world, collectors));
  return reasons.includes(undefined) ? undefined : reasons[0];
}

/**
 * The same for the metrics of one service that a selector names by namespace and app. Where no PodMonitor of the namespace is
 * rendered, the objects do not tell.
 */
export function serviceNotScraped({ exporters }: Metric, matchers: readonly Matcher[], world: World): string | undefined {
  if (!exporters.every(({ name }) => name === 'ERP services')) return undefined;
  const named = (label: string) => matchers.find(({ name, operator }) => name === label && operator === '=')?.value;
  const [namespace, app] = [named('namespace'), named('app')];
  const monitors = namespace === undefined ? undefined : monitorsIn(world).get(namespace);
  if (app === undefined || namespace === undefined || monitors === undefined || isStandIn(app)) return undefined;
  if (monitors.apps.has(app) || monitors.others.some((monitor) => selects(monitor, namespace, { app }))) return undefined;
  return `no PodMonitor of namespace "${namespace}" selects app "${app}"`;
}

/**
 * Whether a selector names, by `app`, a process of services whose metrics are scraped in a namespace: what else it shows, nobody here knows.
 * @param namespace where the selector names none
 */
export function isOfService(matchers: readonly Matcher[], namespace: string, world: World): boolean {
  const named = (label: string) => matchers.find(({ name, operator }) => name === label && operator === '=')?.value;
  const app = named('app');
  return (
    app !== undefined &&
    monitorsIn(world)
      .get(named('namespace') ?? namespace)
      ?.apps.has(app) === true
  );
}

/** PodMonitors by namespace; most select one app, and are found by it. */
const monitorsIn: (world: World) => ReadonlyMap<string, { readonly apps: Set<string>; readonly others: Manifest[] }> = perWorld((world) => {
  const monitors = new Map<string, { readonly apps: Set<string>; readonly others: Manifest[] }>();
  for (const monitor of world.ofKind('PodMonitor')) {
    const own = monitors.get(monitor.namespace) ?? { apps: new Set<string>(), others: [] };
    const app = textAt(monitor.fields, 'spec', 'selector', 'matchLabels', 'app');
    if (app === undefined) own.others.push(monitor);
    else own.apps.add(app);
    monitors.set(monitor.namespace, own);
  }
  return monitors;
});

type Evidence = (world: World, collectors: readonly string[]) => string | undefined;

const evidence: Readonly<Record<string, Evidence>> = {
  postgres_exporter: (world, collectors) => {
    const clusters = world.ofKind('postgresql');
    if (clusters.length === 0) return undefined;
    const sidecars = clusters
      .flatMap(({ fields }) => listAt(fields, 'spec', 'sidecars'))
      .filter((sidecar) => /postgres[-_]exporter/.test(textAt(sidecar, 'image') ?? ''));
    if (sidecars.length === 0) return 'no postgresql has the exporter as a sidecar';
    const [collector] = collectors;
    if (collector !== undefined && !sidecars.some((sidecar) => switchesOn(sidecar, collector))) {
      return `no exporter runs with --collector.${collector}`;
    }
    return unmonitored(clusters, world);
  },
  'Strimzi Metrics Reporter': (world) => {
    const clusters = world.ofKind('Kafka');
    if (clusters.length === 0) return undefined;
    const reports = clusters.some(({ fields }) => textAt(fields, 'spec', 'kafka', 'metricsConfig', 'type') === 'strimziMetricsReporter');
    return reports ? unmonitored(clusters, world) : 'no Kafka has metricsConfig.type strimziMetricsReporter';
  },
  kafka_exporter: (world) => {
    const clusters = world.ofKind('Kafka');
    if (clusters.length === 0) return undefined;
    return clusters.some(({ fields }) => at(fields, 'spec', 'kafkaExporter') !== undefined)
      ? unmonitored(clusters, world)
      : 'no Kafka has a kafkaExporter';
  },
};

/** Collectors are switched on by arguments alone; the exporter reads no variable for them. */
function switchesOn(sidecar: unknown, collector: string): boolean {
  const flags = [...listAt(sidecar, 'args'), ...listAt(sidecar, 'command')].map(asText);
  return flags.includes(`--collector.${collector}`) || flags.includes(`--collector.${collector}=true`);
}

/** Whether no PodMonitor selects the pods that an operator makes of these objects. */
function unmonitored(clusters: readonly Manifest[], world: World): string | undefined {
  const [first] = clusters;
  const seen = clusters.some((cluster) => {
    const pods = world.pods.filter(({ manifest: { origin } }) => origin?.by === 'operator' && origin.of === cluster);
    return pods.some(({ namespace, labels }) => world.ofKind('PodMonitor').some((monitor) => selects(monitor, namespace, labels)));
  });
  return seen || first === undefined ? undefined : `no PodMonitor selects the pods of ${titleOf(first)}`;
}

function selects({ fields, namespace: own }: Manifest, namespace: string, labels: Readonly<Record<string, string>>): boolean {
  const names = listAt(fields, 'spec', 'namespaceSelector', 'matchNames');
  const there =
    at(fields, 'spec', 'namespaceSelector', 'any') === true || (names.length === 0 ? own === namespace : names.includes(namespace));
  const selector = labelSelector(at(fields, 'spec', 'selector'));
  return there && selector !== undefined && matches(selector, labels);
}
