import { presentAt } from '../../kubernetes/fields.ts';
import { ofPods } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

const fields = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace'];

export default defineRule({
  id: 'forbid-host-namespaces',
  severity: 'error',
  manual: 'Pod Security Standards (baseline)',
  summary: 'Share no network, process or IPC namespace with the node, and no processes between containers.',
  rationale:
    'A pod in the network of its node escapes every NetworkPolicy and reaches what listens on localhost; in its process namespace it sees and signals other pods. Where containers share theirs, each reads the files and variables of the others, and so does whoever debugs one.',
  remediation: 'Remove hostNetwork, hostPID, hostIPC and shareProcessNamespace from the pod spec.',
  scope: 'every-pod',
  foreign: true,
  made: true,
  admission: ofPods(fields.map((field) => `(!has(variables.pod.${field}) || !variables.pod.${field})`).join(' && '), {
    everywhere: true,
  }),

  check(pod) {
    return fields.flatMap((field) => {
      const value = presentAt(pod.spec, field);
      return value === undefined || value === false ? [] : [{ message: settingOf('The pod', field, value), path: `${pod.path}.${field}` }];
    });
  },

  examples: {
    pass: [
      { name: 'nothing said', template: 'spec: { containers: [{ name: financial-service }] }' },
      { name: 'refused in so many words', template: 'spec: { hostNetwork: false, hostPID: false, hostIPC: null }' },
    ],
    fail: [
      {
        name: 'the network of the node',
        from: 'nothing said',
        change: { spec: { hostNetwork: true, hostPID: false } },
        problems: [{ message: 'The pod sets hostNetwork to true.', path: 'spec.hostNetwork' }],
      },
      {
        name: 'the processes of all containers',
        from: 'nothing said',
        change: { 'spec.shareProcessNamespace': true },
        problems: [{ message: 'The pod sets shareProcessNamespace to true.', path: 'spec.shareProcessNamespace' }],
      },
      {
        name: 'its processes and its IPC, one as text',
        from: 'nothing said',
        change: { spec: { hostPID: true, hostIPC: 'true' } },
        problems: [
          { message: 'The pod sets hostPID to true.', path: 'spec.hostPID' },
          { message: 'The pod sets hostIPC to "true".', path: 'spec.hostIPC' },
        ],
      },
    ],
  },
});
