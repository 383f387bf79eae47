import { at, fieldsAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { describeSelector, labelSelector, matches, selectsAll } from '../../kubernetes/selectors.ts';
import { defineRule } from '../../model.ts';

/** Labels that change with a release. */
const versionLabels: readonly string[] = [
  'version',
  'app.kubernetes.io/version',
  'helm.sh/chart',
  'pod-template-hash',
  'release-version',
  'image-tag',
];

/** Whether a "version" is that of a release, and not the name of a variant that stays ("v2"). */
function isRelease(version: string | undefined): boolean {
  return version !== undefined && /^v?\d+\.\d/.test(version);
}

const deployment = (selector: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  selector: ${selector}
  template:
    metadata: { labels: { app: financial-service, version: v1.0.0 } }
    spec: { containers: [{ name: financial-service }] }
`;

const on = 'Deployment/financial-service';

export default defineRule({
  id: 'match-workload-selector',
  severity: 'error',
  manual: '2.4 (D36)',
  summary: 'Let the selector of a workload select its own pods, by labels that never change.',
  rationale:
    'The API server refuses a selector that misses the template. It is immutable too: one with a version makes the next release fail.',
  remediation: 'Set spec.selector.matchLabels to the label app of the pod template, and to nothing that names a version.',
  scope: 'object',
  kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  foreign: true,

  check(manifest, world) {
    const pod = world.podOf(manifest);
    const selector = labelSelector(at(manifest.fields, 'spec', 'selector'));
    const title = titleOf(manifest);
    if (pod === undefined) return [];
    if (selector === undefined) return [{ message: `${title} has no selector.`, path: 'spec.selector' }];
    if (selectsAll(selector)) return [{ message: `${title} has an empty selector, which selects every pod.`, path: 'spec.selector' }];
    if (!matches(selector, pod.labels)) {
      return [{ message: `${title} selects "${describeSelector(selector)}", which its own pods do not have.`, path: 'spec.selector' }];
    }
    return Object.keys(fieldsAt(manifest.fields, 'spec', 'selector', 'matchLabels'))
      .filter((key) => versionLabels.includes(key) && (key !== 'version' || isRelease(selector.equal[key])))
      .map((key) => ({ message: `${title} selects by "${key}", which changes with every release.`, path: 'spec.selector.matchLabels' }));
  },

  examples: {
    pass: [
      { name: 'by app alone', manifests: deployment('{ matchLabels: { app: financial-service } }') },
      {
        name: 'by a variant of the program, which each release keeps',
        manifests: deployment('{ matchLabels: { app: financial-service, version: v2 } }').replace('version: v1.0.0', 'version: v2'),
      },
      {
        name: 'by an expression',
        manifests: deployment('{ matchExpressions: [{ key: app, operator: In, values: [financial-service] }] }'),
      },
    ],
    fail: [
      {
        name: 'a label that the template does not have',
        from: 'by app alone',
        change: { 'spec.selector.matchLabels.app': 'finance-service' },
        problems: [
          {
            on,
            message: 'Deployment "financial-service" selects "app=finance-service", which its own pods do not have.',
            path: 'spec.selector',
          },
        ],
      },
      {
        name: 'everything',
        from: 'by app alone',
        change: { 'spec.selector.matchLabels': undefined },
        problems: [
          { on, message: 'Deployment "financial-service" has an empty selector, which selects every pod.', path: 'spec.selector' },
        ],
      },
      {
        name: 'nothing written',
        from: 'by app alone',
        change: { 'spec.selector': null },
        problems: [{ on, message: 'Deployment "financial-service" has no selector.', path: 'spec.selector' }],
      },
      {
        name: 'a version',
        from: 'by app alone',
        change: { 'spec.selector.matchLabels.version': 'v1.0.0' },
        problems: [
          {
            on,
            message: 'Deployment "financial-service" selects by "version", which changes with every release.',
            path: 'spec.selector.matchLabels',
          },
        ],
      },
    ],
  },
});
