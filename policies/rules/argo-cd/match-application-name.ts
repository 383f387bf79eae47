import { applicationsExample, deliveryExample } from '../../examples/delivery.ts';
import { type DeliveryFacts, deliveryFactsOf, environmentIn, overlayIn } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { at, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { applicationOf } from '../../rollout/place.ts';
import { quotedList, shown } from '../../wording.ts';

const prefix = 'argocd.argoproj.io/';
const generated = `${prefix}manifest-generate-paths`;
/** What Argo CD may be told of an Application beside its spec. */
const told: readonly string[] = ['sync-wave', 'sync-options', 'manifest-generate-paths'].map((name) => `${prefix}${name}`);
/** The only options that mean something on an Application itself: it goes when a person confirms. */
const component = 'app.kubernetes.io/component';
const options: readonly string[] = ['Prune=confirm', 'Delete=confirm'];
/** Projects whose Applications are for Argo CD itself, where it runs. */
const ofArgoCd: readonly string[] = ['erp-root', 'erp-argocd'];

export default defineRule({
  id: 'match-application-name',
  severity: 'error',
  manual: '1.1 (D3)',
  summary:
    'Call an Application after what it applies and its environment, send it to a cluster of that, and annotate it with what is known here.',
  rationale:
    'Waves, alerts and links find an Application by its labels. An annotation can stop its comparison, hide what it leaves behind, tell ' +
    'somebody outside of every sync, or keep a commit from being seen because its folder is not among those that count.',
  remediation: 'Change generators/argocd/application.ts, or the name, clusters and namespaces in generators/catalog.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest, world) {
    const facts = deliveryFactsOf(world);
    if (facts === undefined) return [];
    return [...nameProblems(manifest, facts), ...destinationProblems(manifest, facts), ...annotationProblems(manifest, facts)];
  },

  examples: {
    pass: [{ name: 'an overlay and a chart', manifests: `${applicationsExample}---${deliveryExample}` }],
    fail: [
      {
        name: 'called after another',
        from: 'an overlay and a chart',
        change: { 'Application/web-production > metadata.labels["erp.example.com/application"]': 'shop' },
        problems: [
          {
            on: 'Application/web-production',
            message: 'Application "web-production" applies "shop" of "production", expected the name "shop-production".',
            path: 'metadata.name',
          },
          {
            on: 'Application/web-production',
            message: 'Application "web-production" does not look at commits that change "overlays/production/shop", "base/shop".',
            path: `metadata.annotations["${generated}"]`,
          },
        ],
      },
      {
        name: 'to another cluster, by its address',
        from: 'an overlay and a chart',
        change: { 'Application/web-production > spec.destination': { server: 'https://kubernetes.default.svc', namespace: 'kube-system' } },
        problems: [
          {
            on: 'Application/web-production',
            message: 'Application "web-production" names its cluster by address, expected the name of one.',
            path: 'spec.destination.server',
          },
          {
            on: 'Application/web-production',
            message: 'Application "web-production" goes to cluster nothing, expected "erp-production".',
            path: 'spec.destination.name',
          },
          {
            on: 'Application/web-production',
            message: 'Application "web-production" goes to namespace "kube-system", expected "erp-prod".',
            path: 'spec.destination.namespace',
          },
        ],
      },
      {
        name: 'an annotation that stops it, and a word that is none',
        from: 'an overlay and a chart',
        change: {
          'Application/web-production > metadata.annotations': {
            [generated]: '/overlays/production/web;/base/web',
            'argocd.argoproj.io/skip-reconcile': 'true',
            'argocd.argoproj.io/sync-options': 'Prune=confrim',
          },
        },
        problems: [
          {
            on: 'Application/web-production',
            message: 'Application "web-production" has argocd.argoproj.io/skip-reconcile, which no Application here needs.',
            path: 'metadata.annotations["argocd.argoproj.io/skip-reconcile"]',
          },
          {
            on: 'Application/web-production',
            message: 'Application "web-production" has the option "Prune=confrim", expected "Prune=confirm", "Delete=confirm".',
            path: 'metadata.annotations["argocd.argoproj.io/sync-options"]',
          },
        ],
      },
    ],
  },
});

