import { presentAt } from '../../kubernetes/fields.ts';
import { ofPods } from '../../kubernetes/pods/admission.ts';
import { volumesOf } from '../../kubernetes/pods/volumes.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

export default defineRule({
  id: 'require-scratch-limit',
  severity: 'error',
  manual: '2.4 (D39)',
  summary: 'Limit the size of every emptyDir.',
  rationale: 'An emptyDir is the disk of the node, or its memory: one pod that fills it drives the others from the node.',
  remediation: 'Set emptyDir.sizeLimit of the volume, such as 256Mi.',
  scope: 'every-pod',
  // Of an amount in its shortest form, as the API server shows it: fractions of a byte end with m, u or n.
  admission: ofPods(
    '!has(variables.pod.volumes) || variables.pod.volumes.all(v, !has(v.emptyDir) || (has(v.emptyDir.sizeLimit) && ' +
      "string(v.emptyDir.sizeLimit).matches('^[1-9][0-9]*([kMGTPE]|[KMGTPE]i|e[0-9]+)?$')))",
  ),

  check(pod) {
    return volumesOf(pod).flatMap(({ name, fields, sources, path }) => {
      // A volume that says nothing else is an emptyDir by default.
      if (sources.length > 0 && !sources.includes('emptyDir')) return [];
      const limit = presentAt(fields, 'emptyDir', 'sizeLimit');
      const bytes = quantity(limit);
      if (bytes !== undefined && bytes > 0 && Number.isInteger(bytes)) return [];
      const fault =
        limit === undefined ? 'is an emptyDir without a sizeLimit' : `has the sizeLimit ${shown(limit)}, which is no number of bytes`;
      return [{ message: `Volume "${name}" ${fault}.`, path: `${path}.emptyDir.sizeLimit` }];
    });
  },

  examples: {
    pass: [
      { name: 'no volumes', template: 'spec: { containers: [{ name: financial-service }] }' },
      {
        name: 'scratch space with a limit, and volumes that need none',
        template: `
spec:
  volumes:
    - { name: tmp, emptyDir: { sizeLimit: 256Mi } }
    - { name: cache, emptyDir: { medium: Memory, sizeLimit: 67108864 } }
    - { name: config, configMap: { name: financial-service-config } }
`,
      },
    ],
    fail: [
      {
        name: 'no limit',
        from: 'scratch space with a limit, and volumes that need none',
        change: {
          'spec.volumes': [
            { name: 'config', configMap: { name: 'financial-service-config' } },
            { name: 'tmp', emptyDir: {} },
          ],
        },
        problems: [{ message: 'Volume "tmp" is an emptyDir without a sizeLimit.', path: 'spec.volumes[1].emptyDir.sizeLimit' }],
      },
      {
        name: 'a volume that does not say what it is, which makes it an emptyDir',
        from: 'scratch space with a limit, and volumes that need none',
        change: { 'spec.volumes': [{ name: 'tmp' }, { name: 'cache', emptyDir: null }] },
        problems: [
          { message: 'Volume "tmp" is an emptyDir without a sizeLimit.', path: 'spec.volumes[0].emptyDir.sizeLimit' },
          { message: 'Volume "cache" is an emptyDir without a sizeLimit.', path: 'spec.volumes[1].emptyDir.sizeLimit' },
        ],
      },
      {
        name: 'limits that limit nothing',
        template: `
spec:
  volumes: [{ name: tmp, emptyDir: { sizeLimit: 0 } }, { name: cache, emptyDir: { sizeLimit: 256MB } }, { name: logs, emptyDir: { sizeLimit: 256m } }]
`,
        problems: [
          { message: 'Volume "tmp" has the sizeLimit 0, which is no number of bytes.', path: 'spec.volumes[0].emptyDir.sizeLimit' },
          { message: 'Volume "cache" has the sizeLimit "256MB", which is no number of bytes.', path: 'spec.volumes[1].emptyDir.sizeLimit' },
          { message: 'Volume "logs" has the sizeLimit "256m", which is no number of bytes.', path: 'spec.volumes[2].emptyDir.sizeLimit' },
        ],
      },
    ],
  },
});
