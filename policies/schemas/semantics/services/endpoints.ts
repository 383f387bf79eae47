import { protocols } from '../containers/ports.ts';
import { checkMetadata } from '../metadata.ts';
import { addressOf, canonicalAddress, familyOf, isAddress, isCanonicalAddress, isRange, isReachable, rangeOf } from '../spots/addresses.ts';
import {
  areLabels,
  type Form,
  hasForm,
  isOneOf,
  label,
  labelValue,
  mayBeOneOf,
  mayHave,
  needsOneOf,
  qualified,
  subdomain,
  within,
} from '../spots/checks.ts';
import { isDomain } from '../spots/forms.ts';
import {
  type Check,
  field,
  isFilled,
  items,
  keysOf,
  missing,
  noDuplicates,
  refuse,
  refuseValue,
  type Spot,
  text,
  textsOf,
} from '../spots/spot.ts';

const domain: Form = {
  holds: (value) => isDomain(value.replace(/\.$/, ''), 2),
  noun: 'full domain name',
  remedy: 'Write a name such as a.example.com.',
};

/** k8s.io/kubernetes 1.35.4, pkg/apis/discovery/validation: ValidateEndpointSliceCreate. */
export const endpointSlice: Check = (object) => {
  checkMetadata(object);
  const type = field(object, 'addressType');
  needsOneOf(type, ['FQDN', 'IPv4', 'IPv6']);
  const ports = items(object, 'ports');
  for (const port of ports) {
    mayHave(field(port, 'name'), label);
    isOneOf(field(port, 'protocol'), protocols);
    hasForm(field(port, 'appProtocol'), qualified);
  }
  noDuplicates(ports, 'port name', (port) => text(port, 'name'));
  atMost(field(object, 'ports'), ports.length, 20_000);
  const endpoints = items(object, 'endpoints');
  atMost(field(object, 'endpoints'), endpoints.length, 1000);
  for (const endpoint of endpoints) {
    const addresses = items(endpoint, 'addresses');
    if (addresses.length === 0) missing(field(endpoint, 'addresses'), 'Write at least one address.');
    atMost(field(endpoint, 'addresses'), addresses.length, 100);
    for (const address of addresses) isEndpoint(address, text(type));
    hasForm(field(endpoint, 'nodeName'), subdomain);
    hasForm(field(endpoint, 'hostname'), label);
    areLabels(field(endpoint, 'deprecatedTopology'));
    atMost(field(endpoint, 'deprecatedTopology'), keysOf(field(endpoint, 'deprecatedTopology')).length, 16);
    hints(field(endpoint, 'hints'));
  }
};

function isEndpoint(address: Spot, type: string): void {
  if (type === 'FQDN') {
    hasForm({ ...address, value: text(address) }, domain);
    return;
  }
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const family = familyOf(text(address));
  if (family === undefined) isAddress(address);
  else if (family !== type) refuseValue(address, `is no ${type} address`, `Write an ${type} address, or another addressType.`);
  else if (type === 'IPv6') isCanonicalAddress(address);
  isReachable(address);
}

function hints(spot: Spot): void {
  for (const [key, form] of [
    ['forZones', labelValue],
    ['forNodes', subdomain],
  ] as const) {
    const list = items(spot, key);
    atMost(field(spot, key), list.length, 8);
    for (const hint of list) hasForm({ ...field(hint, 'name'), value: text(hint, 'name') }, form);
    noDuplicates(list, 'hint', (hint) => text(hint, 'name'));
  }
}

function atMost(list: Spot, count: number, most: number): void {
  if (count > most) refuse(list, `There are ${count} items, more than ${most}.`, `Write at most ${most}.`);
}

/** pkg/apis/core/validation: ValidateEndpointsCreate. */
export const endpoints: Check = (object) => {
  checkMetadata(object);
  for (const subset of items(object, 'subsets')) {
    if (!isFilled(subset, 'addresses') && !isFilled(subset, 'notReadyAddresses')) missing(field(subset, 'addresses'));
    for (const address of [...items(subset, 'addresses'), ...items(subset, 'notReadyAddresses')]) {
      isReachable(field(address, 'ip'));
      mayHave(field(address, 'hostname'), label);
      hasForm(field(address, 'nodeName'), subdomain);
    }
    const ports = items(subset, 'ports');
    for (const port of ports) {
      if (text(port, 'name') === '' && ports.length > 1) missing(field(port, 'name'));
      mayHave(field(port, 'name'), label);
      if (field(port, 'port').value === undefined) missing(field(port, 'port'));
      within(field(port, 'port'), 1, 65535);
      mayBeOneOf(field(port, 'protocol'), protocols);
      hasForm(field(port, 'appProtocol'), qualified);
    }
  }
};

const addressName: Form = {
  holds: (value) => {
    const bits = addressOf(value);
    return bits !== undefined && canonicalAddress(bits) === value;
  },
  noun: 'IP address in its short form',
  remedy: 'Write an address such as 10.9.8.7 or 2001:db8::1.',
};
const segment: Form = {
  holds: (value) => value !== '.' && value !== '..' && !/[/%]/.test(value),
  noun: 'valid name',
  remedy: 'Write a name without "/" and "%".',
};

/** pkg/apis/networking/validation: ValidateIPAddress. */
export const ipAddress: Check = (object) => {
  checkMetadata(object, addressName);
  const parent = field(object, 'spec', 'parentRef');
  if (parent.value === undefined) return missing(parent);
  mayHave(field(parent, 'group'), subdomain);
  for (const key of ['resource', 'name']) {
    if (text(parent, key) === '') missing(field(parent, key));
    else hasForm(field(parent, key), segment);
  }
  mayHave(field(parent, 'namespace'), segment);
};

/** pkg/apis/networking/validation: ValidateServiceCIDR. */
export const serviceCidr: Check = (object) => {
  checkMetadata(object);
  const list = field(object, 'spec', 'cidrs');
  const ranges = items(list);
  if (ranges.length === 0) return missing(list);
  if (ranges.length > 2) return refuse(list, `There are ${ranges.length} ranges, more than 2.`, 'Write one of each family.');
  for (const range of ranges) isCanonicalRange(range);
  const [first, second] = textsOf(list).map((range) => familyOf(range.split('/')[0] ?? ''));
  if (ranges.length === 2 && first !== undefined && first === second)
    refuse(list, `Both ranges are of ${first}.`, 'Write one of each family.');
};

function isCanonicalRange(spot: Spot): void {
  const range = rangeOf(text(spot));
  if (range === undefined) {
    isRange(spot);
    return;
  }
  const bits = range.bits.slice(0, range.length).padEnd(range.bits.length, '0');
  const written = `${canonicalAddress(bits)}/${range.length}`;
  if (written !== text(spot)) refuseValue(spot, `is ${JSON.stringify(written)} in full`, `Write ${written}.`);
}
