import { titleOf } from '../../kubernetes/objects.ts';
import { budgetsOf, holdsNothing } from '../../kubernetes/pods/disruption.ts';
import { isSingle } from '../../kubernetes/pods/most-pods.ts';
import { isReplicated, replicatedKinds } from '../../kubernetes/pods/workloads.ts';
import { defineRule } from '../../model.ts';
import { quotedList } from '../../wording.ts';

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  replicas: 3
  template: { metadata: { labels: { app: financial-service } }, spec: { containers: [{ name: financial-service }] } }
`;

const budget = (name: string, app = 'financial-service') => `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: ${name}, namespace: erp-prod }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: ${app} } } }
`;

export default defineRule({
  id: 'require-pod-disruption-budget',
  severity: 'error',
  manual: '2.4 (D35)',
  summary: 'Protect the pods of every workload by exactly one PodDisruptionBudget, which holds back at least one.',
  rationale:
    'Without a budget a node drain may evict all replicas at once; with two the eviction API refuses every eviction, and drains hang.',
  remediation: 'Add one PodDisruptionBudget with maxUnavailable 1 whose selector selects the pod template, and remove any other.',
  scope: 'object',
  kinds: replicatedKinds,
  foreign: true,
  made: true,

  check(manifest, world) {
    const pod = world.podOf(manifest);
    if (pod === undefined || !isReplicated(manifest) || isSingle(manifest, world)) return [];
    const budgets = budgetsOf(pod, world);
    const names = budgets.map(({ name }) => name);
    const path = `${pod.metadataPath}.labels`;
    if (names.length === 0) return [{ message: `No PodDisruptionBudget selects the pods of ${titleOf(manifest)}.`, path }];
    const [budget] = budgets;
    if (names.length === 1) {
      if (budget === undefined || !holdsNothing(budget, world)) return [];
      return [{ message: `${titleOf(budget)} lets all pods of ${titleOf(manifest)} go at once.`, path }];
    }
    return [{ message: `${names.length} PodDisruptionBudgets select the pods of ${titleOf(manifest)}: ${quotedList(names)}.`, path }];
  },

  examples: {
    pass: [{ name: 'one budget', manifests: deployment + budget('financial-service') }],
    fail: [
      {
        name: 'no budget',
        from: 'one budget',
        change: { 'PodDisruptionBudget/financial-service': undefined },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'No PodDisruptionBudget selects the pods of Deployment "financial-service".',
            path: 'spec.template.metadata.labels',
          },
        ],
      },
      ...['maxUnavailable: 3', 'maxUnavailable: 70%', 'minAvailable: 0', 'minAvailable: 0%'].map((bound) => ({
        name: `a budget that holds nothing back: ${bound}`,
        from: 'one budget',
        change: boundOf(bound),
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'PodDisruptionBudget "financial-service" lets all pods of Deployment "financial-service" go at once.',
            path: 'spec.template.metadata.labels',
          },
        ],
      })),
      {
        name: 'the pods of a ReplicaSet, which are as much in need',
        from: 'one budget',
        change: { 'PodDisruptionBudget/financial-service': undefined, 'Deployment/financial-service > kind': 'ReplicaSet' },
        problems: [
          {
            on: 'ReplicaSet/financial-service',
            message: 'No PodDisruptionBudget selects the pods of ReplicaSet "financial-service".',
            path: 'spec.template.metadata.labels',
          },
        ],
      },
      {
        name: 'a budget for another service',
        from: 'one budget',
        change: { 'PodDisruptionBudget/financial-service > spec.selector.matchLabels.app': 'sales-service' },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'No PodDisruptionBudget selects the pods of Deployment "financial-service".',
            path: 'spec.template.metadata.labels',
          },
        ],
      },
      {
        name: 'two budgets',
        from: 'one budget',
        change: {
          'PodDisruptionBudget/financial-service-drain': `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: financial-service-drain, namespace: erp-prod }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: financial-service } } }
`,
        },
        problems: [
          {
            on: 'Deployment/financial-service',
            message:
              '2 PodDisruptionBudgets select the pods of Deployment "financial-service": "financial-service", "financial-service-drain".',
            path: 'spec.template.metadata.labels',
          },
        ],
      },
    ],
  },
});

/** The bound of the budget of the examples, set as `maxUnavailable: 3`. */
function boundOf(text: string): Readonly<Record<string, unknown>> {
  const [field = '', value = ''] = text.split(': ');
  const spec = 'PodDisruptionBudget/financial-service > spec';
  return {
    ...(field === 'minAvailable' && { [`${spec}.maxUnavailable`]: undefined }),
    [`${spec}.${field}`]: value.endsWith('%') ? value : Number(value),
  };
}
