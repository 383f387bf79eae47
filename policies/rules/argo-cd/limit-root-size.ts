import { deliveryExample } from '../../examples/delivery.ts';
import { deliveryFactsOf } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { rootBytes } from '../../kubernetes/argo-cd/root-size.ts';
import { textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

/** Of the 1.5 MiB that etcd takes in one request, with room for what failures say of themselves. */
const most = 1_000_000;

const root = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: root-production, namespace: argocd, labels: { environment: production } }
spec: { project: erp-root, source: { path: argocd/production/applications } }
`;

export default defineRule({
  id: 'limit-root-size',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Let no root make more Applications than its status has room for: a megabyte of the 1.5 MiB that etcd takes of one object.',
  rationale:
    'Argo CD writes every Application that a root makes into the status of the root, and again into the result of its sync. Beyond what etcd ' +
    'takes, no sync of the root is recorded any more: it neither ends nor takes up a newer commit, in the whole environment at once.',
  remediation: 'Write folder into the files of some services: each folder has roots of its own (docs/scale.md).',
  scope: 'object',
  kinds: ['Application'],

  check(manifest, world) {
    const told = deliveryFactsOf(world)?.told.get(textAt(manifest.fields, 'spec', 'source', 'path') ?? '');
    if (told === undefined) return [];
    const bytes = rootBytes(told);
    if (bytes <= most) return [];
    return [
      {
        message: `${titleOf(manifest)} makes ${told.applications} Applications, with which it grows to ${bytes} bytes, expected at most ${most}.`,
        path: 'spec.source.path',
      },
    ];
  },

  examples: {
    pass: [
      {
        name: 'a thousand Applications',
        manifests: `${deliveryExample.trimEnd()}\n  told: [{ path: argocd/production/applications, applications: 1000, characters: 24000 }]\n---${root}`,
      },
    ],
    fail: [
      {
        name: 'two thousand',
        from: 'a thousand Applications',
        change: {
          'DeliveryFacts/delivery > spec.told': [{ path: 'argocd/production/applications', applications: 2000, characters: 48000 }],
        },
        problems: [
          {
            on: 'Application/root-production',
            message:
              'Application "root-production" makes 2000 Applications, with which it grows to 1226000 bytes, expected at most 1000000.',
            path: 'spec.source.path',
          },
        ],
      },
    ],
  },
});
