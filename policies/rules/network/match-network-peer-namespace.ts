import { networkOf } from '../../kubernetes/network/network.ts';
import { beyondOthers } from '../../kubernetes/network/wider-peers.ts';
import { describeSelector } from '../../kubernetes/selectors.ts';
import { defineRule } from '../../model.ts';

const policy = (name: string) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: ${name} } }
  egress:
    - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }, podSelector: { matchLabels: { app: redis } } }]
    - { to: [{ ipBlock: { cidr: 10.0.2.0/28 } }, { ipBlock: { cidr: 172.20.0.1/32 } }], ports: [{ port: 443 }] }
`;

export default defineRule({
  id: 'match-network-peer-namespace',
  severity: 'error',
  manual: '9.1 (D132)',
  summary: 'Select namespaces by labels that a namespace has, and no more of them, or of addresses, than others that mean the same.',
  rationale:
    'A namespaceSelector that matches no namespace is accepted and allows nothing: with the label name, which no namespace ' +
    'carries, the service is cut off from its database, its metrics and the DNS. Pods of every namespace are whoever takes that label.',
  remediation:
    'Select the namespace by the label kubernetes.io/metadata.name, which the API server sets, and render the namespace that ' +
    'is meant; name the addresses as the other policies do (generators/catalog/platform.ts).',
  scope: 'object',
  kinds: ['NetworkPolicy'],
  foreign: true,

  check(manifest, world) {
    const network = networkOf(world);
    const policy = network.policyOf(manifest);
    const peers = policy?.rules.flatMap((rule) => rule.peers.map((peer) => ({ rule, peer }))) ?? [];
    return peers.flatMap(({ rule, peer }) => {
      const { namespaces, path } = peer;
      const beyond = policy === undefined ? undefined : beyondOthers(policy, rule, peer, world);
      if (beyond !== undefined) return [{ message: `NetworkPolicy "${manifest.name}" means ${beyond}.`, path }];
      if (namespaces === undefined || network.namespacesMatching(namespaces).length > 0) return [];
      return [
        {
          message: `NetworkPolicy "${manifest.name}" selects namespaces by "${describeSelector(namespaces)}", which no namespace matches.`,
          path: `${path}.namespaceSelector`,
        },
      ];
    });
  },

  examples: {
    pass: [
      {
        name: 'pods of one namespace, and addresses as another policy names them',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: redis, namespace: erp-infra }
spec: { template: { metadata: { labels: { app: redis } }, spec: { containers: [] } } }
${['sales-service', 'financial-service'].map(policy).join('')}`,
      },
      {
        name: 'the name of a rendered namespace, and of one that the cluster has',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress, Egress]
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } } }] }]
  egress: [{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } }] }]
`,
      },
      {
        name: 'a label that a rendered namespace carries, also by expression',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { team: infrastructure } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { team: infrastructure } }
        - namespaceSelector: { matchExpressions: [{ key: team, operator: In, values: [infrastructure] }] }
`,
      },
    ],
    fail: [
      {
        name: 'pods of every namespace',
        from: 'pods of one namespace, and addresses as another policy names them',
        change: { 'NetworkPolicy/sales-service > spec.egress[0].to[0].namespaceSelector': {} },
        problems: [
          {
            on: 'NetworkPolicy/sales-service',
            message: 'NetworkPolicy "sales-service" means "app=redis" of every namespace, and only "erp-infra" has such pods.',
            path: 'spec.egress[0].to[0]',
          },
        ],
      },
      {
        name: 'the network around an address',
        from: 'pods of one namespace, and addresses as another policy names them',
        change: { 'NetworkPolicy/sales-service > spec.egress[1].to[1].ipBlock.cidr': '172.20.0.0/16' },
        problems: [
          {
            on: 'NetworkPolicy/sales-service',
            message:
              'NetworkPolicy "sales-service" means "172.20.0.0/16", where another policy of the same peers and ports names "172.20.0.1/32".',
            path: 'spec.egress[1].to[1]',
          },
        ],
      },
      {
        name: 'the manual: a label that no namespace carries',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { environment: production, team: infrastructure } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress, Egress]
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: erp-infra } } }] }]
  egress: [{ to: [{ namespaceSelector: { matchLabels: { name: kube-system } }, podSelector: { matchLabels: { k8s-app: kube-dns } } }] }]
`,
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" selects namespaces by "name=erp-infra", which no namespace matches.',
            path: 'spec.ingress[0].from[0].namespaceSelector',
          },
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" selects namespaces by "name=kube-system", which no namespace matches.',
            path: 'spec.egress[0].to[0].namespaceSelector',
          },
        ],
      },
      {
        name: 'the namespace of another environment',
        from: 'a label that a rendered namespace carries, also by expression',
        change: {
          'Namespace/erp-infra > metadata': { name: 'erp-prod' },
          'NetworkPolicy/financial-service-netpol > spec.ingress[0].from': [
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-staging' } } },
          ],
        },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message:
              'NetworkPolicy "financial-service-netpol" selects namespaces by "kubernetes.io/metadata.name=erp-staging", which no namespace matches.',
            path: 'spec.ingress[0].from[0].namespaceSelector',
          },
        ],
      },
    ],
  },
});
