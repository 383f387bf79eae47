import type { Form, Identity } from '../cloud.ts';

/** A managed identity, by its client. */
export const clientId: Form = {
  pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  title: 'client id of a managed identity',
  example: '01234567-89ab-cdef-0123-456789abcdef',
};

/** Workload identity: the webhook of Azure mounts a token into pods that carry the label, and names the client of the account. */
export function azureIdentity(): Identity {
  return {
    role: clientId,
    annotations: (role) => ({ 'azure.workload.identity/client-id': role }),
    podLabels: { 'azure.workload.identity/use': 'true' },
    asks: [],
  };
}
