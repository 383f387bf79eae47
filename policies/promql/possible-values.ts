import { at, listAt, textAt } from '../kubernetes/fields.ts';
import { type Endpoint, networkOf } from '../kubernetes/network/network.ts';
import { perWorld } from '../kubernetes/per-world.ts';
import { metricOf } from '../metrics/catalogue.ts';
import type { Exporter } from '../metrics/exporter.ts';
import type { World } from '../model.ts';
import { labelValues } from './label-values.ts';

/** Values that a label of a metric can have in an environment; undefined when nobody can know. */
export function possibleValues(metric: string, label: string, world: World): ReadonlySet<string> | undefined {
  const told = labelValues.find((entry) => entry.label === label && entry.metrics.test(metric));
  if (told !== undefined) return new Set(told.values);
  const exporters = metricOf(metric)?.exporters;
  switch (label) {
    case 'namespace':
      return exporters === undefined ? namespacesIn(world) : union(exporters.map((exporter) => targetNamespaces(exporter, world)));
    case 'exported_namespace':
    case 'resource_namespace':
      return namespacesIn(world);
    case 'job':
      return jobsIn(world);
    case 'app':
      return appsIn(world);
    case 'cronjob':
      return metric.startsWith('kube_') ? known(world.ofKind('CronJob').map(({ name }) => name)) : undefined;
    default:
      return exporters === undefined ? undefined : union(exporters.map((exporter) => podLabelValues(exporter, label, world)));
  }
}

/** Every namespace of the environment; where no Namespace is rendered, nobody can know. */
const namespacesIn: (world: World) => ReadonlySet<string> | undefined = perWorld((world) => {
  const declared = world.namespaces.filter(({ declared }) => declared).map(({ name }) => name);
  if (declared.length === 0) return undefined;
  return new Set([...declared, 'default', 'kube-system', ...world.pods.map(({ namespace }) => namespace)]);
});

/** Where the pods of an exporter are: that is the namespace of its series, unless it is one that tells of other objects. */
function targetNamespaces(exporter: Exporter, world: World): ReadonlySet<string> | undefined {
  if (exporter.pods === undefined) return namespacesIn(world);
  return known(podsOf(exporter, world).map(({ namespace }) => namespace));
}

function podsOf(exporter: Exporter, world: World): readonly Endpoint[] {
  const known = podsOfExporters(world);
  const found =
    known.get(exporter) ??
    everyPod(world).filter(({ labels }) =>
      (exporter.pods ?? []).some((wanted) => Object.entries(wanted).every(([key, value]) => labels[key] === value)),
    );
  known.set(exporter, found);
  return found;
}

const podsOfExporters = perWorld(() => new Map<Exporter, readonly Endpoint[]>());

const everyPod: (world: World) => readonly Endpoint[] = perWorld((world) => {
  const network = networkOf(world);
  return world.pods.map((pod) => network.endpointOf(pod));
});

/** A label that monitors take from the pods: only where a monitor that selects them asks for it. */
function podLabelValues(exporter: Exporter, label: string, world: World): ReadonlySet<string> | undefined {
  const source = exporter.fromPods?.[label];
  const exporting = podsOf(exporter, world);
  // Where nobody exports, such as proxies of an edge that has none, the query is about another environment.
  if (source === undefined || world.ofKind('PodMonitor').length === 0 || exporting.length === 0) return undefined;
  const told = podsByTargetLabel(world).get(source);
  return new Set(exporting.filter((pod) => told?.has(pod) === true).flatMap(({ labels }) => labels[source] ?? []));
}

/** The pods of which a monitor takes a label, by the label. */
const podsByTargetLabel = perWorld((world): ReadonlyMap<unknown, ReadonlySet<Endpoint>> => {
  const found = new Map<unknown, Set<Endpoint>>();
  for (const { fields, namespace } of world.ofKind('PodMonitor')) {
    const labels = listAt(fields, 'spec', 'podTargetLabels');
    if (labels.length === 0) continue;
    const names = listAt(fields, 'spec', 'namespaceSelector', 'matchNames');
    const own = names.length === 0 ? [namespace] : names.filter((name) => typeof name === 'string');
    const pods = own.flatMap((name) => world.podsSelected(name, at(fields, 'spec', 'selector')));
    const endpoints = pods.map((pod) => networkOf(world).endpointOf(pod));
    for (const label of labels) {
      const set = found.get(label) ?? new Set();
      found.set(label, set);
      for (const endpoint of endpoints) set.add(endpoint);
    }
  }
  return found;
});

/** Values of `job` that kube-prometheus-stack 88.5.3 gives to what it scrapes by monitors of its own. */
const chartJobs = ['kube-state-metrics', 'node-exporter', 'kubelet', 'apiserver', 'coredns'].concat(
  ['prometheus', 'alertmanager', 'grafana', 'operator'].map((name) => `kube-prometheus-stack-${name}`),
);

/** What monitors put into `job`: a text, the value of a label of the pods, or their own name behind their namespace. */
const jobsIn: (world: World) => ReadonlySet<string> | undefined = perWorld((world) => {
  const monitors = world.ofKind('PodMonitor');
  if (monitors.length === 0) return undefined;
  const own = monitors.flatMap(({ fields, namespace, name }) => {
    const fixed = listAt(fields, 'spec', 'podMetricsEndpoints').flatMap((endpoint) =>
      listAt(endpoint, 'relabelings').flatMap((rule) => (textAt(rule, 'targetLabel') === 'job' ? (textAt(rule, 'replacement') ?? []) : [])),
    );
    if (fixed.length > 0) return fixed;
    const label = textAt(fields, 'spec', 'jobLabel');
    const value = label === undefined ? undefined : textAt(fields, 'spec', 'selector', 'matchLabels', label);
    return [value ?? `${namespace}/${name}`];
  });
  return new Set([...own, ...chartJobs]);
});

const appsIn: (world: World) => ReadonlySet<string> | undefined = perWorld((world) =>
  world.pods.length === 0 ? undefined : known(everyPod(world).flatMap(({ labels }) => labels['app'] ?? [])),
);

function known(values: readonly string[]): ReadonlySet<string> | undefined {
  return values.length === 0 ? undefined : new Set(values);
}

function union(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined {
  const all = new Set<string>();
  for (const set of sets) {
    if (set === undefined) return undefined;
    for (const value of set) all.add(value);
  }
  return sets.length === 0 ? undefined : all;
}

/**
 * The values, or alternatives of a regular expression, that a matcher asks for or leaves out and that no series can have. The
 * empty text is a label that a series lacks: always possible.
 */
export function impossibleIn(operator: string, value: string, possible: ReadonlySet<string>): readonly string[] {
  const asked = operator === '=~' || operator === '!~' ? alternatives(value) : [value];
  return asked.filter((one) => {
    if (one === '') return false;
    if (operator === '=' || operator === '!=') return !possible.has(one);
    const pattern = anchored(one);
    return pattern !== undefined && !pattern.test('') && ![...possible].some((candidate) => pattern.test(candidate));
  });
}

/** Top-level alternatives of a regular expression. */
function alternatives(pattern: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at];
    if (sign === '\\') at += 1;
    else if (sign === '(' || sign === '[') depth += 1;
    else if (sign === ')' || sign === ']') depth -= 1;
    else if (sign === '|' && depth === 0) {
      found.push(pattern.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, pattern.slice(start)];
}

/** Undefined for what only RE2 understands. */
function anchored(text: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${text.replaceAll('\\\\', '\\')})$`, 's');
  } catch {
    return undefined;
  }
}
