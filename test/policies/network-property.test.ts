import { describe, expect, it } from 'vitest';
import { addressRange, addressRanges } from '../../policies/kubernetes/network/address-ranges.ts';
import { matrixOf } from '../../policies/kubernetes/network/flows.ts';
import { createNetwork, type Endpoint } from '../../policies/kubernetes/network/network.ts';
import { passage } from '../../policies/kubernetes/network/passage.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import { createWorld } from '../../policies/world.ts';
import { type NaiveCluster, type NaivePod, naiveMayReach } from '../support/naive-network.ts';
import fc from '../support/random.ts';

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const few = <T>(value: fc.Arbitrary<T>, most: number) => fc.array(value, { maxLength: most });

const labels = fc.record({ app: maybe(oneOf('a', 'b', 'c')), tier: maybe(oneOf('1', '2')) }).map(withoutAbsent);
const requirement = fc
  .record({
    key: oneOf('app', 'tier', 'name'),
    operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
    values: few(oneOf('a', 'b', '1', 'n1'), 2),
  })
  .map(({ key, operator, values }) => (operator.endsWith('In') ? { key, operator, values: [...values, 'a'] } : { key, operator }));
const podSelector = fc.oneof(
  { arbitrary: fc.constant({}), weight: 1 },
  { arbitrary: labels.map((matchLabels) => ({ matchLabels })), weight: 3 },
  { arbitrary: fc.record({ matchExpressions: few(requirement, 2) }), weight: 1 },
);
const namespaceSelector = fc.oneof(
  { arbitrary: fc.constant({}), weight: 1 },
  { arbitrary: oneOf('n1', 'n2', 'n3').map((name) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })), weight: 2 },
  { arbitrary: oneOf('x', 'y').map((team) => ({ matchLabels: { team } })), weight: 1 },
  { arbitrary: fc.constant({ matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] }), weight: 1 },
);

/** Pods may have an address of the first eight, nodes one of the next; the rest is outside. */
const podAddresses = Array.from({ length: 8 }, (_, index) => `10.0.0.${index}`);
const nodeAddresses = Array.from({ length: 8 }, (_, index) => `10.0.0.${index + 8}`);
const outside = ['10.0.0.16', '10.0.0.21', '192.0.2.7', 'fd00::5', 'fd00::1:0'];
const range = fc.oneof(
  fc
    .record({ last: fc.integer({ min: 0, max: 31 }), length: fc.integer({ min: 26, max: 32 }) })
    .map(({ last, length }) => `10.0.0.${last}/${length}`),
  fc
    .record({ last: fc.integer({ min: 0, max: 7 }), length: fc.integer({ min: 108, max: 128 }) })
    .map(({ last, length }) => `fd00::${last}/${length}`),
  oneOf('0.0.0.0/0', '::/0', '192.0.2.0/24'),
);
const peer = fc.oneof(
  { arbitrary: podSelector.map((selector) => ({ podSelector: selector })), weight: 3 },
  { arbitrary: namespaceSelector.map((selector) => ({ namespaceSelector: selector })), weight: 1 },
  { arbitrary: fc.record({ namespaceSelector, podSelector }), weight: 3 },
  {
    arbitrary: fc.record({ cidr: range, except: maybe(few(range, 2)) }).map((ipBlock) => ({ ipBlock: withoutAbsent(ipBlock) })),
    weight: 2,
  },
);
const protocol = maybe(oneOf('TCP', 'UDP', 'SCTP'));
const policyPort = fc
  .record({ protocol, port: maybe(oneOf<number | string>(80, 81, 90, 'web', 'dns')), wide: fc.boolean() })
  .map(({ protocol: own, port, wide }) =>
    withoutAbsent({ protocol: own, port, endPort: wide && typeof port === 'number' ? port + 1 : undefined }),
  );
const rules = (side: string) =>
  maybe(
    few(
      fc
        .record({ peers: maybe(few(peer, 3)), ports: maybe(few(policyPort, 2)) })
        .map(({ peers, ports }) => withoutAbsent({ [side]: peers, ports })),
      2,
    ),
  );
const policy = fc.record({
  namespace: oneOf('n1', 'n2'),
  spec: fc
    .record({ podSelector, policyTypes: maybe(fc.subarray(['Ingress', 'Egress'])), ingress: rules('from'), egress: rules('to') })
    .map(withoutAbsent),
});
const pod = fc.record({
  namespace: oneOf('n1', 'n2', 'n3'),
  labels,
  hostNetwork: fc.integer({ max: 9, min: 0 }).map((number) => number === 0),
  ports: fc.uniqueArray(
    fc.record({ name: oneOf('', 'web', 'dns'), number: oneOf(80, 81, 82, 90), protocol: oneOf('TCP', 'UDP', 'SCTP') }),
    { minLength: 1, maxLength: 3, selector: ({ number, protocol: own }) => `${number}${own}` },
  ),
});
const cluster = fc.record({
  pods: fc.array(pod, { minLength: 2, maxLength: 6 }),
  policies: fc.array(policy, { maxLength: 5 }),
  team: maybe(oneOf('x', 'y')),
  meansPods: fc.boolean(),
});

