import { isProductionLike, tierOf } from '../../environments.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';

const annotation = 'argocd.argoproj.io/sync-options';

const example = (kind: string, options: string, environment = 'dev') => `
apiVersion: v1
kind: ${kind}
metadata:
  name: data
  namespace: erp-infra
  labels: { environment: ${environment} }
  annotations: { ${annotation}: "${options}" }
`;

export default defineRule({
  id: 'require-prune-confirmation',
  severity: 'error',
  manual: '6.1 (D1)',
  summary: 'Let a person confirm before Argo CD deletes what holds data.',
  rationale:
    'What leaves Git is deleted at the next sync. For a Namespace, a volume or a database that is the data itself, and for an ' +
    'Application of production everything that it deployed.',
  remediation: `Annotate the object with ${annotation}: Prune=confirm,Delete=confirm.`,
  scope: 'object',
  kinds: [
    'Namespace',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'StorageClass',
    'postgresql',
    'Kafka',
    'KafkaNodePool',
    'KafkaTopic',
    'Application',
  ],

  check(manifest) {
    if (!holdsData(manifest)) return [];
    const options = (manifest.annotations[annotation] ?? '').split(',').map((option) => option.trim());
    const missing = ['Prune', 'Delete'].filter((verb) => !options.includes(`${verb}=confirm`) && !options.includes(`${verb}=false`));
    if (missing.length === 0) return [];
    return [
      {
        message: `${titleOf(manifest)} goes without ${missing.map((verb) => `${verb}=confirm`).join(' and ')}.`,
        path: `metadata.annotations["${annotation}"]`,
      },
    ];
  },

  examples: {
    pass: [
      { name: 'both confirmed', manifests: example('PersistentVolumeClaim', 'Prune=confirm,Delete=confirm') },
      { name: 'never deleted, among other options', manifests: example('Kafka', 'ServerSideApply=true, Prune=false, Delete=confirm') },
      { name: 'an Application of dev, without', manifests: example('Application', 'ServerSideApply=true') },
    ],
    fail: [
      {
        name: 'pruned without a question',
        manifests: example('KafkaTopic', 'Delete=confirm'),
        problems: [
          {
            on: 'KafkaTopic/data',
            message: 'KafkaTopic "data" goes without Prune=confirm.',
            path: `metadata.annotations["${annotation}"]`,
          },
        ],
      },
      {
        name: 'an Application of production',
        from: 'an Application of dev, without',
        change: { 'metadata.labels.environment': 'production', 'metadata.annotations["argocd.argoproj.io/sync-options"]': '' },
        problems: [
          {
            on: 'Application/data',
            message: 'Application "data" goes without Prune=confirm and Delete=confirm.',
            path: `metadata.annotations["${annotation}"]`,
          },
        ],
      },
    ],
  },
});

/** An Application of dev or test may go as it came; one that names no environment is judged as strictly as production. */
function holdsData({ kind, labels }: Manifest): boolean {
  return kind !== 'Application' || isProductionLike({ tier: tierOf(labels, labels['environment'] ?? '') });
}
