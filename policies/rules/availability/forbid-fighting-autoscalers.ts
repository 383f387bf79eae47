import { asText, at, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { autoscalersOf, resourceTargets, workloadScaledBy } from '../../kubernetes/pods/autoscaling.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';

const vpa = (policy: string) => `
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata: { name: financial-service-vpa, namespace: erp-prod }
spec:
  targetRef: { apiVersion: apps/v1, kind: Deployment, name: financial-service }
  ${policy}
`;

const scaled = (trigger: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: {}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec: { scaleTargetRef: { name: financial-service }, triggers: [${trigger}] }
`;

const memoryOnly = 'resourcePolicy: { containerPolicies: [{ containerName: "*", controlledResources: [memory] }] }';

const onCpu = scaled('{ type: cpu, metricType: Utilization, metadata: { value: "70" } }');

export default defineRule({
  id: 'forbid-fighting-autoscalers',
  severity: 'error',
  manual: '10.1 (D140, D141)',
  summary: 'Let a VerticalPodAutoscaler only recommend where replicas are scaled by the same resource, and never use mode Auto.',
  rationale:
    'It moves the request, which utilisation is measured against: both then chase each other, and its evictions cut into the pods.',
  remediation: 'Set spec.updatePolicy.updateMode to "Off".',
  scope: 'object',
  kinds: ['VerticalPodAutoscaler'],

  check(manifest, world) {
    const path = 'spec.updatePolicy.updateMode';
    const written = textAt(manifest.fields, 'spec', 'updatePolicy', 'updateMode');
    const mode = written ?? 'Recreate';
    if (mode === 'Off') return [];
    const workload = workloadScaledBy(manifest, world);
    const controlled = controlledResources(manifest);
    for (const { manifest: other } of workload === undefined ? [] : autoscalersOf(workload, world)) {
      const shared = resourceTargets(other).find(({ resource }) => controlled.has(resource));
      if (shared === undefined) continue;
      const { resource } = shared;
      const message = `${titleOf(manifest)} changes ${resource} in mode "${mode}" while ${titleOf(other)} scales by ${resource}.`;
      return [{ message, path }];
    }
    return mode === 'Auto' ? [{ message: `${titleOf(manifest)} uses the deprecated mode "Auto".`, path }] : [];
  },

  examples: {
    pass: [
      { name: 'recommendations only', manifests: vpa('updatePolicy: { updateMode: "Off" }') + onCpu },
      { name: 'no other autoscaler', manifests: vpa('updatePolicy: { updateMode: InPlaceOrRecreate }') },
      {
        name: 'replicas by requests per second only',
        manifests: vpa('updatePolicy: { updateMode: Recreate }') + scaled('{ type: prometheus, metadata: { threshold: "1000" } }'),
      },
      {
        name: 'each its own resource',
        manifests: vpa(`updatePolicy: { updateMode: Recreate }\n  ${memoryOnly}`) + onCpu,
      },
    ],
    fail: [
      {
        name: 'no mode, which means Recreate',
        from: 'each its own resource',
        change: {
          'VerticalPodAutoscaler/financial-service-vpa > spec.updatePolicy': undefined,
          'VerticalPodAutoscaler/financial-service-vpa > spec.resourcePolicy.containerPolicies': undefined,
        },
        problems: [
          {
            on: 'VerticalPodAutoscaler/financial-service-vpa',
            message:
              'VerticalPodAutoscaler "financial-service-vpa" changes cpu in mode "Recreate" while ScaledObject "financial-service" scales by cpu.',
            path: 'spec.updatePolicy.updateMode',
          },
        ],
      },
      {
        name: 'new pods only, which moves the request as well',
        from: 'recommendations only',
        change: { 'VerticalPodAutoscaler/financial-service-vpa > spec.updatePolicy.updateMode': 'Initial' },
        problems: [
          {
            on: 'VerticalPodAutoscaler/financial-service-vpa',
            message:
              'VerticalPodAutoscaler "financial-service-vpa" changes cpu in mode "Initial" while ScaledObject "financial-service" scales by cpu.',
            path: 'spec.updatePolicy.updateMode',
          },
        ],
      },
      {
        name: 'the deprecated mode',
        from: 'no other autoscaler',
        change: { 'spec.updatePolicy.updateMode': 'Auto' },
        problems: [
          {
            on: 'VerticalPodAutoscaler/financial-service-vpa',
            message: 'VerticalPodAutoscaler "financial-service-vpa" uses the deprecated mode "Auto".',
            path: 'spec.updatePolicy.updateMode',
          },
        ],
      },
    ],
  },
});

/** The resources that a VerticalPodAutoscaler changes: CPU and memory, unless each container policy says otherwise. */
function controlledResources(manifest: Manifest): ReadonlySet<string> {
  const policies = listAt(manifest.fields, 'spec', 'resourcePolicy', 'containerPolicies');
  const everywhere = ['cpu', 'memory'];
  if (policies.length === 0) return new Set(everywhere);
  const active = policies.filter((policy) => at(policy, 'mode') !== 'Off');
  return new Set(
    active.flatMap((policy) => {
      const listed = at(policy, 'controlledResources');
      return Array.isArray(listed) ? listed.flatMap((item) => asText(item) ?? []) : everywhere;
    }),
  );
}
