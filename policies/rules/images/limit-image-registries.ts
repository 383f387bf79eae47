import { isOfCompany } from '../../company/company.ts';
import { imageOf, parseImage } from '../../kubernetes/images.ts';
import { blank, ofContainers } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'limit-image-registries',
  severity: 'error',
  manual: '2.4',
  summary: 'Take images only from registries of the company.',
  rationale:
    "An image from elsewhere was neither scanned nor signed by us, and a registry's outage or rate limit keeps pods from starting.",
  remediation:
    'Mirror the image to a registry of the company and name it from there; one that is missing goes into registries in ' +
    'generators/catalog/platform.ts.',
  scope: 'every-container',
  foreign: true,
  admission: ofContainers(
    `!has(c.image) || c.image.matches('${blank}') || variables.registries.exists(registry, c.image.startsWith(registry + '/'))`,
  ),

  check(container, world) {
    const image = imageOf(container);
    if (image === undefined) return [];
    const { registry, ...rest } = parseImage(image);
    if (isOfCompany({ registry, ...rest }, world.company)) return [];
    const origin = registry === undefined ? 'names no registry and so comes from Docker Hub' : `comes from the registry "${registry}"`;
    return [{ message: `Container "${container.name}" uses "${image}", which ${origin}.`, path: `${container.path}.image` }];
  },

  examples: {
    pass: [
      {
        name: 'the registry of the company',
        container: `
name: financial-service
image: registry.example.com/erp/financial-service:1.0.0
`,
      },
      { name: 'no image, which another rule reports', container: 'name: financial-service' },
    ],
    fail: [
      {
        name: 'a short name of Docker Hub',
        container: `
name: cache
image: redis:8.2.1
`,
        problems: [
          { message: 'Container "cache" uses "redis:8.2.1", which names no registry and so comes from Docker Hub.', path: 'image' },
        ],
      },
      {
        name: 'another registry',
        container: `
name: exporter
image: ghcr.io/erp/exporter:2.0.0
`,
        problems: [
          { message: 'Container "exporter" uses "ghcr.io/erp/exporter:2.0.0", which comes from the registry "ghcr.io".', path: 'image' },
        ],
      },
      {
        name: 'another port of the same host is another registry',
        from: 'the registry of the company',
        change: { image: 'registry.example.com:5000/erp/financial-service:1.0.0' },
        problems: [
          {
            message:
              'Container "financial-service" uses "registry.example.com:5000/erp/financial-service:1.0.0", which comes from the registry "registry.example.com:5000".',
            path: 'image',
          },
        ],
      },
      {
        name: 'a host that only begins like ours',
        from: 'the registry of the company',
        change: { image: 'registry.example.com.evil.io/erp/financial-service:1.0.0' },
        problems: [
          {
            message:
              'Container "financial-service" uses "registry.example.com.evil.io/erp/financial-service:1.0.0", which comes from the registry "registry.example.com.evil.io".',
            path: 'image',
          },
        ],
      },
    ],
  },
});
