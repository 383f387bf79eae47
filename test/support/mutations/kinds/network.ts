import { isDeepStrictEqual } from 'node:util';
import { fieldsAt, listAt, textAt } from '../../../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../../../policies/model.ts';
import { append, deleted, type Edits, edited, type Mutation, present, remove, set, titleOf, together } from '../mutation.ts';
import { type Production, serviceOf } from '../production.ts';

/** One peer of one rule of a NetworkPolicy. */
interface Place {
  /** The rule: `spec.egress[0]`. */
  readonly rule: string;
  /** The list of peers: `spec.egress[0].to`. */
  readonly peers: string;
  /** The peer: `spec.egress[0].to[0]`. */
  readonly peer: string;
  /** Whether the rule has no other peer. */
  readonly alone: boolean;
  /** Words for it: `egress 1, peer 1`. */
  readonly words: string;
  readonly namespaceSelector: Readonly<Record<string, unknown>>;
  readonly podSelector: Readonly<Record<string, unknown>>;
}

const directions = [
  { direction: 'ingress', list: 'from' },
  { direction: 'egress', list: 'to' },
] as const;

function placesOf({ fields }: Manifest): readonly Place[] {
  return directions.flatMap(({ direction, list }) =>
    listAt(fields, 'spec', direction).flatMap((rule, index) =>
      listAt(rule, list).map((peer, at, { length }) => ({
        alone: length === 1,
        rule: `spec.${direction}[${index}]`,
        peers: `spec.${direction}[${index}].${list}`,
        peer: `spec.${direction}[${index}].${list}[${at}]`,
        words: `${direction} ${index + 1}, peer ${at + 1}`,
        namespaceSelector: fieldsAt(peer, 'namespaceSelector'),
        podSelector: fieldsAt(peer, 'podSelector'),
      })),
    ),
  );
}

/** What can be wrong with each peer of a policy. */
function peerEdits(policy: Manifest): Edits {
  const places = placesOf(policy);
  const qualified = places.filter(({ namespaceSelector }) => Object.keys(namespaceSelector).length > 0);
  // One of each rule, for what can be wrong with the whole rule.
  const heads = places.filter(({ peer }) => peer.endsWith('[0]'));
  // Nothing is known of addresses.
  const selecting = places.filter(({ podSelector }) => Object.keys(podSelector).length > 0);
  const of = (edit: (place: Place) => Edits[string], chosen = places): Edits[string] =>
    Object.fromEntries(chosen.flatMap((place) => Object.entries(edit(place))));
  return {
    'forbid-wide-network-peer': {
      ...of(({ words, peer }) => ({
        [`lets in or out everybody: ${words} is empty`]: set(peer, {}),
        [`lets in or out every pod: ${words} selects all namespaces`]: set(peer, { namespaceSelector: {} }),
        [`lets in or out the world: ${words} is 0.0.0.0/0`]: set(peer, { ipBlock: { cidr: '0.0.0.0/0' } }),
      })),
      ...of(({ words, peer }) => ({ [`trusts a whole namespace: ${words} has no podSelector`]: remove(`${peer}.podSelector`) }), qualified),
      ...of(({ words, peers }) => ({ [`names nobody: the list of ${words} is gone`]: remove(peers) }), heads),
    },
    'forbid-split-network-peer': of(
      ({ words, peer, peers, namespaceSelector }) => ({
        [`splits ${words} in two`]: together(remove(`${peer}.namespaceSelector`), append(peers, { namespaceSelector })),
      }),
      qualified,
    ),
    'match-network-peer-namespace': of(
      ({ words, peer }) => ({
        [`names a namespace that does not exist: ${words}`]: set(
          `${peer}.namespaceSelector.matchLabels["kubernetes.io/metadata.name"]`,
          'erp-production',
        ),
        [`selects namespaces by a label that none has: ${words}`]: set(`${peer}.namespaceSelector.matchLabels`, { name: 'erp-prod' }),
      }),
      qualified,
    ),
    'match-network-peer-pod': {
      ...of(
        ({ words, peer }) => ({
          [`names pods that do not exist: ${words}`]: set(`${peer}.podSelector.matchLabels`, { app: 'ledger-service' }),
        }),
        selecting,
      ),
      ...of(
        ({ words, peer }) => ({
          [`looks for pods in its own namespace: ${words} has no namespaceSelector`]: remove(`${peer}.namespaceSelector`),
        }),
        qualified.filter(({ podSelector }) => textAt(podSelector, 'matchLabels', 'app.kubernetes.io/part-of') === undefined),
      ),
    },
    'match-network-port': {
      ...of(
        ({ words, rule }) => ({
          [`allows a port at which nobody listens: the first beside ${words}`]: set(`${rule}.ports[0].port`, 4444),
        }),
        selecting.filter((place) => heads.includes(place)),
      ),
      ...of(({ words, rule }) => ({ [`allows every port: none beside ${words}`]: remove(`${rule}.ports`) }), heads),
    },
  };
}

