import { isAsleep } from '../../kubernetes/namespaces.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { autoscalerKinds, autoscalerOf, autoscalersOf, fewestReplicas, scaleTargetOf } from '../../kubernetes/pods/autoscaling.ts';
import { isSingleWriter } from '../../kubernetes/pods/single-writer.ts';
import { isReplicated, replicatedKinds } from '../../kubernetes/pods/workloads.ts';
import { defineRule } from '../../model.ts';

const fewest = 3;

const workload = (replicas: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:${replicas}
  template: { metadata: { labels: { app: financial-service } }, spec: { containers: [{ name: financial-service }] } }
`;

const scaled = (bounds: string) => `${workload('')}---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec: { scaleTargetRef: { name: financial-service }, ${bounds} }
`;

const single = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: financial-service
  namespace: erp-prod
  annotations: { erp.example.com/single: One writer on one spool directory. }
spec:
  replicas: 1
  strategy: { type: Recreate }
  template: { metadata: { labels: { app: financial-service } }, spec: { containers: [{ name: financial-service }] } }
`;

const asleep = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { erp.example.com/role: standby } }
`;

export default defineRule({
  id: 'require-production-replicas',
  severity: 'error',
  manual: '2.4 (R31)',
  summary: 'Run at least three replicas of every workload that serves in production.',
  rationale: 'With fewer than three pods the loss of a zone during a rollout or a node drain leaves one pod, or none, for the whole load.',
  remediation:
    'Raise spec.replicas, or the minimum of the autoscaler that owns the number, to at least 3; where there may never be two, say scale: { single: why } in the file of the service.',
  tiers: ['production'],
  scope: 'object',
  kinds: [...replicatedKinds, ...autoscalerKinds],

  check(manifest, world) {
    // An autoscaler owns the number, so that is where it must be raised.
    if (autoscalerKinds.includes(manifest.kind)) {
      const { floor, floorPath } = autoscalerOf(manifest);
      const target = scaleTargetOf(manifest);
      if (floor >= fewest || target === undefined) return [];
      return [
        {
          message: `${titleOf(manifest)} may leave ${replicas(floor)} of ${target.kind} "${target.name}", fewer than ${fewest}.`,
          path: floorPath,
        },
      ];
    }
    if (!isReplicated(manifest) || autoscalersOf(manifest, world).length > 0) return [];
    const count = fewestReplicas(manifest, world);
    if (count === 1 && isSingleWriter(manifest)) return [];
    // That it has none there is asked by require-standby-asleep.
    if (count === 0 && isAsleep(manifest, world)) return [];
    return count >= fewest
      ? []
      : [
          {
            message: `${titleOf(manifest)} runs ${replicas(count)}, fewer than ${fewest}.`,
            path: manifest.kind === 'Pod' ? '' : 'spec.replicas',
          },
        ];
  },

  examples: {
    pass: [
      { name: 'three replicas', manifests: workload('\n  replicas: 3') },
      { name: 'one replica in staging', environment: 'staging', manifests: workload('\n  replicas: 1') },
      { name: 'one writer, by declaration', manifests: single },
      { name: 'none in a place that waits', manifests: `${asleep}---${workload('\n  replicas: 0')}` },
      { name: 'an autoscaler that never goes below three', manifests: scaled('minReplicaCount: 3, maxReplicaCount: 20') },
    ],
    fail: [
      {
        name: 'none in a place that serves',
        from: 'none in a place that waits',
        change: { 'Namespace/erp-prod > metadata.labels': undefined },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" runs 0 replicas, fewer than 3.',
            path: 'spec.replicas',
          },
        ],
      },
      {
        name: 'one in a place that waits',
        from: 'none in a place that waits',
        change: { 'Deployment/financial-service > spec.replicas': 1 },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" runs 1 replica, fewer than 3.',
            path: 'spec.replicas',
          },
        ],
      },
      {
        name: 'two replicas',
        from: 'three replicas',
        change: { 'spec.replicas': 2 },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" runs 2 replicas, fewer than 3.',
            path: 'spec.replicas',
          },
        ],
      },
      {
        name: 'one writer that a rollout makes two',
        from: 'one writer, by declaration',
        change: { 'spec.strategy.type': 'RollingUpdate' },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" runs 1 replica, fewer than 3.',
            path: 'spec.replicas',
          },
        ],
      },
      {
        name: 'one writer without a reason',
        from: 'one writer, by declaration',
        change: { 'metadata.annotations["erp.example.com/single"]': 'because' },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" runs 1 replica, fewer than 3.',
            path: 'spec.replicas',
          },
        ],
      },
      {
        name: 'two writers that say they are one',
        from: 'one writer, by declaration',
        change: { 'spec.replicas': 2 },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" runs 2 replicas, fewer than 3.',
            path: 'spec.replicas',
          },
        ],
      },
      {
        name: 'no number, which means one',
        from: 'three replicas',
        change: { 'spec.replicas': undefined },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" runs 1 replica, fewer than 3.',
            path: 'spec.replicas',
          },
        ],
      },
      {
        name: 'an autoscaler without a minimum, which may scale to nothing',
        from: 'an autoscaler that never goes below three',
        change: { 'ScaledObject/financial-service > spec.minReplicaCount': undefined },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" may leave 0 replicas of Deployment "financial-service", fewer than 3.',
            path: 'spec.minReplicaCount',
          },
        ],
      },
      {
        name: 'an autoscaler of what is somewhere else',
        from: 'an autoscaler that never goes below three',
        change: {
          'ScaledObject/financial-service > spec.minReplicaCount': 2,
          'ScaledObject/financial-service > spec.scaleTargetRef.name': 'sales-service',
        },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" runs 1 replica, fewer than 3.',
            path: 'spec.replicas',
          },
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" may leave 2 replicas of Deployment "sales-service", fewer than 3.',
            path: 'spec.minReplicaCount',
          },
        ],
      },
      {
        name: 'an autoscaler that goes to one replica when idle',
        from: 'an autoscaler that never goes below three',
        change: { 'ScaledObject/financial-service > spec.idleReplicaCount': 1 },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" may leave 1 replica of Deployment "financial-service", fewer than 3.',
            path: 'spec.idleReplicaCount',
          },
        ],
      },
    ],
  },
});

function replicas(count: number): string {
  return count === 1 ? '1 replica' : `${count} replicas`;
}
