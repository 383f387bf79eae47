import { fieldsAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { budgetedPods, percentage } from '../../kubernetes/percentages.ts';
import { fewestPodsOf } from '../../kubernetes/pods/disruption.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const budget = (bound: string, replicas = 3) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  replicas: ${replicas}
  template: { metadata: { labels: { app: financial-service } }, spec: { containers: [{ name: financial-service }] } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: financial-service, namespace: erp-prod }
spec: { ${bound}, selector: { matchLabels: { app: financial-service } } }
`;

export default defineRule({
  id: 'forbid-blocking-disruption-budget',
  severity: 'error',
  manual: '2.4 (D35)',
  summary: 'Let every PodDisruptionBudget allow at least one eviction.',
  rationale: 'A budget that allows none blocks every node drain and cluster upgrade until somebody deletes it in a hurry.',
  remediation: 'Set maxUnavailable to 1 and no minAvailable.',
  scope: 'object',
  kinds: ['PodDisruptionBudget'],
  foreign: true,

  check(manifest, world) {
    const spec = fieldsAt(manifest.fields, 'spec');
    const least = fewestPodsOf(manifest, world);
    // How many pods a DaemonSet has is how many nodes there are, and a drain leaves them alone.
    const replicas = least ?? 0;
    if ((spec['maxUnavailable'] ?? undefined) === undefined && (spec['minAvailable'] ?? undefined) === undefined) {
      return [{ message: `${titleOf(manifest)} sets neither maxUnavailable nor minAvailable, which allows no eviction.`, path: 'spec' }];
    }
    return [...maxUnavailable(manifest, spec['maxUnavailable']), ...minAvailable(manifest, spec['minAvailable'], replicas)];
  },

  examples: {
    pass: [
      { name: 'one pod at a time', manifests: budget('maxUnavailable: 1') },
      { name: 'two of three must stay', manifests: budget('minAvailable: 2') },
      { name: 'a small share is rounded up to one pod', manifests: budget('maxUnavailable: 10%') },
      { name: 'a share that leaves one pod', manifests: budget('minAvailable: 60%') },
      {
        name: 'one of as many pods as there are nodes',
        manifests: budget('minAvailable: 1').replace('kind: Deployment', 'kind: DaemonSet'),
      },
    ],
    fail: [
      {
        name: 'no pod may go',
        from: 'one pod at a time',
        change: { 'PodDisruptionBudget/financial-service > spec.maxUnavailable': 0 },
        problems: [
          {
            on: 'PodDisruptionBudget/financial-service',
            message: 'PodDisruptionBudget "financial-service" sets maxUnavailable to 0, which allows no eviction.',
            path: 'spec.maxUnavailable',
          },
        ],
      },
      {
        name: 'a budget that says nothing',
        from: 'one pod at a time',
        change: { 'PodDisruptionBudget/financial-service > spec.maxUnavailable': undefined },
        problems: [
          {
            on: 'PodDisruptionBudget/financial-service',
            message: 'PodDisruptionBudget "financial-service" sets neither maxUnavailable nor minAvailable, which allows no eviction.',
            path: 'spec',
          },
        ],
      },
      {
        name: 'no share of the pods may go',
        from: 'one pod at a time',
        change: { 'PodDisruptionBudget/financial-service > spec.maxUnavailable': '0%' },
        problems: [
          {
            on: 'PodDisruptionBudget/financial-service',
            message: 'PodDisruptionBudget "financial-service" sets maxUnavailable to "0%", which allows no eviction.',
            path: 'spec.maxUnavailable',
          },
        ],
      },
      {
        name: 'all three of three must stay',
        from: 'two of three must stay',
        change: { 'PodDisruptionBudget/financial-service > spec.minAvailable': 3 },
        problems: [
          {
            on: 'PodDisruptionBudget/financial-service',
            message: 'PodDisruptionBudget "financial-service" sets minAvailable to 3, but only 3 pods may be running.',
            path: 'spec.minAvailable',
          },
        ],
      },
      {
        name: 'a share that rounds up to all three',
        from: 'two of three must stay',
        change: { 'PodDisruptionBudget/financial-service > spec.minAvailable': '70%' },
        problems: [
          {
            on: 'PodDisruptionBudget/financial-service',
            message: 'PodDisruptionBudget "financial-service" sets minAvailable to "70%", which is 3 of 3, but only 3 pods may be running.',
            path: 'spec.minAvailable',
          },
        ],
      },
      {
        name: 'the only pod must stay',
        from: 'two of three must stay',
        change: { 'Deployment/financial-service > spec.replicas': 1, 'PodDisruptionBudget/financial-service > spec.minAvailable': 1 },
        problems: [
          {
            on: 'PodDisruptionBudget/financial-service',
            message: 'PodDisruptionBudget "financial-service" sets minAvailable to 1, but only 1 pod may be running.',
            path: 'spec.minAvailable',
          },
        ],
      },
    ],
  },
});

function maxUnavailable(manifest: Manifest, value: unknown): readonly Problem[] {
  if (budgetedPods(value, 100) !== 0) return [];
  const message = `${titleOf(manifest)} sets maxUnavailable to ${shown(value)}, which allows no eviction.`;
  return [{ message, path: 'spec.maxUnavailable' }];
}

/** With no pods known, only a demand for all of them can be judged. */
function minAvailable(manifest: Manifest, value: unknown, replicas: number): readonly Problem[] {
  const path = 'spec.minAvailable';
  const subject = `${titleOf(manifest)} sets minAvailable to ${shown(value)}`;
  const share = percentage(value) === undefined ? '' : `, which is ${budgetedPods(value, replicas)} of ${replicas}`;
  if (percentage(value) === 100) return [{ message: `${subject}, which allows no eviction.`, path }];
  const count = budgetedPods(value, replicas);
  if (count === undefined || replicas === 0 || count < replicas) return [];
  return [{ message: `${subject}${share}, but only ${replicas} ${replicas === 1 ? 'pod' : 'pods'} may be running.`, path }];
}
