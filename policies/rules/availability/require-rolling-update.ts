import { fieldsAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { missingPods, percentage, surgingPods } from '../../kubernetes/percentages.ts';
import { mostReplicas } from '../../kubernetes/pods/autoscaling.ts';
import { isSingleWriter } from '../../kubernetes/pods/single-writer.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

const deployment = (strategy: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  ${strategy}
`;

export default defineRule({
  id: 'require-rolling-update',
  severity: 'error',
  manual: '2.4',
  summary: 'Roll Deployments out with a new pod first: maxUnavailable 0 and a surge of at least one.',
  rationale: 'The default lets a quarter of the pods go before their replacements are ready, and Recreate lets all of them go.',
  remediation: 'Set spec.strategy to type RollingUpdate with rollingUpdate.maxUnavailable 0 and maxSurge 1.',
  scope: 'object',
  kinds: ['Deployment', 'StatefulSet'],

  check(manifest, world) {
    if (isSingleWriter(manifest)) return [];
    return manifest.kind === 'StatefulSet' ? ofStatefulSet(manifest) : ofDeployment(manifest, world);
  },

  examples: {
    pass: [
      {
        name: 'one more pod at a time, none fewer',
        manifests: deployment('strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }'),
      },
      {
        name: 'the same in percent',
        manifests: deployment('strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 25%, maxUnavailable: 0% } }'),
      },
      {
        name: 'a share of the pods that is less than one, which is rounded down',
        manifests: deployment('replicas: 6\n  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1%, maxUnavailable: 16% } }'),
      },
      {
        name: 'one writer, by declaration',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: spooler, namespace: erp-prod, annotations: { erp.example.com/single: One writer on one spool directory. } }
spec: { strategy: { type: Recreate } }
`,
      },
      {
        name: 'a StatefulSet with its default, RollingUpdate',
        manifests: `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: ledger, namespace: erp-prod }
spec: { serviceName: ledger }
`,
      },
    ],
    fail: [
      {
        name: 'no strategy',
        from: 'one more pod at a time, none fewer',
        change: { spec: { replicas: 3 } },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" does not set spec.strategy.type.',
            path: 'spec.strategy.type',
          },
        ],
      },
      {
        name: 'all pods replaced at once',
        from: 'one more pod at a time, none fewer',
        change: { 'spec.strategy': { type: 'Recreate' } },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" sets spec.strategy.type to "Recreate".',
            path: 'spec.strategy.type',
          },
        ],
      },
      {
        name: 'one writer without a reason',
        from: 'one writer, by declaration',
        change: { 'metadata.annotations["erp.example.com/single"]': 'because' },
        problems: [
          { on: 'Deployment/spooler', message: 'Deployment "spooler" sets spec.strategy.type to "Recreate".', path: 'spec.strategy.type' },
        ],
      },
      {
        name: 'a pod may be missing, and no other may be added',
        from: 'one more pod at a time, none fewer',
        change: { 'spec.strategy.rollingUpdate': { maxSurge: 0, maxUnavailable: 1 } },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" sets maxUnavailable to 1.',
            path: 'spec.strategy.rollingUpdate.maxUnavailable',
          },
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" sets maxSurge to 0.',
            path: 'spec.strategy.rollingUpdate.maxSurge',
          },
        ],
      },
      {
        name: 'a share of the pods that is one at least',
        from: 'a share of the pods that is less than one, which is rounded down',
        change: { 'spec.strategy.rollingUpdate.maxUnavailable': '17%' },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" sets maxUnavailable to "17%", which is 1 of 6.',
            path: 'spec.strategy.rollingUpdate.maxUnavailable',
          },
        ],
      },
      {
        name: 'maxUnavailable left to its default of 25%',
        from: 'one more pod at a time, none fewer',
        change: { 'spec.strategy.rollingUpdate.maxUnavailable': undefined },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" does not set maxUnavailable.',
            path: 'spec.strategy.rollingUpdate.maxUnavailable',
          },
        ],
      },
      {
        name: 'a StatefulSet that waits for somebody to delete its pods',
        from: 'a StatefulSet with its default, RollingUpdate',
        change: { 'spec.updateStrategy.type': 'OnDelete' },
        problems: [
          {
            on: 'StatefulSet/ledger',
            message: 'StatefulSet "ledger" sets spec.updateStrategy.type to "OnDelete".',
            path: 'spec.updateStrategy.type',
          },
        ],
      },
    ],
  },
});

function ofDeployment(manifest: Manifest, world: World): readonly Problem[] {
  const type = fieldsAt(manifest.fields, 'spec', 'strategy')['type'];
  if (type !== 'RollingUpdate') return [{ message: settingOf(titleOf(manifest), 'spec.strategy.type', type), path: 'spec.strategy.type' }];
  const update = fieldsAt(manifest.fields, 'spec', 'strategy', 'rollingUpdate');
  const pods = Math.max(1, mostReplicas(manifest, world));
  const complaint = (field: string, share = ''): Problem => ({
    message: `${settingOf(titleOf(manifest), field, update[field]).replace(/\.$/, '')}${share}.`,
    path: `spec.strategy.rollingUpdate.${field}`,
  });
  const missing = missingPods(manifest.kind, update['maxUnavailable'], pods);
  const share = percentage(update['maxUnavailable']) === undefined ? '' : `, which is ${missing} of ${pods}`;
  return [
    ...(missing === 0 ? [] : [complaint('maxUnavailable', share)]),
    ...((surgingPods(update['maxSurge'], pods) ?? 0) >= 1 ? [] : [complaint('maxSurge')]),
  ];
}

function ofStatefulSet(manifest: Manifest): readonly Problem[] {
  const type = textAt(manifest.fields, 'spec', 'updateStrategy', 'type');
  if (type === undefined || type === 'RollingUpdate') return [];
  return [{ message: settingOf(titleOf(manifest), 'spec.updateStrategy.type', type), path: 'spec.updateStrategy.type' }];
}
