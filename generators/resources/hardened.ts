import { runAs } from '../model/service/defaults.ts';

/** What every container is held to (manual 2.4, 4.2): no field of a service file reaches it, and the platform's own pods are no exception. */
export const hardened = {
  runAsNonRoot: true,
  runAsUser: runAs,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
