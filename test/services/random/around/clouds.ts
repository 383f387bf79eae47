import type { CloudDefinition } from '../../../../generators/clouds/definition.ts';
import type { EnvironmentFile } from '../../../../generators/model/environment/environment.ts';
import type { Cluster } from '../../../../generators/model/environment/place.ts';
import { companies } from '../../../clouds/fixtures.ts';

type Name = CloudDefinition['name'];

/** As whom something of that name is known to a cloud. */
function roleOn(cloud: Name, name: string): string {
  switch (cloud) {
    case 'aws':
      return (companies.aws.role ?? '').replace(/role\/.*/, `role/${name}`);
    case 'google':
      return `${name.slice(0, 28)}@shop-erp.iam.gserviceaccount.com`;
    case 'azure':
      return `${[...name]
        .reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 0xffff_ffff, 7)
        .toString(16)
        .padStart(8, '0')}-89ab-cdef-0123-456789abcdef`;
    case 'bare-metal':
      return `${name.replace(/-+/g, '-')}-key`;
  }
}

/** Role of a service, as the cloud writes it: on bare metal there is none, and what is drawn is refused. */
export function serviceRole(cloud: Name, service: string): string {
  return roleOn(cloud, cloud === 'google' ? `svc-${service}`.replace(/-+$/, '') : service);
}

/** The store of a purpose and a place, as the cloud writes it. */
function bucketOn(cloud: Name, name: string): string {
  return cloud === 'azure' ? `shoperp/${name}` : name;
}

const regions: Readonly<Record<Name, string>> = { aws: 'us-east-1', google: 'europe-west4', azure: 'westeurope', 'bare-metal': 'local' };

/** What one place of an environment says of its cloud: home, or a further one. */
export function placeOn(cloud: Name, place: string): Required<Pick<Cluster, 'issuer' | 'observability' | 'backup'>> {
  const region = regions[cloud];
  const { endpoints, dns } = companies[cloud];
  return {
    issuer: {
      dns: { ...(dns.region !== undefined && { region: dns.region }), role: roleOn(cloud, `dns-${place}`), endpoints: dns.endpoints },
    },
    observability: {
      logs: { bucket: bucketOn(cloud, `loki-${place}`), region, role: roleOn(cloud, `loki-${place}`), endpoints },
      hosts: { grafana: `grafana.${place}.erp.example.com`, jaeger: `jaeger.${place}.erp.example.com` },
    },
    backup: {
      bucket: bucketOn(cloud, `backups-${place}`),
      region,
      role: roleOn(cloud, `backup-${place}`),
      archiveRole: cloud === 'azure' ? `archive-${place}` : roleOn(cloud, `archive-${place}`),
      endpoints,
    },
  };
}

/** As whom its bucket is copied, where the cloud asks for one. */
export function copiesOn(cloud: Name, place: string): Pick<Cluster, 'replicationRole'> {
  return cloud === 'aws' ? { replicationRole: roleOn(cloud, `copies-${place}`) } : {};
}

/** The file of an environment as it is written on a cloud; on AWS as it stands. */
export function environmentOn(cloud: Name, file: EnvironmentFile): EnvironmentFile {
  if (cloud === 'aws') return file;
  const { issuer, observability, backup } = placeOn(cloud, file.name);
  const { archiveRole, ...own } = backup;
  const { hostedZone } = companies[cloud].dns;
  return {
    ...file,
    issuer: { ...file.issuer, dns: { ...issuer.dns, role: issuer.dns.role ?? '', hostedZone } },
    observability: { ...file.observability, logs: { ...file.observability.logs, ...observability.logs } },
    backup:
      file.backup.mode === 'none' ? file.backup : { ...file.backup, ...own, ...(file.backup.mode === 'continuous' && { archiveRole }) },
  };
}

/** The cloud, as the platform file says it. */
export function definitionOf(cloud: Name): CloudDefinition {
  return companies[cloud].cloud;
}
