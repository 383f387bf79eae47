import { toolNamespacesOf } from '../../cluster.ts';
import { imageWebhook, isVerified } from '../../kubernetes/access/image-policies.ts';
import { defineRule } from '../../model.ts';

const pod = (namespace: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: ${namespace} }
spec: { template: { spec: { containers: [{ name: financial-service, image: "registry.example.com/erp/financial-service:1.0.0" }] } } }
`;

const namespace = (name: string, labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { ${labels} } }
---`;

const webhook = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: ${imageWebhook} }
webhooks:
  - name: ${imageWebhook}
    namespaceSelector:
      matchExpressions:
        - { key: webhooks.knative.dev/exclude, operator: DoesNotExist }
        - { key: policy.sigstore.dev/include, operator: In, values: ["true"] }
`;

const unseen = {
  on: 'Namespace/erp-prod',
  message: 'Namespace "erp-prod" has pods of services, and no webhook "policy.sigstore.dev" looks at them.',
  path: 'metadata.labels',
};

export default defineRule({
  id: 'require-verified-namespace',
  severity: 'error',
  manual: '4.2 (D87)',
  summary: 'Have the controller of signatures look at every namespace that services run in.',
  rationale:
    'It looks where a label says so and nowhere else: without the label every image runs, whatever the policies ask, and nothing says so.',
  remediation: 'Set the label policy.sigstore.dev/include: "true" on the Namespace (generators/platform/namespaces.ts).',
  scope: 'object',
  kinds: ['Namespace'],

  check(manifest, world) {
    if (toolNamespacesOf(world.company).includes(manifest.name)) return [];
    if (!world.podsSelected(manifest.name, {}).some((own) => own.manifest.origin === undefined)) return [];
    if (isVerified({ name: manifest.name, manifest, declared: true }, world)) return [];
    return [
      {
        message: `Namespace "${manifest.name}" has pods of services, and no webhook "${imageWebhook}" looks at them.`,
        path: 'metadata.labels',
      },
    ];
  },

  examples: {
    pass: [
      { name: 'labelled', manifests: namespace('erp-prod', 'policy.sigstore.dev/include: "true"') + pod('erp-prod'), charts: webhook },
      { name: 'the data layer comes up without the controller', manifests: namespace('erp-infra', '') + pod('erp-infra'), charts: webhook },
      { name: 'a namespace without pods of our own', manifests: namespace('cert-manager', ''), charts: pod('cert-manager') },
    ],
    fail: [
      {
        name: 'no label',
        from: 'labelled',
        change: { 'Namespace/erp-prod > metadata.labels': undefined },
        problems: [unseen],
      },
      {
        name: 'a label that says no',
        from: 'labelled',
        change: { 'Namespace/erp-prod > metadata.labels["policy.sigstore.dev/include"]': 'false' },
        problems: [unseen],
      },
      {
        name: 'a label that takes it out again',
        from: 'labelled',
        change: { 'Namespace/erp-prod > metadata.labels["webhooks.knative.dev/exclude"]': 'true' },
        problems: [unseen],
      },
      {
        name: 'a webhook for others',
        from: 'labelled',
        change: {
          [`charts > ValidatingWebhookConfiguration/${imageWebhook} > webhooks[0].namespaceSelector.matchExpressions[1].values[0]`]: 'yes',
        },
        problems: [unseen],
      },
      {
        name: 'no webhook at all',
        from: 'labelled',
        change: { [`charts > ValidatingWebhookConfiguration/${imageWebhook}`]: undefined },
        problems: [unseen],
      },
    ],
  },
});
