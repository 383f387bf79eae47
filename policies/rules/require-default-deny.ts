import { asList, at } from '../kubernetes/fields.ts';
import { labelSelector, selectsAll } from '../kubernetes/selectors.ts';
import { defineRule } from '../model.ts';
import type { Manifest } from '../model.ts';

export default defineRule({
  id: 'require-default-deny',
  severity: 'error',
  manual: '9.1 (D137)',
  summary: 'Deny all traffic of a namespace by default, in both directions.',
  rationale:
    'NetworkPolicies only add permissions: a pod that no policy selects talks to everybody. A default deny makes every flow a written decision.',
  remediation: 'Add a NetworkPolicy with an empty podSelector, both policyTypes and no rules to the namespace.',
  scope: 'namespace',

  check(namespace, world) {
    const policies = world.ofKind('NetworkPolicy').filter((policy) => policy.namespace === namespace.name);
    return ['Ingress', 'Egress']
      .filter((direction) => !policies.some((policy) => deniesAll(policy, direction)))
      .map((direction) => ({
        message: `Namespace "${namespace.name}" has no NetworkPolicy that denies all ${direction.toLowerCase()} by default.`,
        path: '',
      }));
  },

  examples: {
    pass: [
      {
        name: 'one policy for both directions',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: erp-prod }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`,
      },
    ],
    fail: [
      {
        name: 'only ingress is denied',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: erp-prod }
spec: { podSelector: {}, policyTypes: [Ingress] }
`,
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has no NetworkPolicy that denies all egress by default.',
            path: '',
          },
        ],
      },
    ],
  },
});

function deniesAll(policy: Manifest, direction: string): boolean {
  const spec = at(policy.fields, 'spec');
  const selector = labelSelector(at(spec, 'podSelector'));
  return (
    selector !== undefined &&
    selectsAll(selector) &&
    asList(at(spec, 'policyTypes')).includes(direction) &&
    asList(at(spec, direction.toLowerCase())).length === 0
  );
}
