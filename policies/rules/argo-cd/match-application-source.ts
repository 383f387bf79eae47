import { applicationsExample, deliveryExample } from '../../examples/delivery.ts';
import { type DeclaredChart, type DeliveryFacts, deliveryFactsOf, overlayIn } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { asFields, at, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { applicationOf } from '../../rollout/place.ts';
import { shown } from '../../wording.ts';

const source = 'spec.source';
/** What a source may say; everything else of Argo CD 3.4.7's ApplicationSource changes what is in Git, or in the chart, on its way. */
const gitKeys: readonly string[] = ['repoURL', 'targetRevision', 'path'];
/** How the first of all reads the files of several folders. */
const directoryKeys: readonly string[] = ['recurse', 'include'];
const chartKeys: readonly string[] = ['repoURL', 'targetRevision', 'chart', 'helm'];
const helmKeys: readonly string[] = ['releaseName', 'valuesObject'];
/** The project of the Applications that make Applications and projects: they read plain folders of argocd/. */
const rootProject = 'erp-root';

export default defineRule({
  id: 'match-application-source',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Let an Application take its own overlay from the declared branch, or its chart at the version whose facts are known, as it is.',
  rationale:
    'Everything here judges what the overlays build and what the pinned charts render. A path of another environment, a branch, a range of ' +
    'versions, or an image, patch or parameter that Argo CD adds by itself is deployed and judged by nobody.',
  remediation:
    'Change the overlay or the values instead, in generators/; a chart is raised in generators/catalog/versions, with "npm run charts" after it.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest, world) {
    const facts = deliveryFactsOf(world);
    if (facts === undefined) return [];
    const spec = manifest.fields['spec'];
    const several = ['sources', 'sourceHydrator'].filter((key) => at(spec, key) !== undefined);
    const chart = at(spec, 'source', 'chart');
    return [
      ...several.map((key) => ({ message: `${titleOf(manifest)} has ${key}, expected one source.`, path: `spec.${key}` })),
      ...(chart === undefined || textAt(spec, 'source', 'path') !== undefined
        ? gitProblems(manifest, facts)
        : chartProblems(manifest, facts)),
    ];
  },

  examples: {
    pass: [{ name: 'an overlay and a chart', manifests: `${applicationsExample}---${deliveryExample}` }],
    fail: [
      {
        name: 'the overlay of another application, of a branch',
        from: 'an overlay and a chart',
        change: {
          'Application/web-production > spec.source.path': 'overlays/production/shop',
          'Application/web-production > spec.source.targetRevision': 'feature/x',
        },
        problems: [
          {
            on: 'Application/web-production',
            message: 'Application "web-production" takes the path "overlays/production/shop", expected "overlays/production/web".',
            path: 'spec.source.path',
          },
          {
            on: 'Application/web-production',
            message: 'Application "web-production" takes the revision "feature/x", expected "main".',
            path: 'spec.source.targetRevision',
          },
        ],
      },
      {
        name: 'an image that is in no overlay, and a second source',
        from: 'an overlay and a chart',
        change: {
          'Application/web-production > spec.source.kustomize': { images: ['web:2'] },
          'Application/web-production > spec.sources': [],
        },
        problems: [
          {
            on: 'Application/web-production',
            message: 'Application "web-production" has sources, expected one source.',
            path: 'spec.sources',
          },
          {
            on: 'Application/web-production',
            message: 'Application "web-production" has kustomize in its source, which changes what is in Git on its way to the cluster.',
            path: 'spec.source.kustomize',
          },
        ],
      },
      {
        name: 'whatever version, with a parameter',
        from: 'an overlay and a chart',
        change: {
          'Application/keda-production > spec.source.targetRevision': '2.*',
          'Application/keda-production > spec.source.helm.parameters': [],
        },
        problems: [
          {
            on: 'Application/keda-production',
            message: 'Application "keda-production" takes the version "2.*", expected "2.20.2", whose facts are known.',
            path: 'spec.source.targetRevision',
          },
          {
            on: 'Application/keda-production',
            message: 'Application "keda-production" has parameters beside its valuesObject, which is all that is judged.',
            path: 'spec.source.helm.parameters',
          },
        ],
      },
      {
        name: 'the overlay of a folder that is not there',
        from: 'an overlay and a chart',
        change: { 'Application/web-production > metadata.labels["erp.example.com/application"]': 'wed' },
        problems: [
          {
            on: 'Application/web-production',
            message:
              'Application "web-production" takes the path "overlays/production/web", and there is no "overlays/production/wed" that it is for.',
            path: 'spec.source.path',
          },
        ],
      },
    ],
  },
});

