import { deliveryExample } from '../../examples/delivery.ts';
import { deliveryFactsOf } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { duration } from '../../kubernetes/durations.ts';
import { asText, at, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const policy = 'spec.syncPolicy';
/** What a sync must do, everywhere, and what the Applications of overlays and charts do besides (Argo CD 3.4.7, docs/user-guide/sync-options.md). */
const always: readonly string[] = ['ServerSideApply=true'];
const deploying: readonly string[] = ['CreateNamespace=false', 'ApplyOutOfSyncOnly=true', 'PruneLast=true', 'FailOnSharedResource=true'];
const rootProject = 'erp-root';
/** Deletes what the Application deployed before it goes itself. */
const finalizer = 'resources-finalizer.argocd.argoproj.io';

const application = (name: string, project: string, options: string, more = '') => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd${more} }
spec:
  project: ${project}
  revisionHistoryLimit: 10
  syncPolicy:
    automated: { enabled: true, prune: true, selfHeal: true }
    syncOptions: [${options}]
    retry: { limit: -1, refresh: true, backoff: { duration: 10s, factor: 2, maxDuration: 1m } }
`;
const web = application('web', 'erp-dev', [...deploying, ...always].join(', '), `, finalizers: [${finalizer}]`);
const root = application('root', rootProject, 'ServerSideApply=true, PruneLast=true');
const shelf = application('root-dev-sales', rootProject, 'ServerSideApply=true, PruneLast=true', `, finalizers: [${finalizer}]`).replace(
  'spec:',
  'spec:\n  source: { path: argocd/dev/applications/sales/services }',
);
const both = `${web}---${root}---${shelf}---${deliveryExample}`;
const found = (message: string, path: string) => ({ on: 'Application/web', message: `Application "web" ${message}`, path });

export default defineRule({
  id: 'limit-sync-policy',
  severity: 'error',
  manual: '1.1 (D3), 5.1 (D84)',
  summary: 'Sync every Application by itself, whole and back to what is in Git, with the options that all have and with no other.',
  rationale:
    'Without self-heal a change by hand stays, without prune what left Git goes on running. Replace and Force delete what is there before ' +
    'they apply, Validate=false takes what the API server would refuse, and allowEmpty deletes everything when an overlay builds nothing.',
  remediation: 'Keep to the syncPolicy of generators/argocd/application.ts.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest, world) {
    // Elsewhere Applications may sync otherwise, and rightly.
    if (deliveryFactsOf(world) === undefined) return [];
    return [...automatedProblems(manifest), ...optionProblems(manifest), ...paceProblems(manifest), ...endProblems(manifest)];
  },

  examples: {
    pass: [{ name: 'an Application and a root', manifests: both }],
    fail: [
      {
        name: 'by hand, and what left Git stays',
        from: 'an Application and a root',
        change: { 'Application/web > spec.syncPolicy.automated': { enabled: true, prune: false, selfHeal: false } },
        problems: [
          found('does not delete what left Git: prune is false, expected true.', 'spec.syncPolicy.automated.prune'),
          found('does not undo changes by hand: selfHeal is false, expected true.', 'spec.syncPolicy.automated.selfHeal'),
        ],
      },
      {
        name: 'an option too much, and one that is missing',
        from: 'an Application and a root',
        change: { 'Application/web > spec.syncPolicy.syncOptions[0]': 'Replace=true' },
        problems: [
          found('syncs without CreateNamespace=false.', 'spec.syncPolicy.syncOptions'),
          found('syncs with Replace=true, which no Application here does.', 'spec.syncPolicy.syncOptions[0]'),
        ],
      },
      {
        name: 'never again, and no way back',
        from: 'an Application and a root',
        change: { 'Application/web > spec.syncPolicy.retry.backoff.factor': 100, 'Application/web > spec.revisionHistoryLimit': 0 },
        problems: [
          found('waits 100 times longer before each next try, expected at most 5.', 'spec.syncPolicy.retry.backoff.factor'),
          found('keeps 0 revisions, expected 1 to 50.', 'spec.revisionHistoryLimit'),
        ],
      },
      {
        name: 'a root that takes everything with it',
        from: 'an Application and a root',
        change: { 'Application/root > metadata.finalizers': [finalizer] },
        problems: [
          {
            on: 'Application/root',
            message: `Application "root" has the finalizers "${finalizer}", expected none.`,
            path: 'metadata.finalizers',
          },
        ],
      },
      {
        name: 'a root of a folder that leaves its last service running',
        from: 'an Application and a root',
        change: { 'Application/root-dev-sales > metadata.finalizers': [] },
        problems: [
          {
            on: 'Application/root-dev-sales',
            message: `Application "root-dev-sales" has no finalizers, expected "${finalizer}".`,
            path: 'metadata.finalizers',
          },
        ],
      },
    ],
  },
});

function isRoot({ fields }: Manifest): boolean {
  return textAt(fields, 'spec', 'project') === rootProject;
}

/** A root of a folder of services: it goes with the last of them, and they with it. */
function isShelf({ fields }: Manifest): boolean {
  return /^argocd\/[^/]+\/applications\/./.test(textAt(fields, 'spec', 'source', 'path') ?? '');
}

function automatedProblems(manifest: Manifest): readonly Problem[] {
  const title = titleOf(manifest);
  const automated = at(manifest.fields, 'spec', 'syncPolicy', 'automated');
  const path = `${policy}.automated`;
  if (automated === undefined || automated === null || at(automated, 'enabled') === false)
    return [{ message: `${title} is synced by nobody but a person.`, path }];
  // What makes Argo CD is what would delete it.
  const prune = at(manifest.fields, 'spec', 'source', 'chart') !== 'argo-cd';
  const wrong = (field: string, expected: boolean, what: string) =>
    (at(automated, field) ?? false) === expected
      ? []
      : [{ message: `${title} ${what}: ${field} is ${shown(at(automated, field))}, expected ${expected}.`, path: `${path}.${field}` }];
  return [
    ...wrong('prune', prune, prune ? 'does not delete what left Git' : 'deletes what it is itself made of'),
    ...wrong('selfHeal', true, 'does not undo changes by hand'),
    ...wrong('allowEmpty', false, 'deletes everything when nothing is built'),
  ];
}

function optionProblems(manifest: Manifest): readonly Problem[] {
  const title = titleOf(manifest);
  const options = listAt(manifest.fields, 'spec', 'syncPolicy', 'syncOptions').map((option) => asText(option) ?? shown(option));
  const required = isRoot(manifest) ? always : [...deploying, ...always];
  const known = [...deploying, ...always];
  return [
    ...required
      .filter((option) => !options.includes(option))
      .map((option) => ({ message: `${title} syncs without ${option}.`, path: `${policy}.syncOptions` })),
    ...options.flatMap((option, index) =>
      known.includes(option)
        ? []
        : [{ message: `${title} syncs with ${option}, which no Application here does.`, path: `${policy}.syncOptions[${index}]` }],
    ),
    ...(at(manifest.fields, 'spec', 'syncPolicy', 'managedNamespaceMetadata') === undefined
      ? []
      : [
          {
            message: `${title} writes labels of a Namespace, which is an object of an overlay.`,
            path: `${policy}.managedNamespaceMetadata`,
          },
        ]),
  ];
}

function paceProblems({ fields, ...manifest }: Manifest): readonly Problem[] {
  const title = titleOf({ ...manifest, fields });
  const backoff = at(fields, 'spec', 'syncPolicy', 'retry', 'backoff');
  const path = `${policy}.retry.backoff`;
  const first = textAt(backoff, 'duration');
  const factor = numberAt(backoff, 'factor') ?? 2;
  const history = at(fields, 'spec', 'revisionHistoryLimit') ?? 10;
  return [
    ...(first === undefined || isPatient(duration(first) ?? Number.POSITIVE_INFINITY)
      ? []
      : [{ message: `${title} waits ${first} before the second try, expected 1s to 1m.`, path: `${path}.duration` }]),
    ...(factor >= 1 && factor <= 5
      ? []
      : [{ message: `${title} waits ${factor} times longer before each next try, expected at most 5.`, path: `${path}.factor` }]),
    ...(typeof history === 'number' && history >= 1 && history <= 50
      ? []
      : [{ message: `${title} keeps ${shown(history)} revisions, expected 1 to 50.`, path: 'spec.revisionHistoryLimit' }]),
  ];
}

/** Twice nothing is nothing: without a first wait an Application that fails does nothing but try. */
function isPatient(seconds: number): boolean {
  return seconds >= 1 && seconds <= 60;
}

function endProblems(manifest: Manifest): readonly Problem[] {
  const finalizers = listAt(manifest.fields, 'metadata', 'finalizers').map((name) => asText(name) ?? shown(name));
  const expected = isRoot(manifest) && !isShelf(manifest) ? [] : [finalizer];
  if (finalizers.join() === expected.join()) return [];
  const said = (names: readonly string[]) => (names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', '));
  const has = finalizers.length === 0 ? 'no finalizers' : `the finalizers ${said(finalizers)}`;
  return [{ message: `${titleOf(manifest)} has ${has}, expected ${said(expected)}.`, path: 'metadata.finalizers' }];
}
