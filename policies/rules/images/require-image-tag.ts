import { imageOf, parseImage } from '../../kubernetes/images.ts';
import { blank, ofContainers } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'require-image-tag',
  severity: 'error',
  manual: '2.4',
  summary: 'Name the version of every image, and never "latest".',
  rationale:
    'Without a tag the runtime pulls "latest": what runs then depends on the day and the node, and nobody can say which version to go back to.',
  remediation: 'Give the image the tag of a release, such as 1.0.0, or pin it to a digest.',
  scope: 'every-container',
  foreign: true,
  // A colon is one of the tag where no slash and no digest come after it.
  admission: ofContainers(
    `!has(c.image) || c.image.matches('${blank}') || (!c.image.matches('^[^@]*:latest(@|$)') && ` +
      "c.image.matches('^[^@]*(:[^/@]+(@|$)|@.)'))",
    { everywhere: true },
  ),

  check(container) {
    const image = imageOf(container);
    if (image === undefined) return [];
    const { tag, digest } = parseImage(image);
    if (tag === 'latest')
      return [{ message: `Container "${container.name}" uses "${image}", which has the tag "latest".`, path: `${container.path}.image` }];
    if (tag || digest) return [];
    return [{ message: `Container "${container.name}" uses "${image}", which has no tag.`, path: `${container.path}.image` }];
  },

  examples: {
    pass: [
      {
        name: 'a release',
        container: `
name: financial-service
image: registry.example.com:5000/erp/financial-service:1.0.0
`,
      },
      {
        name: 'a digest alone',
        container: `
name: financial-service
image: registry.example.com/erp/financial-service@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0
`,
      },
      { name: 'no image, which another rule reports', container: 'name: financial-service' },
    ],
    fail: [
      {
        name: 'no tag',
        from: 'a release',
        change: { image: 'registry.example.com/erp/financial-service' },
        problems: [
          {
            message: 'Container "financial-service" uses "registry.example.com/erp/financial-service", which has no tag.',
            path: 'image',
          },
        ],
      },
      {
        name: 'the port of a registry is no tag',
        from: 'a release',
        change: { image: 'registry.example.com:5000/erp/financial-service' },
        problems: [
          {
            message: 'Container "financial-service" uses "registry.example.com:5000/erp/financial-service", which has no tag.',
            path: 'image',
          },
        ],
      },
      {
        name: 'latest, even with a digest',
        from: 'a release',
        change: {
          image:
            'registry.example.com/erp/financial-service:latest@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
        },
        problems: [
          {
            message:
              'Container "financial-service" uses "registry.example.com/erp/financial-service:latest@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0", which has the tag "latest".',
            path: 'image',
          },
        ],
      },
    ],
  },
});
