import { at } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

const most = 10;

const deployment = (line: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: { ${line} }
`;

export default defineRule({
  id: 'require-revision-history',
  severity: 'warning',
  manual: '2.4, 7.1 (D39)',
  summary: 'Keep between 1 and 10 old revisions of every workload, and say how many.',
  rationale: 'With none kept there is nothing to roll back to in an emergency; too many hide the useful ones and load the cluster.',
  remediation: 'Set spec.revisionHistoryLimit to a number from 1 to 10.',
  scope: 'object',
  kinds: ['Deployment', 'StatefulSet', 'DaemonSet'],

  check(manifest) {
    const limit = at(manifest.fields, 'spec', 'revisionHistoryLimit');
    if (typeof limit === 'number' && limit >= 1 && limit <= most) return [];
    return [{ message: settingOf(titleOf(manifest), 'revisionHistoryLimit', limit), path: 'spec.revisionHistoryLimit' }];
  },

  examples: {
    pass: [{ name: 'five revisions', manifests: deployment('revisionHistoryLimit: 5') }],
    fail: [
      {
        name: 'the default',
        from: 'five revisions',
        change: { spec: { replicas: 3 } },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" does not set revisionHistoryLimit.',
            path: 'spec.revisionHistoryLimit',
          },
        ],
      },
      {
        name: 'none',
        from: 'five revisions',
        change: { 'spec.revisionHistoryLimit': 0 },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" sets revisionHistoryLimit to 0.',
            path: 'spec.revisionHistoryLimit',
          },
        ],
      },
      {
        name: 'too many',
        from: 'five revisions',
        change: { 'spec.revisionHistoryLimit': 50 },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" sets revisionHistoryLimit to 50.',
            path: 'spec.revisionHistoryLimit',
          },
        ],
      },
    ],
  },
});
