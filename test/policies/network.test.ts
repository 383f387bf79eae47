import { describe, expect, it } from 'vitest';
import type { Endpoint, EndpointPort, Network } from '../../policies/kubernetes/network/network.ts';
import { networkOf } from '../../policies/kubernetes/network/network.ts';
import { createWorld } from '../../policies/world.ts';
import { manifestsIn } from '../support/manifests.ts';

/** The pods of the manual's production cluster, with the labels that its charts render. */
const pods = `
apiVersion: v1
kind: Pod
metadata: { name: ingress-nginx, namespace: ingress-nginx, labels: { app.kubernetes.io/name: ingress-nginx } }
---
apiVersion: v1
kind: Pod
metadata: { name: financial, namespace: erp-prod, labels: { app: financial-service } }
spec: { containers: [{ name: main, ports: [{ containerPort: 8000 }, { containerPort: 50051 }, { containerPort: 9091 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: sales, namespace: erp-prod, labels: { app: sales-service } }
spec: { containers: [{ name: main, ports: [{ containerPort: 50051 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: material, namespace: erp-prod, labels: { app: material-service } }
---
apiVersion: v1
kind: Pod
metadata: { name: evil, namespace: erp-prod, labels: { app: prometheus } }
---
apiVersion: v1
kind: Pod
metadata: { name: prometheus, namespace: erp-infra, labels: { app: prometheus } }
---
apiVersion: v1
kind: Pod
metadata: { name: grafana, namespace: erp-infra, labels: { app.kubernetes.io/name: grafana } }
---
apiVersion: v1
kind: Pod
metadata: { name: pgpool, namespace: erp-infra, labels: { app.kubernetes.io/name: postgresql-ha, app.kubernetes.io/component: pgpool } }
---
apiVersion: v1
kind: Pod
metadata: { name: postgresql, namespace: erp-infra, labels: { app.kubernetes.io/name: postgresql-ha, app.kubernetes.io/component: postgresql } }
---
apiVersion: v1
kind: Pod
metadata: { name: redis, namespace: erp-infra, labels: { app.kubernetes.io/name: redis } }
---
apiVersion: v1
kind: Pod
metadata: { name: kafka, namespace: erp-infra, labels: { app.kubernetes.io/name: kafka } }
---
apiVersion: v1
kind: Pod
metadata: { name: jaeger, namespace: erp-infra, labels: { app.kubernetes.io/name: jaeger } }
---
apiVersion: v1
kind: Pod
metadata: { name: coredns, namespace: kube-system, labels: { k8s-app: kube-dns } }
`;

/** The namespaces of manual 2.1; with the label `name` that its NetworkPolicy expects, or as they are. */
const namespaces = (labelled: boolean) =>
  ['erp-prod', 'erp-infra', 'ingress-nginx', 'kube-system']
    .map(
      (name) => `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { team: x${labelled ? `, name: ${name}` : ''} } }\n`,
    )
    .join('---\n');

const asWritten = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{ namespaceSelector: { matchLabels: { name: ingress-nginx } } }]
      ports: [{ protocol: TCP, port: 8000 }]
    - from: [{ podSelector: { matchLabels: { app: sales-service } } }]
      ports: [{ protocol: TCP, port: 50051 }]
    - from: [{ namespaceSelector: { matchLabels: { name: erp-infra } } }, { podSelector: { matchLabels: { app: prometheus } } }]
      ports: [{ protocol: TCP, port: 9091 }]
  egress:
    - to: [{ namespaceSelector: { matchLabels: { name: erp-infra } } }, { podSelector: { matchLabels: { app.kubernetes.io/name: postgresql-ha } } }]
      ports: [{ protocol: TCP, port: 5432 }]
    - to: [{ namespaceSelector: { matchLabels: { name: erp-infra } } }, { podSelector: { matchLabels: { app.kubernetes.io/name: redis } } }]
      ports: [{ protocol: TCP, port: 6379 }]
    - to: [{ namespaceSelector: { matchLabels: { name: erp-infra } } }, { podSelector: { matchLabels: { app.kubernetes.io/name: kafka } } }]
      ports: [{ protocol: TCP, port: 9092 }]
    - to: [{ namespaceSelector: { matchLabels: { name: kube-system } } }, { podSelector: { matchLabels: { k8s-app: kube-dns } } }]
      ports: [{ protocol: UDP, port: 53 }]
