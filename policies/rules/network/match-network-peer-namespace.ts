import { networkOf } from '../../kubernetes/network/network.ts';
import { describeSelector } from '../../kubernetes/selectors.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'match-network-peer-namespace',
  severity: 'error',
  manual: '9.1 (D132)',
  summary: 'Select namespaces by labels that a namespace has.',
  rationale:
    'A namespaceSelector that matches no namespace is accepted and allows nothing: with the label name, which no namespace ' +
    'carries, the service is cut off from its database, its metrics and the DNS.',
  remediation:
    'Select the namespace by the label kubernetes.io/metadata.name, which the API server sets, and render the namespace that ' +
    'is meant.',
  scope: 'object',
  kinds: ['NetworkPolicy'],
  foreign: true,

  check(manifest, world) {
    const network = networkOf(world);
    const peers = network.policyOf(manifest)?.rules.flatMap((rule) => rule.peers) ?? [];
    return peers.flatMap(({ namespaces, path }) => {
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