/** One side of a flow is gone: the other side is reported. */
function halfFlows(production: Production): readonly Mutation[] {
  const netpols = production.ofServices('NetworkPolicy');
  const netpolOf = (service: string) => `NetworkPolicy erp-prod/${service}-netpol`;
  return [
    ...['postgres', 'redis', 'kafka', 'tracing'].flatMap((store) => {
      const label = `erp.example.com/${store}-client`;
      const servers = production.ofKind('NetworkPolicy', `${store}-clients`);
      const clients = production
        .ofKind('Deployment')
        .filter(({ fields }) => textAt(fields, 'spec', 'template', 'metadata', 'labels', label) !== undefined);
      const callers = netpols.filter((netpol) => clients.some(({ name }) => name === serviceOf(netpol)));
      return [
        ...edited(
          production.manifests,
          callers,
          (netpol) => ({ 'match-network-flow': { [`may not call ${store}`]: remove(ruleTo(netpol, present(servers[0]))) } }),
          () => servers.map(titleOf),
        ),
        ...edited(
          production.manifests,
          clients,
          { 'match-network-flow': { [`is no client of ${store}`]: remove(`spec.template.metadata.labels["${label}"]`) } },
          ({ name }) => [netpolOf(name)],
        ),
        ...deleted(production.manifests, servers, 'match-network-flow', () => callers.map(titleOf)),
        ...addressFlows(production, servers, callers),
      ];
    }),
    ...edited(
      production.manifests,
      netpols,
      (netpol) => ({ 'match-network-flow': { 'does not let Prometheus in': remove(`spec.ingress[${ingressCount(netpol) - 1}]`) } }),
      () => ['NetworkPolicy erp-infra/prometheus-scrape'],
    ),
    ...deleted(production.manifests, production.ofKind('NetworkPolicy', 'prometheus-scrape'), 'match-network-flow', () =>
      netpols.map(titleOf),
    ),
    ...netpols.flatMap((netpol) =>
      placesOf(netpol).flatMap(({ peer, rule, alone, words, namespaceSelector, podSelector }) => {
        const other = textAt(podSelector, 'matchLabels', 'app');
        if (other === undefined || Object.keys(namespaceSelector).length > 0) return [];
        // A rule whose list of peers is empty allows everybody.
        const edit = remove(alone ? rule : peer);
        return edited(production.manifests, [netpol], { 'match-network-flow': { [`forgets ${other}: ${words}`]: edit } }, () => [
          netpolOf(other),
        ]);
      }),
    ),
  ];
}

/** One side of the way to an address is closed: the pod that is given the address is reported. */
function addressFlows(production: Production, servers: readonly Manifest[], callers: readonly Manifest[]): readonly Mutation[] {
  const server = present(servers[0]);
  const podOf = (netpol: Manifest) => `Deployment erp-prod/${serviceOf(netpol)}`;
  return [
    ...edited(
      production.manifests,
      callers,
      (netpol) => ({
        'match-config-flow': {
          [`does not lead to ${server.name}`]: remove(ruleTo(netpol, server)),
          [`leads to another port of ${server.name}`]: set(`${ruleTo(netpol, server)}.ports[0].port`, 4444),
        },
      }),
      (netpol) => [podOf(netpol)],
    ),
    ...edited(production.manifests, servers, { 'match-config-flow': { 'admits nobody': set('spec.ingress', []) } }, () =>
      callers.map(podOf),
    ),
  ];
}

/** The egress rule of a policy that leads to the pods of another policy. */
function ruleTo(netpol: Manifest, other: Manifest): string {
  const place = placesOf(netpol).find(({ podSelector }) => isDeepStrictEqual(podSelector, fieldsAt(other.fields, 'spec', 'podSelector')));
  return present(place).rule;
}

function ingressCount({ fields }: Manifest): number {
  return listAt(fields, 'spec', 'ingress').length;
}