`;

const inInfra = 'namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }';

const corrected = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } }
          podSelector: { matchLabels: { app.kubernetes.io/name: ingress-nginx } }
      ports: [{ port: 8000 }]
    - from: [{ podSelector: { matchLabels: { app: sales-service } } }, { podSelector: { matchLabels: { app: material-service } } }]
      ports: [{ port: 50051 }]
    - from: [{ ${inInfra}, podSelector: { matchLabels: { app: prometheus } } }]
      ports: [{ port: 9091 }]
  egress:
    - to: [{ ${inInfra}, podSelector: { matchLabels: { app.kubernetes.io/component: pgpool } } }]
      ports: [{ port: 5432 }]
    - to: [{ ${inInfra}, podSelector: { matchLabels: { app.kubernetes.io/name: redis } } }]
      ports: [{ port: 6379 }, { port: 26379 }]
    - to: [{ ${inInfra}, podSelector: { matchLabels: { app.kubernetes.io/name: kafka } } }]
      ports: [{ port: 9092 }]
    - to: [{ ${inInfra}, podSelector: { matchLabels: { app.kubernetes.io/name: jaeger } } }]
      ports: [{ port: 4317 }]
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
          podSelector: { matchLabels: { k8s-app: kube-dns } }
      ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: erp-prod }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: material-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchExpressions: [{ key: app, operator: In, values: [material-service, sales-service] }] }
  policyTypes: [Egress]
  egress: [{ to: [{ podSelector: { matchLabels: { app: financial-service } } }], ports: [{ port: 50051 }] }]
`;

/** From, to, protocol, port; then whether it passes: as written (A), with the label added (B), corrected (C). */
const flows: readonly (readonly [string, string, string, number, boolean, boolean, boolean])[] = [
  ['ingress-nginx', 'financial', 'TCP', 8000, false, true, true],
  ['sales', 'financial', 'TCP', 50051, true, true, true],
  ['prometheus', 'financial', 'TCP', 9091, false, true, true],
  ['financial', 'coredns', 'UDP', 53, false, true, true],
  ['financial', 'coredns', 'TCP', 53, false, false, true],
  ['financial', 'pgpool', 'TCP', 5432, false, true, true],
  ['financial', 'redis', 'TCP', 6379, false, true, true],
  ['financial', 'redis', 'TCP', 26379, false, false, true],
  ['financial', 'kafka', 'TCP', 9092, false, true, true],
  ['financial', 'jaeger', 'TCP', 14268, false, false, false],
  ['financial', 'jaeger', 'TCP', 4317, false, false, true],
  ['financial', 'sales', 'TCP', 50051, false, false, false],
  ['material', 'financial', 'TCP', 50051, false, false, true],
  ['grafana', 'financial', 'TCP', 9091, false, true, false],
  ['evil', 'financial', 'TCP', 9091, true, true, false],
  ['financial', 'postgresql', 'TCP', 5432, false, true, false],
  ['financial', 'grafana', 'TCP', 5432, false, true, false],
  ['sales', 'pgpool', 'TCP', 5432, true, true, false],
  ['evil', 'sales', 'TCP', 50051, true, true, false],
];

describe('the network of manual 9.1', () => {
  const a = networkIn(namespaces(false), pods, asWritten);
  const b = networkIn(namespaces(true), pods, asWritten);
  const c = networkIn(namespaces(false), pods, corrected);

  it.each(flows)('from %s to %s on %s %i: as written %s, labelled %s, corrected %s', (from, to, protocol, number, ...expected) => {
    const port = { name: '', number, protocol };
    expect([a, b, c].map((network) => network.mayReach(from, to, port))).toEqual(expected);
  });
});

