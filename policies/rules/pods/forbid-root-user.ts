import { presentAt } from '../../kubernetes/fields.ts';
import { inContexts, ofPods } from '../../kubernetes/pods/admission.ts';
import { securityContexts } from '../../kubernetes/pods/pod-security.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

export default defineRule({
  id: 'forbid-root-user',
  severity: 'error',
  manual: '2.4, Pod Security Standards (restricted)',
  summary: 'Run no container as user 0.',
  rationale:
    'Root in a container is root on the node as soon as something else fails: a kernel fault, a mount too many. With runAsNonRoot such a pod does not even start.',
  remediation: 'Set securityContext.runAsUser of the pod to 1000, and remove it from the containers.',
  scope: 'every-pod',
  foreign: true,
  made: true,
  admission: ofPods(
    inContexts((s) => `(!has(${s}.runAsUser) || ${s}.runAsUser > 0)`),
    { everywhere: true },
  ),

  check(pod) {
    return securityContexts(pod).flatMap(({ subject, fields, path }) => {
      const value = presentAt(fields, 'runAsUser');
      if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value > 0)) return [];
      return [{ message: settingOf(subject, 'runAsUser', value), path: `${path}.runAsUser` }];
    });
  },

  examples: {
    pass: [
      { name: 'the user of the image', template: 'spec: { containers: [{ name: financial-service }] }' },
      {
        name: 'the pod and a container name theirs',
        template: `
spec:
  securityContext: { runAsUser: 1000 }
  containers: [{ name: financial-service, securityContext: { runAsUser: 1001 } }]
`,
      },
    ],
    fail: [
      {
        name: 'root for the pod',
        from: 'the pod and a container name theirs',
        change: { 'spec.securityContext.runAsUser': 0 },
        problems: [{ message: 'The pod sets runAsUser to 0.', path: 'spec.securityContext.runAsUser' }],
      },
      {
        name: 'root for one init container',
        from: 'the pod and a container name theirs',
        change: {
          'spec.containers[0].securityContext': undefined,
          'spec.initContainers': [{ name: 'chown', securityContext: { runAsUser: 0 } }],
        },
        problems: [{ message: 'Container "chown" sets runAsUser to 0.', path: 'spec.initContainers[0].securityContext.runAsUser' }],
      },
      {
        name: 'a number as text, which no API server takes',
        from: 'the user of the image',
        change: { 'spec.securityContext.runAsUser': '1000' },
        problems: [{ message: 'The pod sets runAsUser to "1000".', path: 'spec.securityContext.runAsUser' }],
      },
    ],
  },
});
