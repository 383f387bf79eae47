import type { DnsZones } from '../cloud.ts';
import type { BareMetalDefinition } from '../definition.ts';
import { vaultKey, zoneName } from '../forms.ts';

/** Secret of the key that signs changes of the zone. */
const secret = { name: 'acme-dns-key', key: 'tsig' };

/** A name server that takes signed changes (RFC 2136), by TCP: one flow, and no answer that is too long. */
export function bareMetalDnsSolver({ dns: { nameserver, key } }: BareMetalDefinition): DnsZones {
  return {
    zone: zoneName,
    role: vaultKey,
    hasRegion: false,
    port: Number(/:(\d+)$/.exec(nameserver)?.[1] ?? 53),
    solver: () => ({
      rfc2136: {
        nameserver,
        protocol: 'TCP',
        tsigKeyName: key,
        tsigAlgorithm: 'HMACSHA256',
        tsigSecretSecretRef: secret,
      },
    }),
    key: { name: secret.name, data: { [secret.key]: '{{ .key }}' }, properties: { key: 'TSIG_KEY' } },
  };
}
