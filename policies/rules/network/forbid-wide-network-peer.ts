import { addressRange, addressRanges, contains, privateRanges } from '../../kubernetes/network/address-ranges.ts';
import { networkOf } from '../../kubernetes/network/network.ts';
import { areHalves, type IpBlock, type Peer } from '../../kubernetes/network/network-policy.ts';
import { describeSelector, selectsAll } from '../../kubernetes/selectors.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-wide-network-peer',
  severity: 'error',
  manual: '9.1 (D133, D137)',
  summary: 'Name the other side of every allowed flow.',
  rationale:
    'A rule that allows everybody takes back the default deny for its pods, and nothing on the cluster says so. A whole ' +
    'namespace is everybody who will ever be put into it.',
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
        const width = widthOf(peer);
        if (width !== undefined) return [{ message: `${subject} ${verb} ${width}.`, path: peer.path }];
        const within = rule.direction === 'Egress' && peer.block !== undefined ? leftIn(peer.block) : [];
        if (within.length === 0) return [];
        return [
          { message: `${subject} ${verb} the Internet, and ${within.join(', ')}, which is within.`, path: `${peer.path}.ipBlock.except` },
        ];
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
      {
        name: 'the Internet without the addresses of the cluster, and one address range',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: backup, namespace: erp-infra }
spec:
  podSelector: { matchLabels: { app: backup } }
  policyTypes: [Egress]
  egress:
    - to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16] } }, { ipBlock: { cidr: 52.216.0.0/15 } }]
      ports: [{ port: 443 }]
`,
      },
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

function widthOf({ namespaces, pods, block }: Peer): string | undefined {
  if (block !== undefined) return isWorld(block) ? `"${block.cidr}", which is the whole world` : undefined;
  if (namespaces === undefined) return pods === undefined ? 'a peer without any condition' : undefined;
  if (pods !== undefined && !selectsAll(pods)) return undefined;
  return selectsAll(namespaces) ? 'every pod of every namespace' : `every pod of the namespaces "${describeSelector(namespaces)}"`;
}

/** What of the networks within a block of the world leaves open. */
function leftIn({ cidr, except }: IpBlock): readonly string[] {
  const range = addressRange(cidr);
  if (range === undefined || !isWorld({ cidr, except: [] })) return [];
  const closed = addressRanges(except);
  return privateRanges.filter((own) => contains(range, own) && !closed.some((other) => contains(other, own))).map(({ text }) => text);
}

/** No network that somebody means is larger than 10.0.0.0/8 or fc00::/7. */
function isWorld({ cidr, except }: IpBlock): boolean {
  const [address = '', length = ''] = cidr.split('/');
  return except.length === 0 && /^\d+$/.test(length) && Number(length) < (address.includes(':') ? 7 : 8);
}