const selectorEdits: Edits = {
  'match-network-policy-pod': {
    'protects pods that do not exist': set('spec.podSelector.matchLabels', { app: 'ledger-service' }),
    'protects pods by a label that they lack': set('spec.podSelector.matchLabels.tier', 'backend'),
  },
};

/** Every peer of every NetworkPolicy, every half flow, the DNS, and the default deny. */
const internet = {
  ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'] },
};

export default function network(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const policies = production.ofKind('NetworkPolicy').filter(({ name }) => name !== 'default-deny');
  const netpols = production.ofServices('NetworkPolicy');
  const deploymentOf = (netpol: Manifest) => [`Deployment erp-prod/${serviceOf(netpol)}`];
  const dnsOf = (netpol: Manifest) => `spec.egress[${listAt(netpol.fields, 'spec', 'egress').length - 1}]`;
  const denies = production.ofKind('NetworkPolicy', 'default-deny');
  const namespaceOf = ({ namespace }: Manifest) => [`Namespace ${namespace}`];
  return [
    ...edited(manifests, policies, peerEdits),
    ...edited(
      manifests,
      policies.filter(({ name }) => name !== 'allow-dns'),
      selectorEdits,
    ),
    ...halfFlows(production),
    ...edited(manifests, netpols, {
      'forbid-unneeded-flow': {
        'lets a service reach the Internet that nothing tells to': append('spec.egress', { to: [internet], ports: [{ port: 8443 }] }),
        'lets a service in from the networks of the company': append('spec.ingress', {
          from: [{ ipBlock: { cidr: '10.8.0.0/16' } }],
          ports: [{ port: 8000 }],
        }),
      },
      'forbid-wide-network-peer': {
        'lets a service reach the credentials of its machine': append('spec.egress', {
          to: [{ ipBlock: { cidr: '169.254.169.254/32' } }],
          ports: [{ port: 80 }],
        }),
        'lets in the world less one address': append('spec.ingress', {
          from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['192.0.2.1/32'] } }],
          ports: [{ port: 8000 }],
        }),
        'lets a service reach all of its namespace': append('spec.egress', { to: [{ podSelector: {} }], ports: [{ port: 8000 }] }),
      },
    }),
    ...edited(
      manifests,
      production.ofKind('NetworkPolicy', 'controllers').filter(({ namespace }) => ['cert-manager', 'external-secrets'].includes(namespace)),
      {
        'forbid-unneeded-flow': {
          'gives all controllers what one needs': append('spec.egress', { to: [internet], ports: [{ port: 443 }] }),
        },
      },
    ),
    ...edited(
      manifests,
      netpols,
      (netpol) => ({
        'require-dns-egress': {
          'does not allow DNS': remove(dnsOf(netpol)),
          'does not allow DNS by UDP': remove(`${dnsOf(netpol)}.ports[0]`),
          'does not allow DNS by TCP': remove(`${dnsOf(netpol)}.ports[1]`),
          'allows DNS at another port': set(`${dnsOf(netpol)}.ports[1].port`, 5353),
        },
        'require-egress-policy': {
          'says nothing about egress': together(set('spec.policyTypes', ['Ingress']), remove('spec.egress')),
        },
        'require-ingress-policy': { 'says nothing about ingress': together(set('spec.policyTypes', ['Egress']), remove('spec.ingress')) },
      }),
      deploymentOf,
    ),
    ...edited(manifests, netpols, {
      'forbid-wide-network-peer': {
        'allows all ingress': set('spec.ingress', [{}]),
        'allows all egress': set('spec.egress', [{}]),
      },
    }),
    ...deleted(manifests, netpols, 'require-ingress-policy', deploymentOf),
    ...deleted(manifests, netpols, 'require-egress-policy', deploymentOf),
    ...deleted(manifests, denies, 'require-default-deny', namespaceOf),
    ...edited(
      manifests,
      denies,
      {
        'require-default-deny': {
          'denies no egress': set('spec.policyTypes', ['Ingress']),
          'denies no ingress': set('spec.policyTypes', ['Egress']),
          'denies only the pods of one app': set('spec.podSelector', { matchLabels: { app: 'sales-service' } }),
          'allows all ingress': set('spec.ingress', [{}]),
          'allows all egress': set('spec.egress', [{}]),
        },
      },
      namespaceOf,
    ),
    ...edited(manifests, denies, { 'forbid-wide-network-peer': { 'lets everybody in': set('spec.ingress', [{}]) } }),
  ];
}
