import { isExpression } from '../extension/expressions.ts';
import { checkClaimMetadata, checkMetadata } from '../metadata.ts';
import { label, mayBeOneOf, needs, subdomain, within } from '../spots/checks.ts';
import { bytesOf, isDnsSubdomain, isIdentifier } from '../spots/forms.ts';
import {
  type Check,
  field,
  forbid,
  integer,
  isFilled,
  isSet,
  items,
  missing,
  noDuplicates,
  refuse,
  refuseValue,
  type Spot,
  text,
} from '../spots/spot.ts';
import { checkDriver } from '../volumes/volume-sources.ts';

/** k8s.io/kubernetes 1.35.4, pkg/apis/resource/validation. Of selectors in CEL the names are looked at, not the types. */
export const resourceClaim: Check = (object) => {
  checkMetadata(object);
  deviceClaim(field(object, 'spec', 'devices'));
};

export const resourceClaimTemplate: Check = (object) => {
  checkMetadata(object);
  const template = field(object, 'spec');
  checkClaimMetadata(template);
  deviceClaim(field(template, 'spec', 'devices'));
};

export const deviceClass: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  selectors(spec);
  atMost(field(spec, 'config'), 32);
  for (const config of items(spec, 'config')) configuration(config);
  const name = field(spec, 'extendedResourceName');
  if (name.value === '') missing(name);
};

function deviceClaim(devices: Spot): void {
  const requests = items(devices, 'requests');
  for (const [key, most] of [
    ['requests', 32],
    ['constraints', 32],
    ['config', 32],
  ] as const)
    atMost(field(devices, key), most);
  for (const request of requests) deviceRequest(request);
  noDuplicates(requests, 'request', (request) => text(request, 'name'));
  const names = requests.flatMap((request) => [
    text(request, 'name'),
    ...items(request, 'firstAvailable').map((part) => `${text(request, 'name')}/${text(part, 'name')}`),
  ]);
  for (const constraint of items(devices, 'constraints')) {
    references(constraint, names);
    const attribute = field(constraint, 'matchAttribute');
    // distinctAttribute is behind a gate that is off: the API server drops it.
    if (attribute.value === undefined) missing(attribute);
    else isAttribute(attribute);
  }
  for (const config of items(devices, 'config')) {
    references(config, names);
    configuration(config);
  }
}

function atMost(list: Spot, most: number): void {
  const count = items(list).length;
  if (count > most) refuse(list, `There are ${count} items, more than ${most}.`, `Write at most ${most}.`);
}

function deviceRequest(request: Spot): void {
  needs(field(request, 'name'), label);
  const [exactly, first] = [isSet(request, 'exactly'), isFilled(request, 'firstAvailable')];
  if (exactly === first) {
    refuse(request, `The request has ${exactly ? 'exactly and firstAvailable' : 'no device'}.`, 'Set either exactly or firstAvailable.');
    return;
  }
  if (exactly) deviceOf(field(request, 'exactly'));
  const parts = items(request, 'firstAvailable');
  atMost(field(request, 'firstAvailable'), 8);
  for (const part of parts) {
    needs(field(part, 'name'), label);
    deviceOf(part);
  }
  noDuplicates(parts, 'request', (part) => text(part, 'name'));
}

function deviceOf(spot: Spot): void {
  needs(field(spot, 'deviceClassName'), subdomain);
  selectors(spot);
  const mode = field(spot, 'allocationMode');
  const count = field(spot, 'count');
  mayBeOneOf(mode, ['All', 'ExactCount']);
  if (text(mode) === 'All') {
    if ((integer(count) ?? 0) !== 0) forbid(count, 'the allocationMode is All');
  } else if (count.value !== 0) within(count, 1);
}

function selectors(holder: Spot): void {
  atMost(field(holder, 'selectors'), 32);
  for (const selector of items(holder, 'selectors')) {
    const cel = field(selector, 'cel');
    if (cel.value === undefined) missing(cel);
    else if (text(cel, 'expression') === '') missing(field(cel, 'expression'));
    else if (bytesOf(text(cel, 'expression')) > 10 * 1024)
      refuse(field(cel, 'expression'), 'The expression has more than 10 KiB.', 'Write a shorter one.');
    else isExpression(field(cel, 'expression'), { names: ['device'] });
  }
}

function references(holder: Spot, names: readonly string[]): void {
  const list = items(holder, 'requests');
  for (const name of list) if (!names.includes(text(name))) refuseValue(name, 'is no request of the claim', 'Name a request.');
  noDuplicates(list, 'request');
}

function isAttribute(spot: Spot): void {
  const [domain = '', name = '', ...more] = text(spot).split('/');
  const isName = more.length === 0 && domain.length <= 63 && isDnsSubdomain(domain) && name.length <= 32 && isIdentifier(name);
  if (!isName) refuseValue(spot, 'is no name of an attribute', 'Write a name such as example.com/model.');
}

function configuration(config: Spot): void {
  const opaque = field(config, 'opaque');
  if (opaque.value === undefined) {
    missing(opaque);
    return;
  }
  checkDriver(field(opaque, 'driver'));
  const parameters = field(opaque, 'parameters');
  if (parameters.value === undefined) missing(parameters);
  else if (typeof parameters.value !== 'object' || Array.isArray(parameters.value))
    refuseValue(parameters, 'is no mapping', 'Write a mapping.');
}
