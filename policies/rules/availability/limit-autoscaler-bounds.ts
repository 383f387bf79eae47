import { at, numberAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { autoscalerKinds, autoscalerOf, workloadScaledBy } from '../../kubernetes/pods/autoscaling.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const hpa = (bounds: string) => `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: financial-service-hpa, namespace: erp-prod }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: financial-service }, ${bounds} }
`;

const keda = (bounds: string) => `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec: { scaleTargetRef: { name: financial-service }, ${bounds} }
`;

export default defineRule({
  id: 'limit-autoscaler-bounds',
  severity: 'error',
  manual: '2.7',
  summary: 'Give every autoscaler a maximum of at least two, a minimum below it, and no way below that.',
  rationale: 'An autoscaler whose bounds contradict each other is refused or never scales, and nobody notices until the load comes.',
  remediation: 'Set the minimum to what must always run and the maximum to what the quota allows, at least two.',
  scope: 'object',
  kinds: autoscalerKinds,

  check(manifest, world) {
    const { min, minPath, max, maxPath } = autoscalerOf(manifest);
    const title = titleOf(manifest);
    if (max < 2) return [{ message: `${title} has a maximum of ${max}, so it cannot scale.`, path: maxPath }];
    if (min > max) return [{ message: `${title} has a minimum of ${min}, above its maximum of ${max}.`, path: minPath }];
    const idle = numberAt(manifest.fields, 'spec', 'idleReplicaCount');
    if (min === max && idle === undefined)
      return [{ message: `${title} has a minimum and a maximum of ${max}, so it cannot scale.`, path: maxPath }];
    const least = numberAt(manifest.fields, 'spec', 'minReplicaCount') ?? 0;
    const under = manifest.kind === 'ScaledObject' ? underMinimum(manifest, least, world) : [];
    if (under.length > 0) return under;
    if (manifest.kind !== 'ScaledObject' || idle === undefined || idle < least) return [];
    const message = `${title} has an idleReplicaCount of ${idle}, not below its minReplicaCount of ${least}.`;
    return [{ message, path: 'spec.idleReplicaCount' }];
  },

  examples: {
    pass: [
      { name: 'three to twenty', manifests: hpa('minReplicas: 3, maxReplicas: 20') },
      { name: 'no minimum, which means one', manifests: hpa('maxReplicas: 2') },
      { name: 'six to twenty with KEDA', manifests: keda('minReplicaCount: 6, maxReplicaCount: 20') },
      { name: 'none while idle', manifests: keda('idleReplicaCount: 0, minReplicaCount: 6') },
    ],
    fail: [
      {
        name: 'fewer than the minimum where it cannot measure, and where it is deleted',
        from: 'six to twenty with KEDA',
        change: {
          'ScaledObject/financial-service > spec.fallback': { failureThreshold: 3, replicas: 1 },
          'ScaledObject/financial-service > spec.advanced': { restoreToOriginalReplicaCount: true },
          'Deployment/financial-service':
            'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: financial-service, namespace: erp-prod }\nspec: {}',
        },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" goes to 1 where it cannot measure, below its minimum of 6.',
            path: 'spec.fallback.replicas',
          },
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" leaves its target with 1 when it is deleted, below its minimum of 6.',
            path: 'spec.advanced.restoreToOriginalReplicaCount',
          },
        ],
      },
      {
        name: 'a minimum above the maximum',
        from: 'three to twenty',
        change: { 'spec.minReplicas': 30 },
        problems: [
          {
            on: 'HorizontalPodAutoscaler/financial-service-hpa',
            message: 'HorizontalPodAutoscaler "financial-service-hpa" has a minimum of 30, above its maximum of 20.',
            path: 'spec.minReplicas',
          },
        ],
      },
      {
        name: 'a minimum that is the maximum',
        from: 'three to twenty',
        change: { 'spec.minReplicas': 4, 'spec.maxReplicas': 4 },
        problems: [
          {
            on: 'HorizontalPodAutoscaler/financial-service-hpa',
            message: 'HorizontalPodAutoscaler "financial-service-hpa" has a minimum and a maximum of 4, so it cannot scale.',
            path: 'spec.maxReplicas',
          },
        ],
      },
      {
        name: 'a maximum of one',
        from: 'six to twenty with KEDA',
        change: { 'spec.minReplicaCount': 1, 'spec.maxReplicaCount': 1 },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" has a maximum of 1, so it cannot scale.',
            path: 'spec.maxReplicaCount',
          },
        ],
      },
      {
        name: 'no maximum',
        from: 'three to twenty',
        change: { 'spec.maxReplicas': undefined },
        problems: [
          {
            on: 'HorizontalPodAutoscaler/financial-service-hpa',
            message: 'HorizontalPodAutoscaler "financial-service-hpa" has a maximum of 0, so it cannot scale.',
            path: 'spec.maxReplicas',
          },
        ],
      },
      {
        name: 'a minimum above the maximum of KEDA, hidden by idling',
        from: 'six to twenty with KEDA',
        change: { 'spec.minReplicaCount': 30, 'spec.idleReplicaCount': 0 },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" has a minimum of 30, above its maximum of 20.',
            path: 'spec.minReplicaCount',
          },
        ],
      },
      {
        name: 'as many replicas while idle as otherwise',
        from: 'none while idle',
        change: { 'spec.idleReplicaCount': 6 },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" has an idleReplicaCount of 6, not below its minReplicaCount of 6.',
            path: 'spec.idleReplicaCount',
          },
        ],
      },
    ],
  },
});

/** What KEDA 2.20 leaves running where it cannot measure (`fallback`), and where the ScaledObject is deleted. */
function underMinimum(manifest: Manifest, least: number, world: World): readonly Problem[] {
  const fallback = numberAt(manifest.fields, 'spec', 'fallback', 'replicas');
  const workload = workloadScaledBy(manifest, world);
  const original = numberAt(workload?.fields, 'spec', 'replicas') ?? 1;
  const restores = at(manifest.fields, 'spec', 'advanced', 'restoreToOriginalReplicaCount') === true && workload !== undefined;
  const told = (what: string, path: string) => [{ message: `${titleOf(manifest)} ${what}, below its minimum of ${least}.`, path }];
  return [
    ...(fallback !== undefined && fallback < least ? told(`goes to ${fallback} where it cannot measure`, 'spec.fallback.replicas') : []),
    ...(restores && original < least
      ? told(`leaves its target with ${original} when it is deleted`, 'spec.advanced.restoreToOriginalReplicaCount')
      : []),
  ];
}
