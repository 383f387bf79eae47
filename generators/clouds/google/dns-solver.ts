import type { DnsZones } from '../cloud.ts';
import type { GoogleDefinition } from '../definition.ts';
import { serviceAccount } from './identity.ts';

/** Cloud DNS: with the name of the zone nothing needs to be looked up, and without a key cert-manager takes what its pod is. */
export function googleDnsSolver({ project }: GoogleDefinition): DnsZones {
  return {
    zone: { pattern: /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, title: 'name of a managed zone of Cloud DNS', example: 'erp-example-com' },
    role: serviceAccount,
    hasRegion: false,
    port: 443,
    solver: ({ hostedZone }) => ({ cloudDNS: { project, hostedZoneName: hostedZone } }),
  };
}
