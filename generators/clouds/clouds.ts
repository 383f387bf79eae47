import { awsBuckets } from './aws/buckets.ts';
import { awsDnsSolver } from './aws/dns-solver.ts';
import { awsIdentity } from './aws/identity.ts';
import { awsLoadBalancer } from './aws/load-balancer.ts';
import { awsStorageClass } from './aws/storage-class.ts';
import { azureBuckets } from './azure/buckets.ts';
import { azureDnsSolver } from './azure/dns-solver.ts';
import { azureIdentity } from './azure/identity.ts';
import { azureLoadBalancer } from './azure/load-balancer.ts';
import { azureStorageClass } from './azure/storage-class.ts';
import { bareMetalBuckets } from './bare-metal/buckets.ts';
import { bareMetalDnsSolver } from './bare-metal/dns-solver.ts';
import { bareMetalIdentity } from './bare-metal/identity.ts';
import { bareMetalLoadBalancer } from './bare-metal/load-balancer.ts';
import { bareMetalStorageClass } from './bare-metal/storage-class.ts';
import type { Cloud } from './cloud.ts';
import type { CloudDefinition } from './definition.ts';
import { googleBuckets } from './google/buckets.ts';
import { googleDnsSolver } from './google/dns-solver.ts';
import { googleIdentity } from './google/identity.ts';
import { googleLoadBalancer } from './google/load-balancer.ts';
import { googleStorageClass } from './google/storage-class.ts';

/** All that is drawn otherwise on this cloud than on another. */
export function cloudOf({ cloud }: { readonly cloud: CloudDefinition }): Cloud {
  switch (cloud.name) {
    case 'aws':
      return {
        name: cloud.name,
        title: 'AWS',
        disks: awsStorageClass(),
        identity: awsIdentity(),
        buckets: awsBuckets(),
        dns: awsDnsSolver(),
        loadBalancers: awsLoadBalancer(),
      };
    case 'google':
      return {
        name: cloud.name,
        title: 'Google Cloud',
        disks: googleStorageClass(),
        identity: googleIdentity(),
        buckets: googleBuckets(),
        dns: googleDnsSolver(cloud),
        loadBalancers: googleLoadBalancer(),
      };
    case 'azure':
      return {
        name: cloud.name,
        title: 'Azure',
        disks: azureStorageClass(),
        identity: azureIdentity(),
        buckets: azureBuckets(),
        dns: azureDnsSolver(cloud),
        loadBalancers: azureLoadBalancer(),
      };
    case 'bare-metal':
      return {
        name: cloud.name,
        title: 'bare metal',
        disks: bareMetalStorageClass(cloud),
        identity: bareMetalIdentity(),
        buckets: bareMetalBuckets(cloud),
        dns: bareMetalDnsSolver(cloud),
        loadBalancers: bareMetalLoadBalancer(cloud),
      };
  }
}

/** Name of the StorageClass of every disk (manual 3.1, D59). */
export function diskClassName(platform: { readonly cloud: CloudDefinition }): string {
  return cloudOf(platform).disks.name;
}
