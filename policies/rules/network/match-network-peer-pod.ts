import { isOfSleepingRun } from '../../kubernetes/namespaces.ts';
import { networkOf } from '../../kubernetes/network/network.ts';
import { describeSelector, selectsAll } from '../../kubernetes/selectors.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'match-network-peer-pod',
  severity: 'error',
  manual: '9.1 (D132, D136)',
  summary: 'Select peers by labels that pods of their namespace carry.',
  rationale:
    'A peer that no pod matches is accepted and allows nothing: the flow that it was written for is denied, or nobody needs ' +
    'it any more.',
  remediation:
    'Give the podSelector of the peer labels that the pods carry, and the namespaceSelector of their namespace in the same ' + 'item.',
  scope: 'object',
  kinds: ['NetworkPolicy'],
  foreign: true,

  check(manifest, world) {
    const network = networkOf(world);
    const policy = network.policyOf(manifest);
    if (policy === undefined) return [];
    return policy.rules
      .flatMap((rule) => rule.peers)
      .flatMap((peer) => {
        if (peer.pods === undefined || selectsAll(peer.pods) || peer.block !== undefined) return [];
        const namespaces = peer.namespaces === undefined ? [manifest.namespace] : network.namespacesMatching(peer.namespaces);
        if (namespaces.length === 0 || network.endpointsOfPeer(policy, peer).length > 0) return [];
        if (isOfSleepingRun(peer.pods, manifest, world)) return [];
        const where =
          namespaces.length > 1 ? 'no namespace' : namespaces[0] === '' ? 'nothing here' : `nothing in namespace "${namespaces[0]}"`;
        return [
          {
            message: `NetworkPolicy "${manifest.name}" has a peer with "${describeSelector(peer.pods)}", which ${where} matches.`,
            path: `${peer.path}.podSelector`,
          },
        ];
      });
  },

  examples: {
    pass: [
      {
        name: 'a service of the own namespace, and pods of an operator in others',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { enableConnectionPooler: true }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: sales-service } } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app: sales-service } } }]
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }
          podSelector: { matchLabels: { connection-pooler: postgres-pooler } }
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
          podSelector: { matchLabels: { k8s-app: kube-dns } }
`,
      },
      {
        name: 'a run around a rollout, where its place waits',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { erp.example.com/role: standby } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  ingress: [{ from: [{ podSelector: { matchLabels: { app: sales-service-migrate } } }] }]
`,
      },
      {
        name: 'every pod of the own namespace, and addresses',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  ingress: [{ from: [{ podSelector: {} }, { ipBlock: { cidr: 10.0.1.10/32 } }] }]
`,
      },
      {
        name: 'a namespace that does not exist, which match-network-peer-namespace reports',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  ingress:
    - from: [{ namespaceSelector: { matchLabels: { name: erp-infra } }, podSelector: { matchLabels: { app: prometheus } } }]
`,
      },
    ],
    fail: [
      {
        name: 'Prometheus is in erp-infra, the peer in the own namespace',
        from: 'a namespace that does not exist, which match-network-peer-namespace reports',
        change: {
          'spec.ingress[0].from[0].namespaceSelector': undefined,
          'Namespace/erp-infra': `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra }
`,
        },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message:
              'NetworkPolicy "financial-service-netpol" has a peer with "app=prometheus", which nothing in namespace "erp-prod" matches.',
            path: 'spec.ingress[0].from[0].podSelector',
          },
        ],
      },
      {
        name: 'the labels of a chart that is no longer used',
        from: 'a service of the own namespace, and pods of an operator in others',
        change: {
          'NetworkPolicy/financial-service-netpol > spec': {
            podSelector: { matchLabels: { app: 'financial-service' } },
            policyTypes: ['Egress'],
            egress: [
              {
                to: [
                  {
                    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-infra' } },
                    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'postgresql-ha' } },
                  },
                ],
              },
            ],
          },
          'postgresql/postgres': undefined,
          'Deployment/sales-service': undefined,
        },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message:
              'NetworkPolicy "financial-service-netpol" has a peer with "app.kubernetes.io/name=postgresql-ha", which nothing in namespace "erp-infra" matches.',
            path: 'spec.egress[0].to[0].podSelector',
          },
        ],
      },
    ],
  },
});
