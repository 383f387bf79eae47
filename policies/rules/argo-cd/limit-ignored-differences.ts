import { asFields, asText, at, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

/** Fields that a controller writes into an object of Git, and that nobody in Git means. */
interface Written {
  readonly group: string;
  readonly kind: string;
  readonly pointers: readonly string[];
}

/**
 * All that may be left out of a comparison: what a controller writes, with where that was read. An autoscaler of Kubernetes or of KEDA
 * writes the replicas (kubernetes 1.35, pkg/controller/podautoscaler), cert-manager's cainjector the bundles of what is annotated for
 * it (v1.21.1, pkg/controller/cainjector).
 */
const written: readonly Written[] = [
  { group: 'apps', kind: 'Deployment', pointers: ['/spec/replicas'] },
  { group: 'apps', kind: 'StatefulSet', pointers: ['/spec/replicas'] },
  { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration', pointers: ['/webhooks/0/clientConfig/caBundle'] },
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration', pointers: ['/webhooks/0/clientConfig/caBundle'] },
  { group: 'apiregistration.k8s.io', kind: 'APIService', pointers: ['/spec/caBundle'] },
];
const known: readonly string[] = ['group', 'kind', 'name', 'namespace', 'jsonPointers'];

const example = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web, namespace: argocd }
spec:
  ignoreDifferences: [{ group: apps, kind: Deployment, jsonPointers: [/spec/replicas] }]
`;

export default defineRule({
  id: 'limit-ignored-differences',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Leave nothing out of the comparison with Git but single fields that a controller is known to write.',
  rationale:
    'What is ignored is not undone: a change by hand of an image, a policy or a right under it stays for as long as nobody looks, and Argo CD ' +
    'says Synced. With RespectIgnoreDifferences the next change in Git does not come either.',
  remediation:
    'Take the entry away; a field that a controller writes is added to policies/rules/argo-cd/limit-ignored-differences.ts with the source where that was read.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest) {
    const title = titleOf(manifest);
    return listAt(manifest.fields, 'spec', 'ignoreDifferences').flatMap((entry, index): readonly Problem[] => {
      const path = `spec.ignoreDifferences[${index}]`;
      const [group, kind] = [textAt(entry, 'group') ?? '', textAt(entry, 'kind') ?? ''];
      const allowed = written.find((item) => item.group === group && item.kind === kind)?.pointers ?? [];
      const pointers = listAt(entry, 'jsonPointers');
      return [
        ...Object.keys(asFields(entry) ?? {})
          .filter((key) => !known.includes(key))
          .map((key) => ({ message: `${title} ignores by ${key}, which may match more than one field.`, path: `${path}.${key}` })),
        ...pointers.flatMap((pointer, position) =>
          allowed.includes(asText(pointer) ?? '')
            ? []
            : [
                {
                  message: `${title} ignores ${shown(pointer)} of ${kind === '' ? 'every kind' : kind}, which no controller is known to write.`,
                  path: `${path}.jsonPointers[${position}]`,
                },
              ],
        ),
        ...(pointers.length === 0 && at(entry, 'jsonPointers') !== undefined
          ? [{ message: `${title} ignores nothing of ${kind}.`, path: `${path}.jsonPointers` }]
          : []),
      ];
    });
  },

  examples: {
    pass: [{ name: 'replicas, which an autoscaler writes', manifests: example }],
    fail: [
      {
        name: 'all of it',
        from: 'replicas, which an autoscaler writes',
        change: { 'spec.ignoreDifferences[0].jsonPointers[0]': '/spec' },
        problems: [
          {
            on: 'Application/web',
            message: 'Application "web" ignores "/spec" of Deployment, which no controller is known to write.',
            path: 'spec.ignoreDifferences[0].jsonPointers[0]',
          },
        ],
      },
      {
        name: 'whatever somebody edits',
        from: 'replicas, which an autoscaler writes',
        change: { 'spec.ignoreDifferences[0]': { group: '*', kind: '*', managedFieldsManagers: ['kubectl-edit'] } },
        problems: [
          {
            on: 'Application/web',
            message: 'Application "web" ignores by managedFieldsManagers, which may match more than one field.',
            path: 'spec.ignoreDifferences[0].managedFieldsManagers',
          },
        ],
      },
    ],
  },
});