describe('the network of an environment', () => {
  it('allows between pods, and from and to addresses, what the API reference says, pair by pair', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(cluster, ({ pods, policies, team, meansPods }) => {
        const namespaces = new Map(
          ['n1', 'n2', 'n3'].map((name) => [
            name,
            { 'kubernetes.io/metadata.name': name, ...(name === 'n2' && team !== undefined ? { team } : {}) },
          ]),
        );
        const naive: NaiveCluster = { namespaces, policies, podAddresses: meansPods ? podAddresses : [], nodeAddresses };
        const world = createWorld('production', [...namespaces].map(namespaceOf).concat(pods.map(podOf), policies.map(policyOf)));
        const network = createNetwork(world, {
          pods: meansPods ? addressRanges(['10.0.0.0/29']) : [],
          nodes: addressRanges(['10.0.0.8/29']),
        });
        const endpoints = pods.map((_, index) => network.endpointOf(world.pods[index] as (typeof world.pods)[number]));
        const ends = pods.map((own, index) => ({ own, endpoint: endpoints[index] as Endpoint, index }));

        const expected = new Set<string>();
        const wrong: string[] = [];
        const compare = (found: unknown, wanted: unknown, what: string) => {
          if (found !== wanted) wrong.push(`${what}: ${String(found)}`);
        };
        for (const source of ends) {
          for (const target of ends) {
            for (const port of target.own.ports) {
              const allowed = naiveMayReach(naive, source.own, target.own, port);
              const key = keyOf(source.index, target.index, port);
              compare(network.mayReach(source.endpoint, target.endpoint, port), allowed, key);
              compare(passage(network, source.endpoint, target.endpoint, port).passes, allowed ? 'wholly' : 'not', key);
              if (allowed && !(source.own.hostNetwork && target.own.hostNetwork)) expected.add(key);
            }
          }
          for (const address of outside) {
            const range = addressRange(address);
            if (range === undefined) throw new Error(address);
            for (const port of source.own.ports) {
              const unnamed = { ...port, name: '' };
              const [out, into] = [
                passage(network, source.endpoint, range, unnamed).passes,
                passage(network, range, source.endpoint, port).passes,
              ];
              compare(out, naiveMayReach(naive, source.own, address, unnamed) ? 'wholly' : 'not', `${source.index} > ${address}`);
              compare(into, naiveMayReach(naive, address, source.own, port) ? 'wholly' : 'not', `${address} > ${source.index}`);
            }
          }
        }
        expect(wrong).toEqual([]);

        const indexOf = new Map(endpoints.map((endpoint, index) => [endpoint, index] as const));
        const { flows, open } = matrixOf(network, endpoints);
        const found = [
          ...flows.flatMap(({ source, target, port }) =>
            'labels' in source && 'labels' in target && port !== undefined ? [{ source, target, port }] : [],
          ),
          ...open.flatMap(({ sources, targets, port }) =>
            port === undefined ? [] : sources.flatMap((source) => targets.map((target) => ({ source, target, port }))),
          ),
        ].map(({ source, target, port }) => keyOf(indexOf.get(source) ?? -1, indexOf.get(target) ?? -1, port));
        expect([...found].sort()).toEqual([...expected].sort());
      }),
      { numRuns: 2500 },
    );
  });
});

function keyOf(source: number, target: number, port: NaivePod['ports'][number]): string {
  return `${source} > ${target} ${port.protocol} ${port.number} ${port.name}`;
}

function namespaceOf([name, own]: readonly [string, Readonly<Record<string, string>>]) {
  return manifest({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: own } });
}

function podOf({ namespace, labels: own, hostNetwork, ports }: NaivePod, index: number) {
  const declared = ports.map(({ name, number, protocol: by }) => ({ ...(name !== '' && { name }), containerPort: number, protocol: by }));
  return manifest({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${index}`, namespace, labels: own },
    spec: { hostNetwork, containers: [{ name: 'main', ports: declared }] },
  });
}

function policyOf({ namespace, spec }: { readonly namespace: string; readonly spec: unknown }, index: number) {
  return manifest({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: `policy-${index}`, namespace }, spec });
}

function manifest(fields: object) {
  const [item] = manifestsOf(fields, { file: '', document: 0 });
  if (item === undefined || !('fields' in item)) throw new Error('No object.');
  return item;
}

function withoutAbsent<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, own]) => own !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}
