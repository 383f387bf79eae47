import { amountAt, isUnit } from '../spots/amounts.ts';
import { configKey, type Form, hasForm, label, needs, onlyOne, qualified, subdomain } from '../spots/checks.ts';
import { isVariableName } from '../spots/forms.ts';
import { entries, field, isSet, items, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

const variable: Form = { holds: isVariableName, noun: 'valid name', remedy: 'Write letters, digits and "_".' };
const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];

/** Variables of a container (pkg/apis/core/validation: ValidateEnv, ValidateEnvFrom). */
export function checkEnvironment(container: Spot): void {
  const seen = new Set<string>();
  for (const entry of items(container, 'env')) {
    const name = field(entry, 'name');
    if (name.value === undefined) missing(name);
    else if (!isVariableName(text(name)) && typeof name.value === 'string') {
      refuse(name, `The variable ${JSON.stringify(text(name))} has no valid name.`, variable.remedy);
    }
    // Argo CD applies on the server, which takes no variable twice (fieldmanager: keys of a list).
    if (text(name) !== '' && seen.has(text(name))) {
      refuse(name, `The variable ${JSON.stringify(text(name))} is there twice.`, 'Give each variable a name of its own.');
    }
    seen.add(text(name));
    valueFrom(entry);
  }
  for (const entry of items(container, 'envFrom')) envFrom(entry);
}

function valueFrom(entry: Spot): void {
  const source = field(entry, 'valueFrom');
  if (source.value === undefined) return;
  const found = sources.filter((key) => isSet(source, key));
  const misspelt = entries(source).some(([key, value]) => !sources.includes(key) && typeof value.value === 'object');
  if (found.length === 0) {
    if (!misspelt) refuse(source, 'Field "valueFrom" says nothing to do.', `Set exactly one of ${sources.join(', ')}.`);
  } else if (text(entry, 'value') !== '') {
    refuse(entry, `The variable ${JSON.stringify(text(entry, 'name'))} has value and valueFrom.`, 'Keep one of the two.');
  } else onlyOne(source, sources, 'Field "valueFrom"');
  if (isSet(source, 'fieldRef')) checkFieldRef(field(source, 'fieldRef'), environmentFields);
  if (isSet(source, 'resourceFieldRef')) checkResourceRef(field(source, 'resourceFieldRef'), { needsContainer: false });
  for (const key of ['configMapKeyRef', 'secretKeyRef']) {
    if (!isSet(source, key)) continue;
    needs(field(source, key, 'name'), subdomain);
    needs(field(source, key, 'key'), configKey);
  }
  if (isSet(source, 'fileKeyRef')) {
    const file = field(source, 'fileKeyRef');
    needs(field(file, 'key'), variable);
    needs(field(file, 'volumeName'), label);
    const path = field(file, 'path');
    if (text(path) === '') missing(path);
    else if (text(path).split('/').includes('..')) refuseValue(path, 'leads out of the volume', 'Write a path without "..".');
  }
}

function envFrom(entry: Spot): void {
  const prefix = field(entry, 'prefix');
  if (text(prefix) !== '') hasForm(prefix, variable);
  const keys = ['configMapRef', 'secretRef'];
  const found = keys.filter((key) => isSet(entry, key));
  const misspelt = entries(entry).some(([key, value]) => !keys.includes(key) && typeof value.value === 'object');
  if (found.length === 0 && !misspelt) refuse(entry, 'The entry names no source.', `Set exactly one of ${keys.join(', ')}.`);
  else onlyOne(entry, keys, 'The entry');
  for (const key of found) needs(field(entry, key, 'name'), subdomain);
}

const always = ['metadata.name', 'metadata.namespace', 'metadata.uid'];
/** Fields of a pod that may become a variable, and those that may become a file. */
const environmentFields = [
  ...always,
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
export const fileFields = [...always, 'metadata.labels', 'metadata.annotations'];

/** A field of the pod (pkg/apis/core/validation: validateObjectFieldSelector). */
export function checkFieldRef(reference: Spot, allowed: readonly string[]): void {
  const version = field(reference, 'apiVersion');
  if (text(version) !== '' && text(version) !== 'v1') {
    refuseValue(version, 'is not "v1"', 'Remove the field.');
    return;
  }
  const path = field(reference, 'fieldPath');
  if (text(path) === '') {
    missing(path);
    return;
  }
  const subscript = /^(.+?)\['(.*)'\]$/s.exec(text(path));
  if (subscript === null) {
    const name = text(path) === 'spec.host' ? 'spec.nodeName' : text(path);
    if (!allowed.includes(name)) refuseValue(path, `is none of ${allowed.join(', ')}`, 'Write one of them.');
    return;
  }
  const [, holder, key = ''] = subscript;
  if (holder !== 'metadata.labels' && holder !== 'metadata.annotations') {
    refuseValue(path, 'has a key in brackets, which only metadata.labels and metadata.annotations have', 'Remove the brackets.');
  } else if (!qualified.holds(holder === 'metadata.annotations' ? key.toLowerCase() : key)) {
    refuseValue(path, `names the key ${JSON.stringify(key)}, which is none`, qualified.remedy);
  }
}

const resources = ['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [`limits.${name}`, `requests.${name}`]);

/** A resource of a container (pkg/apis/core/validation: validateContainerResourceFieldSelector). */
export function checkResourceRef(reference: Spot, { needsContainer }: { readonly needsContainer: boolean }): void {
  const container = field(reference, 'containerName');
  const resource = field(reference, 'resource');
  if (needsContainer && text(container) === '') missing(container);
  else if (text(resource) === '') missing(resource);
  else if (!resources.includes(text(resource)) && !/^(limits|requests)\.hugepages-/.test(text(resource))) {
    refuseValue(resource, `is none of ${resources.join(', ')}`, 'Write one of them.');
  }
  const divisor = field(reference, 'divisor');
  const amount = amountAt(divisor);
  if (amount === undefined || amount.nano === 0n || isUnit(amount, text(resource))) return;
  if (!resources.includes(text(resource)) && !text(resource).includes('.hugepages-')) return;
  const units = text(resource).endsWith('.cpu') ? '1 or 1m' : '1, 1k, 1M, 1G, 1Ki, 1Mi, 1Gi or the like';
  refuseValue(divisor, 'is no unit of the resource', `Write ${units}.`);
}
