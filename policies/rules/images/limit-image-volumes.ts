import { isOfCompany } from '../../company/company.ts';
import { isProductionLike } from '../../environments.ts';
import { below, textAt } from '../../kubernetes/fields.ts';
import { parseImage, unpinned } from '../../kubernetes/images.ts';
import { volumesOf } from '../../kubernetes/pods/volumes.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'limit-image-volumes',
  severity: 'error',
  manual: '2.4 (D37)',
  summary: 'Mount only images of the company, by tag, and by digest in staging and production.',
  rationale:
    'What a volume of an image holds is run or served as what a container brings: it must be as well known, and stay as it was reviewed.',
  remediation: 'Name the image in the registry of the company, with its version and its digest.',
  scope: 'every-pod',
  foreign: true,

  check(pod, world) {
    return volumesOf(pod).flatMap(({ name, fields, path }) => {
      const reference = textAt(fields, 'image', 'reference');
      if (reference === undefined) return [];
      const parsed = parseImage(reference);
      const { tag } = parsed;
      const pinning = isProductionLike(world) ? unpinned(reference) : undefined;
      const told = (what: string) => ({
        message: `Volume "${name}" mounts "${reference}", which ${what}.`,
        path: below(below(path, 'image'), 'reference'),
      });
      return [
        ...(isOfCompany(parsed, world.company) ? [] : [told('is not from a registry of the company')]),
        ...(tag === undefined || tag === 'latest' ? [told('has no version')] : []),
        ...(pinning === undefined ? [] : [told(pinning)]),
      ];
    });
  },

  examples: {
    pass: [
      {
        name: 'tag and digest',
        template: `
spec:
  volumes:
    - name: static
      image:
        reference: registry.example.com/erp/static:1.0.0@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0
`,
      },
      {
        name: 'a tag alone, in dev',
        environment: 'dev',
        template: `
spec:
  volumes:
    - { name: static, image: { reference: registry.example.com/erp/static:1.0.0 } }
`,
      },
      { name: 'no image', template: 'spec: { volumes: [{ name: tmp, emptyDir: {} }] }' },
    ],
    fail: [
      {
        name: 'no digest',
        from: 'tag and digest',
        change: { 'spec.volumes[0].image.reference': 'registry.example.com/erp/static:1.0.0' },
        problems: [
          {
            message: 'Volume "static" mounts "registry.example.com/erp/static:1.0.0", which has no digest.',
            path: 'spec.volumes[0].image.reference',
          },
        ],
      },
      {
        name: 'the newest, whatever that is',
        from: 'a tag alone, in dev',
        change: { 'spec.volumes[0].image.reference': 'registry.example.com/erp/static:latest' },
        problems: [
          {
            message: 'Volume "static" mounts "registry.example.com/erp/static:latest", which has no version.',
            path: 'spec.volumes[0].image.reference',
          },
        ],
      },
      {
        name: 'from elsewhere',
        from: 'a tag alone, in dev',
        change: { 'spec.volumes[0].image.reference': 'docker.io/library/nginx:1.27.0' },
        problems: [
          {
            message: 'Volume "static" mounts "docker.io/library/nginx:1.27.0", which is not from a registry of the company.',
            path: 'spec.volumes[0].image.reference',
          },
        ],
      },
    ],
  },
});
