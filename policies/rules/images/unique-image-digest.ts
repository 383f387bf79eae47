import { imageOf, parseImage } from '../../kubernetes/images.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const example = (name: string, tag: string, letter: string) => `
metadata: { labels: { app: ${name} } }
spec: { containers: [{ name: ${name}, image: "registry.example.com/erp/${name}:${tag}@${digest(letter)}" }] }
`;
const beside = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service }
spec:
  template: ${JSON.stringify({ spec: { containers: [{ name: 'financial-service', image: `registry.example.com/erp/financial-service:1.0.0@${digest('a')}` }] } })}
`;

export default defineRule({
  id: 'unique-image-digest',
  severity: 'error',
  manual: '2.4, 4.2 (D37)',
  summary: 'Give one digest to one version of one image.',
  rationale: 'The digest alone decides what runs: with that of another service its name and version are only a label.',
  remediation: 'Deliver the version again, so that its release has the digest that the pipeline built.',
  scope: 'every-pod',

  check(pod, world) {
    return pod.containers.flatMap((container) => {
      const image = imageOf(container);
      const own = image === undefined ? undefined : parseImage(image);
      if (image === undefined || own?.digest === undefined || own.tag === undefined) return [];
      const name = nameOf(image);
      const others = [...(namesByDigest(world).get(own.digest) ?? [])].filter((other) => other !== name);
      return others.map((other) => ({
        message: `Container "${container.name}" uses "${image}", whose digest is that of "${other}".`,
        path: `${container.path}.image`,
      }));
    });
  },

  examples: {
    pass: [
      { name: 'another digest', template: example('sales-service', '1.0.0', 'b'), beside },
      { name: 'the same version once more', template: example('financial-service', '1.0.0', 'a'), beside },
    ],
    fail: [
      {
        name: 'the digest of another service',
        from: 'another digest',
        change: { 'spec.containers[0].image': `registry.example.com/erp/sales-service:1.0.0@${digest('a')}` },
        problems: [
          {
            message: `Container "sales-service" uses "registry.example.com/erp/sales-service:1.0.0@${digest('a')}", whose digest is that of "registry.example.com/erp/financial-service:1.0.0".`,
            path: 'spec.containers[0].image',
          },
        ],
      },
      {
        name: 'the digest of another version',
        from: 'the same version once more',
        change: { 'spec.containers[0].image': `registry.example.com/erp/financial-service:1.1.0@${digest('a')}` },
        problems: [
          {
            message: `Container "financial-service" uses "registry.example.com/erp/financial-service:1.1.0@${digest('a')}", whose digest is that of "registry.example.com/erp/financial-service:1.0.0".`,
            path: 'spec.containers[0].image',
          },
        ],
      },
    ],
  },
});

/** `registry/repository:tag` */
function nameOf(image: string): string {
  return image.slice(0, image.indexOf('@'));
}

/** Names under which each digest stands; an image without a tag has no version that could be wrong. */
const namesByDigest: (world: World) => ReadonlyMap<string, ReadonlySet<string>> = perWorld((world) => {
  const names = new Map<string, Set<string>>();
  for (const container of world.pods.flatMap(({ containers }) => containers)) {
    const image = imageOf(container);
    const parts = image === undefined ? undefined : parseImage(image);
    if (image === undefined || parts?.digest === undefined || parts.tag === undefined) continue;
    const known = names.get(parts.digest) ?? new Set<string>();
    names.set(parts.digest, known.add(nameOf(image)));
  }
  return names;
});
