import { titleOf } from '../../kubernetes/objects.ts';
import { autoscalerKinds, autoscalersOf, workloadScaledBy } from '../../kubernetes/pods/autoscaling.ts';
import { defineRule } from '../../model.ts';

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: {}
`;

const keda = (name: string) => `---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: ${name}, namespace: erp-prod }
spec: { scaleTargetRef: { name: financial-service } }
`;

const hpa = (target: string) => `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: financial-service-hpa, namespace: erp-prod }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${target} } }
`;

export default defineRule({
  id: 'unique-autoscaler-target',
  severity: 'error',
  manual: '2.7 (D50)',
  summary: 'Let only one autoscaler decide the replicas of a workload.',
  rationale:
    'Two autoscalers set the number in turn and undo each other; a ScaledObject already makes a HorizontalPodAutoscaler of its own.',
  remediation: 'Keep one autoscaler: the ScaledObject where there is one.',
  scope: 'object',
  kinds: autoscalerKinds,
  foreign: true,

  check(manifest, world) {
    const workload = workloadScaledBy(manifest, world);
    if (workload === undefined) return [];
    const [first] = autoscalersOf(workload, world);
    if (first === undefined || first.manifest === manifest) return [];
    const message = `${titleOf(manifest)} scales ${titleOf(workload)}, which ${titleOf(first.manifest)} scales already.`;
    return [{ message, path: 'spec.scaleTargetRef' }];
  },

  examples: {
    pass: [
      { name: 'one ScaledObject', manifests: deployment + keda('financial-service') },
      { name: 'an autoscaler of another workload beside it', manifests: deployment + keda('financial-service') + hpa('sales-service') },
    ],
    fail: [
      {
        name: 'a HorizontalPodAutoscaler beside a ScaledObject',
        from: 'an autoscaler of another workload beside it',
        change: { 'HorizontalPodAutoscaler/financial-service-hpa > spec.scaleTargetRef.name': 'financial-service' },
        problems: [
          {
            on: 'HorizontalPodAutoscaler/financial-service-hpa',
            message:
              'HorizontalPodAutoscaler "financial-service-hpa" scales Deployment "financial-service", which ScaledObject "financial-service" scales already.',
            path: 'spec.scaleTargetRef',
          },
        ],
      },
      {
        name: 'two ScaledObjects',
        from: 'one ScaledObject',
        change: {
          'ScaledObject/financial-queue': `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-queue, namespace: erp-prod }
spec: { scaleTargetRef: { name: financial-service } }
`,
        },
        problems: [
          {
            on: 'ScaledObject/financial-queue',
            message:
              'ScaledObject "financial-queue" scales Deployment "financial-service", which ScaledObject "financial-service" scales already.',
            path: 'spec.scaleTargetRef',
          },
        ],
      },
    ],
  },
});
