/** The domain of the keys that are written here. Files and objects carry that of the platform instead. */
const writtenDomain = 'erp.example.com';

/** A key of ours, as it is written here: `erp.example.com/tier` until the files are put together. */
export function ownKey(name: string): string {
  return `${writtenDomain}/${name}`;
}

/** Where a key of ours stands in a text, and not the end of a host or a part of an address. */
const written = /(?<![\w.@/-])((?:policies|saved)\.)?erp\.example\.com\//g;

/** A text with the keys of ours in the domain of the company. */
export function inDomain(text: string, labelDomain: string): string {
  return labelDomain === writtenDomain ? text : text.replaceAll(written, `$1${labelDomain}/`);
}

/** The same for all keys and texts of a value. */
export function withDomain<Value>(value: Value, labelDomain: string): Value {
  return labelDomain === writtenDomain ? value : (spelled(value, labelDomain) as Value);
}

function spelled(value: unknown, labelDomain: string): unknown {
  if (typeof value === 'string') return inDomain(value, labelDomain);
  if (Array.isArray(value)) return value.map((item) => spelled(item, labelDomain));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [inDomain(key, labelDomain), spelled(field, labelDomain)]));
}

/** Whether a key is the one of ours with that name, in whichever domain. */
export function isOwnKey(key: string, name: string): boolean {
  return key.endsWith(`/${name}`) && !key.endsWith(`kubernetes.io/${name}`);
}

/** Whether a key is of ours: as it is written here, or in the domain of the platform. */
export function isOurs(key: string, labelDomain: string): boolean {
  const [domain = ''] = key.split('/');
  return key.includes('/') && [writtenDomain, labelDomain].some((own) => domain === own || domain.endsWith(`.${own}`));
}
