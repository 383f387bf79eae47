import { securityFlag } from '../../families/security-flag.ts';

export default securityFlag({
  id: 'require-read-only-root-filesystem',
  severity: 'error',
  manual: '2.4',
  summary: 'Mount the root file system of every container read-only.',
  rationale:
    'Whoever breaks into a service then cannot replace its binaries or leave tools behind, and what a service writes is visible as a volume.',
  remediation: 'Set securityContext.readOnlyRootFilesystem of the container to true, and mount an emptyDir where it must write.',
  field: 'readOnlyRootFilesystem',
  required: true,
  mayBeAbsent: false,
  linuxOnly: true,
  // "kubectl debug" has no flag for it (docs/runbooks/debug.md).
  roles: 'started',
});
