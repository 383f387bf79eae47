import { inheritedSetting } from '../../families/inherited-setting.ts';

export default inheritedSetting({
  id: 'require-seccomp-profile',
  severity: 'error',
  manual: '2.4 (D28), Pod Security Standards (restricted)',
  summary: 'Filter the system calls of every container by a seccomp profile.',
  rationale:
    'Without a profile a container may use every system call of the kernel. A namespace that enforces the restricted standard creates no such pod.',
  remediation: 'Set securityContext.seccompProfile.type of the pod to RuntimeDefault, and remove what the containers set otherwise.',
  keys: ['seccompProfile', 'type'],
  accepts: ['RuntimeDefault', 'Localhost'],
  linuxOnly: true,
  fix: { set: 'RuntimeDefault' },

  examples: {
    pass: [
      {
        name: 'the pod sets it for all',
        template: `
spec:
  securityContext: { seccompProfile: { type: RuntimeDefault } }
  containers: [{ name: financial-service }]
`,
      },
      {
        name: 'every container sets its own',
        template: `
spec:
  initContainers: [{ name: migrate, securityContext: { seccompProfile: { type: RuntimeDefault } } }]
  containers: [{ name: financial-service, securityContext: { seccompProfile: { type: Localhost, localhostProfile: erp.json } } }]
`,
      },
      {
        name: 'a Windows pod, which has no seccomp',
        template: `
spec:
  os: { name: windows }
  containers: [{ name: reports }]
`,
      },
    ],
    fail: [
      {
        name: 'neither the pod nor one of its containers',
        from: 'every container sets its own',
        change: {
          'spec.initContainers[0].securityContext': undefined,
          'spec.containers[0].securityContext.seccompProfile': { type: 'RuntimeDefault' },
          'spec.securityContext.runAsNonRoot': true,
        },
        problems: [
          {
            message: 'The pod does not set seccompProfile.type, nor does container "migrate".',
            path: 'spec.securityContext.seccompProfile.type',
          },
        ],
      },
      {
        name: 'an unconfined pod',
        from: 'the pod sets it for all',
        change: { 'spec.securityContext.seccompProfile.type': 'Unconfined' },
        problems: [{ message: 'The pod sets seccompProfile.type to "Unconfined".', path: 'spec.securityContext.seccompProfile.type' }],
      },
      {
        name: 'a container that leaves the profile of the pod',
        from: 'the pod sets it for all',
        change: { 'spec.containers[0].securityContext.seccompProfile.type': 'Unconfined' },
        problems: [
          {
            message: 'Container "financial-service" sets seccompProfile.type to "Unconfined".',
            path: 'spec.containers[0].securityContext.seccompProfile.type',
          },
        ],
      },
    ],
  },
});
