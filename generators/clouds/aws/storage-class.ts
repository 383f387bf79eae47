import type { DiskClass } from '../cloud.ts';

/** Disks of EBS, which are encrypted only where it is asked for. */
export function awsStorageClass(): DiskClass {
  return { name: 'gp3', provisioner: 'ebs.csi.aws.com', parameters: { type: 'gp3', encrypted: 'true' } };
}
