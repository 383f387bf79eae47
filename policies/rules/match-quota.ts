import { at, below, fieldsAt } from '../kubernetes/fields.ts';
import { mostPods } from '../kubernetes/most-pods.ts';
import { titleOf } from '../kubernetes/objects.ts';
import { podAmount } from '../kubernetes/pod-resources.ts';
import { quantity } from '../kubernetes/quantities.ts';
import type { Manifest, Pod } from '../model.ts';
import { defineRule } from '../model.ts';

const example = (hard: string, more = '') => `
apiVersion: v1
kind: ResourceQuota
metadata: { name: quota, namespace: erp-prod }
spec: { hard: { ${hard} }${more} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
  template:
    spec:
      containers: [{ name: financial-service, resources: { requests: { cpu: 500m, memory: 512Mi }, limits: { cpu: "2", memory: 2Gi } } }]
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec: { scaleTargetRef: { name: financial-service }, minReplicaCount: 6, maxReplicaCount: 20 }
`;

export default defineRule({
  id: 'match-quota',
  severity: 'error',
  manual: '2.1, 2.7 (D11)',
  summary: 'Let the quota of a namespace hold all its pods at their most, during a rollout too.',
  rationale: 'A quota that is too small refuses the pods of a scale-up exactly when the load needs them, and a rollout then never ends.',
  remediation: 'Raise the value in spec.hard, or lower the maximum or the resources of the workloads.',
  scope: 'object',
  kinds: ['ResourceQuota'],

  check(manifest, world) {
    // A quota with a scope counts only some of the pods.
    if (at(manifest.fields, 'spec', 'scopes') !== undefined || at(manifest.fields, 'spec', 'scopeSelector') !== undefined) return [];
    const limits = world.ofKind('LimitRange').filter(({ namespace }) => namespace === manifest.namespace);
    const pods = world.podsSelected(manifest.namespace, {}).map((pod) => ({ pod, count: mostPods(pod, world) }));
    return Object.entries(fieldsAt(manifest.fields, 'spec', 'hard')).flatMap(([key, value]) => {
      const measure = measureOf(key, limits);
      const hard = quantity(value);
      if (measure === undefined || hard === undefined) return [];
      const needed = pods.reduce((sum, { pod, count }) => sum + count * measure(pod), 0);
      if (needed <= hard * (1 + 1e-9)) return [];
      const [allowed, wanted] = [shownAmount(key, hard), shownAmount(key, needed)];
      const message = `${titleOf(manifest)} allows ${allowed} of "${key}", but the pods may need ${wanted}.`;
      return [{ message, path: below('spec.hard', key) }];
    });
  },

  examples: {
    pass: [
      {
        name: 'exactly twenty pods and one for the rollout',
        manifests: example('pods: "21", requests.cpu: 10500m, requests.memory: 10752Mi, limits.cpu: "42", limits.memory: 42Gi'),
      },
      { name: 'a quota that counts something else', manifests: example('services.loadbalancers: "0"') },
      { name: 'a quota for best-effort pods only', manifests: example('pods: "1"', ', scopes: [BestEffort]') },
    ],
    fail: [
      {
        name: 'no room for the rollout',
        manifests: example('pods: "20"'),
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 20 of "pods", but the pods may need 21.',
            path: 'spec.hard.pods',
          },
        ],
      },
      {
        name: 'CPU for half of the pods',
        manifests: example('requests.cpu: "5", limits.cpu: "42"'),
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 5 of "requests.cpu", but the pods may need 10.5.',
            path: 'spec.hard["requests.cpu"]',
          },
        ],
      },
      {
        name: 'memory in another unit',
        manifests: example('limits.memory: 42G'),
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 40055Mi of "limits.memory", but the pods may need 43008Mi.',
            path: 'spec.hard["limits.memory"]',
          },
        ],
      },
    ],
  },
});

type Measure = (pod: Pod) => number;

/** How a quota counts pods under one of its keys; undefined for keys that count something else. */
function measureOf(key: string, limits: readonly Manifest[]): Measure | undefined {
  if (key === 'pods' || key === 'count/pods') return () => 1;
  const match = /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/.exec(key);
  const [, side, resource] = match ?? [];
  if (resource === undefined) return undefined;
  return (pod) => podAmount(pod, side === 'limits' ? 'limits' : 'requests', resource, limits);
}

/** Bytes in Mi, rounded up; everything else as a number of at most three decimals. */
function shownAmount(key: string, amount: number): string {
  return /memory|storage/.test(key) ? `${Math.ceil(amount / 2 ** 20)}Mi` : String(Number(amount.toFixed(3)));
}