function nameProblems(manifest: Manifest, facts: DeliveryFacts): readonly Problem[] {
  const title = titleOf(manifest);
  const environment = manifest.labels['environment'];
  const own = applicationOf(manifest);
  const problems: Problem[] = [];
  if (manifest.namespace !== facts.argoNamespace)
    problems.push({
      message: `${title} is in namespace "${manifest.namespace}", where Argo CD does not look.`,
      path: 'metadata.namespace',
    });
  if (environment !== undefined && environmentIn(facts, environment) === undefined)
    problems.push({
      message: `${title} is of the environment "${environment}", which nobody declares.`,
      path: 'metadata.labels.environment',
    });
  const expected = environment === undefined ? own : `${own}-${environment}`;
  const cluster = manifest.name.slice(expected.length + 1);
  // With its cluster, where the environment has several.
  const clusters = environmentIn(facts, environment ?? '')?.clusters ?? [];
  const isOfCluster =
    clusters.length > 1 && clusters.includes(cluster) && textAt(manifest.fields, 'spec', 'destination', 'name') === cluster;
  if (manifest.name !== expected && !(manifest.name.startsWith(`${expected}-`) && (isOfCluster || isShelf(manifest))))
    problems.push({
      message: `${title} applies "${own}"${environment === undefined ? '' : ` of "${environment}"`}, expected the name "${expected}".`,
      path: 'metadata.name',
    });
  const isOfServices = (textAt(manifest.fields, 'spec', 'project') ?? '').endsWith('-services');
  if (isOfServices !== (manifest.labels[component] === 'service'))
    problems.push({
      message: `${title} is ${isOfServices ? 'in the project of services and not' : 'not in the project of services and'} labelled as one.`,
      path: `metadata.labels["${component}"]`,
    });
  return problems;
}

/** The root of a folder of services is called after that, too. */
function isShelf({ fields }: Manifest): boolean {
  return /^argocd\/[^/]+\/applications\/./.test(textAt(fields, 'spec', 'source', 'path') ?? '');
}

function destinationProblems(manifest: Manifest, facts: DeliveryFacts): readonly Problem[] {
  const title = titleOf(manifest);
  const destination = at(manifest.fields, 'spec', 'destination');
  const environment = environmentIn(facts, manifest.labels['environment'] ?? '');
  const ofArgo = ofArgoCd.includes(textAt(manifest.fields, 'spec', 'project') ?? '') || environment === undefined;
  const clusters = ofArgo ? [facts.argoCluster] : environment.clusters;
  const namespaces = ofArgo ? [facts.argoNamespace] : namespacesOf(manifest, facts, environment.namespaces);
  const found = at(destination, 'name');
  const namespace = at(destination, 'namespace');
  return [
    ...(at(destination, 'server') === undefined
      ? []
      : [{ message: `${title} names its cluster by address, expected the name of one.`, path: 'spec.destination.server' }]),
    ...(clusters.some((own) => own === found)
      ? []
      : [{ message: `${title} goes to cluster ${shown(found)}, expected ${quotedList(clusters)}.`, path: 'spec.destination.name' }]),
    ...(namespaces === undefined || namespaces.some((own) => own === namespace)
      ? []
      : [
          {
            message: `${title} goes to namespace ${shown(namespace)}, expected ${quotedList(namespaces)}.`,
            path: 'spec.destination.namespace',
          },
        ]),
  ];
}

/** A chart goes where its facts say; an overlay to the namespace of the services, the one of its objects where they have but one, or Argo CD's. */
function namespacesOf(manifest: Manifest, facts: DeliveryFacts, declared: readonly string[]): readonly string[] | undefined {
  const environment = manifest.labels['environment'];
  const name = applicationOf(manifest);
  if (at(manifest.fields, 'spec', 'source', 'chart') !== undefined) {
    const pins = facts.charts.filter((chart) => chart.environment === environment && chart.application.split('.')[0] === name);
    const known = pins.filter(({ borrowed }) => !borrowed).map((chart) => chart.namespace);
    // Which one is known when it was rendered, which "npm run charts -- --check" asks for.
    return known.length > 0 ? [...new Set(known)] : undefined;
  }
  if (manifest.labels[component] === 'service') return declared.slice(0, 1);
  const folder = overlayIn(facts, environment ?? '', name);
  const own = facts.built?.find(({ path }) => path === folder)?.namespaces ?? [];
  return [...new Set([...declared.slice(0, 1), ...(own.length === 1 ? own : declared)])];
}

function annotationProblems(manifest: Manifest, facts: DeliveryFacts): readonly Problem[] {
  const title = titleOf(manifest);
  const at = (key: string) => `metadata.annotations["${key}"]`;
  const said = (manifest.annotations[`${prefix}sync-options`] ?? '').split(',').map((option) => option.trim());
  const paths = manifest.annotations[generated]?.split(';').map((path) => path.trim().replace(/^\//, ''));
  const needed = facts.folders.get(overlayIn(facts, manifest.labels['environment'] ?? '', applicationOf(manifest)) ?? '') ?? [];
  const unseen = paths === undefined ? [] : needed.filter((folder) => !paths.some((path) => `${folder}/`.startsWith(`${path}/`)));
  return [
    ...Object.keys(manifest.annotations)
      .filter((key) => /(^|\.)argoproj\.io\//.test(key) && !told.includes(key))
      .map((key) => ({ message: `${title} has ${key}, which no Application here needs.`, path: at(key) })),
    ...said
      .filter((option) => option !== '' && !options.includes(option))
      .map((option) => ({
        message: `${title} has the option "${option}", expected ${quotedList(options)}.`,
        path: at(`${prefix}sync-options`),
      })),
    ...(unseen.length === 0
      ? []
      : [{ message: `${title} does not look at commits that change ${quotedList(unseen)}.`, path: at(generated) }]),
  ];
}
