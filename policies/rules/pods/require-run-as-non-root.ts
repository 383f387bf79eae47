import { inheritedSetting } from '../../families/inherited-setting.ts';

export default inheritedSetting({
  id: 'require-run-as-non-root',
  severity: 'error',
  manual: '2.4 (D28), Pod Security Standards (restricted)',
  summary: 'Let the kubelet refuse containers that would run as root.',
  rationale:
    'The user in an image changes with the image. With runAsNonRoot a rebuilt image that runs as root does not start, instead of starting as root.',
  remediation: 'Set securityContext.runAsNonRoot of the pod to true, and remove it from the containers.',
  keys: ['runAsNonRoot'],
  accepts: [true],
  linuxOnly: false,

  examples: {
    pass: [
      {
        name: 'the pod sets it for all',
        template: `
spec:
  securityContext: { runAsNonRoot: true }
  containers: [{ name: financial-service }]
`,
      },
      {
        name: 'every container sets it',
        template: `
spec:
  containers: [{ name: financial-service, securityContext: { runAsNonRoot: true } }]
  initContainers: [{ name: migrate, securityContext: { runAsNonRoot: true } }]
`,
      },
    ],
    fail: [
      {
        name: 'nobody sets it',
        from: 'the pod sets it for all',
        change: {
          'spec.securityContext': { runAsUser: 1000 },
          'spec.containers[1]': { name: 'exporter', securityContext: { runAsNonRoot: null } },
        },
        problems: [
          {
            message: 'The pod does not set runAsNonRoot, nor do containers "financial-service", "exporter".',
            path: 'spec.securityContext.runAsNonRoot',
          },
        ],
      },
      {
        name: 'a container takes it back',
        from: 'the pod sets it for all',
        change: { 'spec.containers[0].securityContext.runAsNonRoot': false },
        problems: [
          {
            message: 'Container "financial-service" sets runAsNonRoot to false.',
            path: 'spec.containers[0].securityContext.runAsNonRoot',
          },
        ],
      },
      {
        name: 'true as text, which no API server takes',
        from: 'the pod sets it for all',
        change: { 'spec.securityContext.runAsNonRoot': 'true' },
        problems: [{ message: 'The pod sets runAsNonRoot to "true".', path: 'spec.securityContext.runAsNonRoot' }],
      },
    ],
  },
});
