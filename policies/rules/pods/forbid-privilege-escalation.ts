import { securityFlag } from '../../families/security-flag.ts';

export default securityFlag({
  id: 'forbid-privilege-escalation',
  severity: 'error',
  manual: '2.4, Pod Security Standards (restricted)',
  summary: 'Forbid every container to gain more privileges than its parent process.',
  rationale:
    'Unless it is set to false, a setuid binary in the image turns the unprivileged user into root. Kubernetes allows it by default.',
  remediation: 'Set securityContext.allowPrivilegeEscalation of the container to false.',
  field: 'allowPrivilegeEscalation',
  required: false,
  mayBeAbsent: false,
  linuxOnly: true,
  // The API server refuses false beside these (Kubernetes 1.35, ValidateSecurityContext).
  fix: {
    set: false,
    unless: [
      { beside: 'privileged', holds: true },
      { beside: 'capabilities.add', holds: 'SYS_ADMIN' },
      { beside: 'capabilities.add', holds: 'CAP_SYS_ADMIN' },
    ],
  },
});
