import type { Form, Identity } from '../cloud.ts';

/** A service account of a project. */
export const serviceAccount: Form = {
  pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z][a-z0-9-]{4,28}[a-z0-9]\.iam\.gserviceaccount\.com$/,
  title: 'service account of Google Cloud',
  example: '<name>@<project>.iam.gserviceaccount.com',
};

/**
 * Workload Identity of GKE: a server on the node gives out tokens of the service account that the annotation names. Which of the two
 * addresses a policy must open depends on what enforces it: with Dataplane V2 the one that pods ask, else the one behind it.
 */
export function googleIdentity(): Identity {
  return {
    role: serviceAccount,
    annotations: (role) => ({ 'iam.gke.io/gcp-service-account': role }),
    podLabels: {},
    asks: [
      { cidr: '169.254.169.254/32', port: 80 },
      { cidr: '169.254.169.252/32', port: 988 },
    ],
  };
}
