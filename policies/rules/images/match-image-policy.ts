import { imageWebhook } from '../../examples/signatures.ts';
import { globOf, nameOf, verifiedNamespaces } from '../../kubernetes/access/image-policies.ts';
import { listAt, textAt } from '../../kubernetes/fields.ts';
import { imageOf } from '../../kubernetes/images.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import { defineRule } from '../../model.ts';

const manifests = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { policy.sigstore.dev/include: "true" } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: { template: { spec: { containers: [{ name: financial-service, image: "registry.example.com/erp/financial-service:1.0.0" }] } } }
---
apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: { name: financial-service }
spec: { images: [{ glob: "registry.example.com/erp/financial-service@sha256:*" }] }
`;
const about = (glob: string) => ({
  on: 'ClusterImagePolicy/financial-service',
  message: `ClusterImagePolicy "financial-service" is about "${glob}", and no such image runs where the controller looks.`,
  path: 'spec.images[0].glob',
});

export default defineRule({
  id: 'match-image-policy',
  severity: 'error',
  manual: '4.2 (D87)',
  summary: 'Write policies only about images that run where the controller of signatures looks.',
  rationale:
    'A policy about an image that nobody runs checks nothing: the name is mistyped, the digest is left out of it, or the image is gone.',
  remediation:
    'Write the name of the image as pods have it, followed by @sha256:*, or remove the policy (generators/platform/access/image-policies.ts).',
  scope: 'object',
  kinds: ['ClusterImagePolicy'],

  check(manifest, world) {
    const images = imagesOf(world);
    return listAt(manifest.fields, 'spec', 'images').flatMap((item, index) => {
      const glob = textAt(item, 'glob') ?? '';
      const pattern = globOf(glob);
      if (images.some((image) => pattern.test(image))) return [];
      return [
        {
          message: `${titleOf(manifest)} is about "${glob}", and no such image runs where the controller looks.`,
          path: `spec.images[${index}].glob`,
        },
      ];
    });
  },

  examples: {
    pass: [{ name: 'an image of a service', manifests, charts: imageWebhook }],
    fail: [
      {
        name: 'another image',
        from: 'an image of a service',
        change: { 'ClusterImagePolicy/financial-service > spec.images[0].glob': 'registry.example.com/erp/finance-service@sha256:*' },
        problems: [about('registry.example.com/erp/finance-service@sha256:*')],
      },
      {
        name: 'no digest: references are compared with theirs',
        from: 'an image of a service',
        change: { 'ClusterImagePolicy/financial-service > spec.images[0].glob': 'registry.example.com/erp/financial-service' },
        problems: [about('registry.example.com/erp/financial-service')],
      },
      {
        name: 'an image that runs elsewhere',
        from: 'an image of a service',
        change: { 'Namespace/erp-prod > metadata.labels': undefined },
        problems: [about('registry.example.com/erp/financial-service@sha256:*')],
      },
    ],
  },
});

const imagesOf = perWorld((world) => {
  const seen = verifiedNamespaces(world);
  const running = world.pods.filter(({ namespace }) => seen.has(namespace)).flatMap(({ containers }) => containers);
  return [...new Set(running.flatMap((container) => imageOf(container) ?? []).map(nameOf))];
});
