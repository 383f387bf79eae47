import { presentAt } from '../../kubernetes/fields.ts';
import { imageOf, isImageName } from '../../kubernetes/images.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

export default defineRule({
  id: 'require-image',
  severity: 'error',
  manual: '2.4',
  summary: 'Give every container an image that a container runtime can pull.',
  rationale:
    'A patch with a mistyped container name adds a second container, without an image, and kustomize says nothing; the cluster then refuses the whole workload.',
  remediation: 'Set image of the container, or correct the container name in the patch that adds it.',
  scope: 'every-container',
  foreign: true,

  check(container) {
    const image = imageOf(container);
    if (image !== undefined && isImageName(image)) return [];
    const found = presentAt(container.fields, 'image');
    const message =
      found === undefined || (typeof found === 'string' && image === undefined)
        ? `Container "${container.name}" has no image.`
        : `Container "${container.name}" uses ${shown(found)}, which is no image reference.`;
    return [{ message, path: `${container.path}.image` }];
  },

  examples: {
    pass: [
      {
        name: 'registry, repository, tag',
        container: `
name: financial-service
image: registry.example.com/erp/financial-service:1.0.0
`,
      },
      {
        name: 'a registry with a port, and a digest',
        container: `
name: financial-service
image: registry.example.com:5000/erp/financial-service@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0
`,
      },
    ],
    fail: [
      {
        name: 'no image: the name was mistyped in a patch',
        container: `
name: finance-service
resources: { limits: { cpu: 2000m } }
`,
        problems: [{ message: 'Container "finance-service" has no image.', path: 'image' }],
      },
      {
        name: 'an empty image',
        from: 'registry, repository, tag',
        change: { image: '' },
        problems: [{ message: 'Container "financial-service" has no image.', path: 'image' }],
      },
      {
        name: 'capital letters in the repository',
        from: 'registry, repository, tag',
        change: { image: 'registry.example.com/erp/Financial-Service:1.0.0' },
        problems: [
          {
            message: 'Container "financial-service" uses "registry.example.com/erp/Financial-Service:1.0.0", which is no image reference.',
            path: 'image',
          },
        ],
      },
      {
        name: 'build metadata in the tag',
        from: 'registry, repository, tag',
        change: { image: 'registry.example.com/erp/financial-service:1.0.0+5' },
        problems: [
          {
            message:
              'Container "financial-service" uses "registry.example.com/erp/financial-service:1.0.0+5", which is no image reference.',
            path: 'image',
          },
        ],
      },
      {
        name: 'no text',
        from: 'registry, repository, tag',
        change: { image: 1 },
        problems: [{ message: 'Container "financial-service" uses 1, which is no image reference.', path: 'image' }],
      },
    ],
  },
});
