import { describe, expect, it } from 'vitest';
import { addressRange, addressRanges } from '../../policies/kubernetes/network/address-ranges.ts';
import { createNetwork, type Endpoint } from '../../policies/kubernetes/network/network.ts';
import { passage } from '../../policies/kubernetes/network/passage.ts';
import { createWorld } from '../../policies/world.ts';
import { manifestsIn } from '../support/manifests.ts';

/**
 * What Kubernetes' own conformance tests of NetworkPolicies expect of a network plug-in, case by case, as facts: read in Kubernetes 1.35.4,
 * test/e2e/network/netpol/network_policy.go and network_policy_api.go. The cluster is theirs: pods a, b and c in the namespaces x, y and z,
 * each with the label `pod`, listening at 80 and 81 by TCP, UDP and SCTP under names such as `serve-80-tcp`.
 */
interface Case {
  readonly name: string;
  /** Specs in the namespace x, or in the one before the colon. */
  readonly policies: readonly string[];
  /** Labels that the test adds before it looks. */
  readonly labelled?: { readonly pods?: Readonly<Record<string, string>>; readonly namespaces?: Readonly<Record<string, string>> };
  readonly port?: number;
  readonly protocol?: string;
  /** What is expected, in order: everything is allowed but for these; `*` is every pod, `x/*` those of a namespace. */
  readonly expected: readonly (readonly [from: string, to: string, allowed: boolean])[];
}

const toX = [['*', 'x/*', false]] as const;
const toXA = [['*', 'x/a', false]] as const;
const onlyFromY = [
  ['x/*', 'x/a', false],
  ['z/*', 'x/a', false],
] as const;
const podA = 'podSelector: { matchLabels: { pod: a } }';
const podB = 'podSelector: { matchLabels: { pod: b } }';
const fromY = 'namespaceSelector: { matchLabels: { ns: y } }';
const notX = 'namespaceSelector: { matchExpressions: [{ key: ns, operator: NotIn, values: [x] }] }';
const name = 'kubernetes.io/metadata.name';

