import type { DiskClass } from '../cloud.ts';

/** Persistent disks, which Google encrypts in every case. */
export function googleStorageClass(): DiskClass {
  return { name: 'pd-balanced', provisioner: 'pd.csi.storage.gke.io', parameters: { type: 'pd-balanced' } };
}
