import { defaultDeny, ownPolicy, podPolicy } from '../../families/pod-policy.ts';

export default podPolicy({
  id: 'require-egress-policy',
  severity: 'error',
  manual: '9.1 (D135)',
  summary: 'Write down whom the pods of every workload may call.',
  rationale:
    'Behind the default deny, a pod that no policy of its own selects reaches neither its database nor the DNS; without it, ' +
    'a pod that was broken into reaches everything.',
  remediation: 'Add a NetworkPolicy with policyTypes Egress whose podSelector selects these pods by their labels.',
  scope: 'every-pod',
  made: true,

  lack: ownPolicy('Egress'),

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
  policyTypes: [Ingress, Egress]
  egress: [{ to: [{ podSelector: { matchLabels: { app: sales-service } } }], ports: [{ port: 50051 }] }]
`,
      },
      {
        name: 'a policy without policyTypes that has egress rules',
        policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  egress: [{ to: [{ podSelector: { matchLabels: { app: sales-service } } }], ports: [{ port: 50051 }] }]
`,
      },
    ],
    fail: [
      {
        name: 'only policies for the whole namespace select the pods',
        from: 'a policy selects the pods by label',
        change: {
          'NetworkPolicy/financial-service-netpol': undefined,
          'NetworkPolicy/default-deny': defaultDeny,
        },
        problems: [{ message: 'No NetworkPolicy of their own selects the pods of "example" for egress.', path: 'metadata.labels' }],
      },
      {
        name: 'a policy without policyTypes and without egress rules is about ingress alone',
        from: 'a policy without policyTypes that has egress rules',
        change: { 'NetworkPolicy/financial-service-netpol > spec.egress': [] },
        problems: [{ message: 'No NetworkPolicy of their own selects the pods of "example" for egress.', path: 'metadata.labels' }],
      },
      {
        name: 'the policy selects pods of another name',
        from: 'a policy selects the pods by label',
        change: {
          'NetworkPolicy/financial-service-netpol > spec.podSelector.matchLabels.app': 'finance-service',
          'NetworkPolicy/financial-service-netpol > spec.egress': undefined,
        },
        problems: [{ message: 'No NetworkPolicy of their own selects the pods of "example" for egress.', path: 'metadata.labels' }],
      },
    ],
  },
});
