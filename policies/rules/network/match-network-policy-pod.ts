import { listAt } from '../../kubernetes/fields.ts';
import { isOfSleepingRun } from '../../kubernetes/namespaces.ts';
import { networkOf } from '../../kubernetes/network/network.ts';
import { directions } from '../../kubernetes/network/network-policy.ts';
import { describeSelector, selectsAll } from '../../kubernetes/selectors.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'match-network-policy-pod',
  severity: 'error',
  manual: '9.1',
  summary: 'Write NetworkPolicies for pods that exist, and rules for the directions that they are about.',
  rationale: 'A policy that selects no pod protects nothing and opens nothing, while a reader believes that it does.',
  remediation: 'Give spec.podSelector labels that the pods of this namespace carry, or remove the policy.',
  scope: 'object',
  kinds: ['NetworkPolicy'],
  foreign: true,

  check(manifest, world) {
    const network = networkOf(world);
    const policy = network.policyOf(manifest);
    if (policy === undefined) return [];
    const dead = directions
      .filter((direction) => !policy.directions.includes(direction) && listAt(manifest.fields, 'spec', direction.toLowerCase()).length > 0)
      .map((direction) => ({
        message: `NetworkPolicy "${manifest.name}" has ${direction.toLowerCase()} rules, which have no effect: its policyTypes do not name ${direction}.`,
        path: `spec.${direction.toLowerCase()}`,
      }));
    if (dead.length > 0 || selectsAll(policy.selector)) return dead;
    if (network.endpoints(manifest.namespace, policy.selector).length > 0) return [];
    if (isOfSleepingRun(policy.selector, manifest, world)) return [];
    return [
      {
        message: `NetworkPolicy "${manifest.name}" is for pods with "${describeSelector(policy.selector)}", which its namespace does not have.`,
        path: 'spec.podSelector',
      },
    ];
  },

  examples: {
    pass: [
      {
        name: 'pods of a Deployment, pods of an operator, and all pods of a namespace without any',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: financial-service } } } }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { enableConnectionPooler: true }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec: { podSelector: { matchLabels: { app: financial-service } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: postgres-clients, namespace: erp-infra }
spec: { podSelector: { matchLabels: { connection-pooler: postgres-pooler } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: erp-empty }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`,
      },
      {
        name: 'pods of a CronJob',
        manifests: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: backup, namespace: erp-infra }
spec: { jobTemplate: { spec: { template: { metadata: { labels: { app: backup } } } } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: backup, namespace: erp-infra }
spec: { podSelector: { matchExpressions: [{ key: app, operator: In, values: [backup, restore] }] } }
`,
      },
      {
        name: 'a run around a rollout, where its place waits',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { erp.example.com/role: standby } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: sales-service-migrate-netpol, namespace: erp-prod }
spec: { podSelector: { matchLabels: { app: sales-service-migrate } } }
`,
      },
      {
        name: 'a policy for ingress, of all pods',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: reports, namespace: erp-prod }
spec: { podSelector: {}, policyTypes: [Ingress] }
`,
      },
    ],
    fail: [
      {
        name: 'egress rules of a policy for ingress',
        from: 'a policy for ingress, of all pods',
        change: { 'NetworkPolicy/reports > spec.egress': [{ ports: [{ port: 53 }] }] },
        problems: [
          {
            on: 'NetworkPolicy/reports',
            message: 'NetworkPolicy "reports" has egress rules, which have no effect: its policyTypes do not name Egress.',
            path: 'spec.egress',
          },
        ],
      },
      {
        name: 'the pods are in another namespace',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: financial-service } } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-infra }
spec: { podSelector: { matchLabels: { app: financial-service } } }
`,
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message:
              'NetworkPolicy "financial-service-netpol" is for pods with "app=financial-service", which its namespace does not have.',
            path: 'spec.podSelector',
          },
        ],
      },
      {
        name: 'a label of the Deployment that its pods do not carry',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod, labels: { tier: backend } }
spec: { template: { metadata: { labels: { app: financial-service } } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec: { podSelector: { matchLabels: { app: financial-service, tier: backend } } }
`,
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message:
              'NetworkPolicy "financial-service-netpol" is for pods with "app=financial-service, tier=backend", which its namespace does not have.',
            path: 'spec.podSelector',
          },
        ],
      },
    ],
  },
});
