import { listAt, presentAt } from '../../kubernetes/fields.ts';
import { celList, ofPods, unless } from '../../kubernetes/pods/admission.ts';
import { safeSysctls } from '../../kubernetes/pods/pod-security.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

export default defineRule({
  id: 'limit-sysctls',
  severity: 'error',
  manual: 'Pod Security Standards (baseline)',
  summary: 'Set only kernel parameters that stay inside the pod.',
  rationale:
    'Other parameters act on the whole node or weaken its protection, and the kubelet refuses a pod that sets one unless it was told not to.',
  remediation: `Remove the entry from securityContext.sysctls of the pod; safe are ${safeSysctls.join(', ')}.`,
  scope: 'every-pod',
  foreign: true,
  made: true,
  admission: ofPods(
    unless(
      'variables.pod',
      ['securityContext', 'sysctls'],
      `variables.pod.securityContext.sysctls.all(s, s.name in ${celList(safeSysctls)})`,
    ),
    { everywhere: true },
  ),

  check(pod) {
    return listAt(pod.spec, 'securityContext', 'sysctls').flatMap((sysctl, index) => {
      const name = presentAt(sysctl, 'name');
      if (safeSysctls.some((safe) => safe === name)) return [];
      return [{ message: `The pod sets the sysctl ${shown(name)}.`, path: `${pod.path}.securityContext.sysctls[${index}].name` }];
    });
  },

  examples: {
    pass: [
      { name: 'nothing set', template: 'spec: { containers: [{ name: financial-service }] }' },
      {
        name: 'safe ones',
        template: `
spec:
  securityContext:
    sysctls:
      - { name: net.ipv4.tcp_keepalive_time, value: "300" }
      - { name: net.ipv4.ip_local_port_range, value: "1024 65535" }
`,
      },
    ],
    fail: [
      {
        name: 'one that is not safe',
        from: 'safe ones',
        change: { 'spec.securityContext.sysctls[1]': { name: 'net.core.somaxconn', value: '4096' } },
        problems: [{ message: 'The pod sets the sysctl "net.core.somaxconn".', path: 'spec.securityContext.sysctls[1].name' }],
      },
    ],
  },
});
