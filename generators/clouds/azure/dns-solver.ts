import type { DnsZones } from '../cloud.ts';
import type { AzureDefinition } from '../definition.ts';
import { zoneName } from '../forms.ts';
import { clientId } from './identity.ts';

/** Azure DNS, by the workload identity of cert-manager's pod. */
export function azureDnsSolver({ subscription, resourceGroup }: AzureDefinition): DnsZones {
  return {
    zone: zoneName,
    role: clientId,
    hasRegion: false,
    port: 443,
    solver: ({ hostedZone, role }) => ({
      azureDNS: {
        subscriptionID: subscription,
        resourceGroupName: resourceGroup,
        hostedZoneName: hostedZone,
        managedIdentity: { clientID: role },
      },
    }),
  };
}
