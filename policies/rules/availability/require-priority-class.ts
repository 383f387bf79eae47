import { presentAt } from '../../kubernetes/fields.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

export default defineRule({
  id: 'require-priority-class',
  severity: 'error',
  manual: '2.4 (D39)',
  summary: 'Give every serving pod a priority class.',
  rationale:
    'Without one a service has priority 0: when a zone is lost and nodes are full, it waits behind batch jobs instead of taking their place.',
  remediation: 'Set priorityClassName of the pod, such as erp-service.',
  scope: 'serving-pod',
  foreign: true,
  made: true,
  admission: [{ on: ['serving-workloads'], keeps: "has(variables.pod.priorityClassName) && variables.pod.priorityClassName != ''" }],

  check(pod) {
    const name = presentAt(pod.spec, 'priorityClassName');
    if (typeof name === 'string' && name !== '') return [];
    return [{ message: settingOf('The pod', 'priorityClassName', name), path: `${pod.path}.priorityClassName` }];
  },

  examples: {
    pass: [{ name: 'the class of the services', template: 'spec: { priorityClassName: erp-service }' }],
    fail: [
      {
        name: 'no class',
        from: 'the class of the services',
        change: { spec: { priority: 1000 } },
        problems: [{ message: 'The pod does not set priorityClassName.', path: 'spec.priorityClassName' }],
      },
      {
        name: 'an empty name',
        from: 'the class of the services',
        change: { 'spec.priorityClassName': '' },
        problems: [{ message: 'The pod sets priorityClassName to "".', path: 'spec.priorityClassName' }],
      },
    ],
  },
});
