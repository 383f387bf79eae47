import { readInCharts, readInVersions } from '../../kubernetes/argo-cd/argo-project.ts';
import { textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const [known = ''] = Object.keys(readInCharts);
const argoCd = (version: string, values = '') => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: argo-cd, namespace: argocd }
spec: { source: { chart: argo-cd, targetRevision: ${version}${values} } }
`;

export default defineRule({
  id: 'match-argo-version',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Pin the version of Argo CD in which the facts of its validator were read.',
  rationale:
    'Which actions there are, and what a retry does, is known for one version. Another may know more or less: the rules would go ' +
    'on to say what was true of the old one.',
  remediation:
    'Read ValidateProject, validActions and ProjectScoped of the new version, and add it to readInCharts and readInVersions of policies/kubernetes/argo-cd/argo-project.ts.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest) {
    const source = manifest.fields['spec'];
    if (textAt(source, 'source', 'chart') !== 'argo-cd') return [];
    const version = textAt(source, 'source', 'targetRevision') ?? '';
    const image = 'spec.source.helm.valuesObject.global.image.tag';
    const tag = textAt(manifest.fields, ...image.split('.'));
    if (tag !== undefined && !readInVersions.includes(tag)) {
      const message = `${titleOf(manifest)} installs Argo CD ${tag}, and what it accepts was read in ${readInVersions.join(', ')}.`;
      return [{ message, path: image }];
    }
    if (Object.hasOwn(readInCharts, version)) return [];
    const read = Object.entries(readInCharts).map(([chart, app]) => `${chart} (${app})`);
    return [
      {
        message: `${titleOf(manifest)} installs chart ${version}, and what Argo CD accepts was read in ${read.join(', ')}.`,
        path: 'spec.source.targetRevision',
      },
    ];
  },

  examples: {
    pass: [
      { name: 'the version that was read', manifests: argoCd(known) },
      {
        name: 'a patch of it that was read, too',
        manifests: argoCd(known, ', helm: { valuesObject: { global: { image: { tag: v3.4.7 } } } }'),
      },
    ],
    fail: [
      {
        name: 'an image that nobody read',
        from: 'the version that was read',
        change: { 'spec.source.helm.valuesObject.global.image.tag': 'v3.9.0' },
        problems: [
          {
            on: 'Application/argo-cd',
            message: `Application "argo-cd" installs Argo CD v3.9.0, and what it accepts was read in ${readInVersions.join(', ')}.`,
            path: 'spec.source.helm.valuesObject.global.image.tag',
          },
        ],
      },
      {
        name: 'another one',
        from: 'the version that was read',
        change: { 'spec.source.targetRevision': '9.0.0' },
        problems: [
          {
            on: 'Application/argo-cd',
            message: `Application "argo-cd" installs chart 9.0.0, and what Argo CD accepts was read in ${Object.entries(readInCharts)
              .map(([chart, app]) => `${chart} (${app})`)
              .join(', ')}.`,
            path: 'spec.source.targetRevision',
          },
        ],
      },
    ],
  },
});
