import type { EndpointPort, Network } from '../../policies/kubernetes/network/network.ts';
import { coversPort, describePort, type NetworkPolicy, type PolicyRule } from '../../policies/kubernetes/network/network-policy.ts';
import { type End, type Grant, isPods, type Passage, passage, portsAt, type Side } from '../../policies/kubernetes/network/passage.ts';
import { describeSelector } from '../../policies/kubernetes/selectors.ts';
import type { Manifest } from '../../policies/model.ts';
import { UserError } from '../terminal/errors.ts';
import { endName, type Party } from './ends.ts';
import type { Place } from './places.ts';

/** A port that was asked for: a number or a name, and the protocol. */
export interface Asked {
  readonly port?: string;
  readonly protocol: string;
}

/** One connection, whether it may be made, and why. */
export interface Answer {
  readonly from: string;
  readonly to: string;
  readonly port: { readonly number: number; readonly name: string; readonly protocol: string };
  readonly allowed: 'yes' | 'in part' | 'no';
  readonly egress: Reasons;
  readonly ingress: Reasons;
}

/** Why one side lets a connection pass, or not. */
export interface Reasons {
  readonly verdict: 'open' | 'allowed' | 'allowed in part' | 'refused';
  /** Rules that allow it, or where it is refused the policies that close the side and whatever comes near. */
  readonly because: readonly string[];
  /** Addresses that no rule covers. */
  readonly left: readonly string[];
}

/**
 * Every connection that a question is about: each pair of ends, each port of the receiver that was asked for, else those that it has.
 * @throws UserError where nobody knows which port is meant
 */
export function answersTo(
  network: Network,
  { from, to, asked }: { readonly from: Party; readonly to: Party; readonly asked: Asked },
  placeOf: (manifest: Manifest, path: string) => Place,
): readonly Answer[] {
  const targets: readonly End[] = to.kind === 'pods' ? to.endpoints : to.ranges;
  const sources: readonly End[] = from.kind === 'pods' ? from.endpoints : from.ranges;
  const answers = targets.flatMap((target) =>
    portsOf(to, target, asked).flatMap((port) =>
      sources.map((source) => answer({ source, target, port, passage: passage(network, source, target, port) }, from, to, placeOf)),
    ),
  );
  if (answers.length > 0) return merged(answers);
  throw new UserError({
    what: `Nobody knows at which port ${to.name} answers.`,
    where: '--to',
    how: asked.port === undefined ? 'Add --port.' : `It declares none that is called "${asked.port}". Ask for a number.`,
  });
}

function portsOf(to: Party, target: End, { port, protocol }: Asked): readonly EndpointPort[] {
  const own = isPods(target) ? target.ports : [];
  if (port === undefined) {
    if (to.kind === 'outside') return to.port === undefined ? [] : [{ name: '', number: to.port, protocol }];
    return own;
  }
  if (!/^\d+$/.test(port)) return own.filter(({ name }) => name === port);
  const number = Number(port);
  const listening = portsAt(target, number, protocol);
  if (listening.some((one) => own.includes(one)) || to.kind === 'outside') return listening;
  // The port of the Service of that name, behind which the pods may have another.
  const behind = to.backends
    .filter(({ endpoint, servicePort }) => endpoint === target && servicePort === number)
    .map((backend) => backend.port);
  return behind.length > 0 ? behind : listening;
}

interface Found {
  readonly source: End;
  readonly target: End;
  readonly port: EndpointPort;
  readonly passage: Passage;
}

function answer(
  { source, target, port, passage: found }: Found,
  from: Party,
  to: Party,
  placeOf: (manifest: Manifest, path: string) => Place,
): Answer {
  const words = { wholly: 'yes', partly: 'in part', not: 'no' } as const;
  return {
    from: nameOf(source, from),
    to: nameOf(target, to),
    port: { number: port.number, name: port.name, protocol: port.protocol },
    allowed: words[found.passes],
    egress: reasons(found.egress, remoteName(target, to), port, placeOf),
    ingress: reasons(found.ingress, remoteName(source, from), port, placeOf),
  };
}

