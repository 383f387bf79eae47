import { asText } from '../../kubernetes/fields.ts';
import { unpinned } from '../../kubernetes/images.ts';
import { ofContainers } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'require-image-digest',
  severity: 'error',
  manual: '2.4 (D37)',
  summary: 'Pin every image of staging and production to a sha256 digest.',
  rationale: 'A tag can be moved after the review; a digest is exactly what was reviewed and tested in the environment before.',
  remediation: 'Add the digest of the image to the release of the service.',
  tiers: ['rehearsal', 'production'],
  scope: 'every-container',
  foreign: true,
  admission: ofContainers("!has(c.image) || c.image.matches('^[^@]*@sha256:[0-9a-f]{64}$')"),

  check(container) {
    const image = asText(container.fields['image']);
    const fault = image === undefined ? undefined : unpinned(image);
    return fault === undefined
      ? []
      : [{ message: `Container "${container.name}" uses "${image}", which ${fault}.`, path: `${container.path}.image` }];
  },

  examples: {
    pass: [
      {
        name: 'tag and digest',
        container: `
name: financial-service
image: registry.example.com/erp/financial-service:1.0.0@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0
`,
      },
      {
        name: 'a tag alone, in dev',
        environment: 'dev',
        container: `
name: financial-service
image: registry.example.com/erp/financial-service:1.0.0
`,
      },
    ],
    fail: [
      {
        name: 'a tag without a digest',
        from: 'tag and digest',
        change: { image: 'registry.example.com/erp/financial-service:1.0.0' },
        problems: [
          {
            message: 'Container "financial-service" uses "registry.example.com/erp/financial-service:1.0.0", which has no digest.',
            path: 'image',
          },
        ],
      },
      {
        name: 'half a digest',
        from: 'tag and digest',
        change: { image: 'registry.example.com/erp/financial-service:1.0.0@sha256:0f1e2d3c' },
        problems: [
          {
            message:
              'Container "financial-service" uses "registry.example.com/erp/financial-service:1.0.0@sha256:0f1e2d3c", which has the digest "sha256:0f1e2d3c", which is not sha256 with 64 digits.',
            path: 'image',
          },
        ],
      },
    ],
  },
});
