import { listAt, textAt } from '../../kubernetes/fields.ts';
import { containersIn } from '../../kubernetes/kustomize/kustomize.ts';
import { defineRule } from '../../model.ts';

const resources = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    spec:
      initContainers: [{ name: migrate, image: "registry.example.com:5000/erp/migrate:1.0.0" }]
      containers: [{ name: financial-service, image: registry.example.com/erp/financial-service }]
`;

export default defineRule({
  id: 'forbid-unused-image',
  severity: 'error',
  manual: 'Kustomize, images',
  summary: 'Let every images entry of a kustomization set the version of at least one container.',
  rationale: 'Kustomize ignores an entry whose name no container uses: the promotion looks done, and the old version keeps running.',
  remediation: 'Set the name of the entry to the image of a container, without tag and digest, or remove the entry.',
  scope: 'kustomization',

  check(kustomization) {
    const entries = listAt(kustomization.fields, 'images');
    if (entries.length === 0) return [];
    const used = new Set(
      containersIn(kustomization).flatMap((container) => {
        const image = textAt(container, 'image');
        return image === undefined ? [] : [nameOf(image)];
      }),
    );
    return entries.flatMap((entry, index) => {
      const name = textAt(entry, 'name') ?? '';
      return used.has(name) ? [] : [{ message: `Image "${name}" is used by no container.`, path: `images[${index}].name` }];
    });
  },

  examples: {
    pass: [
      {
        name: 'the images of a container and an init container',
        kustomization: `
images:
  - { name: registry.example.com/erp/financial-service, newTag: 1.4.2 }
  - { name: "registry.example.com:5000/erp/migrate", newTag: 1.4.2 }
`,
        resources,
      },
      {
        name: 'an image that a patch brings',
        kustomization: `
images: [{ name: registry.example.com/erp/financial-canary, newTag: 1.5.0 }]
patches:
  - target: { kind: Deployment }
    patch: '[{ op: replace, path: /spec/template/spec/containers/0/image, value: registry.example.com/erp/financial-canary }]'
`,
        resources,
      },
    ],
    fail: [
      {
        name: 'a mistyped name',
        from: 'the images of a container and an init container',
        change: { images: [{ name: 'registry.example.com/erp/finance-service', newTag: '1.4.2' }] },
        problems: [{ message: 'Image "registry.example.com/erp/finance-service" is used by no container.', path: 'images[0].name' }],
      },
      {
        name: 'a name with its tag',
        from: 'the images of a container and an init container',
        change: { images: [{ name: 'registry.example.com:5000/erp/migrate:1.0.0', newTag: '1.4.2' }] },
        problems: [{ message: 'Image "registry.example.com:5000/erp/migrate:1.0.0" is used by no container.', path: 'images[0].name' }],
      },
      {
        name: 'a name without its registry',
        from: 'the images of a container and an init container',
        change: { images: [{ name: 'erp/financial-service', newTag: '1.4.2' }] },
        problems: [{ message: 'Image "erp/financial-service" is used by no container.', path: 'images[0].name' }],
      },
    ],
  },
});

/** An image without tag and digest; a colon before the last slash is the port of the registry. */
function nameOf(image: string): string {
  const [name = ''] = image.split('@');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}
