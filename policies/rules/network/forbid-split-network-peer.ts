import { networkOf } from '../../kubernetes/network/network.ts';
import { areHalves } from '../../kubernetes/network/network-policy.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-split-network-peer',
  severity: 'error',
  manual: '9.1 (D133)',
  summary: 'Keep the namespaceSelector and the podSelector of one peer in one list item.',
  rationale:
    'Two items are alternatives: the first admits every pod of that namespace, the second pods of the own namespace that ' +
    'carry the label. One dash too many opens the database port to all of erp-infra.',
  remediation: 'Join the two items into one that has both the namespaceSelector and the podSelector, or give each its own rule.',
  scope: 'object',
  kinds: ['NetworkPolicy'],
  foreign: true,

  check(manifest, world) {
    const policy = networkOf(world).policyOf(manifest);
    if (policy === undefined) return [];
    return policy.rules.flatMap(({ peers }) =>
      peers.flatMap((peer, index) => {
        const before = peers[index - 1];
        if (before === undefined || !areHalves(before, peer)) return [];
        return [
          {
            message: `NetworkPolicy "${manifest.name}" has the namespace and the pods of one peer in two items, which are alternatives.`,
            path: peer.path,
          },
        ];
      }),
    );
  },

  examples: {
    pass: [
      {
        name: 'both selectors in one item',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }
          podSelector: { matchLabels: { app: prometheus } }
`,
      },
      {
        name: 'two callers, each complete',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  ingress:
    - from:
        - podSelector: { matchLabels: { app: sales-service } }
        - podSelector: { matchLabels: { app: material-service } }
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }
          podSelector: { matchLabels: { app: prometheus } }
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }
`,
      },
    ],
    fail: [
      {
        name: 'the manual: a dash before each selector, in both directions',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }
        - podSelector: { matchLabels: { app: prometheus } }
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }
        - podSelector: { matchLabels: { app.kubernetes.io/name: redis } }
`,
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message:
              'NetworkPolicy "financial-service-netpol" has the namespace and the pods of one peer in two items, which are alternatives.',
            path: 'spec.ingress[0].from[1]',
          },
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message:
              'NetworkPolicy "financial-service-netpol" has the namespace and the pods of one peer in two items, which are alternatives.',
            path: 'spec.egress[0].to[1]',
          },
        ],
      },
      {
        name: 'the pods before their namespace',
        from: 'both selectors in one item',
        change: {
          'spec.ingress[0].from': [
            { podSelector: { matchLabels: { app: 'prometheus' } } },
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-infra' } } },
          ],
        },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message:
              'NetworkPolicy "financial-service-netpol" has the namespace and the pods of one peer in two items, which are alternatives.',
            path: 'spec.ingress[0].from[1]',
          },
        ],
      },
    ],
  },
});
