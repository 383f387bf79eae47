import { listAt, textAt } from '../../kubernetes/fields.ts';
import { missingIn, titleOf } from '../../kubernetes/objects.ts';
import { autoscalerKinds, resourceTargets, scaleTargetOf } from '../../kubernetes/pods/autoscaling.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: { template: { spec: { containers: [{ name: financial-service }] } } }
---
`;

const keda = (target: string, container = 'financial-service') => `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec:
  scaleTargetRef: { ${target} }
  triggers: [{ type: cpu, metadata: { value: "70", containerName: ${container} } }]
`;

const vpa = (container: string) => `
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata: { name: financial-service-vpa, namespace: erp-prod }
spec:
  targetRef: { apiVersion: apps/v1, kind: Deployment, name: financial-service }
  resourcePolicy: { containerPolicies: [{ containerName: "${container}" }] }
`;

export default defineRule({
  id: 'match-scale-target',
  severity: 'error',
  manual: '2.7, 10.1',
  summary: 'Let the workload that an autoscaler names exist, and the containers too.',
  rationale: 'An autoscaler without its target does nothing and says so only in its status; the service stays at one size under any load.',
  remediation: 'Name a workload of the same namespace by its kind and name, and containers of its pods.',
  scope: 'object',
  kinds: [...autoscalerKinds, 'VerticalPodAutoscaler'],
  foreign: true,

  check(manifest, world) {
    const target = scaleTargetOf(manifest);
    const field = manifest.kind === 'VerticalPodAutoscaler' ? 'spec.targetRef' : 'spec.scaleTargetRef';
    if (target === undefined) return [{ message: `${titleOf(manifest)} names no target.`, path: `${field}.name` }];
    const workload = world.find(target.kind, manifest.namespace, target.name);
    if (workload === undefined) {
      const message = `${titleOf(manifest)} acts on ${target.kind} "${target.name}", which ${missingIn(manifest.namespace)}.`;
      return [{ message, path: `${field}.name` }];
    }
    const pod = world.podOf(workload);
    return containersNamed(manifest)
      .filter(({ name }) => pod !== undefined && !pod.containers.some((container) => container.name === name))
      .map(({ name, path }) => ({ message: `${titleOf(workload)} has no container "${name}".`, path }));
  },

  examples: {
    pass: [
      { name: 'a Deployment, which KEDA assumes', manifests: deployment + keda('name: financial-service') },
      { name: 'a container of it', manifests: deployment + vpa('financial-service') },
      { name: 'all containers of it', manifests: deployment + vpa('*') },
    ],
    fail: [
      {
        name: 'a mistyped name',
        from: 'a Deployment, which KEDA assumes',
        change: { 'ScaledObject/financial-service > spec.scaleTargetRef.name': 'finance-service' },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" acts on Deployment "finance-service", which does not exist in namespace "erp-prod".',
            path: 'spec.scaleTargetRef.name',
          },
        ],
      },
      {
        name: 'the wrong kind',
        from: 'a Deployment, which KEDA assumes',
        change: { 'ScaledObject/financial-service > spec.scaleTargetRef.kind': 'StatefulSet' },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message:
              'ScaledObject "financial-service" acts on StatefulSet "financial-service", which does not exist in namespace "erp-prod".',
            path: 'spec.scaleTargetRef.name',
          },
        ],
      },
      {
        name: 'a mistyped container in a resource policy',
        from: 'a container of it',
        change: { 'VerticalPodAutoscaler/financial-service-vpa > spec.resourcePolicy.containerPolicies[0].containerName': 'finance' },
        problems: [
          {
            on: 'VerticalPodAutoscaler/financial-service-vpa',
            message: 'Deployment "financial-service" has no container "finance".',
            path: 'spec.resourcePolicy.containerPolicies[0].containerName',
          },
        ],
      },
      {
        name: 'a mistyped container in a trigger',
        from: 'a Deployment, which KEDA assumes',
        change: { 'ScaledObject/financial-service > spec.triggers[0].metadata.containerName': 'finance' },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'Deployment "financial-service" has no container "finance".',
            path: 'spec.triggers[0].metadata.containerName',
          },
        ],
      },
    ],
  },
});

function containersNamed(manifest: Manifest): readonly { readonly name: string; readonly path: string }[] {
  if (manifest.kind !== 'VerticalPodAutoscaler') {
    return resourceTargets(manifest).flatMap(({ container, containerPath }) =>
      container === undefined ? [] : [{ name: container, path: containerPath }],
    );
  }
  return listAt(manifest.fields, 'spec', 'resourcePolicy', 'containerPolicies').flatMap((policy, index) => {
    const name = textAt(policy, 'containerName');
    if (name === undefined || name === '*') return [];
    return [{ name, path: `spec.resourcePolicy.containerPolicies[${index}].containerName` }];
  });
}
