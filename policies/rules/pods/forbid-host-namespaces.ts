import { presentAt } from '../../kubernetes/fields.ts';
import { ofPods } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

export default defineRule({
  id: 'forbid-host-namespaces',
  severity: 'error',
  manual: 'Pod Security Standards (baseline)',
  summary: 'Share no network, process or IPC namespace with the node.',
  rationale:
    'A pod in the network of its node escapes every NetworkPolicy and reaches what listens on localhost; in its process namespace it sees and signals other pods.',
  remediation: 'Remove hostNetwork, hostPID and hostIPC from the pod spec.',
  scope: 'every-pod',
  foreign: true,
  made: true,
  admission: ofPods(
    ['hostNetwork', 'hostPID', 'hostIPC'].map((field) => `(!has(variables.pod.${field}) || !variables.pod.${field})`).join(' && '),
    { everywhere: true },
  ),

  check(pod) {
    return ['hostNetwork', 'hostPID', 'hostIPC'].flatMap((field) => {
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
