import type { CloudDefinition } from '../../generators/clouds/definition.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import type { PlatformDefinition } from '../../generators/model/platform/platform.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { catalog, fourEnvironments, service } from '../support/catalog.ts';

/** A company on one cloud: what its platform file and its environments say otherwise than on another. */
interface Company {
  readonly cloud: CloudDefinition;
  readonly platform?: Partial<PlatformDefinition>;
  readonly dns: EnvironmentDefinition['issuer']['dns'];
  readonly logs: { readonly bucket: string; readonly region: string; readonly role: string; readonly endpoints: readonly string[] };
  readonly backup: { readonly bucket: string; readonly region: string; readonly role: string; readonly archiveRole: string };
  readonly endpoints: readonly string[];
  /** Role of a service, where pods have any. */
  readonly role?: string;
}

const account = (name: string) => `${name}@shop-erp.iam.gserviceaccount.com`;
const client = (digit: string) => `${digit.repeat(8)}-89ab-cdef-0123-456789abcdef`;

/** One company on each cloud. */
export const companies: Readonly<Record<CloudDefinition['name'], Company>> = {
  aws: {
    cloud: { name: 'aws' },
    dns: { hostedZone: 'Z0123456789', region: 'us-east-1', role: 'arn:aws:iam::123456789012:role/shop-dns', endpoints: ['10.0.3.0/28'] },
    logs: { bucket: 'erp-loki', region: 'us-east-1', role: 'arn:aws:iam::123456789012:role/erp-loki', endpoints: ['10.0.3.0/28'] },
    backup: {
      bucket: 'erp-backups',
      region: 'us-east-1',
      role: 'arn:aws:iam::123456789012:role/shop-backup',
      archiveRole: 'arn:aws:iam::123456789012:role/shop-archive',
    },
    endpoints: ['10.0.3.0/28'],
    role: 'arn:aws:iam::123456789012:role/shop-orders',
  },
  google: {
    cloud: { name: 'google', project: 'shop-erp' },
    platform: { networkPlugin: 'cilium' },
    dns: { hostedZone: 'example-com', role: account('shop-dns'), endpoints: ['199.36.153.8/30'] },
    logs: { bucket: 'shop-erp-loki', region: 'europe-west4', role: account('erp-loki'), endpoints: ['199.36.153.8/30'] },
    backup: { bucket: 'shop-erp-backups', region: 'europe-west4', role: account('shop-backup'), archiveRole: account('shop-archive') },
    endpoints: ['199.36.153.8/30'],
    role: account('shop-orders'),
  },
  azure: {
    cloud: { name: 'azure', subscription: client('0'), resourceGroup: 'shop-dns' },
    platform: { networkPlugin: 'cilium' },
    dns: { hostedZone: 'example.com', role: client('1'), endpoints: ['10.0.3.0/28'] },
    logs: { bucket: 'shoperp/loki', region: 'westeurope', role: client('2'), endpoints: ['10.0.3.0/28'] },
    backup: { bucket: 'shoperp/backups', region: 'westeurope', role: client('3'), archiveRole: 'postgres-archive-store' },
    endpoints: ['10.0.3.0/28'],
    role: client('4'),
  },
  'bare-metal': {
    cloud: {
      name: 'bare-metal',
      disks: {
        name: 'ceph-block',
        provisioner: 'rook-ceph.rbd.csi.ceph.com',
        parameters: { clusterID: 'rook-ceph', pool: 'erp', encrypted: 'true' },
      },
      objectStore: 'https://s3.example.com:9000',
      dns: { nameserver: '10.0.3.2:53', key: 'erp-acme' },
      pools: { public: 'public', internal: 'internal' },
    },
    platform: { networkPlugin: 'calico' },
    dns: { hostedZone: 'example.com', role: 'dns-key', endpoints: ['10.0.3.2/32'] },
    logs: { bucket: 'erp-loki', region: 'local', role: 'loki-store', endpoints: ['10.0.3.16/28'] },
    backup: { bucket: 'erp-backups', region: 'local', role: 'postgres-backup-store', archiveRole: 'postgres-archive-store' },
    endpoints: ['10.0.3.16/28'],
  },
};

/** The four environments and one service, on a cloud. */
export function catalogOn(name: CloudDefinition['name']): Catalog {
  const company = companies[name];
  const environments = fourEnvironments.map((item) => on(item, company));
  const role = company.role;
  const own: Partial<ServiceDefinition> = role === undefined ? {} : { identity: { cloudRole: { production: role } } };
  const made = catalog([service('orders', own)], environments);
  return { ...made, platform: { ...made.platform, value: { ...made.platform.value, ...company.platform, cloud: company.cloud } } };
}

function on(environment: EnvironmentDefinition, { dns, logs, backup, endpoints }: Company): EnvironmentDefinition {
  const { issuer, observability } = environment;
  const plan = environment.backup;
  const { archiveRole, ...place } = backup;
  const several = 'minimumPerZone' in environment.replicas;
  return {
    ...environment,
    issuer: { ...issuer, dns },
    observability: {
      ...observability,
      ...(several && { metrics: { ...observability.metrics, replicas: 2 }, alertmanagers: 3 }),
      logs: { ...observability.logs, ...(several && { replicas: 3 }), ...logs },
    },
    backup: plan.mode === 'none' ? plan : { ...plan, ...place, endpoints, ...(plan.mode === 'continuous' && { archiveRole }) },
  };
}
