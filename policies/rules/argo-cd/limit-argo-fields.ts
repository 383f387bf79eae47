import { exemptedRule, ownEntry, ownKey } from '../../company/own-keys.ts';
import { tierName } from '../../environments.ts';
import { deliveryFactsOf, environmentIn } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { asFields, asText, at, below, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

/** What Git may say of an object that Argo CD reads; the rest is of the API server, of controllers, or done at once (`operation`). */
const ofObject: readonly string[] = ['apiVersion', 'kind', 'metadata', 'spec'];
const ofMetadata: readonly string[] = ['name', 'namespace', 'labels', 'annotations', 'finalizers'];

/** Fields of a spec (Argo CD 3.4.7, pkg/apis/application/v1alpha1/types.go): those in use, and those that other rules have an answer to. */
const ofSpec: Readonly<Record<string, readonly string[]>> = {
  Application: [
    'project',
    'source',
    'sources',
    'sourceHydrator',
    'destination',
    'revisionHistoryLimit',
    'info',
    'syncPolicy',
    'ignoreDifferences',
  ],
  AppProject: [
    'description',
    'sourceRepos',
    'destinations',
    'clusterResourceWhitelist',
    'clusterResourceBlacklist',
    'namespaceResourceWhitelist',
    'namespaceResourceBlacklist',
    'orphanedResources',
    'roles',
    'syncWindows',
    'signatureKeys',
    'sourceNamespaces',
    'permitOnlyProjectScopedClusters',
    'destinationServiceAccounts',
  ],
};

const component = 'app.kubernetes.io/component';
const partOf = 'app.kubernetes.io/part-of';
/** Of ours, by their names without the domain. */
const ownLabels: readonly string[] = ['application', tierName];
/** Which other rules have an answer to. */
const judgedElsewhere = /(?:^|\.)argoproj\.io\//;
const waits: readonly string[] = ['argocd.argoproj.io/sync-wave', 'argocd.argoproj.io/hook'];

const objects = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web-production
  namespace: argocd
  labels: { environment: production, erp.example.com/application: web, erp.example.com/tier: production, app.kubernetes.io/component: service }
  annotations: { argocd.argoproj.io/sync-wave: "10" }
spec: { project: erp-production, info: [{ name: Title, value: Orders and prices }] }
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: erp-production, namespace: argocd }
spec: { sourceRepos: ["https://git.example.com/erp.git"] }
---
apiVersion: facts.erp.example.com/v1
kind: DeliveryFacts
metadata: { name: delivery }
spec: { argo: { namespace: argocd }, environments: [{ name: production, written: { tier: production } }] }
`;

const both = 'an Application and its project';
const ofApplication = (message: string, path: string) => ({
  on: 'Application/web-production',
  message: `Application "web-production" ${message}`,
  path,
});
const ofProject = (message: string, path: string) => ({
  on: 'AppProject/erp-production',
  message: `AppProject "erp-production" ${message}`,
  path,
});

export default defineRule({
  id: 'limit-argo-fields',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Tell Argo CD of Applications and projects what is known here, in spec, labels and annotations, and nothing beside it.',
  rationale:
    'Both kinds have no subresources: `operation` of an Application is done at once, whatever its spec says, a `status` that is written is believed, ' +
    'and tokens in that of a project let somebody in. An owner, a date of deletion or an annotation of Helm decides when the object goes, a label of ' +
    'Argo CD whose it is, and an address in `info` is a link that people follow.',
  remediation: 'Remove it, or describe what you need in generators/argocd.',
  scope: 'object',
  kinds: ['Application', 'AppProject'],

  check(manifest, world) {
    // Elsewhere people may tell Argo CD other things, and rightly.
    if (deliveryFactsOf(world) === undefined) return [];
    return [
      ...fieldProblems(manifest),
      ...labelProblems(manifest, world),
      ...annotationProblems(manifest),
      ...(manifest.kind === 'Application' ? infoProblems(manifest) : projectProblems(manifest, world)),
    ];
  },

  examples: {
    pass: [{ name: both, manifests: objects }],
    fail: [
      {
        name: 'an operation that is done at once, and a status',
        from: both,
        change: {
          'Application/web-production > operation': { sync: { revision: 'feature/x' } },
          'AppProject/erp-production > status': { jwtTokensByRole: { ops: { items: [{ iat: 1 }] } } },
        },
        problems: [
          ofApplication('has "operation", which nobody here tells Argo CD.', 'operation'),
          ofProject('has "status", which nobody here tells Argo CD.', 'status'),
        ],
      },
      {
        name: 'an owner, and a field of a later version',
        from: both,
        change: {
          'Application/web-production > metadata.ownerReferences': [],
          'AppProject/erp-production > spec.sourceIntegrity': {},
        },
        problems: [
          ofApplication('has "metadata.ownerReferences", which nobody here tells Argo CD.', 'metadata.ownerReferences'),
          ofProject('has "spec.sourceIntegrity", which nobody here tells Argo CD.', 'spec.sourceIntegrity'),
        ],
      },
      {
        name: 'labels of others, and a tier that is another',
        from: both,
        change: {
          'Application/web-production > metadata.labels["app.kubernetes.io/instance"]': 'shop',
          'Application/web-production > metadata.labels["erp.example.com/tier"]': 'trial',
        },
        problems: [
          ofApplication(
            'has the label "app.kubernetes.io/instance", which nobody here goes by.',
            'metadata.labels["app.kubernetes.io/instance"]',
          ),
          ofApplication('is of the tier "trial", and "production" of "production".', 'metadata.labels["erp.example.com/tier"]'),
        ],
      },
      {
        name: 'annotations of others',
        from: both,
        change: {
          'Application/web-production > metadata.annotations["helm.sh/resource-policy"]': 'keep',
          'AppProject/erp-production > metadata.annotations': { 'argocd.argoproj.io/sync-options': 'Prune=false' },
        },
        problems: [
          ofApplication(
            'has the annotation "helm.sh/resource-policy", which nobody here needs.',
            'metadata.annotations["helm.sh/resource-policy"]',
          ),
          ofProject(
            'has the annotation "argocd.argoproj.io/sync-options", which nobody here needs.',
            'metadata.annotations["argocd.argoproj.io/sync-options"]',
          ),
        ],
      },
      {
        name: 'a link',
        from: both,
        change: { 'Application/web-production > spec.info[0].value': 'https://example.org/log-in' },
        problems: [ofApplication('shows "https://example.org/log-in", which is no plain text.', 'spec.info[0].value')],
      },
      {
        name: 'a project that stays when it is deleted',
        from: both,
        change: { 'AppProject/erp-production > metadata.finalizers': ['example.com/keep'] },
        problems: [ofProject('has finalizers, expected none.', 'metadata.finalizers')],
      },
    ],
  },
});

function fieldProblems(manifest: Manifest): readonly Problem[] {
  const title = titleOf(manifest);
  const { fields } = manifest;
  const beyond = (path: string, known: readonly string[]) =>
    Object.keys(asFields(path === '' ? fields : fields[path]) ?? {})
      .filter((key) => !known.includes(key))
      .map((key) => ({ message: `${title} has "${below(path, key)}", which nobody here tells Argo CD.`, path: below(path, key) }));
  return [...beyond('', ofObject), ...beyond('metadata', ofMetadata), ...beyond('spec', ofSpec[manifest.kind] ?? [])];
}

function labelProblems(manifest: Manifest, world: World): readonly Problem[] {
  const title = titleOf(manifest);
  const { labels } = manifest;
  const own = new Set(ownLabels.flatMap((name) => ownEntry(labels, name)?.key ?? []));
  const known = manifest.kind === 'Application' ? ['environment', component, partOf] : [partOf];
  const path = (key: string) => below('metadata.labels', key);
  const facts = deliveryFactsOf(world);
  const environment = facts && environmentIn(facts, labels['environment'] ?? '');
  const expected = textAt(environment?.written, 'tier');
  const tier = ownEntry(labels, tierName)?.value;
  return [
    ...Object.keys(labels)
      .filter((key) => !known.includes(key) && !(manifest.kind === 'Application' && own.has(key)))
      .map((key) => ({ message: `${title} has the label "${key}", which nobody here goes by.`, path: path(key) })),
    ...(manifest.kind !== 'Application' || expected === undefined || tier === expected
      ? []
      : [
          {
            message: `${title} is of ${tier === undefined ? 'no tier' : `the tier "${tier}"`}, and "${environment?.name ?? ''}" of "${expected}".`,
            path: path(ownKey(tierName, '', labels)),
          },
        ]),
  ];
}

function annotationProblems(manifest: Manifest): readonly Problem[] {
  const isJudged = (key: string) => (manifest.kind === 'Application' ? judgedElsewhere.test(key) : waits.includes(key));
  return Object.keys(manifest.annotations)
    .filter((key) => !isJudged(key) && exemptedRule(key) === undefined)
    .map((key) => ({
      message: `${titleOf(manifest)} has the annotation "${key}", which nobody here needs.`,
      path: below('metadata.annotations', key),
    }));
}

/** What the page of an Application shows: words, of which none is an address or a mark of a language of pages. */
function infoProblems(manifest: Manifest): readonly Problem[] {
  return listAt(manifest.fields, 'spec', 'info').flatMap((entry, index) =>
    ['name', 'value'].flatMap((key) => {
      const text = asText(at(entry, key)) ?? '';
      return /:\/\/|javascript:|data:|www\.|[<>]/i.test(text)
        ? [{ message: `${titleOf(manifest)} shows ${shown(text)}, which is no plain text.`, path: `spec.info[${index}].${key}` }]
        : [];
    }),
  );
}

function projectProblems(manifest: Manifest, world: World): readonly Problem[] {
  const namespace = deliveryFactsOf(world)?.argoNamespace ?? '';
  return [
    ...(listAt(manifest.fields, 'metadata', 'finalizers').length === 0
      ? []
      : [{ message: `${titleOf(manifest)} has finalizers, expected none.`, path: 'metadata.finalizers' }]),
    ...(fieldsAt(manifest.fields, 'metadata')['namespace'] === namespace
      ? []
      : [
          {
            message: `${titleOf(manifest)} is in namespace "${manifest.namespace}", where Argo CD does not look.`,
            path: 'metadata.namespace',
          },
        ]),
  ];
}
