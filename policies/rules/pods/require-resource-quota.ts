import { fieldsAt, listAt } from '../../kubernetes/fields.ts';
import { isGoverned, namespaceTitle, objectsIn } from '../../kubernetes/namespaces.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** What must be bounded, with the spellings that ResourceQuota has for it. */
const bounded: readonly { readonly name: string; readonly keys: readonly string[] }[] = [
  { name: 'CPU requests', keys: ['requests.cpu', 'cpu'] },
  { name: 'memory requests', keys: ['requests.memory', 'memory'] },
  { name: 'memory limits', keys: ['limits.memory'] },
];

export default defineRule({
  id: 'require-resource-quota',
  severity: 'error',
  manual: '2.1 (D11)',
  summary: 'Bound what the pods of a namespace may claim together.',
  rationale: 'One service that scales without end takes the nodes from all others, and from the databases beside them.',
  remediation:
    'Add a ResourceQuota without scopes to the namespace, with hard values for requests.cpu, requests.memory and ' + 'limits.memory.',
  scope: 'namespace',

  check(namespace, world) {
    if (!isGoverned(namespace, world)) return [];
    const quotas = objectsIn(world, 'ResourceQuota', namespace.name).filter(isForAllPods);
    const missing = bounded.filter(({ keys }) => !quotas.some((quota) => keys.some((key) => limits(quota, key))));
    if (missing.length === 0) return [];
    return [
      {
        message: `${namespaceTitle(namespace.name)} has no ResourceQuota for ${missing.map(({ name }) => name).join(', ')}.`,
        path: '',
      },
    ];
  },

  examples: {
    pass: [
      {
        name: 'one quota for all of it',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod }
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: quota, namespace: erp-prod }
spec: { hard: { requests.cpu: "40", requests.memory: 40Gi, limits.memory: 80Gi } }
`,
      },
      {
        name: 'two quotas together, in the short spelling',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod }
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: cpu, namespace: erp-prod }
spec: { hard: { cpu: 40 } }
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: memory, namespace: erp-prod }
spec: { hard: { memory: 40Gi, limits.memory: 80Gi } }
`,
      },
    ],
    fail: [
      {
        name: 'no quota, or one in another namespace',
        from: 'one quota for all of it',
        change: { 'ResourceQuota/quota > metadata.namespace': 'kube-system' },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has no ResourceQuota for CPU requests, memory requests, memory limits.',
            path: '',
          },
        ],
      },
      {
        name: 'a quota that counts pods, and one for a part of them',
        from: 'one quota for all of it',
        change: {
          'ResourceQuota/quota > spec.hard': { pods: '100', 'requests.cpu': '40', 'requests.memory': 'lots' },
          'ResourceQuota/batch': `
apiVersion: v1
kind: ResourceQuota
metadata: { name: batch, namespace: erp-prod }
spec: { hard: { requests.memory: 40Gi, limits.memory: 80Gi }, scopes: [Terminating] }
`,
        },
        problems: [
          { on: 'Namespace/erp-prod', message: 'Namespace "erp-prod" has no ResourceQuota for memory requests, memory limits.', path: '' },
        ],
      },
    ],
  },
});

function isForAllPods(quota: Manifest): boolean {
  return listAt(quota.fields, 'spec', 'scopes').length === 0 && Object.keys(fieldsAt(quota.fields, 'spec', 'scopeSelector')).length === 0;
}

function limits(quota: Manifest, key: string): boolean {
  return quantity(fieldsAt(quota.fields, 'spec', 'hard')[key]) !== undefined;
}
