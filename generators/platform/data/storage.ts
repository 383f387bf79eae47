import type { IStorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import { confirmed } from '../../model/names.ts';
import { storageClassName } from '../../model/platform/data-layer.ts';

/** Encrypted disks in the zone of their pod, which outlive their claims and can grow (D59). There before anything that claims one. */
export function storageClass() {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: storageClassName, annotations: confirmed },
    provisioner: 'ebs.csi.aws.com',
    parameters: { type: 'gp3', encrypted: 'true' },
    reclaimPolicy: 'Retain',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
  } satisfies IStorageClass;
}