function gitProblems(manifest: Manifest, facts: DeliveryFacts): readonly Problem[] {
  const title = titleOf(manifest);
  const own = at(manifest.fields, 'spec', 'source');
  const isRoot = textAt(manifest.fields, 'spec', 'project') === rootProject;
  // The first of all reads single files of several folders; the others read one folder each.
  const isFirst = isRoot && manifest.labels['environment'] === undefined;
  const [environment, application] = [manifest.labels['environment'] ?? '', applicationOf(manifest)];
  const expected = overlayIn(facts, environment, application) ?? `overlays/${environment}/${application}`;
  const found = at(own, 'path');
  const isWrong = isRoot ? !isPlain(found) : found !== expected || !facts.folders.has(expected);
  return [
    ...(isWrong
      ? [
          {
            message: `${title} takes the path ${shown(found)}, ${isRoot ? 'expected a folder of argocd/' : wanted(expected, facts)}.`,
            path: `${source}.path`,
          },
        ]
      : []),
    ...differs(title, 'repository', at(own, 'repoURL'), facts.repository, 'repoURL'),
    ...differs(title, 'revision', at(own, 'targetRevision'), facts.branch, 'targetRevision'),
    ...(isFirst ? Object.keys(asFields(at(own, 'directory')) ?? {}) : [])
      .filter((key) => !directoryKeys.includes(key))
      .map((key) => ({ message: `${title} reads its folder by ${key}, expected plain files alone.`, path: `${source}.directory.${key}` })),
    ...Object.keys(asFields(own) ?? {})
      .filter((key) => !gitKeys.includes(key) && !(isFirst && key === 'directory'))
      .map((key) => ({
        message: `${title} has ${key} in its source, which changes what is in Git on its way to the cluster.`,
        path: `${source}.${key}`,
      })),
  ];
}

function wanted(expected: string, { folders }: DeliveryFacts): string {
  return folders.has(expected) ? `expected "${expected}"` : `and there is no "${expected}" that it is for`;
}

/** A folder of argocd/, written as it is: which one is a matter of what lies in it. */
function isPlain(path: unknown): boolean {
  return typeof path === 'string' && /^argocd(\/[\w-]+)*$/.test(path);
}

function chartProblems(manifest: Manifest, facts: DeliveryFacts): readonly Problem[] {
  const title = titleOf(manifest);
  const own = at(manifest.fields, 'spec', 'source');
  const helm = at(own, 'helm');
  const pin = pinOf(manifest, facts);
  return [
    ...(pin === undefined
      ? [{ message: `${title} takes the chart ${shown(at(own, 'chart'))}, of which no facts are known.`, path: `${source}.chart` }]
      : [
          ...differs(title, 'repository', at(own, 'repoURL'), pin.repository, 'repoURL'),
          ...differs(title, 'chart', at(own, 'chart'), pin.chart, 'chart'),
          ...(at(own, 'targetRevision') === pin.version
            ? []
            : [
                {
                  message: `${title} takes the version ${shown(at(own, 'targetRevision'))}, expected "${pin.version}", whose facts are known.`,
                  path: `${source}.targetRevision`,
                },
              ]),
          ...differs(title, 'release', at(helm, 'releaseName'), pin.release, 'helm.releaseName'),
        ]),
    ...Object.keys(asFields(own) ?? {})
      .filter((key) => !chartKeys.includes(key))
      .map((key) => ({ message: `${title} has ${key} in its source, which changes what the chart renders.`, path: `${source}.${key}` })),
    ...Object.keys(asFields(helm) ?? {})
      .filter((key) => !helmKeys.includes(key))
      .map((key) => ({
        message: `${title} has ${key} beside its valuesObject, which is all that is judged.`,
        path: `${source}.helm.${key}`,
      })),
  ];
}

/** The facts of the chart that the Application is for; those of an environment with several clusters carry the cluster's name. */
function pinOf(manifest: Manifest, { charts }: DeliveryFacts): DeclaredChart | undefined {
  const environment = manifest.labels['environment'];
  const name = applicationOf(manifest);
  return charts.find(
    (chart) =>
      (environment === undefined || chart.environment === environment) &&
      (chart.application === name || chart.application.startsWith(`${name}.`)),
  );
}

function differs(title: string, what: string, found: unknown, expected: string, field: string): readonly Problem[] {
  return found === expected
    ? []
    : [{ message: `${title} takes the ${what} ${shown(found)}, expected "${expected}".`, path: `${source}.${field}` }];
}
