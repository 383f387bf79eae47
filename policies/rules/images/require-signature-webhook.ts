import { isProductionLike } from '../../environments.ts';
import { imagePolicies, imageWebhook } from '../../kubernetes/access/image-policies.ts';
import { fieldsAt, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Fields, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** So that a node that is drained, and another that fails, leave one to ask. */
const leastReplicas = 3;

const policy = `
apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: { name: financial-service }
spec: { mode: enforce, images: [], authorities: [] }
`;
const charts = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: policy.sigstore.dev }
webhooks:
  - { name: policy.sigstore.dev, failurePolicy: Fail, clientConfig: { service: { name: webhook, namespace: policy-controller } } }
---
apiVersion: v1
kind: Service
metadata: { name: webhook, namespace: policy-controller }
spec: { selector: { app: webhook }, ports: [{ port: 443 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: webhook, namespace: policy-controller }
spec: { replicas: 3, template: { metadata: { labels: { app: webhook } }, spec: { containers: [{ name: webhook }] } } }
`;
const configuration = `ValidatingWebhookConfiguration/${imageWebhook}`;
const title = `ValidatingWebhookConfiguration "${imageWebhook}"`;

export default defineRule({
  id: 'require-signature-webhook',
  severity: 'error',
  manual: '4.2 (D87)',
  summary: 'Let the webhook of signatures fail closed with three pods where policies refuse, and open where they only warn.',
  rationale:
    'Policies that refuse, behind a webhook that is passed by while it is away, hold nobody who can take it away. A webhook that everybody waits for ' +
    'is a reason why no pod of a service starts: that is worth it only where something is refused, and with enough pods.',
  remediation: 'Set failurePolicy and replicaCount in generators/charts/policy-controller.ts, or "signatures" of the environment.',
  scope: 'object',
  kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
  foreign: true,

  check(manifest, world) {
    if (manifest.name !== imageWebhook) return [];
    const enforced = imagePolicies(world).some((own) => own.enforced);
    return listAt(manifest.fields, 'webhooks').flatMap((webhook, index): readonly Problem[] => {
      const path = `webhooks[${index}]`;
      const closed = (textAt(webhook, 'failurePolicy') ?? 'Fail') === 'Fail';
      if (enforced && !closed) {
        return [{ message: `${titleOf(manifest)} is passed by while it is away, and policies refuse.`, path: `${path}.failurePolicy` }];
      }
      if (!enforced && closed) {
        return [
          {
            message: `${titleOf(manifest)} keeps pods from starting while it is away, and policies only warn.`,
            path: `${path}.failurePolicy`,
          },
        ];
      }
      const replicas = replicasBehind(fieldsAt(webhook, 'clientConfig', 'service'), world);
      if (!closed || !isProductionLike(world) || replicas >= leastReplicas) return [];
      const pods = replicas === 1 ? '1 pod' : `${replicas} pods`;
      return [
        { message: `${titleOf(manifest)} fails closed with ${pods}, fewer than ${leastReplicas}.`, path: `${path}.clientConfig.service` },
      ];
    });
  },

  examples: {
    pass: [
      { name: 'closed, with three pods', manifests: policy, charts },
      {
        name: 'open, in dev',
        environment: 'dev',
        manifests: policy.replace('enforce', 'warn'),
        charts: charts.replace('failurePolicy: Fail', 'failurePolicy: Ignore').replace('replicas: 3', 'replicas: 1'),
      },
      { name: 'one pod, in dev', environment: 'dev', manifests: policy, charts: charts.replace('replicas: 3', 'replicas: 1') },
      {
        name: 'another webhook',
        manifests: policy,
        charts: charts.replace('{ name: policy.sigstore.dev }', '{ name: other }').replace('Fail', 'Ignore'),
      },
    ],
    fail: [
      {
        name: 'open, and policies refuse',
        from: 'closed, with three pods',
        change: { [`charts > ${configuration} > webhooks[0].failurePolicy`]: 'Ignore' },
        problems: [
          { on: configuration, message: `${title} is passed by while it is away, and policies refuse.`, path: 'webhooks[0].failurePolicy' },
        ],
      },
      {
        name: 'closed, which is the default, and policies warn',
        from: 'open, in dev',
        change: { [`charts > ${configuration} > webhooks[0].failurePolicy`]: undefined },
        problems: [
          {
            on: configuration,
            message: `${title} keeps pods from starting while it is away, and policies only warn.`,
            path: 'webhooks[0].failurePolicy',
          },
        ],
      },
      {
        name: 'two pods',
        from: 'closed, with three pods',
        change: { 'charts > Deployment/webhook > spec.replicas': 2 },
        problems: [
          { on: configuration, message: `${title} fails closed with 2 pods, fewer than 3.`, path: 'webhooks[0].clientConfig.service' },
        ],
      },
      {
        name: 'one pod',
        from: 'closed, with three pods',
        change: { 'charts > Deployment/webhook > spec.replicas': 1 },
        problems: [
          { on: configuration, message: `${title} fails closed with 1 pod, fewer than 3.`, path: 'webhooks[0].clientConfig.service' },
        ],
      },
    ],
  },
});

/** Pods that the Service of a webhook leads to. */
function replicasBehind(service: Fields, world: World): number {
  const namespace = textAt(service, 'namespace') ?? '';
  const target = world.find('Service', namespace, textAt(service, 'name') ?? '');
  return world
    .podsSelected(namespace, { matchLabels: fieldsAt(target?.fields, 'spec', 'selector') })
    .filter((pod) => pod.serving)
    .reduce((sum, { manifest }) => sum + (numberAt(manifest.fields, 'spec', 'replicas') ?? 1), 0);
}
