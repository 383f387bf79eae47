import { protocols } from '../containers/ports.ts';
import { checkMetadata } from '../metadata.ts';
import { isRange, isWithin, rangeOf } from '../spots/addresses.ts';
import { isOneOf, isPort, within } from '../spots/checks.ts';
import { isLabelSelector } from '../spots/selectors.ts';
import { type Check, field, integer, isSet, items, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

/** k8s.io/kubernetes 1.35.4, pkg/apis/networking/validation: ValidateNetworkPolicy. */
export const networkPolicy: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  isLabelSelector(field(spec, 'podSelector'));
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const rule of items(spec, direction)) {
      for (const port of items(rule, 'ports')) policyPort(port);
      for (const peer of items(rule, peers)) policyPeer(peer);
    }
  }
  const types = items(spec, 'policyTypes');
  if (types.length > 2) refuse(field(spec, 'policyTypes'), `There are ${types.length} types, more than 2.`, 'Write each once.');
  else for (const type of types) isOneOf({ ...type, value: type.value ?? '' }, ['Egress', 'Ingress']);
};

function policyPort(spot: Spot): void {
  isOneOf(field(spot, 'protocol'), protocols);
  const port = field(spot, 'port');
  const end = field(spot, 'endPort');
  if (port.value !== undefined) isPort(port);
  if (end.value === undefined) return;
  within(end, 1, 65535);
  const start = integer(port);
  if (typeof port.value !== 'number')
    refuse(end, 'Field "endPort" needs a numeric "port".', 'Write the first port of the range as a number.');
  else if (start !== undefined && (integer(end) ?? start) < start) {
    refuseValue(end, `is less than the port ${start}`, 'Write at least the port.');
  }
}

function policyPeer(peer: Spot): void {
  const found = ['podSelector', 'namespaceSelector', 'ipBlock'].filter((key) => isSet(peer, key));
  if (found.length === 0) {
    refuse(peer, 'The peer selects nothing.', 'Write a podSelector, a namespaceSelector or an ipBlock.');
    return;
  }
  if (found.includes('ipBlock') && found.length > 1) {
    refuse(peer, 'The peer has an ipBlock beside a selector.', 'Write them as two items of the list.');
  }
  isLabelSelector(field(peer, 'podSelector'));
  isLabelSelector(field(peer, 'namespaceSelector'));
  if (found.includes('ipBlock')) block(field(peer, 'ipBlock'));
}

function block(spot: Spot): void {
  const cidr = field(spot, 'cidr');
  if (text(cidr) === '') {
    missing(cidr);
    return;
  }
  isRange(cidr);
  const outer = rangeOf(text(cidr));
  for (const except of outer === undefined ? [] : items(spot, 'except')) {
    isRange(except);
    const inner = rangeOf(text(except));
    if (inner === undefined || outer === undefined || isWithin(inner, outer)) continue;
    refuseValue(except, `is not within the cidr ${JSON.stringify(text(cidr))}`, 'Except a part of the cidr.');
  }
}
