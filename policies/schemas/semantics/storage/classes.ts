import { checkMetadata } from '../metadata.ts';
import { isAmount } from '../spots/amounts.ts';
import { hasForm, isOneOf, mayBeOneOf, needs, qualified, subdomain, within } from '../spots/checks.ts';
import { bytesOf } from '../spots/forms.ts';
import { isLabelSelector } from '../spots/selectors.ts';
import {
  type Check,
  entries,
  field,
  isFilled,
  isSet,
  items,
  missing,
  noDuplicates,
  refuse,
  refuseValue,
  type Spot,
  text,
  textsOf,
} from '../spots/spot.ts';
import { checkDriver } from '../volumes/volume-sources.ts';

/** Kinds of storage.k8s.io (k8s.io/kubernetes 1.35.4, pkg/apis/storage/validation). */

export const storageClass: Check = (object) => {
  checkMetadata(object);
  provisioner(field(object, 'provisioner'));
  parameters(field(object, 'parameters'), { mayBeEmpty: true });
  mayBeOneOf(field(object, 'reclaimPolicy'), ['Delete', 'Retain']);
  isOneOf(field(object, 'volumeBindingMode'), ['Immediate', 'WaitForFirstConsumer']);
  // A term without expressions counts as written twice: the API server compares it with the terms that it has not read yet.
  const seen = new Set<string>(['[]']);
  for (const term of items(object, 'allowedTopologies')) topology(term, seen);
};

function provisioner(spot: Spot): void {
  const form = { ...qualified, holds: (value: string) => qualified.holds(value.toLowerCase()) };
  needs(spot, form);
}

function parameters(spot: Spot, { mayBeEmpty }: { readonly mayBeEmpty: boolean }): void {
  const all = entries(spot);
  if (all.length > 512) {
    refuse(spot, `There are ${all.length} parameters, more than 512.`, 'Write fewer.');
    return;
  }
  if (all.some(([key]) => key === '')) refuse(spot, 'A parameter has no name.', 'Name it.');
  const size = all.reduce((sum, [key, value]) => sum + bytesOf(key) + bytesOf(text(value)), 0);
  if (size > 256 * 1024) refuse(spot, `The parameters hold ${size} bytes, more than 256 KiB.`, 'Write fewer.');
  if (!mayBeEmpty && all.length === 0) missing(spot, 'Write at least one parameter.');
}

function topology(term: Spot, seen: Set<string>): void {
  const expressions = items(term, 'matchLabelExpressions');
  for (const expression of expressions) {
    const values = items(expression, 'values');
    if (values.length === 0) missing(field(expression, 'values'), 'List at least one value.');
    noDuplicates(values, 'value');
    hasForm({ ...field(expression, 'key'), value: text(expression, 'key') }, qualified);
  }
  noDuplicates(expressions, 'key', (expression) => text(expression, 'key'));
  const key = JSON.stringify(expressions.map((expression) => [text(expression, 'key'), [...textsOf(expression, 'values')].sort()]).sort());
  if (seen.has(key)) refuse(term, 'The topology is there twice.', 'Write each once.');
  seen.add(key);
}

export const volumeAttributesClass: Check = (object) => {
  checkMetadata(object);
  provisioner(field(object, 'driverName'));
  parameters(field(object, 'parameters'), { mayBeEmpty: false });
};

export const csiDriver: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  isOneOf(field(spec, 'fsGroupPolicy'), ['File', 'None', 'ReadWriteOnceWithFSType']);
  for (const mode of items(spec, 'volumeLifecycleModes')) isOneOf({ ...mode, value: mode.value ?? '' }, ['Ephemeral', 'Persistent']);
  const requests = items(spec, 'tokenRequests');
  noDuplicates(requests, 'audience', (request) => text(request, 'audience'));
  for (const request of requests) within(field(request, 'expirationSeconds'), 600, 2 ** 32);
  within(field(spec, 'nodeAllocatableUpdatePeriodSeconds'), 10);
  if (isSet(spec, 'serviceAccountTokenInSecrets') && requests.length === 0) {
    refuse(field(spec, 'serviceAccountTokenInSecrets'), 'There are no tokenRequests.', 'Write tokenRequests, or remove the field.');
  }
};

export const csiNode: Check = (object) => {
  checkMetadata(object);
  const drivers = items(object, 'spec', 'drivers');
  for (const driver of drivers) {
    checkDriver(field(driver, 'name'));
    const id = field(driver, 'nodeID');
    needs(id);
    if (bytesOf(text(id)) > 256) refuseValue(id, 'has more than 256 characters', 'Write a shorter one.');
    within(field(driver, 'allocatable', 'count'), 0);
    for (const key of items(driver, 'topologyKeys')) hasForm({ ...key, value: key.value ?? '' }, qualified);
    noDuplicates(items(driver, 'topologyKeys'), 'key');
  }
  noDuplicates(drivers, 'driver', (driver) => text(driver, 'name'));
};

export const csiStorageCapacity: Check = (object) => {
  checkMetadata(object);
  isLabelSelector(field(object, 'nodeTopology'));
  hasForm({ ...field(object, 'storageClassName'), value: text(object, 'storageClassName') }, subdomain);
  isAmount(field(object, 'capacity'));
};

export const volumeAttachment: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  checkDriver(field(spec, 'attacher'));
  const source = field(spec, 'source');
  const [inline, name] = [isSet(source, 'inlineVolumeSpec'), field(source, 'persistentVolumeName')];
  if (inline === isSet(name)) refuse(source, `The source is ${inline ? 'two volumes' : 'no volume'}.`, 'Set persistentVolumeName.');
  if (isSet(name)) needs(name, subdomain);
  if (inline && !isFilled(source, 'inlineVolumeSpec', 'csi')) missing(field(source, 'inlineVolumeSpec', 'csi'));
  hasForm({ ...field(spec, 'nodeName'), value: text(spec, 'nodeName') }, subdomain);
};
