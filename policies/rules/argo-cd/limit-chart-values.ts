import { isProductionLike, tierOf } from '../../environments.ts';
import { applicationsExample, deliveryExample } from '../../examples/delivery.ts';
import { type DeliveryFacts, deliveryFactsOf, environmentIn } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { valueProblems } from '../../kubernetes/charts/judge-values.ts';
import { lookedAt } from '../../kubernetes/charts/looked-at/charts.ts';
import { at, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { applicationOf } from '../../rollout/place.ts';
import { shown } from '../../wording.ts';

const root = 'spec.source.helm.valuesObject';
const found = (message: string, path: string) => ({
  on: 'Application/keda-production',
  message: `Application "keda-production" ${message}`,
  path: `${root}.${path}`,
});

export default defineRule({
  id: 'limit-chart-values',
  severity: 'error',
  manual: '1.1 (D3), docs/charts.md',
  summary: 'Tell a chart only values that somebody has looked at, of the type and within the bounds that were meant.',
  rationale:
    'A chart takes whatever it is told: a misspelled key changes nothing and says nothing, a text where a number belongs fails in the ' +
    'cluster, and one key more switches off a log-in, a disk, a copy or the closed file system of a pod.',
  remediation:
    'Change generators/charts. A key, or a value, that is meant from now on is added to policies/kubernetes/charts/looked-at, with what it may be.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest, world) {
    const facts = deliveryFactsOf(world);
    const chart = textAt(manifest.fields, 'spec', 'source', 'chart');
    if (facts === undefined || chart === undefined) return [];
    const title = titleOf(manifest);
    const values = at(manifest.fields, 'spec', 'source', 'helm', 'valuesObject');
    const shape = Object.hasOwn(lookedAt, chart) ? lookedAt[chart] : undefined;
    const environment = environmentOf(manifest, facts);
    if (environment === undefined) return [];
    if (shape === undefined) return [{ message: `${title} tells the chart ${shown(chart)} values that nobody has looked at.`, path: root }];
    const context = {
      environment,
      strict: isProductionLike({ tier: tierOf(manifest.labels, environment.name) }),
      facts,
      images: facts.charts.filter((pin) => pin.chart === chart).flatMap((pin) => pin.images),
    };
    return valueProblems(values ?? {}, shape, context).map(({ path, message }) => ({
      message: `${title} ${message}`,
      path: path.startsWith('[') ? `${root}${path}` : path === '' ? root : `${root}.${path}`,
    }));
  },

  examples: {
    pass: [{ name: 'what was looked at', manifests: `${applicationsExample}---${deliveryExample}` }],
    fail: [
      {
        name: 'a key that means nothing, and one that means much',
        from: 'what was looked at',
        change: {
          'Application/keda-production > spec.source.helm.valuesObject.operators': {},
          'Application/keda-production > spec.source.helm.valuesObject.hostNetwork': true,
        },
        problems: [
          found('sets operators, which nobody has looked at; did you mean "operator"?', 'operators'),
          found('sets hostNetwork, which nobody has looked at.', 'hostNetwork'),
        ],
      },
      {
        name: 'a text for a number, one replica, and every Secret of the cluster',
        from: 'what was looked at',
        change: {
          'Application/keda-production > spec.source.helm.valuesObject': {
            operator: { replicaCount: '2' },
            webhooks: { replicaCount: 1 },
            permissions: { operator: { restrict: { secret: false } } },
          },
        },
        problems: [
          found('sets operator.replicaCount to "2", expected a whole number from 2 to 9.', 'operator.replicaCount'),
          found('sets webhooks.replicaCount to 1, expected a whole number from 2 to 9.', 'webhooks.replicaCount'),
          found('sets permissions.operator.restrict.secret to false, expected true.', 'permissions.operator.restrict.secret'),
        ],
      },
      {
        name: 'a chart that is new',
        from: 'what was looked at',
        change: { 'Application/keda-production > spec.source.chart': 'other' },
        problems: [
          {
            on: 'Application/keda-production',
            message: 'Application "keda-production" tells the chart "other" values that nobody has looked at.',
            path: root,
          },
        ],
      },
    ],
  },
});

/** The environment of the label; of Argo CD itself, the one of whose charts it is. */
function environmentOf(manifest: Manifest, facts: DeliveryFacts) {
  const labelled = manifest.labels['environment'];
  if (labelled !== undefined) return environmentIn(facts, labelled);
  const pin = facts.charts.find(({ application }) => application === applicationOf(manifest));
  return environmentIn(facts, pin?.environment ?? '');
}
