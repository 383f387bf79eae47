import type { DiskClass } from '../cloud.ts';

/** Premium disks of one zone, which Azure encrypts in every case. */
export function azureStorageClass(): DiskClass {
  return { name: 'premium-lrs', provisioner: 'disk.csi.azure.com', parameters: { skuName: 'Premium_LRS' } };
}
