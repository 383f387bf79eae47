import { asText, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const monitor = (relabelings: string) => `
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: sales-service, namespace: erp-prod }
spec:
  selector: { matchLabels: { app: sales-service } }
  podMetricsEndpoints: [{ port: metrics, ${relabelings} }]
`;

const on = 'PodMonitor/sales-service';
const at = (list: string) => `spec.podMetricsEndpoints[0].${list}[0]`;
const wrong = (name: string, list: string, entry: Readonly<Record<string, unknown>>, message: string) => ({
  name,
  from: 'targets and series that are chosen',
  change: { [at(list)]: entry },
  problems: [{ on, message: `PodMonitor "sales-service" ${message}`, path: at(list) }],
});

/** Labels that every target has (Prometheus 3.14, documentation of relabel_config; Prometheus Operator 0.93 adds job). */
const always: Readonly<Record<string, readonly string[]>> = {
  relabelings: ['__address__', '__scheme__', '__metrics_path__', 'job', 'instance'],
  metricRelabelings: ['__name__', 'job', 'instance'],
};

export default defineRule({
  id: 'forbid-dropping-relabel',
  severity: 'error',
  manual: '5.2',
  summary: 'Let no relabeling of a monitor drop all that it scrapes.',
  rationale:
    'A pattern is anchored and, left out, matches everything: "drop" then drops every target or series, "keep" keeps none of them, and the ' +
    'target shows up nowhere, not even as one that is down.',
  remediation: 'Write the labels that decide as sourceLabels, and a regex that matches some of their values only.',
  scope: 'object',
  kinds: ['PodMonitor', 'ServiceMonitor', 'Probe', 'ScrapeConfig'],
  foreign: true,

  check(manifest) {
    return placesOf(manifest).flatMap(({ owner, path }) =>
      Object.keys(always).flatMap((list) =>
        listAt(owner, list).flatMap((entry, index) => problemOf(manifest, entry, list, `${path}${list}[${index}]`)),
      ),
    );
  },

  examples: {
    pass: [
      {
        name: 'targets and series that are chosen',
        manifests: monitor(
          'relabelings: [{ action: keep, sourceLabels: [__meta_kubernetes_pod_ready], regex: "true" }], ' +
            'metricRelabelings: [{ action: drop, sourceLabels: [__name__], regex: "go_.*" }, { action: labeldrop, regex: pod_template_hash }]',
        ),
      },
      { name: 'a label that is written', manifests: monitor('relabelings: [{ targetLabel: team, replacement: erp }]') },
    ],
    fail: [
      wrong(
        'a drop without a pattern',
        'relabelings',
        { action: 'drop', sourceLabels: ['__meta_kubernetes_pod_ready'] },
        'drops everything: the pattern "(.*)" matches whatever the labels hold.',
      ),
      wrong(
        'a drop of every metric',
        'metricRelabelings',
        { action: 'Drop', sourceLabels: ['__name__'], regex: '.+' },
        'drops everything: the pattern ".+" matches whatever the labels hold.',
      ),
      wrong(
        'a keep of no label',
        'relabelings',
        { action: 'keep', regex: 'sales-service' },
        'drops everything: it keeps what matches "sales-service", and reads no label.',
      ),
      wrong(
        'a metric without its name',
        'metricRelabelings',
        { action: 'labeldrop', regex: '__.*' },
        'drops everything: without the label "__name__" there is no series.',
      ),
      wrong(
        'a target without its address',
        'relabelings',
        { action: 'labelkeep', regex: 'app' },
        'drops everything: without the label "__address__" there is no target.',
      ),
    ],
  },
});

interface Place {
  readonly owner: unknown;
  readonly path: string;
}

function placesOf({ kind, fields }: Manifest): readonly Place[] {
  const spec = fields['spec'];
  if (kind === 'Probe' || kind === 'ScrapeConfig') return [{ owner: spec, path: 'spec.' }];
  return ['podMetricsEndpoints', 'endpoints'].flatMap((list) =>
    listAt(spec, list).map((owner, index): Place => ({ owner, path: `spec.${list}[${index}].` })),
  );
}

function problemOf(manifest: Manifest, entry: unknown, list: string, path: string): readonly Problem[] {
  const regex = textAt(entry, 'regex') ?? '(.*)';
  const matches = patternOf(regex);
  const labels = listAt(entry, 'sourceLabels').flatMap((label) => asText(label) ?? []);
  const found = (clause: string) => [{ message: `${titleOf(manifest)} drops everything: ${clause}.`, path }];
  if (matches === undefined) return [];
  const [identity, what] = list === 'relabelings' ? ['__address__', 'target'] : ['__name__', 'series'];
  switch ((textAt(entry, 'action') ?? 'replace').toLowerCase()) {
    case 'drop': {
      const isFull = labels.length === 1 && (always[list] ?? []).includes(labels[0] ?? '');
      const everything = labels.length === 0 ? matches('') : isEverything(regex, isFull);
      return everything ? found(`the pattern ${shown(regex)} matches whatever the labels hold`) : [];
    }
    case 'keep':
      return labels.length > 0 || matches('') ? [] : found(`it keeps what matches ${shown(regex)}, and reads no label`);
    case 'labeldrop':
      return matches(identity) ? found(`without the label "${identity}" there is no ${what}`) : [];
    case 'labelkeep':
      return matches(identity) ? [] : found(`without the label "${identity}" there is no ${what}`);
    default:
      return [];
  }
}

/** Whether a pattern matches every value, of a label that is never empty where it is told. */
function isEverything(regex: string, isFull: boolean): boolean {
  const bare = regex
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replace(/^\((?:\?:)?(.*)\)$/, '$1');
  return bare === '.*' || (isFull && bare === '.+');
}

/** Prometheus anchors a pattern. What JavaScript cannot read is not judged here. */
function patternOf(regex: string): ((text: string) => boolean) | undefined {
  try {
    const pattern = new RegExp(`^(?:${regex})$`, 's');
    return (text) => pattern.test(text);
  } catch {
    return undefined;
  }
}
