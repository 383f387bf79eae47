import type { DnsZones } from '../cloud.ts';
import { roleArn } from './identity.ts';

/** Route 53: with the identifier nothing needs to be looked up, and the role needs no right to list the zones of the account. */
export function awsDnsSolver(): DnsZones {
  return {
    zone: { pattern: /^Z[A-Z0-9]{1,31}$/, title: 'identifier of a zone of Route 53', example: 'Z0123456789ABCDEFGHIJ' },
    role: roleArn,
    hasRegion: true,
    port: 443,
    solver: ({ region, hostedZone }) => ({ route53: { ...(region !== undefined && { region }), hostedZoneID: hostedZone } }),
  };
}
