import { titleOf } from '../../kubernetes/objects.ts';
import { celList } from '../../kubernetes/pods/admission.ts';
import { isReplicated, workloadKindNames } from '../../kubernetes/pods/workloads.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { quotedList } from '../../wording.ts';

const always: readonly string[] = ['app', 'app.kubernetes.io/name', 'app.kubernetes.io/part-of'];
const running: readonly string[] = [...always, 'app.kubernetes.io/version'];

const service = (labels: string) => `
apiVersion: v1
kind: Service
metadata: { name: financial-service, namespace: erp-prod, labels: { ${labels} } }
`;

const deployment = (labels: string, template: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod, labels: { ${labels} } }
spec: { template: { metadata: { labels: { ${template} } }, spec: { containers: [{ name: financial-service }] } } }
`;

const common = 'app: financial-service, app.kubernetes.io/name: financial-service, app.kubernetes.io/part-of: erp';
const versioned = `${common}, app.kubernetes.io/version: 1.0.0`;

export default defineRule({
  id: 'require-labels',
  severity: 'warning',
  manual: '2.4, 2.5, 5.2 (D36)',
  summary: 'Label every workload and Service with app, name, part-of, and every workload and its pods with the version.',
  rationale:
    'Alerts, dashboards, network policies and log queries find a service by these labels; an object without them is invisible to them.',
  remediation:
    'Add the missing labels: app, app.kubernetes.io/name, app.kubernetes.io/part-of, and app.kubernetes.io/version of what runs.',
  scope: 'object',
  kinds: [...workloadKindNames.filter((kind) => kind !== 'StrimziPodSet'), 'Service'],
  admission: [
    { on: ['services'], keeps: labelled('object.metadata.labels', always) },
    {
      on: ['workloads', 'cron-jobs'],
      keeps: `${labelled('object.metadata.labels', running)} && ${inLabels('variables.labels', running)}`,
    },
  ],

  check(manifest, world) {
    if (!isReplicated(manifest)) return [];
    // A Pod is its own template.
    const pod = manifest.kind === 'Pod' ? undefined : world.podOf(manifest);
    const wanted = manifest.kind === 'Service' ? always : running;
    return [
      ...missing(manifest.labels, wanted, titleOf(manifest), 'metadata.labels'),
      ...(pod === undefined ? [] : missing(pod.labels, wanted, `The pod template of ${titleOf(manifest)}`, `${pod.metadataPath}.labels`)),
    ];
  },

  examples: {
    pass: [
      { name: 'a Service, which has no version', manifests: service(common) },
      { name: 'a workload and its pods', manifests: deployment(versioned, versioned) },
    ],
    fail: [
      {
        name: 'a Service with app alone',
        from: 'a Service, which has no version',
        change: { 'metadata.labels': { app: 'financial-service' } },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" has no label "app.kubernetes.io/name", "app.kubernetes.io/part-of".',
            path: 'metadata.labels',
          },
        ],
      },
      {
        name: 'pods without a version',
        from: 'a workload and its pods',
        change: { 'spec.template.metadata.labels["app.kubernetes.io/version"]': undefined },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'The pod template of Deployment "financial-service" has no label "app.kubernetes.io/version".',
            path: 'spec.template.metadata.labels',
          },
        ],
      },
      {
        name: 'an empty label',
        from: 'a workload and its pods',
        change: { 'metadata.labels.app': '' },
        problems: [
          { on: 'Deployment/financial-service', message: 'Deployment "financial-service" has no label "app".', path: 'metadata.labels' },
        ],
      },
    ],
  },
});

function missing(labels: Manifest['labels'], wanted: readonly string[], subject: string, path: string) {
  const absent = wanted.filter((key) => (labels[key] ?? '') === '');
  return absent.length === 0 ? [] : [{ message: `${subject} has no label ${quotedList(absent)}.`, path }];
}

function labelled(labels: string, wanted: readonly string[]): string {
  return `has(${labels}) && ${inLabels(labels, wanted)}`;
}

function inLabels(labels: string, wanted: readonly string[]): string {
  return `${celList(wanted)}.all(key, key in ${labels} && ${labels}[key] != '')`;
}