const cases: readonly Case[] = [
  { name: 'default-deny-ingress', policies: ['podSelector: {}, policyTypes: [Ingress], ingress: []'], expected: toX },
  {
    name: 'default-deny-all',
    policies: ['podSelector: {}, policyTypes: [Ingress, Egress], ingress: [], egress: []'],
    expected: [...toX, ['x/*', '*', false]],
  },
  {
    name: 'allow traffic from pods within server namespace based on PodSelector',
    policies: [`${podA}, ingress: [{ from: [{ ${podB} }] }]`],
    expected: [...toXA, ['x/b', 'x/a', true]],
  },
  {
    name: 'allow ingress traffic for a target',
    policies: ['podSelector: {}, ingress: []', `${podA}, ingress: [{ from: [{ podSelector: {}, namespaceSelector: {} }] }]`],
    expected: [
      ['*', 'x/b', false],
      ['*', 'x/c', false],
    ],
  },
  {
    name: 'allow ingress traffic from pods in all namespaces',
    policies: [`${podA}, ingress: [{ from: [{ namespaceSelector: {} }] }]`],
    expected: [],
  },
  {
    name: 'allow traffic only from a different namespace, based on NamespaceSelector',
    policies: [`${podA}, ingress: [{ from: [{ ${fromY} }] }]`],
    expected: onlyFromY,
  },
  {
    name: 'PodSelector with MatchExpressions',
    policies: [`${podA}, ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: pod, operator: In, values: [b] }] } }] }]`],
    expected: [...toXA, ['x/b', 'x/a', true]],
  },
  {
    name: 'NamespaceSelector with MatchExpressions',
    policies: [`${podA}, ingress: [{ from: [{ namespaceSelector: { matchExpressions: [{ key: ns, operator: In, values: [y] }] } }] }]`],
    expected: onlyFromY,
  },
  {
    name: 'PodSelector or NamespaceSelector',
    policies: [`${podA}, ingress: [{ from: [{ ${notX} }, { ${podB} }] }]`],
    expected: [
      ['x/a', 'x/a', false],
      ['x/c', 'x/a', false],
    ],
  },
  {
    name: 'PodSelector and NamespaceSelector',
    policies: [`${podA}, ingress: [{ from: [{ ${notX}, ${podB} }] }]`],
    expected: [...toXA, ['y/b', 'x/a', true], ['z/b', 'x/a', true]],
  },
  {
    name: 'multiple PodSelectors and NamespaceSelectors',
    policies: [
      `${podA}, ingress: [{ from: [{ ${notX}, podSelector: { matchExpressions: [{ key: pod, operator: In, values: [b, c] }] } }] }]`,
    ],
    expected: [
      ['x/*', 'x/a', false],
      ['y/a', 'x/a', false],
      ['z/a', 'x/a', false],
    ],
  },
  {
    name: 'any PodSelectors',
    policies: [`${podA}, ingress: [{ from: [{ ${podB} }, { podSelector: { matchLabels: { pod: c } } }] }]`],
    expected: [...toXA, ['x/b', 'x/a', true], ['x/c', 'x/a', true]],
  },
  {
    name: 'only from a pod in a different namespace based on PodSelector and NamespaceSelector',
    policies: [`${podA}, ingress: [{ from: [{ ${fromY}, ${podA} }] }]`],
    expected: [...toXA, ['y/a', 'x/a', true]],
  },
  {
    name: 'based on Ports',
    policies: [`${podA}, ingress: [{ from: [{ ${fromY} }], ports: [{ port: 81, protocol: TCP }] }]`],
    port: 81,
    expected: onlyFromY,
  },
  {
    name: 'stacked policies with overlapping podSelectors: the port that only one of them would allow',
    policies: [`${podA}, ingress: [{ from: [{ ${fromY} }], ports: [{ port: 81, protocol: TCP }] }]`],
    port: 80,
    expected: toXA,
  },
  {
    name: 'stacked policies with overlapping podSelectors: both',
    policies: [80, 81].map((port) => `${podA}, ingress: [{ from: [{ ${fromY} }], ports: [{ port: ${port}, protocol: TCP }] }]`),
    port: 80,
    expected: onlyFromY,
  },
  { name: 'allow-all', policies: ['podSelector: {}, ingress: [{}]'], port: 81, expected: [] },
  {
    name: 'ingress on one named port: that port',
    policies: ['podSelector: {}, ingress: [{ ports: [{ port: serve-81-tcp }] }]'],
    port: 81,
    expected: [],
  },
  {
    name: 'ingress on one named port: another',
    policies: ['podSelector: {}, ingress: [{ ports: [{ port: serve-81-tcp }] }]'],
    port: 80,
    expected: toX,
  },
  {
    name: 'ingress from a namespace on one named port: that port',
    policies: [`${podA}, ingress: [{ from: [{ ${fromY} }], ports: [{ port: serve-80-tcp, protocol: TCP }] }]`],
    expected: onlyFromY,
  },
  {
    name: 'ingress from a namespace on one named port: another',
    policies: [`${podA}, ingress: [{ from: [{ ${fromY} }], ports: [{ port: serve-80-tcp, protocol: TCP }] }]`],
    port: 81,
    expected: toXA,
  },
  {
    name: 'egress on one named port: that port',
    policies: ['podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: serve-80-tcp }] }]'],
    expected: [],
  },
  {
    name: 'egress on one named port: another',
    policies: ['podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: serve-80-tcp }] }]'],
    port: 81,
    expected: [['x/*', '*', false]],
  },
  {
    name: 'updated namespace: before',
    policies: [`${podA}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { ns2: updated } } }] }]`],
    expected: toXA,
  },
  {
    name: 'updated namespace: after',
    policies: [`${podA}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { ns2: updated } } }] }]`],
    labelled: { namespaces: { y: 'ns2: updated' } },
    expected: [...toXA, ['y/*', '*', true]],
  },
  {
    name: 'updated pod: before',
    policies: [`${podA}, ingress: [{ from: [{ podSelector: { matchLabels: { pod: b, pod2: updated } } }] }]`],
    expected: toXA,
  },
  {
    name: 'updated pod: after',
    policies: [`${podA}, ingress: [{ from: [{ podSelector: { matchLabels: { pod: b, pod2: updated } } }] }]`],
    labelled: { pods: { 'x/b': 'pod2: updated' } },
    expected: [...toXA, ['x/b', 'x/a', true]],
  },
  {
    name: 'deny ingress from pods on other namespaces',
    policies: ['podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }]'],
    expected: [
      ['y/*', 'x/*', false],
      ['z/*', 'x/*', false],
    ],
  },
  {
    name: 'deny ingress access to updated pod: before',
    policies: ['podSelector: { matchLabels: { target: isolated } }, ingress: []'],
    expected: [],
  },
  {
    name: 'deny ingress access to updated pod: after',
    policies: ['podSelector: { matchLabels: { target: isolated } }, ingress: []'],
    labelled: { pods: { 'x/a': 'target: isolated' } },
    expected: toXA,
  },
  {
    name: 'deny egress from pods based on PodSelector',
    policies: [`${podA}, policyTypes: [Egress], egress: []`],
    expected: [['x/a', '*', false]],
  },
  {
    name: 'deny egress from all pods in a namespace',
    policies: ['podSelector: {}, policyTypes: [Egress], egress: []'],
    expected: [['x/*', '*', false]],
  },
  {
    name: 'Ingress, Egress specified together: the port of both',
    policies: [`${podA}, policyTypes: [Egress, Ingress], ingress: [{ from: [{ ${podB} }] }], egress: [{ ports: [{ port: 80 }] }]`],
    expected: [...toXA, ['x/b', 'x/a', true]],
  },
  {
    name: 'Ingress, Egress specified together: another',
    policies: [`${podA}, policyTypes: [Egress, Ingress], ingress: [{ from: [{ ${podB} }] }], egress: [{ ports: [{ port: 80 }] }]`],
    port: 81,
    expected: [...toXA, ['x/a', '*', false], ['x/b', 'x/a', true]],
  },
  {
    name: 'deny egress on the client side (even if the server explicitly allows it)',
    policies: [
      `${podA}, policyTypes: [Egress], egress: [{ to: [{ ${fromY}, ${podA} }] }]`,
      `y: ${podA}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { ns: x } }, ${podA} }] }]`,
      `y: ${podB}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { ns: x } }, ${podA} }] }]`,
    ],
    expected: [
      ['x/a', '*', false],
      ['*', 'y/a', false],
      ['x/a', 'y/a', true],
      ['*', 'y/b', false],
    ],
  },
  {
    name: 'egress to a server in a different namespace based on PodSelector and NamespaceSelector',
    policies: [`${podA}, policyTypes: [Egress], egress: [{ to: [{ ${fromY}, ${podA} }] }]`],
    expected: [
      ['x/a', '*', false],
      ['x/a', 'y/a', true],
    ],
  },
  {
    name: 'any port on a specific protocol: that protocol',
    policies: [`${podA}, ingress: [{ ports: [{ protocol: TCP }] }]`],
    expected: [],
  },
  {
    name: 'any port on a specific protocol: another',
    policies: [`${podA}, ingress: [{ ports: [{ protocol: TCP }] }]`],
    protocol: 'UDP',
    expected: toXA,
  },
  {
    name: 'ingress allow-all taking precedence',
    policies: ['podSelector: {}, ingress: []', 'podSelector: {}, ingress: [{}]'],
    expected: [],
  },
  {
    name: 'egress allow-all taking precedence',
    policies: ['podSelector: {}, policyTypes: [Egress], egress: []', 'podSelector: {}, policyTypes: [Egress], egress: [{}]'],
    expected: [],
  },
  { name: 'stop enforcing policies after they are deleted', policies: [], expected: [] },
  {
    name: 'ingress and egress controlled independently: egress allowed',
    policies: [`${podA}, policyTypes: [Egress], egress: [{}]`],
    expected: [],
  },
  {
    name: 'ingress and egress controlled independently: ingress denied as well',
    policies: [`${podA}, policyTypes: [Egress], egress: [{}]`, `${podA}, ingress: []`],
    expected: toXA,
  },
  {
    name: 'SCTP is not TCP',
    policies: ['podSelector: {}, ingress: []', `${podA}, ingress: [{ ports: [{ port: 81, protocol: SCTP }] }]`],
    port: 81,
    expected: toX,
  },
  {
    name: 'a policy of SCTP isolates',
    policies: [`${podA}, ingress: [{ ports: [{ port: 80, protocol: SCTP }] }]`],
    port: 81,
    expected: toXA,
  },
  {
    name: 'no TCP when a policy specifies only UDP',
    policies: [`${podA}, ingress: [{ ports: [{ port: 81, protocol: UDP }] }]`],
    port: 81,
    expected: toXA,
  },
  {
    name: 'NamespaceSelector with MatchLabels using the default label',
    policies: [`${podA}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { ${name}: y } } }] }]`],
    expected: onlyFromY,
  },
  {
    name: 'NamespaceSelector with MatchExpressions using the default label',
    policies: [
      `${podA}, policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: { matchExpressions: [{ key: ${name}, operator: NotIn, values: [y] }] } }] }]`,
    ],
    expected: [['x/a', 'y/*', false]],
  },
  { name: 'UDP: default-deny-ingress', policies: ['podSelector: {}, ingress: []'], protocol: 'UDP', expected: toX },
  {
    name: 'UDP: based on Ports',
    policies: [`${podA}, ingress: [{ from: [{ ${fromY} }], ports: [{ port: 81, protocol: UDP }] }]`],
    protocol: 'UDP',
    port: 81,
    expected: onlyFromY,
  },
  {
    name: 'SCTP: only from a pod in a different namespace',
    policies: [`${podA}, ingress: [{ from: [{ ${fromY}, ${podA} }] }]`],
    protocol: 'SCTP',
    expected: [...toXA, ['y/a', 'x/a', true]],
  },
  // network_policy_api.go
  {
    name: 'endPort: within the range',
    policies: [`${podA}, policyTypes: [Egress], egress: [{ ports: [{ port: 80, endPort: 81 }] }]`],
    port: 81,
    expected: [],
  },
  {
    name: 'endPort: beside the range',
    policies: [`${podA}, policyTypes: [Egress], egress: [{ ports: [{ port: 32768, endPort: 65535 }] }]`],
    expected: [['x/a', '*', false]],
  },
];

