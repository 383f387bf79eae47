import { securityFlag } from '../../families/security-flag.ts';

export default securityFlag({
  id: 'forbid-privileged-container',
  severity: 'error',
  manual: 'Pod Security Standards (baseline)',
  summary: 'Run no container in privileged mode.',
  rationale:
    'A privileged container has all capabilities and all devices of its node: whoever takes it over has the node and every pod on it.',
  remediation: 'Remove securityContext.privileged from the container, or set it to false.',
  field: 'privileged',
  required: false,
  mayBeAbsent: true,
  linuxOnly: false,
  everywhere: true,
  made: true,
});
