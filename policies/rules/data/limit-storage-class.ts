import { isProductionLike } from '../../environments.ts';
import { at, listAt, scalarAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
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

/**
 * Drivers that encrypt a disk only where they are asked to: EBS, Ceph (under any name of its operator) and Longhorn. Google and Azure
 * encrypt in every case; of others nobody here knows it.
 */
const encryptsWhenAsked: readonly string[] = ['ebs.csi.aws.com', 'rbd.csi.ceph.com', 'driver.longhorn.io'];

export default defineRule({
  id: 'limit-storage-class',
  severity: 'error',
  manual: '3.1, 3.3 (D66)',
  summary:
    'Take disks of a class that the environment has, encrypt them, make them in the zone of their pod, let them grow, and keep those of staging and production when their claim is deleted.',
  rationale:
    'With Delete a claim that somebody removes takes the data with it at once. A disk that is made before its pod is in a zone that the pod ' +
    'may not go to. A class that the environment does not have makes no disk, or one that nobody looked at. An encrypted disk cannot be read from a snapshot that left the account.',
  remediation: 'Correct the class in storage-class.ts of the cloud (generators/clouds), or the name of it in generators/platform/data.',
  scope: 'object',
  kinds: ['StorageClass', 'PersistentVolumeClaim', 'StatefulSet', 'postgresql', 'Kafka', 'KafkaNodePool'],

  check(manifest, world) {
    const { fields } = manifest;
    if (manifest.kind !== 'StorageClass') return unknownClasses(manifest, world);
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
      ...(encryptsWhenAsked.some((driver) => provisioner.endsWith(driver)) && encrypted !== 'true'
        ? told('does not encrypt its disks', 'parameters.encrypted')
        : []),
      ...(provisioner === 'kubernetes.io/no-provisioner' ? told('makes no disk: nobody provisions one', 'provisioner') : []),
      ...(fields['allowVolumeExpansion'] === true ? [] : told('lets no disk grow', 'allowVolumeExpansion')),
    ];
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      {
        name: 'a claim of that class',
        manifests: `${example}---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { volume: { size: 10Gi, storageClass: gp3 } }
`,
      },
      {
        name: 'disks of Google Cloud, which are encrypted in every case',
        manifests: example.replace('ebs.csi.aws.com', 'pd.csi.storage.gke.io').replace('type: gp3, encrypted: "true"', 'type: pd-balanced'),
      },
      { name: 'disks of Ceph', manifests: example.replace('ebs.csi.aws.com', 'rook-ceph.rbd.csi.ceph.com') },
      { name: 'disks of a small environment', environment: 'dev', manifests: example.replace('Retain', 'Delete') },
    ],
    fail: [
      failing('deleted with the claim', 'reclaimPolicy', 'Delete', 'deletes a disk as soon as its claim is deleted'),
      failing('deleted by default', 'reclaimPolicy', undefined, 'deletes a disk as soon as its claim is deleted'),
      failing('in any zone', 'volumeBindingMode', 'Immediate', 'makes a disk in any zone, before its pod has one'),
      failing('in clear', 'parameters.encrypted', 'false', 'does not encrypt its disks'),
      { ...failing('disks of Ceph in clear', 'parameters.encrypted', undefined, 'does not encrypt its disks'), from: 'disks of Ceph' },
      failing('by nobody', 'provisioner', 'kubernetes.io/no-provisioner', 'makes no disk: nobody provisions one'),
      {
        name: 'a claim of a class that nobody looks after',
        from: 'a claim of that class',
        change: { 'postgresql/postgres > spec.volume.storageClass': 'standard' },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'postgresql "postgres" wants disks of the class "standard", and this environment has gp3.',
            path: 'spec.volume.storageClass',
          },
        ],
      },
      failing('as large as it is', 'allowVolumeExpansion', false, 'lets no disk grow'),
    ],
  },
});

/** Classes by their name where the environment brings its own: others it does not have, or nobody has looked at them. */
function unknownClasses(manifest: Manifest, world: World): readonly Problem[] {
  const own = world
    .ofKind('StorageClass')
    .map(({ name }) => name)
    .sort();
  if (own.length === 0) return [];
  return classesOf(manifest).flatMap(({ holder, field, path }) => {
    const name = textAt(holder, field);
    if (name === undefined || name === '' || own.includes(name)) return [];
    const message = `${titleOf(manifest)} wants disks of the class "${name}", and this environment has ${own.join(', ')}.`;
    return [{ message, path: `${path}.${field}` }];
  });
}

interface Place {
  readonly holder: unknown;
  readonly field: string;
  readonly path: string;
}

function classesOf({ kind, fields }: Manifest): readonly Place[] {
  const spec = at(fields, 'spec');
  switch (kind) {
    case 'PersistentVolumeClaim':
      return [{ holder: spec, field: 'storageClassName', path: 'spec' }];
    case 'StatefulSet':
      return listAt(spec, 'volumeClaimTemplates').map((claim, index) => ({
        holder: at(claim, 'spec'),
        field: 'storageClassName',
        path: `spec.volumeClaimTemplates[${index}].spec`,
      }));
    case 'postgresql':
      return [{ holder: at(spec, 'volume'), field: 'storageClass', path: 'spec.volume' }];
    default:
      return [
        { holder: at(spec, 'storage'), field: 'class', path: 'spec.storage' },
        { holder: at(spec, 'kafka', 'storage'), field: 'class', path: 'spec.kafka.storage' },
        ...listAt(spec, 'storage', 'volumes').map((volume, index) => ({
          holder: volume,
          field: 'class',
          path: `spec.storage.volumes[${index}]`,
        })),
      ];
  }
}