describe('a NetworkPolicy', () => {
  const client = `
apiVersion: v1
kind: Pod
metadata: { name: client, namespace: erp-prod, labels: { app: client } }
---
apiVersion: v1
kind: Pod
metadata: { name: server, namespace: erp-prod, labels: { app: server } }
spec: { containers: [{ name: server, ports: [{ name: http, containerPort: 8000 }] }] }
`;
  const http: EndpointPort = { name: 'http', number: 8000, protocol: 'TCP' };

  it.each([
    ['lets everything pass where none selects the pods', '{ podSelector: { matchLabels: { app: other } } }', true],
    ['without policyTypes is about ingress', '{ podSelector: {} }', false],
    ['without podSelector selects every pod', '{ policyTypes: [Ingress] }', false],
    [
      'without policyTypes but with egress rules is about egress too',
      '{ podSelector: { matchLabels: { app: client } }, egress: [{ ports: [{ port: 1 }] }] }',
      false,
    ],
    [
      'with an empty list of egress rules and no policyTypes is not about egress',
      '{ podSelector: { matchLabels: { app: client } }, egress: [] }',
      true,
    ],
    ['with policyTypes Egress ignores its ingress rules', '{ podSelector: {}, policyTypes: [Egress], ingress: [{}] }', false],
    ['with policyTypes Egress leaves ingress open', '{ podSelector: { matchLabels: { app: server } }, policyTypes: [Egress] }', true],
    ['with an empty rule allows everybody', '{ podSelector: {}, ingress: [{}] }', true],
    ['with an empty list of peers allows everybody', '{ podSelector: {}, ingress: [{ from: [], ports: [{ port: 8000 }] }] }', true],
    ['allows the port that it names', '{ podSelector: {}, ingress: [{ ports: [{ port: 8000 }] }] }', true],
    ['allows a port by the name that the receiver gives it', '{ podSelector: {}, ingress: [{ ports: [{ port: http }] }] }', true],
    ['does not take a number in quotes for a number', '{ podSelector: {}, ingress: [{ ports: [{ port: "8000" }] }] }', false],
    ['allows a range with both ends', '{ podSelector: {}, ingress: [{ ports: [{ port: 7000, endPort: 8000 }] }] }', true],
    ['does not allow a port outside of the range', '{ podSelector: {}, ingress: [{ ports: [{ port: 7000, endPort: 7999 }] }] }', false],
    ['allows every port of a protocol', '{ podSelector: {}, ingress: [{ ports: [{ protocol: TCP }] }] }', true],
    ['takes TCP for the protocol', '{ podSelector: {}, ingress: [{ ports: [{ protocol: UDP, port: 8000 }] }] }', false],
    ['allows every pod of its namespace by an empty podSelector', '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }', true],
    ['allows all namespaces by an empty namespaceSelector', '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }', true],
    ['does not mean pods by addresses', '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }', false],
    [
      'does not mean pods by addresses with a podSelector, which the API server refuses',
      '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 }, podSelector: {} }] }] }',
      false,
    ],
    ['allows nobody by an item that says nothing', '{ podSelector: {}, ingress: [{ from: [{}, null] }] }', false],
    [
      'takes null for an absent selector',
      '{ podSelector: null, ingress: [{ from: [{ namespaceSelector: null, podSelector: {} }] }] }',
      true,
    ],
    [
      'bears fields of the wrong type',
      '{ podSelector: 7, policyTypes: Ingress, ingress: { from: 1 }, egress: [7, null, { to: {}, ports: [null] }] }',
      false,
    ],
  ])('%s', (_, spec, expected) => {
    const policy = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: policy, namespace: erp-prod }\nspec: ${spec}\n`;
    expect(networkIn(client, policy).mayReach('client', 'server', http)).toBe(expected);
  });

  it('of another API group with the same kind has no say', () => {
    const policy =
      'apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: policy, namespace: erp-prod }\nspec: { selector: all() }\n';
    expect(networkIn(client, policy).mayReach('client', 'server', http)).toBe(true);
  });

  it('acts in its own namespace alone', () => {
    const policy =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: policy, namespace: erp-infra }\nspec: { podSelector: {} }\n';
    expect(networkIn(client, policy).mayReach('client', 'server', http)).toBe(true);
  });

  it('works on manifests that state no namespace', () => {
    const bare = client.replaceAll(', namespace: erp-prod', '');
    const policy =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: policy }\nspec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: client } } }] }] }\n';
    expect(networkIn(bare, policy).mayReach('client', 'server', http)).toBe(true);
    expect(networkIn(bare, policy).mayReach('server', 'client', http)).toBe(false);
  });
});

interface NamedNetwork {
  mayReach(from: string, to: string, port: EndpointPort): boolean;
}

function networkIn(...texts: readonly string[]): NamedNetwork {
  const world = createWorld('production', manifestsIn(texts.join('---\n')));
  const network: Network = networkOf(world);
  const endpoint = (name: string): Endpoint => {
    const pod = world.pods.find(({ manifest }) => manifest.name === name);
    if (pod === undefined) throw new Error(`No pod is called "${name}".`);
    return network.endpointOf(pod);
  };
  return { mayReach: (from, to, port) => network.mayReach(endpoint(from), endpoint(to), port) };
}
