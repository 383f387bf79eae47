import { at, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { workloadScaledBy } from '../../kubernetes/pods/autoscaling.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Manifest, Pod, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const vpa = (mode: string, policy: string) => `
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata: { name: financial-service-vpa, namespace: erp-prod }
spec:
  targetRef: { apiVersion: apps/v1, kind: Deployment, name: financial-service }
  updatePolicy: { updateMode: "${mode}" }
  resourcePolicy: { containerPolicies: [{ containerName: financial-service, ${policy} }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: { template: { spec: { containers: [{ name: financial-service, resources: { limits: { cpu: "2", memory: 2Gi } } }] } } }
`;

const on = 'VerticalPodAutoscaler/financial-service-vpa';
const subject = 'VerticalPodAutoscaler "financial-service-vpa"';

export default defineRule({
  id: 'limit-vpa-bounds',
  severity: 'error',
  manual: '10.1 (D142)',
  summary: 'Keep the bounds of a VerticalPodAutoscaler in order, and what it may set within the limits of the container.',
  rationale:
    "By default limits grow with the requests: with the manual's numbers a pod could reach 16 CPUs and 16Gi, four times what was planned.",
  remediation:
    'Set minAllowed not above maxAllowed, and where it may act also controlledValues RequestsOnly and maxAllowed within the limits.',
  scope: 'object',
  kinds: ['VerticalPodAutoscaler'],

  check(manifest, world) {
    const workload = workloadScaledBy(manifest, world);
    const pod = workload && world.podOf(workload);
    const acts = textAt(manifest.fields, 'spec', 'updatePolicy', 'updateMode') !== 'Off';
    return listAt(manifest.fields, 'spec', 'resourcePolicy', 'containerPolicies').flatMap((policy, index) => {
      const path = `spec.resourcePolicy.containerPolicies[${index}]`;
      const disordered = outOfOrder(manifest, policy, path);
      return acts && at(policy, 'mode') !== 'Off' ? [...disordered, ...unlimited(manifest, policy, path, pod)] : disordered;
    });
  },

  examples: {
    pass: [
      {
        name: 'recommendations only, within bounds',
        manifests: vpa('Off', 'minAllowed: { cpu: 250m, memory: 256Mi }, maxAllowed: { cpu: 4000m, memory: 4Gi }'),
      },
      {
        name: 'acts on requests, within the limits',
        manifests: vpa('InPlaceOrRecreate', 'controlledValues: RequestsOnly, maxAllowed: { cpu: 2000m, memory: 2048Mi }'),
      },
    ],
    fail: [
      {
        name: 'a minimum above the maximum',
        from: 'recommendations only, within bounds',
        change: {
          'VerticalPodAutoscaler/financial-service-vpa > spec.resourcePolicy.containerPolicies[0].minAllowed': { memory: '4Gi' },
          'VerticalPodAutoscaler/financial-service-vpa > spec.resourcePolicy.containerPolicies[0].maxAllowed': { memory: '4000Mi' },
        },
        problems: [
          {
            on,
            message: `${subject} allows at least "4Gi" memory, but at most "4000Mi".`,
            path: 'spec.resourcePolicy.containerPolicies[0].minAllowed.memory',
          },
        ],
      },
      {
        name: 'limits move along',
        from: 'acts on requests, within the limits',
        change: {
          'VerticalPodAutoscaler/financial-service-vpa > spec.resourcePolicy.containerPolicies[0].controlledValues': undefined,
          'VerticalPodAutoscaler/financial-service-vpa > spec.resourcePolicy.containerPolicies[0].maxAllowed.memory': '2Gi',
        },
        problems: [
          {
            on,
            message: `${subject} changes the limits of container "financial-service" too.`,
            path: 'spec.resourcePolicy.containerPolicies[0].controlledValues',
          },
        ],
      },
      {
        name: 'more than the container may use',
        from: 'acts on requests, within the limits',
        change: {
          'VerticalPodAutoscaler/financial-service-vpa > spec.resourcePolicy.containerPolicies[0].maxAllowed': {
            cpu: '4000m',
            memory: '2Gi',
          },
        },
        problems: [
          {
            on,
            message: `${subject} allows "4000m" cpu, above the limit "2" of container "financial-service".`,
            path: 'spec.resourcePolicy.containerPolicies[0].maxAllowed.cpu',
          },
        ],
      },
    ],
  },
});

function outOfOrder(manifest: Manifest, policy: unknown, path: string): readonly Problem[] {
  return Object.entries(fieldsAt(policy, 'minAllowed')).flatMap(([resource, min]) => {
    const max = at(policy, 'maxAllowed', resource);
    if ((quantity(min) ?? 0) <= (quantity(max) ?? Infinity)) return [];
    const message = `${titleOf(manifest)} allows at least ${shown(min)} ${resource}, but at most ${shown(max)}.`;
    return [{ message, path: `${path}.minAllowed.${resource}` }];
  });
}

function unlimited(manifest: Manifest, policy: unknown, path: string, pod: Pod | undefined): readonly Problem[] {
  const name = textAt(policy, 'containerName') ?? '';
  if (at(policy, 'controlledValues') !== 'RequestsOnly') {
    const message = `${titleOf(manifest)} changes the limits of container "${name}" too.`;
    return [{ message, path: `${path}.controlledValues` }];
  }
  const container = pod?.containers.find((item) => item.name === name);
  return Object.entries(fieldsAt(policy, 'maxAllowed')).flatMap(([resource, max]) => {
    const limit = at(container?.fields, 'resources', 'limits', resource);
    if ((quantity(max) ?? 0) <= (quantity(limit) ?? Infinity)) return [];
    const message = `${titleOf(manifest)} allows ${shown(max)} ${resource}, above the limit ${shown(limit)} of container "${name}".`;
    return [{ message, path: `${path}.maxAllowed.${resource}` }];
  });
}