const all = ['x', 'y', 'z'].flatMap((namespace) => ['a', 'b', 'c'].map((pod) => `${namespace}/${pod}`));

describe("the cases of Kubernetes' conformance tests of NetworkPolicies", () => {
  it.each(cases)('$name', ({ policies, labelled, port = 80, protocol = 'TCP', expected }) => {
    const { network, pods } = cluster(policies, labelled);
    const own = { name: `serve-${port}-${protocol.toLowerCase()}`, number: port, protocol };
    // Whether a pod reaches itself is not defined, and not looked at there either.
    const pairs = all.flatMap((from) => all.flatMap((to) => (from === to ? [] : [[from, to] as const])));
    const allowed = pairs.filter(([from, to]) => network.mayReach(podAt(pods, from), podAt(pods, to), own));
    const wanted = pairs.filter(([from, to]) => expected.findLast((row) => isMeant(row[0], from) && isMeant(row[1], to))?.[2] ?? true);
    expect(allowed.map(String)).toEqual(wanted.map(String));
  });

  /** There the server is a pod, found by its address; x/b has 10.0.5.9 here. */
  it.each([
    ['allow egress access to server in CIDR block', '{ cidr: 10.0.5.9/32 }', '10.0.5.9', 'wholly'],
    ['nobody else', '{ cidr: 10.0.5.9/32 }', '10.0.5.8', 'not'],
    ['the except clause', '{ cidr: 10.0.0.0/16, except: [10.0.5.9/32] }', '10.0.5.9', 'not'],
    ['beside the except clause', '{ cidr: 10.0.0.0/16, except: [10.0.5.9/32] }', '10.0.5.8', 'wholly'],
    [
      'an address in CIDR and except of two blocks',
      '{ cidr: 10.0.0.0/16, except: [10.0.5.9/32] } }, { ipBlock: { cidr: 10.0.5.9/32 }',
      '10.0.5.9',
      'wholly',
    ],
    ['IPv6', '{ cidr: "fd00:10::/32", except: ["fd00:10:0:5::/64"] }', 'fd00:10:0:5::9', 'not'],
    ['beside, IPv6', '{ cidr: "fd00:10::/32", except: ["fd00:10:0:5::/64"] }', 'fd00:10:0:6::9', 'wholly'],
  ])('%s', (_, blocks, address, passes) => {
    const { network, pods } = cluster([`${podA}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: ${blocks} }] }]`], {});
    const target = addressRange(address);
    if (target === undefined) throw new Error(address);
    expect(passage(network, podAt(pods, 'x/a'), target, { name: '', number: 80, protocol: 'TCP' }).passes).toBe(passes);
  });
});

