import { isProductionLike } from '../../environments.ts';
import { scalarAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: gp3 }
provisioner: ebs.csi.aws.com
parameters: { type: gp3, encrypted: "true" }
reclaimPolicy: Retain
allowVolumeExpansion: true
volumeBindingMode: WaitForFirstConsumer
`;
const from = 'disks that outlive a mistake';
const failing = (name: string, path: string, value: unknown, message: string) => ({
  name,
  from,
  change: { [`StorageClass/gp3 > ${path}`]: value },
  problems: [{ on: 'StorageClass/gp3', message: `StorageClass "gp3" ${message}.`, path }],
});

export default defineRule({
  id: 'limit-storage-class',
  severity: 'error',
  manual: '3.1, 3.3 (D66)',
  summary:
    'Encrypt disks, make them in the zone of their pod, let them grow, and keep those of staging and production when their claim is deleted.',
  rationale:
    'With Delete a claim that somebody removes takes the data with it at once. A disk that is made before its pod is in a zone that the pod ' +
    'may not go to. An encrypted disk cannot be read from a snapshot that left the account.',
  remediation: 'Correct the class in generators/platform/data.',
  scope: 'object',
  kinds: ['StorageClass'],

  check(manifest, world) {
    const { fields } = manifest;
    const encrypted = scalarAt(fields, 'parameters', 'encrypted');
    const provisioner = textAt(fields, 'provisioner') ?? '';
    const told = (message: string, path: string) => [{ message: `${titleOf(manifest)} ${message}.`, path }];
    return [
      ...(isProductionLike(world) && (textAt(fields, 'reclaimPolicy') ?? 'Delete') !== 'Retain'
        ? told('deletes a disk as soon as its claim is deleted', 'reclaimPolicy')
        : []),
      ...((textAt(fields, 'volumeBindingMode') ?? 'Immediate') === 'WaitForFirstConsumer'
        ? []
        : told('makes a disk in any zone, before its pod has one', 'volumeBindingMode')),
      // EBS encrypts only where it is asked to; other drivers have other words.
      ...(provisioner === 'ebs.csi.aws.com' && encrypted !== 'true' ? told('does not encrypt its disks', 'parameters.encrypted') : []),
      ...(provisioner === 'kubernetes.io/no-provisioner' ? told('makes no disk: nobody provisions one', 'provisioner') : []),
      ...(fields['allowVolumeExpansion'] === true ? [] : told('lets no disk grow', 'allowVolumeExpansion')),
    ];
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      { name: 'disks of a small environment', environment: 'dev', manifests: example.replace('Retain', 'Delete') },
    ],
    fail: [
      failing('deleted with the claim', 'reclaimPolicy', 'Delete', 'deletes a disk as soon as its claim is deleted'),
      failing('deleted by default', 'reclaimPolicy', undefined, 'deletes a disk as soon as its claim is deleted'),
      failing('in any zone', 'volumeBindingMode', 'Immediate', 'makes a disk in any zone, before its pod has one'),
      failing('in clear', 'parameters.encrypted', 'false', 'does not encrypt its disks'),
      failing('by nobody', 'provisioner', 'kubernetes.io/no-provisioner', 'makes no disk: nobody provisions one'),
      failing('as large as it is', 'allowVolumeExpansion', false, 'lets no disk grow'),
    ],
  },
});
