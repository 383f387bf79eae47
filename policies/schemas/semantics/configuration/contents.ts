import { below } from '../../../kubernetes/fields.ts';
import { checkMetadata, isFinalizer } from '../metadata.ts';
import { configKey, label } from '../spots/checks.ts';
import { bytesOf, isConfigKey } from '../spots/forms.ts';
import { type Check, entries, field, isSet, items, keysOf, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

/** ConfigMaps, Secrets and Namespaces (k8s.io/kubernetes 1.35.4, pkg/apis/core/validation). */

const mebibyte = 2 ** 20;

export const configMap: Check = (object) => {
  checkMetadata(object);
  const own = keysOf(field(object, 'data'));
  for (const block of ['data', 'binaryData']) keys(field(object, block));
  for (const key of keysOf(field(object, 'binaryData'))) {
    if (own.includes(key)) twice(object, 'binaryData', key, 'data');
  }
  const size = sizeOf(object, 'data', bytesOf) + sizeOf(object, 'binaryData', decodedSize);
  tooLarge(object, size);
};

export const secret: Check = (object) => {
  checkMetadata(object);
  for (const block of ['data', 'stringData']) keys(field(object, block));
  const written = keysOf(field(object, 'stringData'));
  const own = entries(object, 'data').filter(([key]) => !written.includes(key));
  const size = sizeOf(object, 'stringData', bytesOf) + own.reduce((sum, [, spot]) => sum + decodedSize(text(spot)), 0);
  tooLarge(object, size);
  secretType(object);
};

function keys(block: Spot): void {
  for (const key of keysOf(block)) {
    if (!isConfigKey(key)) refuse({ ...block, path: below(block.path, key) }, `${JSON.stringify(key)} is no valid key.`, configKey.remedy);
  }
}

function twice(object: Spot, block: string, key: string, other: string): void {
  refuse(field(object, block, key), `The key ${JSON.stringify(key)} is in "${other}" and in "${block}".`, 'Keep one of the two.');
}

function sizeOf(object: Spot, block: string, measure: (value: string) => number): number {
  return entries(object, block).reduce((sum, [, spot]) => sum + measure(text(spot)), 0);
}

/** Bytes behind base64. */
function decodedSize(value: string): number {
  const digits = value.replace(/[\r\n=]/g, '').length;
  return Math.floor((digits * 3) / 4);
}

function tooLarge(object: Spot, size: number): void {
  if (size <= mebibyte) return;
  refuse(field(object, 'data'), `The object holds ${size} bytes, more than 1 MiB.`, 'Split the object.');
}

/** The keys that a type of Secret must have: all of them, or one of them. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function secretType(object: Spot): void {
  const type = text(object, 'type');
  const holds = (key: string) => isSet(object, 'data', key) || isSet(object, 'stringData', key);
  for (const key of (Object.hasOwn(wanted, type) ? wanted[type] : undefined) ?? [])
    if (!holds(key)) missing(field(object, 'data', key), `A Secret of type ${type} has the key "${key}".`);
  if (type === 'kubernetes.io/ssh-auth') {
    const key = field(object, isSet(object, 'stringData', 'ssh-privatekey') ? 'stringData' : 'data', 'ssh-privatekey');
    if (key.value === '') missing(key);
  }
  if (type === 'kubernetes.io/basic-auth' && !holds('username') && !holds('password')) {
    missing(field(object, 'data', 'username'), 'Write the keys "username" and "password".');
  }
  if (type === 'kubernetes.io/service-account-token') {
    const account = field(object, 'metadata', 'annotations', 'kubernetes.io/service-account.name');
    if (text(account) === '') missing(account, 'Name the ServiceAccount in the annotation.');
  }
  const file = { 'kubernetes.io/dockercfg': '.dockercfg', 'kubernetes.io/dockerconfigjson': '.dockerconfigjson' }[type];
  if (file !== undefined && holds(file)) isJson(object, file);
}

function isJson(object: Spot, key: string): void {
  const plain = field(object, 'stringData', key);
  const spot = plain.value === undefined ? field(object, 'data', key) : plain;
  try {
    const bytes =
      plain.value === undefined ? Uint8Array.from(atob(text(spot).replace(/[\r\n]/g, '')), (char) => char.charCodeAt(0)) : undefined;
    const value: unknown = JSON.parse(bytes === undefined ? text(plain) : new TextDecoder().decode(bytes));
    if (value === null || (typeof value === 'object' && !Array.isArray(value))) return;
  } catch {
    // Said below, without the content.
  }
  refuse(spot, `The key "${key}" holds no mapping in JSON.`, 'Write the file of docker, such as {"auths": {}}.');
}

const levels = ['privileged', 'baseline', 'restricted'];
const modes = ['enforce', 'audit', 'warn'];

/** pkg/apis/core/validation: ValidateNamespace; k8s.io/pod-security-admission 0.35.4: PolicyToEvaluate. */
export const namespace: Check = (object) => {
  checkMetadata(object, label);
  for (const finalizer of items(object, 'spec', 'finalizers')) isFinalizer(finalizer, { isOurs: true });
  for (const mode of modes) {
    const level = field(object, 'metadata', 'labels', `pod-security.kubernetes.io/${mode}`);
    if (level.value !== undefined && !levels.includes(text(level))) {
      refuseValue(level, `is none of ${levels.map((name) => `"${name}"`).join(', ')}`, `Write one of ${levels.join(', ')}.`);
    }
    const version = field(object, 'metadata', 'labels', `pod-security.kubernetes.io/${mode}-version`);
    if (version.value !== undefined && !/^(latest|v1\.(0|[1-9]\d*))$/.test(text(version))) {
      refuseValue(version, 'is no version of the profiles', 'Write latest, or v1.35 and the like.');
    }
  }
};
