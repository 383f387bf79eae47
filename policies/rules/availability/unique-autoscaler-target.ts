import { textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { autoscalerKinds, autoscalersOf, workloadScaledBy } from '../../kubernetes/pods/autoscaling.ts';
import type { Manifest, Problem, World } from '../../model.ts';
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
  summary: 'Let only one autoscaler decide the replicas of a workload, under a name of its own.',
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
    if (first === undefined || first.manifest === manifest) return sameName(manifest, world);
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
        name: 'two that make one HorizontalPodAutoscaler',
        from: 'an autoscaler of another workload beside it',
        change: {
          'HorizontalPodAutoscaler/financial-service-hpa > metadata.name': 'sales-service-hpa',
          'ScaledObject/financial-service > spec.advanced': { horizontalPodAutoscalerConfig: { name: 'sales-service-hpa' } },
        },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message:
              'ScaledObject "financial-service" makes the HorizontalPodAutoscaler "sales-service-hpa", which is that of HorizontalPodAutoscaler "sales-service-hpa" already.',
            path: 'spec.advanced.horizontalPodAutoscalerConfig.name',
          },
        ],
      },
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

/** KEDA takes over a HorizontalPodAutoscaler of that name, whoever made it. */
function sameName(manifest: Manifest, world: World): readonly Problem[] {
  if (manifest.kind !== 'ScaledObject') return [];
  const name = textAt(manifest.fields, 'spec', 'advanced', 'horizontalPodAutoscalerConfig', 'name') ?? `keda-hpa-${manifest.name}`;
  const others = world
    .ofKind('HorizontalPodAutoscaler')
    .filter((other) => other.namespace === manifest.namespace && other.name === name)
    .map((other) => (other.origin?.by === 'operator' ? other.origin.of : other));
  const other = others.find((one) => one !== manifest);
  if (other === undefined) return [];
  const message = `${titleOf(manifest)} makes the HorizontalPodAutoscaler "${name}", which is that of ${titleOf(other)} already.`;
  return [{ message, path: 'spec.advanced.horizontalPodAutoscalerConfig.name' }];
}
