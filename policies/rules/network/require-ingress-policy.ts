import { defaultDeny, ownPolicy, podPolicy } from '../../families/pod-policy.ts';

export default podPolicy({
  id: 'require-ingress-policy',
  severity: 'error',
  manual: '9.1',
  summary: 'Write down who may call the pods of every service.',
  rationale:
    'Behind the default deny, a service that no policy of its own selects is unreachable; without it, open to every pod of ' +
    'the cluster.',
  remediation: 'Add a NetworkPolicy with policyTypes Ingress whose podSelector selects these pods by their labels.',
  scope: 'serving-pod',
  made: true,

  lack: ownPolicy('Ingress'),

  examples: {
    pass: [
      {
        name: 'a policy selects the pods by label',
        policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: sales-service } } }], ports: [{ port: 50051 }] }]
`,
      },
      {
        name: 'a policy without policyTypes is about ingress, and selects by expression',
        policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: services }
spec:
  podSelector: { matchExpressions: [{ key: app, operator: In, values: [financial-service, sales-service] }] }
`,
      },
    ],
    fail: [
      {
        name: 'only the default deny selects the pods',
        from: 'a policy selects the pods by label',
        change: {
          'NetworkPolicy/financial-service-netpol': undefined,
          'NetworkPolicy/default-deny': defaultDeny,
        },
        problems: [{ message: 'No NetworkPolicy of their own selects the pods of "example" for ingress.', path: 'metadata.labels' }],
      },
      {
        name: 'the policy is about egress',
        from: 'a policy selects the pods by label',
        change: { 'NetworkPolicy/financial-service-netpol > spec.policyTypes[0]': 'Egress' },
        problems: [{ message: 'No NetworkPolicy of their own selects the pods of "example" for ingress.', path: 'metadata.labels' }],
      },
      {
        name: 'the policy is in another namespace',
        from: 'a policy selects the pods by label',
        change: {
          'NetworkPolicy/financial-service-netpol > spec.ingress': undefined,
          'NetworkPolicy/financial-service-netpol > metadata.namespace': 'erp-infra',
        },
        problems: [{ message: 'No NetworkPolicy of their own selects the pods of "example" for ingress.', path: 'metadata.labels' }],
      },
    ],
  },
});
