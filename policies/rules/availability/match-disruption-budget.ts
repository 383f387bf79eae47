import { titleOf } from '../../kubernetes/objects.ts';
import { podsOfBudget } from '../../kubernetes/pods/disruption.ts';
import { defineRule } from '../../model.ts';

const deployment = (name: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: erp-prod }
spec:
  template: { metadata: { labels: { app: ${name}, tier: service } }, spec: { containers: [{ name: ${name} }] } }
`;

const budget = (selector: string, namespace = 'erp-prod') => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: financial-service, namespace: ${namespace} }
spec: { maxUnavailable: 1, selector: ${selector} }
`;

export default defineRule({
  id: 'match-disruption-budget',
  severity: 'error',
  manual: '2.4 (D35)',
  summary: 'Let every PodDisruptionBudget select the pods of exactly one workload.',
  rationale: 'A budget that selects nothing protects nothing; one that covers two workloads lets a drain take all pods of the smaller one.',
  remediation: 'Make spec.selector equal to the selector of the one workload that the budget protects.',
  scope: 'object',
  kinds: ['PodDisruptionBudget'],
  foreign: true,

  check(manifest, world) {
    const owners = [...new Set(podsOfBudget(manifest, world).map((pod) => pod.manifest))];
    const path = 'spec.selector';
    if (owners.length === 0) {
      return [{ message: `${titleOf(manifest)} selects no pod.`, path }];
    }
    if (owners.length < 2) return [];
    return [{ message: `${titleOf(manifest)} selects the pods of ${owners.map(titleOf).join(' and ')}.`, path }];
  },

  examples: {
    pass: [
      {
        name: 'the pods of one Deployment',
        manifests: budget('{ matchLabels: { app: financial-service } }') + deployment('financial-service') + deployment('sales-service'),
      },
      {
        name: 'pods that an operator makes',
        manifests: `${budget('{ matchLabels: { connection-pooler: postgres-pooler } }', 'erp-infra')}---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { enableConnectionPooler: true }
`,
      },
    ],
    fail: [
      {
        name: 'a mistyped label',
        from: 'the pods of one Deployment',
        change: {
          'PodDisruptionBudget/financial-service > spec.selector.matchLabels.app': 'finance-service',
          'Deployment/sales-service': undefined,
        },
        problems: [
          {
            on: 'PodDisruptionBudget/financial-service',
            message: 'PodDisruptionBudget "financial-service" selects no pod.',
            path: 'spec.selector',
          },
        ],
      },
      {
        name: 'pods of another namespace',
        from: 'the pods of one Deployment',
        change: { 'PodDisruptionBudget/financial-service > metadata.namespace': 'erp-infra', 'Deployment/sales-service': undefined },
        problems: [
          {
            on: 'PodDisruptionBudget/financial-service',
            message: 'PodDisruptionBudget "financial-service" selects no pod.',
            path: 'spec.selector',
          },
        ],
      },
      {
        name: 'a label that two services share',
        from: 'the pods of one Deployment',
        change: { 'PodDisruptionBudget/financial-service > spec.selector.matchLabels': { tier: 'service' } },
        problems: [
          {
            on: 'PodDisruptionBudget/financial-service',
            message:
              'PodDisruptionBudget "financial-service" selects the pods of Deployment "financial-service" and Deployment "sales-service".',
            path: 'spec.selector',
          },
        ],
      },
    ],
  },
});
