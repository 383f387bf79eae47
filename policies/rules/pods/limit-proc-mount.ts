import { presentAt } from '../../kubernetes/fields.ts';
import { isThere, ofContainers, unless } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

/** CEL: the pod's users are none of the node's, so that its root has no right there. */
const ownUsers = `${isThere('variables.pod', 'hostUsers')} && !variables.pod.hostUsers`;

export default defineRule({
  id: 'limit-proc-mount',
  severity: 'error',
  manual: 'Pod Security Standards (baseline)',
  summary: 'Mount /proc of every container with its default masks, but for a pod with users of its own.',
  rationale:
    'The masks hide parts of /proc through which a container reads or changes the kernel of its node; "Unmasked" takes them away. The ' +
    'standard allows it since Kubernetes 1.35 to a pod with hostUsers: false, whose root is nobody on the node.',
  remediation: 'Remove securityContext.procMount from the container.',
  scope: 'every-container',
  foreign: true,
  made: true,
  admission: ofContainers(unless('c', ['securityContext', 'procMount'], `c.securityContext.procMount == 'Default' || (${ownUsers})`), {
    everywhere: true,
  }),

  check({ name, pod, fields, path }) {
    if (pod.spec['hostUsers'] === false) return [];
    const value = presentAt(fields, 'securityContext', 'procMount');
    if (value === undefined || value === 'Default') return [];
    return [{ message: settingOf(`Container "${name}"`, 'procMount', value), path: `${path}.securityContext.procMount` }];
  },

  examples: {
    pass: [
      { name: 'nothing said', container: 'name: financial-service' },
      {
        name: 'the default in so many words',
        container: `
name: financial-service
securityContext: { procMount: Default }
`,
      },
    ],
    fail: [
      {
        name: 'no masks',
        from: 'nothing said',
        change: { 'securityContext.procMount': 'Unmasked' },
        problems: [{ message: 'Container "financial-service" sets procMount to "Unmasked".', path: 'securityContext.procMount' }],
      },
    ],
  },
});
