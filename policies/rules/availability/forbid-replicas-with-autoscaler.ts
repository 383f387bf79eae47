import { at } from '../../kubernetes/fields.ts';
import { isAsleep } from '../../kubernetes/namespaces.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { autoscalersOf } from '../../kubernetes/pods/autoscaling.ts';
import { defineRule } from '../../model.ts';

const deployment = (replicas: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  ${replicas}
`;

const autoscaler = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: financial-service-hpa, namespace: erp-prod }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: financial-service }
  minReplicas: 3
  maxReplicas: 20
`;

const asleep = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { erp.example.com/role: standby } }
`;

export default defineRule({
  id: 'forbid-replicas-with-autoscaler',
  severity: 'error',
  manual: '2.4, 2.7 (D33)',
  summary: 'Leave spec.replicas out of a workload whose number of replicas an autoscaler decides.',
  rationale: 'Each sync would reset the twenty pods of a busy hour to the number in git.',
  remediation: 'Remove spec.replicas; the minimum of the autoscaler takes its place.',
  scope: 'object',
  kinds: ['Deployment', 'StatefulSet', 'ReplicaSet'],
  fix: { remove: true },

  check(manifest, world) {
    const replicas = at(manifest.fields, 'spec', 'replicas') ?? undefined;
    const [owner] = autoscalersOf(manifest, world);
    if (replicas === undefined || owner === undefined) return [];
    // Without it Kubernetes starts one pod, until KEDA takes it away (2.20.2, scaleTargetToPausedCount).
    if (replicas === 0 && isAsleep(manifest, world)) return [];
    const message = `${titleOf(manifest)} sets spec.replicas, but ${titleOf(owner.manifest)} decides the number.`;
    return [{ message, path: 'spec.replicas' }];
  },

  examples: {
    pass: [
      { name: 'no replicas, an autoscaler', manifests: deployment('revisionHistoryLimit: 5') + autoscaler },
      { name: 'none in a place that waits', manifests: `${asleep}---${deployment('replicas: 0')}${autoscaler}` },
      { name: 'replicas, no autoscaler', manifests: deployment('replicas: 3') },
      {
        name: 'an autoscaler of another workload',
        manifests: deployment('replicas: 3') + autoscaler.replace('name: financial-service }', 'name: sales-service }'),
      },
    ],
    fail: [
      {
        name: 'none in a place that serves',
        from: 'none in a place that waits',
        change: { 'Namespace/erp-prod > metadata.labels': undefined },
        problems: [
          {
            on: 'Deployment/financial-service',
            message:
              'Deployment "financial-service" sets spec.replicas, but HorizontalPodAutoscaler "financial-service-hpa" decides the number.',
            path: 'spec.replicas',
          },
        ],
      },
      {
        name: 'replicas beside a HorizontalPodAutoscaler',
        from: 'no replicas, an autoscaler',
        change: { 'Deployment/financial-service > spec': { replicas: 3 } },
        problems: [
          {
            on: 'Deployment/financial-service',
            message:
              'Deployment "financial-service" sets spec.replicas, but HorizontalPodAutoscaler "financial-service-hpa" decides the number.',
            path: 'spec.replicas',
          },
        ],
      },
      {
        name: 'replicas beside a ScaledObject, which names no kind',
        from: 'replicas, no autoscaler',
        change: {
          'ScaledObject/financial-service': `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec: { scaleTargetRef: { name: financial-service }, minReplicaCount: 3 }
`,
        },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" sets spec.replicas, but ScaledObject "financial-service" decides the number.',
            path: 'spec.replicas',
          },
        ],
      },
    ],
  },
});
