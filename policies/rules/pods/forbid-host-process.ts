import { presentAt } from '../../kubernetes/fields.ts';
import { inContexts, ofPods, unless } from '../../kubernetes/pods/admission.ts';
import { securityContexts } from '../../kubernetes/pods/pod-security.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

export default defineRule({
  id: 'forbid-host-process',
  severity: 'error',
  manual: 'Pod Security Standards (baseline)',
  summary: 'Run no Windows HostProcess container.',
  rationale: 'A HostProcess container runs directly on the Windows node with the rights of its administrator: it is no container at all.',
  remediation: 'Remove windowsOptions.hostProcess from the security contexts of the pod and its containers.',
  scope: 'every-pod',
  foreign: true,
  made: true,
  admission: ofPods(
    inContexts((s) => `(${unless(s, ['windowsOptions', 'hostProcess'], `!${s}.windowsOptions.hostProcess`)})`),
    { everywhere: true },
  ),

  check(pod) {
    return securityContexts(pod).flatMap(({ subject, fields, path }) => {
      const value = presentAt(fields, 'windowsOptions', 'hostProcess');
      if (value === undefined || value === false) return [];
      return [{ message: settingOf(subject, 'windowsOptions.hostProcess', value), path: `${path}.windowsOptions.hostProcess` }];
    });
  },

  examples: {
    pass: [
      { name: 'nothing said', template: 'spec: { containers: [{ name: reports }] }' },
      {
        name: 'refused in so many words',
        template: `
spec:
  securityContext: { windowsOptions: { hostProcess: false } }
  containers: [{ name: reports, securityContext: { windowsOptions: { runAsUserName: ContainerUser } } }]
`,
      },
    ],
    fail: [
      {
        name: 'for the whole pod',
        from: 'nothing said',
        change: { 'spec.securityContext.windowsOptions.hostProcess': true },
        problems: [
          { message: 'The pod sets windowsOptions.hostProcess to true.', path: 'spec.securityContext.windowsOptions.hostProcess' },
        ],
      },
      {
        name: 'for one init container',
        from: 'refused in so many words',
        change: {
          'spec.containers[0].securityContext': undefined,
          'spec.initContainers': [{ name: 'prepare', securityContext: { windowsOptions: { hostProcess: true } } }],
        },
        problems: [
          {
            message: 'Container "prepare" sets windowsOptions.hostProcess to true.',
            path: 'spec.initContainers[0].securityContext.windowsOptions.hostProcess',
          },
        ],
      },
    ],
  },
});
