import type { Endpoint, EndpointPort, Network } from '../../kubernetes/network/network.ts';
import { describeEndpointPort, networkOf, portsOf } from '../../kubernetes/network/network.ts';
import type { NetworkPolicy, Peer, PolicyRule } from '../../kubernetes/network/network-policy.ts';
import { selectsAll } from '../../kubernetes/selectors.ts';
import type { Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

interface Flow {
  readonly source: Endpoint;
  readonly target: Endpoint;
  readonly port: EndpointPort;
}

export default defineRule({
  id: 'match-network-flow',
  severity: 'error',
  manual: '9.1 (D135)',
  summary: 'Allow every flow on both sides.',
  rationale:
    'A connection needs the egress of the sender and the ingress of the receiver. Half a permission looks right in the file ' +
    'of one service and is a timeout in production.',
  remediation:
    'Allow the flow on the other side too, in the NetworkPolicy of the pods that are named last, or remove the rule if ' +
    'nothing needs it.',
  scope: 'object',
  kinds: ['NetworkPolicy'],
  foreign: true,
  made: true,

  check(manifest, world) {
    const network = networkOf(world);
    const policy = network.policyOf(manifest);
    if (policy === undefined) return [];
    const subjects = network.endpoints(manifest.namespace, policy.selector);
    return policy.rules.flatMap((rule) => rule.peers.flatMap((peer) => problemsOf(policy, rule, peer, subjects, world)));
  },

  examples: {
    pass: [
      {
        name: 'the caller and the called both allow it',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: sales-service } } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec: { containers: [{ name: financial-service, ports: [{ name: grpc, containerPort: 50051 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: sales-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: sales-service } }
  policyTypes: [Ingress, Egress]
  egress: [{ to: [{ podSelector: { matchLabels: { app: financial-service } } }], ports: [{ port: 50051 }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress, Egress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: sales-service } } }], ports: [{ port: grpc }] }]
`,
      },
      {
        name: 'the other side has no policy, so that it allows everything',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: financial-service } } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }
          podSelector: { matchLabels: { connection-pooler: postgres-pooler } }
      ports: [{ port: 5432 }]
`,
      },
      {
        name: 'a policy for a whole namespace, of which one pod uses it',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: material-service, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: material-service } } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: sales-service } } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec: { containers: [{ name: financial-service, ports: [{ containerPort: 50051 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: erp-prod }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: sales-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: sales-service } }
  policyTypes: [Egress]
  egress: [{ to: [{ podSelector: { matchLabels: { app: financial-service } } }], ports: [{ port: 50051 }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 50051 }] }]
`,
      },
    ],
    fail: [
      {
        name: 'the called does not admit the caller',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: material-service, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: material-service } } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec: { containers: [{ name: financial-service, ports: [{ containerPort: 50051 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: material-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: material-service } }
  policyTypes: [Ingress, Egress]
  egress: [{ to: [{ podSelector: { matchLabels: { app: financial-service } } }], ports: [{ port: 50051 }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: erp-prod }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`,
        problems: [
          {
            on: 'NetworkPolicy/material-service-netpol',
            message:
              'NetworkPolicy "material-service-netpol" lets "material-service" call "financial-service" on TCP 50051, which no ingress rule of "financial-service" admits.',
            path: 'spec.egress[0].to[0]',
          },
        ],
      },
      {
        name: 'the caller may not call',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: sales-service } } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec: { containers: [{ name: financial-service, ports: [{ containerPort: 50051 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: sales-service } } }], ports: [{ port: 50051 }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: sales-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: sales-service } }
  policyTypes: [Egress]
`,
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message:
              'NetworkPolicy "financial-service-netpol" admits "sales-service" to "financial-service" on TCP 50051, which no egress rule of "sales-service" lets out.',
            path: 'spec.ingress[0].from[0]',
          },
        ],
      },
      {
        name: 'the data layer denies by default and has no policy for its pooler',
        from: 'the other side has no policy, so that it allows everything',
        change: {
          'postgresql/postgres': `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { enableConnectionPooler: true }
`,
          'NetworkPolicy/default-deny': `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: erp-infra }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`,
        },
        problems: [
          {
            on: 'NetworkPolicy/financial-service-netpol',
            message:
              'NetworkPolicy "financial-service-netpol" lets "financial-service" call "postgres-pooler" of namespace "erp-infra" on TCP 5432, which no ingress rule of "postgres-pooler" of namespace "erp-infra" admits.',
            path: 'spec.egress[0].to[0]',
          },
        ],
      },
    ],
  },
});

/**
 * One problem for a peer at most. A selector by labels means each of its pods; one that selects all pods of a namespace is an
 * offer to whoever needs it, so that one pod for which the other side agrees is enough.
 */
function problemsOf(policy: NetworkPolicy, rule: PolicyRule, peer: Peer, subjects: readonly Endpoint[], world: World): readonly Problem[] {
  const network = networkOf(world);
  const offered = selectsAll(policy.selector) || peer.pods === undefined || selectsAll(peer.pods);
  let refused: Flow | undefined;
  for (const flow of flowsOf(network, rule, subjects, network.endpointsOfPeer(policy, peer))) {
    const agreed = network.permits(rule.direction === 'Egress' ? 'Ingress' : 'Egress', flow.source, flow.target, flow.port);
    if (agreed && offered) return [];
    if (!agreed) refused ??= flow;
    if (!agreed && !offered) break;
  }
  return refused === undefined ? [] : [{ message: `NetworkPolicy "${policy.manifest.name}" ${describe(rule, refused)}`, path: peer.path }];
}

function* flowsOf(network: Network, rule: PolicyRule, subjects: readonly Endpoint[], peers: readonly Endpoint[]): Iterable<Flow> {
  const [sources, targets] = rule.direction === 'Egress' ? [subjects, peers] : [peers, subjects];
  for (const target of targets) {
    const ports = portsOf(rule, target);
    // A rule without ports asks for none in particular: one that is let through will do.
    const asked = rule.ports.length > 0 ? ports : ports.filter((port) => sources.some((source) => network.mayReach(source, target, port)));
    for (const port of asked.length > 0 ? asked : ports.slice(0, 1)) {
      for (const source of sources) {
        if (source !== target) yield { source, target, port };
      }
    }
  }
}

function describe({ direction }: PolicyRule, { source, target, port }: Flow): string {
  const where = `on ${describeEndpointPort(port)}`;
  return direction === 'Egress'
    ? `lets ${source.title} call ${target.title} ${where}, which no ingress rule of ${target.title} admits.`
    : `admits ${source.title} to ${target.title} ${where}, which no egress rule of ${source.title} lets out.`;
}