function nameOf(end: End, party: Party): string {
  if (isPods(end)) return endName(end);
  return party.name === end.text ? end.text : `${party.name} (${end.text})`;
}

/** The ranges of one party are called alike, so that what is true of all of them is said once. */
function remoteName(end: End, party: Party): string {
  return isPods(end) ? endName(end) : party.name;
}

function reasons(side: Side, remote: string, port: EndpointPort, placeOf: (manifest: Manifest, path: string) => Place): Reasons {
  const left = side.passes === 'partly' ? side.left.map(({ text }) => text) : [];
  if (side.policies.length === 0) return { verdict: 'open', because: ['no NetworkPolicy applies here'], left };
  if (side.passes !== 'not') {
    return {
      verdict: side.passes === 'wholly' ? 'allowed' : 'allowed in part',
      because: side.grants.map((grant) => grantText(grant, placeOf)),
      left,
    };
  }
  const closing = side.policies.map(
    (policy) => `${policyName(policy)} selects these pods (${placeText(placeOf(policy.manifest, 'spec.podSelector'))})`,
  );
  return { verdict: 'refused', because: [...near(side, remote, port, placeOf), ...closing], left };
}

function grantText({ policy, rule, peer, port }: Grant, placeOf: (manifest: Manifest, path: string) => Place): string {
  const whom = peer === undefined ? 'everybody' : peer.block === undefined ? 'these pods' : `the addresses ${peer.block.cidr}`;
  const where = port === undefined ? 'at every port' : `at ${describePort(port)}`;
  const place = placeOf(policy.manifest, (peer ?? rule).path);
  return `${policyName(policy)}, ${(peer ?? rule).path}: ${whom} ${where} (${placeText(place)})`;
}

/** Rules that would do but for the port, or but for whom they name. */
function near(side: Side, remote: string, port: EndpointPort, placeOf: (manifest: Manifest, path: string) => Place): readonly string[] {
  return side.policies.flatMap((policy) =>
    policy.rules
      .filter((rule) => rule.direction === side.direction)
      .flatMap((rule) => {
        if (!covers(rule, port) || rule.peers.length === 0) return [];
        const whom = rule.peers.map((peer) => (peer.block === undefined ? selectorsOf(policy, peer) : peer.block.cidr)).join(' or ');
        return [
          `${policyName(policy)}, ${rule.path} has this port, for ${whom}, and not for ${remote} (${placeText(placeOf(policy.manifest, rule.path))})`,
        ];
      }),
  );
}

function selectorsOf({ manifest }: NetworkPolicy, { namespaces, pods }: PolicyRule['peers'][number]): string {
  const own = pods === undefined ? 'every pod' : describeSelector(pods);
  return `${own} of ${namespaces === undefined ? manifest.namespace : describeSelector(namespaces).replace('kubernetes.io/metadata.name=', '')}`;
}

function covers({ ports }: PolicyRule, port: EndpointPort): boolean {
  return ports.length === 0 || ports.some((item) => coversPort(item, port));
}

function policyName({ manifest }: NetworkPolicy): string {
  return `NetworkPolicy ${manifest.namespace}/${manifest.name}`;
}

function placeText({ at, source }: Place): string {
  return source === undefined ? at : `${at}, from ${source}`;
}

/** Many ranges of one party that fare alike are one answer. */
function merged(answers: readonly Answer[]): readonly Answer[] {
  const groups = Map.groupBy(answers, ({ from, to, ...rest }) => JSON.stringify([plain(from), plain(to), rest]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return group.length === 1 ? [first] : [{ ...first, from: plain(first.from), to: plain(first.to) }];
  });
}

function plain(name: string): string {
  return name.replace(/ \([^()]*\/\d+\)$/, '');
}
