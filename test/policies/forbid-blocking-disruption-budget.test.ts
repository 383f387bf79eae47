import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/availability/forbid-blocking-disruption-budget.ts';
import { findingsOn } from '../support/findings.ts';

function blocks(bound: string, replicas: number): boolean {
  return (
    findingsOn(
      rule,
      `
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: erp-prod }
spec: { replicas: ${replicas}, template: { metadata: { labels: { app: app } } } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: app, namespace: erp-prod }
spec: { ${bound}, selector: { matchLabels: { app: app } } }
`,
    ).length > 0
  );
}

describe('forbid-blocking-disruption-budget', () => {
  // The count of Kubernetes: percentages of pods are rounded up, both of those that stay and of those that may go.
  it.each([
    ['maxUnavailable: 1', 1, false],
    ['maxUnavailable: 0', 6, true],
    ['maxUnavailable: 0%', 6, true],
    ['maxUnavailable: 1%', 3, false],
    ['maxUnavailable: 100%', 3, false],
    ['minAvailable: 0', 3, false],
    ['minAvailable: 2', 3, false],
    ['minAvailable: 3', 3, true],
    ['minAvailable: 4', 3, true],
    ['minAvailable: 1', 1, true],
    ['minAvailable: 66%', 3, false],
    ['minAvailable: 67%', 3, true],
    ['minAvailable: 90%', 10, false],
    ['minAvailable: 91%', 10, true],
    ['minAvailable: 100%', 20, true],
    ['minAvailable: 50%', 1, true],
    // Without a bound the disruption controller expects no pods, and lets none go (1.35.4, getExpectedPodCount).
    ['minAvailable: null', 3, true],
    // What is neither a count nor a percentage is the schema's business.
    ['maxUnavailable: "0"', 3, false],
    ['minAvailable: some', 3, false],
    ['maxUnavailable: [0]', 3, false],
  ])('%s of %i pods: blocks = %s', (bound, replicas, expected) => {
    expect(blocks(bound, replicas)).toBe(expected);
  });

  it('counts the fewest pods that an autoscaler may leave', () => {
    const objects = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: app } } } }
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: app, namespace: erp-prod }
spec: { scaleTargetRef: { name: app }, minReplicaCount: 6, maxReplicaCount: 20 }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: app, namespace: erp-prod }
spec: { minAvailable: 6, selector: { matchLabels: { app: app } } }
`;
    expect(findingsOn(rule, objects)).toEqual([
      'PodDisruptionBudget/app spec.minAvailable: PodDisruptionBudget "app" sets minAvailable to 6, but only 6 pods may be running.',
    ]);
    expect(findingsOn(rule, objects.replace('minAvailable: 6', 'minAvailable: 5'))).toEqual([]);
  });

  it('judges a budget for pods that it cannot see by its demand for all of them alone', () => {
    const budget = (bound: string) => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: app, namespace: erp-prod }
spec: { ${bound}, selector: { matchLabels: { app: elsewhere } } }
`;
    expect(findingsOn(rule, budget('minAvailable: 2'))).toEqual([]);
    expect(findingsOn(rule, budget('minAvailable: 100%'))).toEqual([
      'PodDisruptionBudget/app spec.minAvailable: PodDisruptionBudget "app" sets minAvailable to "100%", which allows no eviction.',
    ]);
  });
});
