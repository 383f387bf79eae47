import type { IStorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import { cloudOf } from '../../clouds/clouds.ts';
import { confirmed } from '../../model/names.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';

/** Encrypted disks in the zone of their pod, which outlive their claims and can grow (D59). There before anything that claims one. */
export function storageClass(platform: PlatformDefinition) {
  const { name, provisioner, parameters } = cloudOf(platform).disks;
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, annotations: confirmed },
    provisioner,
    ...(Object.keys(parameters).length > 0 && { parameters: { ...parameters } }),
    reclaimPolicy: 'Retain',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
  } satisfies IStorageClass;
}
