import { below } from '../../kubernetes/fields.ts';
import { imageOf, parseImage } from '../../kubernetes/images.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Pod, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** The label, and whether its value tells a version: "version" alone is as often the name of a variant ("v1", "v2-canary"). */
const keys: readonly (readonly [key: string, tells: RegExp])[] = [
  ['app.kubernetes.io/version', /./],
  ['version', /^v?\d+\.\d/],
];

const deployment = (label: string, image: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod, labels: { app.kubernetes.io/version: 1.4.2 } }
spec:
  template:
    metadata: { labels: { app: financial-service, ${label} } }
    spec:
      containers:
        - { name: proxy, image: "registry.example.com/erp/proxy:9.9.9" }
        - { name: financial-service, image: "${image}" }
`;

const image = 'registry.example.com/erp/financial-service:1.4.2';

export default defineRule({
  id: 'match-version-label',
  severity: 'error',
  manual: '2.4, 7.1 (D36)',
  summary: 'Let the version label of a workload and its pods tell the version that runs.',
  rationale:
    'Metrics, dashboards and rollback decisions read the label: one that nobody updates keeps reporting the version before the fault.',
  remediation: 'Set app.kubernetes.io/version to the tag of the image, and version to the same with or without a leading v.',
  scope: 'object',
  kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'],

  check(manifest, world) {
    const pod = world.podOf(manifest);
    const tag = pod && tagOf(pod);
    if (pod === undefined || tag === undefined) return [];
    return [
      ...stale(manifest.labels, tag, titleOf(manifest), 'metadata.labels'),
      ...stale(pod.labels, tag, `The pod template of ${titleOf(manifest)}`, `${pod.metadataPath}.labels`),
    ];
  },

  examples: {
    pass: [
      { name: 'the tag', manifests: deployment('app.kubernetes.io/version: 1.4.2, version: v1.4.2', image) },
      {
        name: 'the name of a variant, which a mesh leads to by it',
        manifests: deployment('version: v2', image),
      },
      {
        name: 'the tag beside a digest',
        manifests: deployment('app.kubernetes.io/version: 1.4.2', `${image}@sha256:${'0f1e2d3c'.repeat(8)}`),
      },
      {
        name: 'an image without a tag, which tells no version',
        manifests: deployment(
          'app.kubernetes.io/version: 1.0.0',
          `registry.example.com/erp/financial-service@sha256:${'0f1e2d3c'.repeat(8)}`,
        ),
      },
    ],
    fail: [
      {
        name: 'the version before',
        from: 'the tag',
        change: {
          'spec.template.metadata.labels["app.kubernetes.io/version"]': '1.4.1',
          'spec.template.metadata.labels.version': undefined,
        },
        problems: [
          {
            on: 'Deployment/financial-service',
            message:
              'The pod template of Deployment "financial-service" has label "app.kubernetes.io/version" with "1.4.1", but its image is "1.4.2".',
            path: 'spec.template.metadata.labels["app.kubernetes.io/version"]',
          },
        ],
      },
      {
        name: "the manual's label, never updated",
        from: 'the tag',
        change: { 'spec.template.metadata.labels': { app: 'financial-service', version: 'v1.0.0' } },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'The pod template of Deployment "financial-service" has label "version" with "v1.0.0", but its image is "1.4.2".',
            path: 'spec.template.metadata.labels.version',
          },
        ],
      },
      {
        name: 'the workload itself',
        from: 'the tag beside a digest',
        change: {
          'spec.template.metadata.labels["app.kubernetes.io/version"]': '1.5.0',
          'spec.template.spec.containers[1].image': 'registry.example.com/erp/financial-service:1.5.0',
        },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" has label "app.kubernetes.io/version" with "1.4.2", but its image is "1.5.0".',
            path: 'metadata.labels["app.kubernetes.io/version"]',
          },
        ],
      },
    ],
  },
});

/** The tag of the container that has the name of the workload, else of the first. */
function tagOf(pod: Pod): string | undefined {
  const main = pod.containers.filter(({ role }) => role === 'main');
  const names = [pod.labels['app.kubernetes.io/name'], pod.labels['app'], pod.manifest.name];
  const container = main.find(({ name }) => names.includes(name)) ?? main[0];
  const image = container && imageOf(container);
  return image === undefined ? undefined : parseImage(image).tag;
}

function stale(labels: Manifest['labels'], tag: string, subject: string, path: string): readonly Problem[] {
  return keys.flatMap(([key, tells]) => {
    const value = labels[key] ?? '';
    if (!tells.test(value) || value.replace(/^v/, '') === tag.replace(/^v/, '')) return [];
    return [{ message: `${subject} has label "${key}" with "${value}", but its image is "${tag}".`, path: below(path, key) }];
  });
}
