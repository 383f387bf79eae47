import { below, presentAt } from '../../kubernetes/fields.ts';
import { ofPods } from '../../kubernetes/pods/admission.ts';
import { restrictedVolumeTypes } from '../../kubernetes/pods/pod-security.ts';
import { volumesOf } from '../../kubernetes/pods/volumes.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

export default defineRule({
  id: 'limit-volume-types',
  severity: 'error',
  manual: 'Pod Security Standards (restricted)',
  summary: 'Mount only volumes that stay inside the cluster and its storage classes.',
  rationale:
    'A hostPath opens the file system of the node to the pod, from which the node is taken over; other types go past storage classes, quotas and encryption.',
  remediation: `Replace the volume by one of ${restrictedVolumeTypes.join(', ')}.`,
  scope: 'every-pod',
  foreign: true,
  made: true,
  // A volume has one source, and one that names none is an emptyDir by then.
  admission: ofPods(
    `!has(variables.pod.volumes) || variables.pod.volumes.all(v, ${restrictedVolumeTypes.map((type) => `has(v.${type})`).join(' || ')})`,
    { everywhere: true },
  ),

  check(pod) {
    return volumesOf(pod).flatMap(({ name, fields, sources, path }) =>
      sources
        .filter((source) => !restrictedVolumeTypes.includes(source))
        .map((source) => ({
          message:
            source === 'hostPath'
              ? `Volume "${name}" mounts the path ${shown(presentAt(fields, 'hostPath', 'path'))} of the node.`
              : `Volume "${name}" is of type "${source}".`,
          path: below(path, source),
        })),
    );
  },

  examples: {
    pass: [
      { name: 'no volumes', template: 'spec: { containers: [{ name: financial-service }] }' },
      {
        name: 'every type that is allowed',
        template: `
spec:
  volumes:
    - { name: config, configMap: { name: financial-service-config } }
    - { name: secrets, secret: { secretName: financial-service-secrets } }
    - { name: tmp, emptyDir: { sizeLimit: 256Mi } }
    - { name: all, projected: { sources: [] } }
    - { name: labels, downwardAPI: { items: [] } }
    - { name: static, image: { reference: registry.example.com/erp/static:1.0.0 } }
    - { name: data, persistentVolumeClaim: { claimName: data } }
    - { name: scratch, ephemeral: { volumeClaimTemplate: {} } }
    - { name: vault, csi: { driver: secrets-store.csi.k8s.io } }
    - { name: default }
`,
      },
    ],
    fail: [
      {
        name: 'a directory of the node',
        from: 'every type that is allowed',
        change: {
          'spec.volumes': [
            { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
            { name: 'runtime', hostPath: { path: '/var/run' } },
          ],
        },
        problems: [{ message: 'Volume "runtime" mounts the path "/var/run" of the node.', path: 'spec.volumes[1].hostPath' }],
      },
      {
        name: 'a share that no storage class knows',
        from: 'every type that is allowed',
        change: { 'spec.volumes': [{ name: 'reports', nfs: { server: '10.0.2.20', path: '/exports' } }] },
        problems: [{ message: 'Volume "reports" is of type "nfs".', path: 'spec.volumes[0].nfs' }],
      },
      {
        name: 'a second type beside an allowed one, left over from a merge',
        from: 'every type that is allowed',
        change: { 'spec.volumes': [{ name: 'tmp', emptyDir: {}, hostPath: { path: '/tmp' } }] },
        problems: [{ message: 'Volume "tmp" mounts the path "/tmp" of the node.', path: 'spec.volumes[0].hostPath' }],
      },
    ],
  },
});
