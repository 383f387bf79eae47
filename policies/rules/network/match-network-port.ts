import type { Endpoint, Network } from '../../kubernetes/network/network.ts';
import { networkOf } from '../../kubernetes/network/network.ts';
import type { NetworkPolicy, PolicyRule } from '../../kubernetes/network/network-policy.ts';
import { coversPort, describePort } from '../../kubernetes/network/network-policy.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'match-network-port',
  severity: 'error',
  manual: '9.1 (D135)',
  summary: 'Allow the ports at which the receiving pods listen, and only those.',
  rationale:
    'A NetworkPolicy sees the port of the pod, not of its Service: port 80 of the Service is port 8000 of the pod, and a ' +
    'wrong number denies the flow without a word. A rule without ports allows all of them, those for debugging too.',
  remediation: 'Write the containerPort (number and protocol) of the receiving pods into the ports of the rule.',
  scope: 'object',
  kinds: ['NetworkPolicy'],
  foreign: true,

  check(manifest, world) {
    const network = networkOf(world);
    const policy = network.policyOf(manifest);
    if (policy === undefined) return [];
    return policy.rules.flatMap((rule) => {
      if (rule.ports.length === 0) {
        // A rule that names no peer either is reported as a whole by forbid-wide-network-peer.
        if (rule.peers.length === 0) return [];
        return [{ message: `NetworkPolicy "${manifest.name}" allows every port: the rule names none.`, path: rule.path }];
      }
      const receivers = receiversOf(network, policy, rule);
      if (receivers === undefined) return [];
      const whose = rule.direction === 'Ingress' ? 'its pods' : 'the peers';
      const wide = rule.ports.flatMap((item) => {
        const listening = new Set(
          receivers.flatMap(({ ports }) => ports.filter((port) => coversPort(item, port)).map(({ number }) => number)),
        );
        if (item.endPort === undefined || typeof item.port !== 'number' || listening.size === 0) return [];
        const count = item.endPort - item.port + 1;
        if (count <= mostUnused + listening.size) return [];
        const listen = `${listening.size === 1 ? 'at one' : `at ${listening.size}`} of which ${whose} listen`;
        return [{ message: `NetworkPolicy "${manifest.name}" allows ${count} ports, ${listen}.`, path: `${item.path}.endPort` }];
      });
      const unheard = rule.ports
        .filter((item) => !receivers.some(({ ports }) => ports.some((port) => coversPort(item, port))))
        .map((item) => ({
          message: `NetworkPolicy "${manifest.name}" allows ${describePort(item)}, at which none of ${whose} listens.`,
          path: item.path,
        }));
      return [...wide, ...unheard];
    });
  },

  examples: {
    pass: [
      {
        name: 'by number, by name and as a range, on both sides',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec:
      containers:
        - name: financial-service
          ports: [{ name: http, containerPort: 8000 }, { name: grpc, containerPort: 50051 }, { name: metrics, containerPort: 9091 }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{ podSelector: {} }]
      ports: [{ port: 8000 }, { port: grpc, protocol: TCP }, { port: 9000, endPort: 9100 }, { protocol: TCP }]
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
          podSelector: { matchLabels: { k8s-app: kube-dns } }
      ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
`,
      },
      {
        name: 'addresses outside of the cluster, of which no port is known',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: backup, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: backup } }
  policyTypes: [Egress]
  egress: [{ to: [{ ipBlock: { cidr: 52.216.0.0/15 } }], ports: [{ port: 443 }] }]
`,
      },
      {
        name: 'a policy that selects nothing, which match-network-policy-pod reports',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8000 }] }]
`,
      },
    ],
    fail: [
      {
        name: 'the port of the Service, a name that no port has, a port of the wrong protocol',
        from: 'by number, by name and as a range, on both sides',
        change: {
          'Deployment/financial-service > spec.template.spec.containers[0].ports': [{ name: 'http', containerPort: 8000 }],
          'NetworkPolicy/financial-service-netpol > spec': {
            podSelector: { matchLabels: { app: 'financial-service' } },
            ingress: [
              {
                from: [{ podSelector: {} }],
                ports: [{ port: 80 }, { port: 'metrics' }, { port: 8000, protocol: 'UDP' }, { port: 8001, endPort: 8010 }],
              },
            ],
          },
        },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" allows TCP 80, at which none of its pods listens.',
            path: 'spec.ingress[0].ports[0]',
          },
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" allows TCP "metrics", at which none of its pods listens.',
            path: 'spec.ingress[0].ports[1]',
          },
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" allows UDP 8000, at which none of its pods listens.',
            path: 'spec.ingress[0].ports[2]',
          },
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" allows TCP 8001-8010, at which none of its pods listens.',
            path: 'spec.ingress[0].ports[3]',
          },
        ],
      },
      {
        name: 'no ports, which are all ports',
        from: 'by number, by name and as a range, on both sides',
        change: {
          'NetworkPolicy/financial-service-netpol > spec.ingress[0]': {
            from: [{ podSelector: { matchLabels: { app: 'sales-service' } } }],
          },
          'NetworkPolicy/financial-service-netpol > spec.egress[0]': {
            to: [{ podSelector: { matchLabels: { app: 'sales-service' } } }],
            ports: [],
          },
          'Deployment/financial-service': undefined,
        },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" allows every port: the rule names none.',
            path: 'spec.ingress[0]',
          },
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" allows every port: the rule names none.',
            path: 'spec.egress[0]',
          },
        ],
      },
      {
        name: 'a range to the end',
        from: 'by number, by name and as a range, on both sides',
        change: { 'NetworkPolicy/financial-service-netpol > spec.ingress[0].ports[0].endPort': 65535 },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" allows 57536 ports, at 3 of which its pods listen.',
            path: 'spec.ingress[0].ports[0].endPort',
          },
        ],
      },
      {
        name: 'the Jaeger port of old on the sending side',
        from: 'a policy that selects nothing, which match-network-policy-pod reports',
        change: {
          spec: {
            podSelector: { matchLabels: { app: 'financial-service' } },
            policyTypes: ['Egress'],
            egress: [
              {
                to: [
                  {
                    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-infra' } },
                    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'jaeger' } },
                  },
                ],
                ports: [{ port: 14268 }],
              },
            ],
          },
          'Namespace/erp-infra': `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra }
`,
          'charts > Deployment/jaeger': `
apiVersion: apps/v1
kind: Deployment
metadata: { name: jaeger, namespace: erp-infra }
spec:
  template:
    metadata: { labels: { app.kubernetes.io/name: jaeger } }
    spec: { containers: [{ name: jaeger, ports: [{ containerPort: 4317 }] }] }
`,
        },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message: 'NetworkPolicy "financial-service-netpol" allows TCP 14268, at which none of the peers listens.',
            path: 'spec.egress[0].ports[0]',
          },
        ],
      },
    ],
  },
});

/** Ports of a range at which nobody listens may be so many: a range is written for a program that takes one port after another. */
const mostUnused = 100;

/** Undefined where not all receivers are known: addresses, everybody, or a selector that matches nothing. */
function receiversOf(network: Network, policy: NetworkPolicy, rule: PolicyRule): readonly Endpoint[] | undefined {
  if (rule.direction === 'Ingress') {
    const own = network.endpoints(policy.manifest.namespace, policy.selector);
    return own.length === 0 ? undefined : own;
  }
  const groups = rule.peers.map((peer) => network.endpointsOfPeer(policy, peer));
  return groups.length === 0 || groups.some((group) => group.length === 0) ? undefined : groups.flat();
}
