import { listAt, textAt } from '../../kubernetes/fields.ts';
import { missingIn, titleOf } from '../../kubernetes/objects.ts';
import { autoscalerKinds, resourceTargets, scaleTargetOf } from '../../kubernetes/pods/autoscaling.ts';
import { metricOf } from '../../metrics/catalogue.ts';
import type { Manifest, Pod, Problem, World } from '../../model.ts';
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

const measuredName = 'the load of its own pods';
const shownName = 'what another process of the same service shows of itself';

/** A worker that is scaled by what the main process of its service shows. */
const worker = (query: string) =>
  `${['desk', 'desk-jobs']
    .map(
      (name) =>
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: erp-prod }\nspec: { template: { metadata: { labels: { app: ${name} } }, spec: { serviceAccountName: desk, containers: [] } } }\n---\n`,
    )
    .join('')}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: desk-jobs, namespace: erp-prod }
spec:
  scaleTargetRef: { name: desk-jobs }
  triggers: [{ type: prometheus, metadata: { threshold: "1", query: '${query}' } }]
`;

export default defineRule({
  id: 'match-scale-target',
  severity: 'error',
  manual: '2.7, 10.1',
  summary: 'Let the workload that an autoscaler names exist, its containers too, and measure that one.',
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
    return [
      ...measured(manifest, pod, world),
      ...containersNamed(manifest)
        .filter(({ name }) => pod !== undefined && !pod.containers.some((container) => container.name === name))
        .map(({ name, path }) => ({ message: `${titleOf(workload)} has no container "${name}".`, path })),
    ];
  },

  examples: {
    pass: [
      {
        name: measuredName,
        manifests: `${['financial-service', 'sales-service']
          .map(
            (name) =>
              `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: erp-prod }\nspec: { template: { metadata: { labels: { app: ${name} } }, spec: { containers: [] } } }\n---\n`,
          )
          .join(
            '',
          )}${keda('name: financial-service').replace(/triggers: .*/, "triggers: [{ type: prometheus, metadata: { threshold: '1', query: 'sum(rate(http_requests_total{app=\"financial-service\"}[2m]))' } }]")}`,
      },
      { name: shownName, manifests: worker('max(waiting_jobs{app="desk"})') },
      { name: 'a Deployment, which KEDA assumes', manifests: deployment + keda('name: financial-service') },
      { name: 'a container of it', manifests: deployment + vpa('financial-service') },
      { name: 'all containers of it', manifests: deployment + vpa('*') },
    ],
    fail: [
      {
        name: 'the load of another',
        from: measuredName,
        change: {
          'ScaledObject/financial-service > spec.triggers[0].metadata.query':
            'sum(rate(http_requests_total{namespace="erp-prod",app="sales-service"}[2m]))',
        },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" measures "sales-service", and scales "financial-service".',
            path: 'spec.triggers[0].metadata.query',
          },
        ],
      },
      {
        name: 'the requests of another process of the same service',
        from: shownName,
        change: { 'ScaledObject/desk-jobs > spec.triggers[0].metadata.query': 'sum(rate(http_requests_total{app="desk"}[2m]))' },
        problems: [
          {
            on: 'ScaledObject/desk-jobs',
            message: 'ScaledObject "desk-jobs" measures "desk", and scales "desk-jobs".',
            path: 'spec.triggers[0].metadata.query',
          },
        ],
      },
      {
        name: 'what another service shows of itself',
        from: shownName,
        change: { 'Deployment/desk > spec.template.spec.serviceAccountName': 'shop' },
        problems: [
          {
            on: 'ScaledObject/desk-jobs',
            message: 'ScaledObject "desk-jobs" measures "desk", and scales "desk-jobs".',
            path: 'spec.triggers[0].metadata.query',
          },
        ],
      },
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

/** A query that asks for one workload by its label `app` asks for the one that is scaled, where it asks for any of the namespace. */
function measured(manifest: Manifest, pod: Pod | undefined, world: World): readonly Problem[] {
  const own = pod?.labels['app'];
  if (own === undefined) return [];
  return listAt(manifest.fields, 'spec', 'triggers').flatMap((trigger, index) => {
    const query = textAt(trigger, 'metadata', 'query') ?? '';
    const named = [...query.matchAll(/[{,]\s*app\s*=\s*"([^"]+)"/g)].map(([, name]) => name ?? '');
    const other = named.find((name) => {
      const pods = world.podsSelected(manifest.namespace, { matchLabels: { app: name } });
      return pods.length > 0 && !(pods.every((own) => accountOf(own) === accountOf(pod)) && isOwnMetric(query, name));
    });
    if (named.length === 0 || named.includes(own) || other === undefined) return [];
    const message = `${titleOf(manifest)} measures "${other}", and scales "${own}".`;
    return [{ message, path: `spec.triggers[${index}].metadata.query` }];
  });
}

/** As whom a pod runs; processes of one service run as one account. A symbol where it says none, which is like no other. */
function accountOf(pod: Pod | undefined): string | symbol {
  return textAt(pod?.template, 'spec', 'serviceAccountName') ?? Symbol('nobody');
}

/** Whether all that a query asks of a program are numbers that only this one has: of a queue that it fills, and others work off. */
function isOwnMetric(query: string, app: string): boolean {
  const asked = [...query.matchAll(/([A-Za-z_:][\w:]*)\s*\{([^}]*)\}/g)].filter(([, , matchers = '']) => matchers.includes(`"${app}"`));
  return asked.length > 0 && asked.every(([, name = '']) => metricOf(name) === undefined);
}
