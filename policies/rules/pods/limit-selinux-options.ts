import { presentAt } from '../../kubernetes/fields.ts';
import { celList, inContexts, ofPods } from '../../kubernetes/pods/admission.ts';
import { confinedSelinuxTypes, securityContexts } from '../../kubernetes/pods/pod-security.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

const forbidden = (value: unknown) => value !== undefined && value !== '';

export default defineRule({
  id: 'limit-selinux-options',
  severity: 'error',
  manual: 'Pod Security Standards (baseline)',
  summary: 'Leave every container in an SELinux domain that is made for containers.',
  rationale: 'A type such as spc_t, or a user or role of the node, takes the container out of the confinement that SELinux gives it.',
  remediation: `Remove seLinuxOptions, or keep only a level and one of the types ${confinedSelinuxTypes.join(', ')}.`,
  scope: 'every-pod',
  foreign: true,
  made: true,
  admission: ofPods(
    inContexts((s) => {
      const said = (key: string, allowed: readonly string[]) =>
        `(!has(${s}.seLinuxOptions.${key}) || ${s}.seLinuxOptions.${key} in ${celList(['', ...allowed])})`;
      return `(!has(${s}.seLinuxOptions) || (${said('type', confinedSelinuxTypes)} && ${said('user', [])} && ${said('role', [])}))`;
    }),
    { everywhere: true },
  ),

  check(pod) {
    return securityContexts(pod).flatMap(({ subject, fields, path }) =>
      ['type', 'user', 'role'].flatMap((key) => {
        const value = presentAt(fields, 'seLinuxOptions', key);
        const confined = key === 'type' && confinedSelinuxTypes.some((type) => type === value);
        if (confined || !forbidden(value)) return [];
        return [{ message: settingOf(subject, `seLinuxOptions.${key}`, value), path: `${path}.seLinuxOptions.${key}` }];
      }),
    );
  },

  examples: {
    pass: [
      { name: 'nothing said', template: 'spec: { containers: [{ name: financial-service }] }' },
      {
        name: 'a level and a type of containers',
        template: `
spec:
  securityContext: { seLinuxOptions: { level: "s0:c123,c456", type: container_t } }
  containers:
    - { name: financial-service, securityContext: { seLinuxOptions: { type: "", user: "" } } }
    - { name: builder, securityContext: { seLinuxOptions: { type: container_engine_t } } }
`,
      },
    ],
    fail: [
      {
        name: 'a type that is not confined',
        from: 'nothing said',
        change: { 'spec.securityContext.seLinuxOptions': { level: 's0:c123,c456', type: 'spc_t' } },
        problems: [{ message: 'The pod sets seLinuxOptions.type to "spc_t".', path: 'spec.securityContext.seLinuxOptions.type' }],
      },
      {
        name: 'a user and a role of the node',
        from: 'nothing said',
        change: { 'spec.containers[0].securityContext.seLinuxOptions': { user: 'system_u', role: 'system_r' } },
        problems: [
          {
            message: 'Container "financial-service" sets seLinuxOptions.user to "system_u".',
            path: 'spec.containers[0].securityContext.seLinuxOptions.user',
          },
          {
            message: 'Container "financial-service" sets seLinuxOptions.role to "system_r".',
            path: 'spec.containers[0].securityContext.seLinuxOptions.role',
          },
        ],
      },
    ],
  },
});
