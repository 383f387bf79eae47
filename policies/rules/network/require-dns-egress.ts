import { defaultDeny, podPolicy } from '../../families/pod-policy.ts';
import { describeEndpointPort } from '../../kubernetes/network/network.ts';

export default podPolicy({
  id: 'require-dns-egress',
  severity: 'error',
  manual: '9.1 (D134)',
  summary: 'Let every pod that may call somebody ask the DNS, by UDP and by TCP.',
  rationale:
    'All addresses in the configuration are names. Answers that do not fit into a datagram, such as those of a headless ' +
    'Service with many pods, are asked for again by TCP.',
  remediation:
    'Add an egress rule to the NetworkPolicy of these pods: to k8s-app kube-dns in the namespace kube-system (both selectors ' +
    'in one item), ports UDP 53 and TCP 53.',
  scope: 'every-pod',

  lack(pod, endpoint, network) {
    const policies = network.policiesFor(endpoint, 'Egress');
    // Pods that may call nobody need no names; that they have no policy of their own is reported by require-egress-policy.
    if (!policies.some((policy) => policy.rules.some((rule) => rule.direction === 'Egress'))) return undefined;
    const refused = network.dns.ports.filter((port) => !network.mayReach(endpoint, network.dns, port));
    if (refused.length === 0) return undefined;
    return `The pods of "${pod.manifest.name}" may not ask kube-dns on ${refused.map(describeEndpointPort).join(' and ')}.`;
  },

  examples: {
    pass: [
      {
        name: 'both protocols, in the policy of the pods',
        policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
          podSelector: { matchLabels: { k8s-app: kube-dns } }
      ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
`,
      },
      {
        name: 'from a policy for the whole namespace, beside the policy of the pods',
        policies: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Egress]
  egress: [{ to: [{ podSelector: { matchLabels: { app: sales-service } } }], ports: [{ port: 50051 }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-dns }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } }]
      ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
`,
      },
      {
        name: 'pods that may call nobody at all',
        policies: defaultDeny,
      },
    ],
    fail: [
      {
        name: 'the manual: UDP alone',
        from: 'both protocols, in the policy of the pods',
        change: { 'NetworkPolicy/financial-service-netpol > spec.egress[0].ports[1]': undefined },
        problems: [{ message: 'The pods of "example" may not ask kube-dns on TCP 53.', path: 'metadata.labels' }],
      },
      {
        name: 'kube-dns looked for in the own namespace',
        from: 'both protocols, in the policy of the pods',
        change: { 'NetworkPolicy/financial-service-netpol > spec.egress[0].to[0].namespaceSelector': undefined },
        problems: [{ message: 'The pods of "example" may not ask kube-dns on UDP 53 and TCP 53.', path: 'metadata.labels' }],
      },
      {
        name: 'no rule for the DNS',
        from: 'from a policy for the whole namespace, beside the policy of the pods',
        change: { 'NetworkPolicy/allow-dns': undefined },
        problems: [{ message: 'The pods of "example" may not ask kube-dns on UDP 53 and TCP 53.', path: 'metadata.labels' }],
      },
    ],
  },
});
