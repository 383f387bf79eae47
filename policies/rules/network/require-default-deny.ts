import { isGoverned, namespaceTitle, objectsIn } from '../../kubernetes/namespaces.ts';
import { networkOf } from '../../kubernetes/network/network.ts';
import { deniesAll, directions } from '../../kubernetes/network/network-policy.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'require-default-deny',
  severity: 'error',
  manual: '9.1 (D137)',
  summary: 'Deny all traffic of a namespace by default, in both directions.',
  rationale:
    'NetworkPolicies only add permissions: a pod that no policy selects talks to everybody. A default deny makes every flow ' +
    'a written decision.',
  remediation: 'Add a NetworkPolicy with an empty podSelector, both policyTypes and no rules to the namespace.',
  scope: 'namespace',

  check(namespace, world) {
    if (!isGoverned(namespace, world)) return [];
    const network = networkOf(world);
    const policies = objectsIn(world, 'NetworkPolicy', namespace.name).flatMap((manifest) => network.policyOf(manifest) ?? []);
    return directions
      .filter((direction) => !policies.some((policy) => deniesAll(policy, direction)))
      .map((direction) => ({
        message: `${namespaceTitle(namespace.name)} has no NetworkPolicy that denies all ${direction.toLowerCase()} by default.`,
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
      {
        name: 'one policy for each direction; without policyTypes it is about ingress',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny-ingress, namespace: erp-prod }
spec: { podSelector: {} }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny-egress, namespace: erp-prod }
spec: { podSelector: {}, policyTypes: [Egress], egress: [] }
`,
      },
      {
        name: 'a namespace of the cluster, in which the environment has one object',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: metrics-reader, namespace: kube-system }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: extension-apiserver-authentication-reader }
`,
      },
    ],
    fail: [
      {
        name: 'only ingress is denied',
        from: 'one policy for both directions',
        change: { 'NetworkPolicy/default-deny > spec.policyTypes[1]': undefined },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has no NetworkPolicy that denies all egress by default.',
            path: '',
          },
        ],
      },
      {
        name: 'the only policy lets some traffic out',
        from: 'one policy for both directions',
        change: { 'NetworkPolicy/default-deny > spec.egress': [{}] },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has no NetworkPolicy that denies all egress by default.',
            path: '',
          },
        ],
      },
      {
        name: 'the only policy is about some pods',
        from: 'one policy for both directions',
        change: { 'NetworkPolicy/default-deny > spec.podSelector.matchLabels.app': 'financial-service' },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has no NetworkPolicy that denies all ingress by default.',
            path: '',
          },
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has no NetworkPolicy that denies all egress by default.',
            path: '',
          },
        ],
      },
      {
        name: 'pods of which no object states a namespace',
        manifests: `
apiVersion: v1
kind: Pod
metadata: { name: debug, labels: { app: debug } }
spec: { containers: [] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny-ingress }
spec: { podSelector: {} }
`,
        problems: [
          {
            on: 'Pod/debug',
            message: 'The namespace of these objects has no NetworkPolicy that denies all egress by default.',
            path: '',
          },
        ],
      },
    ],
  },
});
