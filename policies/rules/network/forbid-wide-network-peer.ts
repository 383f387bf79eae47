import { nodeServer, oneRange, strangersServer } from '../../examples/peers.ts';
import { isAskedThere } from '../../kubernetes/cloud/clouds.ts';
import { networkOf } from '../../kubernetes/network/network.ts';
import { areHalves } from '../../kubernetes/network/network-policy.ts';
import { credentialsIn, leftIn, widthOf } from '../../kubernetes/network/peer-width.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-wide-network-peer',
  severity: 'error',
  manual: '9.1 (D133, D137)',
  summary: 'Name the other side of every allowed flow.',
  rationale:
    'A rule that allows everybody takes back the default deny for its pods. A whole namespace is everybody who will ever be put into it.',
  remediation:
    'Give the rule peers with a namespaceSelector and a podSelector in one item, or an ipBlock of the addresses that are meant; ' +
    'where the Internet is meant, except every range that is none of it (generators/model/platform/internet.ts).',
  scope: 'object',
  kinds: ['NetworkPolicy'],
  foreign: true,

  check(manifest, world) {
    const policy = networkOf(world).policyOf(manifest);
    if (policy === undefined) return [];
    return policy.rules.flatMap((rule) => {
      const subject = `NetworkPolicy "${manifest.name}"`;
      const verb = rule.direction === 'Ingress' ? 'admits' : 'lets its pods reach';
      if (rule.peers.length === 0) return [{ message: `${subject} ${verb} everybody: the rule names no peer.`, path: rule.path }];
      return rule.peers.flatMap((peer, index) => {
        // The half of a peer that was torn in two is reported as such.
        if ([rule.peers[index - 1], rule.peers[index + 1]].some((other) => other !== undefined && areHalves(peer, other))) return [];
        const width = widthOf(peer, rule.direction);
        if (width !== undefined) return [{ message: `${subject} ${verb} ${width}.`, path: peer.path }];
        if (peer.block === undefined || rule.direction === 'Ingress') return [];
        const within = leftIn(peer.block);
        if (within.length > 0) {
          return [
            { message: `${subject} ${verb} the Internet, and ${within.join(', ')}, which is within.`, path: `${peer.path}.ipBlock.except` },
          ];
        }
        const { cidr } = peer.block;
        // A server of the node that knows pods apart, and not that of the machine.
        if (rule.ports.length > 0 && rule.ports.every(({ port }) => isAskedThere(cidr, port, manifest.namespace, world))) return [];
        return credentialsIn(peer.block).map((address) => ({
          message: `${subject} ${verb} "${address}", where a cloud tells a machine its credentials.`,
          path: `${peer.path}.ipBlock`,
        }));
      });
    });
  },

  examples: {
    pass: [
      {
        name: 'pods of a namespace, and pods of the own namespace',
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
          podSelector: { matchLabels: { app: prometheus } }
      ports: [{ port: 9091 }]
  egress:
    - to: [{ podSelector: { matchLabels: { app: sales-service } } }]
      ports: [{ port: 50051 }]
`,
      },
      oneRange,
      nodeServer,
      {
        name: 'two halves of one peer, which forbid-split-network-peer reports',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: jaeger-clients, namespace: erp-infra }
spec:
  podSelector: { matchLabels: { app.kubernetes.io/name: jaeger } }
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-prod } }
        - podSelector: { matchLabels: { app: financial-service } }
      ports: [{ port: 4317 }]
`,
      },
      {
        name: 'pods of one label in any namespace',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-dns, namespace: erp-prod }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to: [{ namespaceSelector: {}, podSelector: { matchLabels: { k8s-app: kube-dns } } }]
      ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
`,
      },
    ],
    fail: [
      strangersServer,
      {
        name: 'rules without peers',
        from: 'pods of a namespace, and pods of the own namespace',
        change: {
          spec: {
            podSelector: { matchLabels: { app: 'financial-service' } },
            ingress: [{ ports: [{ port: 9091 }] }],
            egress: [{ to: [] }],
          },
        },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" admits everybody: the rule names no peer.',
            path: 'spec.ingress[0]',
          },
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" lets its pods reach everybody: the rule names no peer.',
            path: 'spec.egress[0]',
          },
        ],
      },
      {
        name: 'items that say nothing',
        from: 'pods of a namespace, and pods of the own namespace',
        change: { spec: { podSelector: { matchLabels: { app: 'financial-service' } }, ingress: [{ from: [{}, null] }] } },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" admits a peer without any condition.',
            path: 'spec.ingress[0].from[0]',
          },
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" admits a peer without any condition.',
            path: 'spec.ingress[0].from[1]',
          },
        ],
      },
      {
        name: 'every pod of every namespace',
        from: 'pods of a namespace, and pods of the own namespace',
        change: {
          spec: {
            podSelector: { matchLabels: { app: 'financial-service' } },
            ingress: [{ from: [{ namespaceSelector: {} }] }, { from: [{ namespaceSelector: {}, podSelector: {} }] }],
          },
        },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" admits every pod of every namespace.',
            path: 'spec.ingress[0].from[0]',
          },
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" admits every pod of every namespace.',
            path: 'spec.ingress[1].from[0]',
          },
        ],
      },
      {
        name: 'every pod of a namespace, said by no selector and by an empty one',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  ingress:
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } } }]
      ports: [{ port: 9091 }]
    - from: [{ namespaceSelector: { matchLabels: { team: infrastructure } }, podSelector: {} }]
      ports: [{ port: 9091 }]
`,
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" admits every pod of the namespaces "kubernetes.io/metadata.name=erp-infra".',
            path: 'spec.ingress[0].from[0]',
          },
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" admits every pod of the namespaces "team=infrastructure".',
            path: 'spec.ingress[1].from[0]',
          },
        ],
      },
      {
        name: 'the whole world, in one piece and in two halves',
        from: 'the Internet without the addresses of the cluster, and one address range',
        change: { 'spec.egress[0]': { to: [{ ipBlock: { cidr: '::/0' } }, { ipBlock: { cidr: '128.0.0.0/1', except: [] } }] } },
        problems: [
          {
            on: 'NetworkPolicy/backup',
            message: 'NetworkPolicy "backup" lets its pods reach "::/0", which is the whole world.',
            path: 'spec.egress[0].to[0]',
          },
          {
            on: 'NetworkPolicy/backup',
            message: 'NetworkPolicy "backup" lets its pods reach "128.0.0.0/1", which is the whole world.',
            path: 'spec.egress[0].to[1]',
          },
        ],
      },
      {
        name: 'the world less one address, and to be let in from the Internet',
        from: 'the Internet without the addresses of the cluster, and one address range',
        change: {
          'spec.egress[0]': { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['192.0.2.1/32'] } }] },
          'spec.policyTypes': ['Ingress', 'Egress'],
          'spec.ingress': [{ from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] }],
        },
        problems: [
          {
            on: 'NetworkPolicy/backup',
            message: 'NetworkPolicy "backup" admits "0.0.0.0/0" without 10.0.0.0/8, which is nearly the whole world.',
            path: 'spec.ingress[0].from[0]',
          },
          {
            on: 'NetworkPolicy/backup',
            message: 'NetworkPolicy "backup" lets its pods reach "0.0.0.0/0" without 192.0.2.1/32, which is nearly the whole world.',
            path: 'spec.egress[0].to[0]',
          },
        ],
      },
      {
        name: 'the credentials of the machine, in a range',
        from: 'the Internet without the addresses of the cluster, and one address range',
        change: { 'spec.egress[0]': { to: [{ ipBlock: { cidr: '169.254.0.0/16' } }] } },
        problems: [
          {
            on: 'NetworkPolicy/backup',
            message: 'NetworkPolicy "backup" lets its pods reach "169.254.169.254", where a cloud tells a machine its credentials.',
            path: 'spec.egress[0].to[0].ipBlock',
          },
        ],
      },
      {
        name: 'selectors that name nobody',
        from: 'pods of a namespace, and pods of the own namespace',
        change: {
          spec: {
            podSelector: { matchLabels: { app: 'financial-service' } },
            ingress: [
              { from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }] },
              {
                from: [
                  {
                    namespaceSelector: {
                      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system'] }],
                    },
                  },
                ],
              },
            ],
          },
        },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" admits every pod of its own namespace.',
            path: 'spec.ingress[0].from[0]',
          },
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" admits every pod of every namespace.',
            path: 'spec.ingress[1].from[0]',
          },
        ],
      },
      {
        name: 'the Internet, and the addresses by which a cloud gives out credentials',
        from: 'the Internet without the addresses of the cluster, and one address range',
        change: { 'spec.egress[0].to[0].ipBlock.except': ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/17'] },
        problems: [
          {
            on: 'NetworkPolicy/backup',
            message:
              'NetworkPolicy "backup" lets its pods reach the Internet, and 100.64.0.0/10, 169.254.0.0/16, 192.168.0.0/16, which is within.',
            path: 'spec.egress[0].to[0].ipBlock.except',
          },
        ],
      },
    ],
  },
});
