import type { KubernetesObject } from '../model/object.ts';
import type { SecretShape } from '../model/service/parts.ts';
import { ownSecrets } from '../model/service/secret.ts';
import type { ServiceDefinition } from '../model/service/service.ts';

/** A value that Vault holds elsewhere: what a laptop makes up for itself. */
export interface WantedValue {
  /** By which it is known on the machine: `erp/dev/sales-service#JWT_SECRET`. */
  readonly key: string;
  /** What it must be; absent: a password. */
  readonly shape?: SecretShape;
}

/** What a laptop has made up, by key. */
export type LocalValues = (key: string) => string;

/** The password of Redis: each service has its copy in Vault, and the store one of its own. */
export const redisKey = 'redis#REDIS_PASSWORD';

/** Key of a value by its path and property in Vault. */
export function valueKey(path: string, property: string): string {
  return property === 'REDIS_PASSWORD' ? redisKey : `${path}#${property}`;
}

interface ExternalSecret extends KubernetesObject {
  readonly spec: {
    readonly target: {
      readonly name: string;
      readonly template: { readonly type?: string; readonly data: Readonly<Record<string, string>> };
    };
    readonly data: readonly { readonly secretKey: string; readonly remoteRef: { readonly key: string; readonly property: string } }[];
  };
}

export function isExternalSecret(object: KubernetesObject): object is ExternalSecret {
  return object.kind === 'ExternalSecret';
}

/** What the Secrets of these objects are made of. */
export function wantedBy(objects: readonly KubernetesObject[], services: readonly ServiceDefinition[]): readonly WantedValue[] {
  const shapes = Object.assign({}, ...services.map((service) => ownSecrets(service))) as Readonly<Record<string, SecretShape>>;
  const own = new Map(services.map((service) => [service.name, ownSecrets(service)]));
  const wanted = objects.filter(isExternalSecret).flatMap(({ spec }) =>
    spec.data.map(({ remoteRef: { key: path, property } }): WantedValue => {
      const shape = own.get(path.split('/').at(-1) ?? '')?.[property] ?? shapes[property];
      return { key: valueKey(path, property), ...(shape !== undefined && { shape }) };
    }),
  );
  return [...new Map(wanted.map((value) => [value.key, value])).values()];
}

/** The Secret that External Secrets would make of the object, of what the machine has made up. */
export function secretOf({ metadata, spec }: ExternalSecret, values: LocalValues): KubernetesObject {
  const known = new Map(spec.data.map(({ secretKey, remoteRef }) => [secretKey, values(valueKey(remoteRef.key, remoteRef.property))]));
  const { name, template } = spec.target;
  const data = Object.entries(template.data).map(([key, text]) => [key, filled(text, known)] as const);
  return secret(
    { name, namespace: metadata.namespace ?? '', ...(metadata.labels !== undefined && { labels: metadata.labels }) },
    Object.fromEntries(data),
    template.type,
  );
}

/** A Secret of texts. */
export function secret(metadata: KubernetesObject['metadata'], texts: Readonly<Record<string, string>>, type = 'Opaque') {
  const data = Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return { apiVersion: 'v1', kind: 'Secret', metadata, type, data: Object.fromEntries(data) as Record<string, string> };
}

const complaint = /\{\{ if [^{}]* \}\}\{\{ fail "[^"]*" \}\}\{\{ end \}\}/g;
const insertion = /\{\{ \.(\w+)( \| urlquery)? \}\}/g;

/**
 * A template of ours with its values. Complaints about weak values are left out: what the machine makes up has the shape that is asked for.
 * @throws Error for anything else that templates can say
 */
function filled(template: string, values: ReadonlyMap<string, string>): string {
  const plain = template.replace(complaint, '');
  if (plain.replace(insertion, '').includes('{{')) throw new Error(`No laptop can fill the template ${template}`);
  return plain.replace(insertion, (_, key: string, encoded: string | undefined) => {
    const value = values.get(key);
    if (value === undefined) throw new Error(`The template ${template} names "${key}", which nothing gives`);
    return encoded === undefined ? value : encodeURIComponent(value);
  });
}
