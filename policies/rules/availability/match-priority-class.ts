import { textAt } from '../../kubernetes/fields.ts';
import { findInCluster } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const priorityClass = `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: erp-service, namespace: "" }
value: 100000
`;

export default defineRule({
  id: 'match-priority-class',
  severity: 'error',
  manual: '2.4 (D39)',
  summary: 'Let the PriorityClass that a pod names exist.',
  rationale: 'The API server refuses every pod of an unknown priority class: the rollout creates nothing.',
  remediation: 'Set priorityClassName to a PriorityClass of the environment.',
  scope: 'every-pod',
  foreign: true,
  made: true,

  check(pod, world) {
    const name = textAt(pod.spec, 'priorityClassName') ?? '';
    // system-cluster-critical and system-node-critical are built in.
    if (name === '' || name.startsWith('system-') || findInCluster(world, 'PriorityClass', name) !== undefined) return [];
    return [{ message: `PriorityClass "${name}" does not exist.`, path: `${pod.path}.priorityClassName` }];
  },

  examples: {
    pass: [
      { name: 'a class of the environment', template: 'spec: { priorityClassName: erp-service }', beside: priorityClass },
      { name: 'a class that Kubernetes defines', template: 'spec: { priorityClassName: system-cluster-critical }' },
    ],
    fail: [
      {
        name: 'a mistyped name',
        from: 'a class of the environment',
        change: { 'spec.priorityClassName': 'erp-services' },
        problems: [{ message: 'PriorityClass "erp-services" does not exist.', path: 'spec.priorityClassName' }],
      },
    ],
  },
});
