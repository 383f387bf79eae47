import { textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { isSingle } from '../../kubernetes/pods/most-pods.ts';
import { antiAffinityTerms, isAloneIn, selectsItself } from '../../kubernetes/pods/scheduling.ts';
import { isReplicated, replicatedKinds } from '../../kubernetes/pods/workloads.ts';
import { defineRule } from '../../model.ts';

const deployment = (affinity: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec:
      containers: [{ name: financial-service }]
      affinity:${affinity}
`;

const preferred = `
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector: { matchExpressions: [{ key: app, operator: In, values: [financial-service] }] }`;

const zones = `
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: topology.kubernetes.io/zone
              labelSelector: { matchLabels: { app: financial-service } }`;

const operator = (replicas: number, affinity = ' {}') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: operator, namespace: erp-prod }
spec:
  replicas: ${replicas}
  template:
    metadata: { labels: { app: operator } }
    spec:
      containers: [{ name: operator }]
      affinity:${affinity.replace('financial-service', 'operator')}
`;

const message = 'Deployment "financial-service" has no pod anti-affinity that keeps its own pods on different nodes.';
const path = 'spec.template.spec.affinity.podAntiAffinity';

export default defineRule({
  id: 'require-pod-anti-affinity',
  severity: 'error',
  manual: '2.4',
  summary: 'Keep the pods of a workload on different nodes by pod anti-affinity.',
  rationale: 'Without it the scheduler may put all replicas on one node, and one node failure is an outage.',
  remediation:
    'Add a podAntiAffinity term with topologyKey kubernetes.io/hostname and a labelSelector that selects the labels of the pod template.',
  scope: 'object',
  kinds: replicatedKinds,
  foreign: true,
  made: true,

  check(manifest, world) {
    const pod = world.podOf(manifest);
    if (pod === undefined || !isReplicated(manifest) || isSingle(manifest, world)) return [];
    // A node is in one zone only.
    const apart =
      isAloneIn(pod, 'topology.kubernetes.io/zone') ||
      antiAffinityTerms(pod).some((term) => textAt(term, 'topologyKey') === 'kubernetes.io/hostname' && selectsItself(pod, term));
    if (apart) return [];
    return [
      {
        message: `${titleOf(manifest)} has no pod anti-affinity that keeps its own pods on different nodes.`,
        path: `${pod.path}.affinity.podAntiAffinity`,
      },
    ];
  },

  examples: {
    pass: [
      { name: 'preferred, by an expression', manifests: deployment(preferred) },
      {
        name: 'required, by labels',
        manifests: deployment(`
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector: { matchLabels: { app: financial-service } }`),
      },
      { name: 'each in a zone of its own', manifests: deployment(zones) },
      { name: 'one pod of a chart', manifests: deployment(preferred), charts: operator(1) },
      { name: 'pods of a chart on different nodes', manifests: deployment(preferred), charts: operator(2, preferred) },
    ],
    fail: [
      {
        name: 'no affinity',
        from: 'preferred, by an expression',
        change: { 'spec.template.spec.affinity.podAntiAffinity': undefined },
        problems: [{ on: 'Deployment/financial-service', message, path }],
      },
      {
        name: 'a selector that selects another service',
        from: 'preferred, by an expression',
        change: {
          'spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector.matchExpressions[0].values[0]':
            'sales-service',
        },
        problems: [{ on: 'Deployment/financial-service', message, path }],
      },
      {
        name: 'spread over zones as far as there is room, not over nodes',
        from: 'preferred, by an expression',
        change: {
          'spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey':
            'topology.kubernetes.io/zone',
        },
        problems: [{ on: 'Deployment/financial-service', message, path }],
      },
      {
        name: 'each in a zone without pods of another service',
        from: 'each in a zone of its own',
        change: {
          'spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchLabels.app':
            'sales-service',
        },
        problems: [{ on: 'Deployment/financial-service', message, path }],
      },
      {
        name: 'two pods of a chart that may share a node',
        from: 'pods of a chart on different nodes',
        change: { 'charts > Deployment/operator > spec.template.spec.affinity': undefined },
        problems: [{ on: 'Deployment/operator', message: message.replace('financial-service', 'operator'), path }],
      },
      {
        name: 'affinity instead of anti-affinity',
        from: 'preferred, by an expression',
        change: {
          'spec.template.spec.affinity.podAntiAffinity': undefined,
          'spec.template.spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution': [
            {
              weight: 100,
              podAffinityTerm: {
                topologyKey: 'kubernetes.io/hostname',
                labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['financial-service'] }] },
              },
            },
          ],
        },
        problems: [{ on: 'Deployment/financial-service', message, path }],
      },
    ],
  },
});
