import { at } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { autoscalerKinds, resourceTargets, workloadScaledBy } from '../../kubernetes/pods/autoscaling.ts';
import { isServing } from '../../kubernetes/pods/workloads.ts';
import type { Container } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = (resources: string, trigger = 'cpu, metricType: Utilization') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: { template: { spec: { containers: [{ name: financial-service, resources: ${resources} }] } } }
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec:
  scaleTargetRef: { name: financial-service }
  triggers: [{ type: ${trigger}, metadata: { value: "70" } }]
`;

export default defineRule({
  id: 'match-autoscaler-requests',
  severity: 'error',
  manual: '2.7 (D52)',
  summary: 'Let every container of an autoscaled workload request the resource whose use is measured.',
  rationale:
    'Utilisation is a share of the request: when one container has none, the whole metric is unknown and the autoscaler stands still.',
  remediation: 'Set resources.requests of that resource on the container.',
  scope: 'object',
  kinds: autoscalerKinds,

  check(manifest, world) {
    const workload = workloadScaledBy(manifest, world);
    const pod = workload && world.podOf(workload);
    if (workload === undefined || pod === undefined) return [];
    return resourceTargets(manifest).flatMap(({ resource, utilization, path, container: measured }) => {
      if (utilization === undefined) return [];
      return pod.containers
        .filter((container) => isServing(container) && (measured === undefined || measured === container.name))
        .filter((container) => !requests(container, resource))
        .map(({ name }) => ({
          message: `${titleOf(manifest)} scales by ${resource}, but container "${name}" of ${titleOf(workload)} requests none.`,
          path,
        }));
    });
  },

  examples: {
    pass: [
      { name: 'a request', manifests: example('{ requests: { cpu: 500m } }') },
      { name: 'a limit, which is the request too', manifests: example('{ limits: { cpu: 500m } }') },
      { name: 'an absolute target', manifests: example('{}', 'cpu, metricType: AverageValue') },
    ],
    fail: [
      {
        name: 'a request of the other resource',
        from: 'a request',
        change: { 'Deployment/financial-service > spec.template.spec.containers[0].resources.requests': { memory: '512Mi' } },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message:
              'ScaledObject "financial-service" scales by cpu, but container "financial-service" of Deployment "financial-service" requests none.',
            path: 'spec.triggers[0].metadata.value',
          },
        ],
      },
    ],
  },
});

/** A limit alone is the request as well; the pod's own resources (Kubernetes 1.34) stand in for the containers'. */
function requests(container: Container, resource: string): boolean {
  return [container.fields, container.pod.spec].some((owner) =>
    ['requests', 'limits'].some((list) => (at(owner, 'resources', list, resource) ?? undefined) !== undefined),
  );
}
