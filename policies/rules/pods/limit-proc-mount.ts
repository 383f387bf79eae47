import { presentAt } from '../../kubernetes/fields.ts';
import { ofContainers, unless } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

export default defineRule({
  id: 'limit-proc-mount',
  severity: 'error',
  // The baseline lets a pod with hostUsers: false take the masks away since Kubernetes 1.35; the restricted standard does not.
  manual: 'Pod Security Standards (restricted)',
  summary: 'Mount /proc of every container with its default masks.',
  rationale: 'The masks hide parts of /proc through which a container reads or changes the kernel of its node; "Unmasked" takes them away.',
  remediation: 'Remove securityContext.procMount from the container.',
  scope: 'every-container',
  foreign: true,
  made: true,
  admission: ofContainers(unless('c', ['securityContext', 'procMount'], "c.securityContext.procMount == 'Default'"), { everywhere: true }),

  check({ name, fields, path }) {
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
