import { isProductionLike, tierOf } from '../../environments.ts';
import { readInPolicyController } from '../../kubernetes/access/image-policies.ts';
import { textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';
import { quotedList, shown } from '../../wording.ts';

const [known = ''] = Object.keys(readInPolicyController);
const field = ['webhook', 'configData', 'no-match-policy'] as const;
const unmatched = 'spec.source.helm.valuesObject.webhook.configData.no-match-policy';

const application = (environment: string, value: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: policy-controller-${environment}, namespace: argocd, labels: { environment: ${environment} } }
spec:
  source: { chart: policy-controller, targetRevision: ${known}, helm: { valuesObject: { webhook: { configData: { no-match-policy: ${value} } } } } }
`;

export default defineRule({
  id: 'require-signature-settings',
  severity: 'error',
  manual: '4.2 (D87)',
  summary: 'Say what becomes of an image that no policy is about, and refuse it from staging on.',
  rationale:
    'Only what a policy names is checked. Where other images pass, a pod with any other name runs unsigned; where nobody says what ' +
    'becomes of them, they are refused, in dev too. The controller looks only at the namespaces of services, so that nothing of the platform waits for it.',
  remediation:
    'Set webhook.configData.no-match-policy in generators/charts/policy-controller.ts; after a new version, read its source (policies/kubernetes/access/image-policies.ts).',
  scope: 'object',
  kinds: ['Application'],

  check(manifest) {
    const source = manifest.fields['spec'];
    if (textAt(source, 'source', 'chart') !== 'policy-controller') return [];
    const version = textAt(source, 'source', 'targetRevision') ?? '';
    const value = textAt(source, 'source', 'helm', 'valuesObject', ...field);
    const wanted = isProductionLike({ tier: tierOf(manifest.labels, manifest.labels['environment'] ?? '') }) ? ['deny'] : ['warn', 'deny'];
    return [
      ...(Object.hasOwn(readInPolicyController, version)
        ? []
        : [
            {
              message: `${titleOf(manifest)} installs chart ${version}, and what its policies mean was read in ${known}.`,
              path: 'spec.source.targetRevision',
            },
          ]),
      ...(wanted.includes(value ?? '')
        ? []
        : [
            {
              message: `${titleOf(manifest)} sets no-match-policy to ${shown(value)}, not to ${quotedList(wanted).replace(', ', ' or ')}.`,
              path: unmatched,
            },
          ]),
    ];
  },

  examples: {
    pass: [
      { name: 'refused in production', manifests: application('production', 'deny') },
      { name: 'a warning in dev', manifests: application('dev', 'warn') },
      { name: 'another chart', manifests: application('dev', 'allow').replace('chart: policy-controller', 'chart: keda') },
    ],
    fail: [
      {
        name: 'a warning in production',
        from: 'refused in production',
        change: { [unmatched]: 'warn' },
        problems: [
          {
            on: 'Application/policy-controller-production',
            message: 'Application "policy-controller-production" sets no-match-policy to "warn", not to "deny".',
            path: unmatched,
          },
        ],
      },
      {
        name: 'let through in dev',
        from: 'a warning in dev',
        change: { [unmatched]: 'allow' },
        problems: [
          {
            on: 'Application/policy-controller-dev',
            message: 'Application "policy-controller-dev" sets no-match-policy to "allow", not to "warn" or "deny".',
            path: unmatched,
          },
        ],
      },
      {
        name: 'nothing said, and a version that nobody read',
        from: 'refused in production',
        change: { [unmatched]: undefined, 'spec.source.targetRevision': '0.11.0' },
        problems: [
          {
            on: 'Application/policy-controller-production',
            message: `Application "policy-controller-production" installs chart 0.11.0, and what its policies mean was read in ${known}.`,
            path: 'spec.source.targetRevision',
          },
          {
            on: 'Application/policy-controller-production',
            message: 'Application "policy-controller-production" sets no-match-policy to nothing, not to "deny".',
            path: unmatched,
          },
        ],
      },
    ],
  },
});