describe('the ranges of a network plug-in', () => {
  const policies = [`${podA}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.16.0/20 } }] }]`];
  const own = { name: '', number: 80, protocol: 'TCP' };

  it('mean pods where it compares addresses, and nobody where pods have identities', () => {
    const nodes = addressRanges(['10.0.16.0/20']);
    expect(
      [nodes, []].map((ranges) => {
        const { network, pods } = cluster(policies, {}, { pods: ranges, nodes });
        return network.mayReach(podAt(pods, 'x/a'), podAt(pods, 'y/b'), own);
      }),
    ).toEqual([true, false]);
  });

  it('mean a pod of the network of its node where they hold addresses of nodes, whatever its labels are', () => {
    const selectors = [`${podA}, ingress: [{ from: [{ namespaceSelector: {} }] }]`];
    const blocks = [`${podA}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.16.0/20 } }] }]`];
    expect(
      [selectors, blocks].map((own) => {
        const { network, pods } = cluster(own, {}, { pods: [], nodes: addressRanges(['10.0.16.0/24']) });
        return network.mayReach(podAt(pods, 'y/host'), podAt(pods, 'x/a'), { name: '', number: 80, protocol: 'TCP' });
      }),
    ).toEqual([false, true]);
  });
});

function cluster(
  policies: readonly string[],
  { pods = {}, namespaces = {} }: NonNullable<Case['labelled']> = {},
  surroundings = { pods: addressRanges([]), nodes: addressRanges([]) },
) {
  const ports = ['TCP', 'UDP', 'SCTP'].flatMap((protocol) =>
    [80, 81].map((port) => `{ name: serve-${port}-${protocol.toLowerCase()}, containerPort: ${port}, protocol: ${protocol} }`),
  );
  const pod = (id: string, more = '') => {
    const [namespace, own] = id.split('/');
    return `apiVersion: v1
kind: Pod
metadata: { name: ${own}, namespace: ${namespace}, labels: { pod: ${own}, ${pods[id] ?? ''} } }
spec: { ${more} containers: [{ name: main, ports: [${ports.join(', ')}] }] }
`;
  };
  const documents = [
    ...['x', 'y', 'z'].map(
      (namespace) =>
        `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${namespace}, labels: { ns: ${namespace}, ${namespaces[namespace] ?? ''} } }\n`,
    ),
    ...all.map((id) => pod(id)),
    pod('y/host', 'hostNetwork: true,'),
    ...policies.map((policy, index) => {
      const [, namespace = 'x', spec = ''] = /^(?:([xyz]): )?(.*)$/.exec(policy) ?? [];
      return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: policy-${index}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
    }),
  ];
  const world = createWorld('production', manifestsIn(documents.join('---\n')));
  const network = createNetwork(world, surroundings);
  return { network, pods: new Map(world.pods.map((own) => [`${own.namespace}/${own.manifest.name}`, network.endpointOf(own)])) };
}

function podAt(pods: ReadonlyMap<string, Endpoint>, id: string): Endpoint {
  const found = pods.get(id);
  if (found === undefined) throw new Error(id);
  return found;
}

function isMeant(pattern: string, id: string): boolean {
  return pattern === '*' || pattern === id || (pattern.endsWith('/*') && id.startsWith(pattern.slice(0, -1)));
}
