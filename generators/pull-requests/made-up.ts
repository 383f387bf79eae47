import type { LocalWants } from '../local/local.ts';
import type { WantedValue } from '../local/secrets.ts';
import type { LocalMade } from '../local/stores.ts';
import type { CustomResource, KubernetesObject } from '../model/object.ts';
import { secretReader, withinCluster } from '../resources/secret-reader.ts';
import { vaultSecret } from '../resources/vault-secret.ts';

/** Where a value is found that the cluster makes up: a Secret of the namespace and its key. */
interface Made {
  readonly secret: string;
  readonly key: string;
}

/** What stands for values while objects are drawn, and how to read it again. */
export interface Placeholders {
  readonly made: LocalMade;
  /** By the placeholder, as it stands in texts. */
  readonly found: ReadonlyMap<string, Made>;
}

/** Names of what makes up values, and of the Secret that holds them. */
export const madeUp = 'made-up';
export const authority = 'authority';
const store = 'made-up';

/** The key in the Secret of what Vault holds elsewhere: `erp/dev/sales-service#JWT_SECRET` is `erp.dev.sales-service.JWT_SECRET`. */
function keyOf(key: string): string {
  return key.replace(/[^A-Za-z0-9_-]/g, '.');
}

/** A letter that neither YAML nor templates nor addresses have, so that nothing else is taken for a placeholder. */
const mark = '¤';

/** Placeholders for everything that a laptop would make up. */
export function placeholdersFor({ values, hosts }: LocalWants): Placeholders {
  const found = new Map<string, Made>();
  const placeholder = (secret: string, key: string): string => {
    const text = `${mark}${secret}/${key}${mark}`;
    found.set(text, { secret, key });
    return text;
  };
  const made = new Map(values.map(({ key }) => [key, placeholder(madeUp, keyOf(key))]));
  const servers = Object.keys(hosts).map((name) => {
    const secret = certificateOf(name);
    return [name, { certificate: placeholder(secret, 'tls.crt'), key: placeholder(secret, 'tls.key') }] as const;
  });
  return {
    found,
    made: {
      values: (key) => made.get(key) ?? '',
      authority: placeholder(authority, 'ca.crt'),
      servers: Object.fromEntries(servers) as LocalMade['servers'],
    },
  };
}

interface Secret extends KubernetesObject {
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

export function isSecret(object: KubernetesObject): object is Secret {
  return object.kind === 'Secret';
}

/** The same Secret, put together in the cluster out of what is made up there. */
export function putTogether({ metadata, type, data }: Secret, { found }: Placeholders): KubernetesObject {
  const texts = Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()] as const);
  const used = [...found].filter(([text]) => texts.some(([, value]) => value.includes(text) || value.includes(encodeURIComponent(text))));
  const read = (text: string) =>
    used.reduce(
      (result, [placeholder], index) =>
        result
          .replaceAll(placeholder, `{{ .value${index} }}`)
          .replaceAll(encodeURIComponent(placeholder), `{{ .value${index} | urlquery }}`),
      text,
    );
  return vaultSecret({
    metadata: { name: metadata.name, namespace: metadata.namespace ?? '', ...(metadata.labels && { labels: { ...metadata.labels } }) },
    store: { kind: 'SecretStore', name: store },
    ...(type !== 'Opaque' && { type }),
    data: Object.fromEntries(texts.map(([key, text]) => [key, read(text)])),
    values: used.map(([, { secret, key }], index) => ({ key: `value${index}`, path: secret, property: key })),
  });
}

/** What makes up values once, certificates too, and the store by which they are put together. */
export function sources({ values, hosts }: LocalWants, namespace: string): readonly KubernetesObject[] {
  const servers = Object.entries(hosts).filter(([, names]) => names.length > 0);
  const secrets = [madeUp, authority, ...servers.map(([name]) => certificateOf(name))];
  return [...passwords(values, namespace), ...certificates(servers, namespace), ...reader(secrets, namespace)];
}

function certificateOf(server: string): string {
  return `${server}-certificate`;
}

/** Random values, each made when the namespace is, and never again. */
function passwords(values: readonly WantedValue[], namespace: string): readonly KubernetesObject[] {
  const groups = [...Map.groupBy(values, shapeOf)].map(([shape, own]) => ({ name: `${madeUp}-${shape}`, own }));
  const apiVersion = 'generators.external-secrets.io/v1alpha1';
  return [
    ...groups.map(({ name, own }): CustomResource => {
      const bytes = own[0]?.shape?.base64Bytes;
      return {
        apiVersion,
        kind: 'Password',
        metadata: { name, namespace },
        spec: {
          length: bytes ?? Math.max(32, ...own.map(({ shape }) => shape?.atLeast ?? 0)),
          // In addresses, too: letters and digits need no care.
          symbols: 0,
          noUpper: false,
          allowRepeat: true,
          encoding: bytes === undefined ? 'raw' : 'base64',
          secretKeys: own.map(({ key }) => keyOf(key)),
        },
      };
    }),
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: madeUp, namespace },
      spec: {
        refreshPolicy: 'CreatedOnce',
        target: { name: madeUp, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        dataFrom: groups.map(({ name }) => ({ sourceRef: { generatorRef: { apiVersion, kind: 'Password', name } } })),
      },
    } as CustomResource,
  ];
}

function shapeOf({ shape }: WantedValue): string {
  return shape?.base64Bytes === undefined ? 'passwords' : `keys-${shape.base64Bytes}`;
}

/** An authority of the namespace's own, and what it signs. Kafka reads keys as PKCS #8 only. */
function certificates(servers: readonly (readonly [string, readonly string[]])[], namespace: string): readonly CustomResource[] {
  const apiVersion = 'cert-manager.io/v1';
  const privateKey = { algorithm: 'ECDSA', size: 256, encoding: 'PKCS8', rotationPolicy: 'Always' };
  const issuer = (name: string, spec: CustomResource['spec']) => ({ apiVersion, kind: 'Issuer', metadata: { name, namespace }, spec });
  const certificate = (name: string, by: string, spec: CustomResource['spec']) => ({
    apiVersion,
    kind: 'Certificate',
    metadata: { name, namespace },
    spec: { secretName: name, duration: '2160h', privateKey, issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: by }, ...spec },
  });
  const self = `${authority}-self`;
  return [
    issuer(self, { selfSigned: {} }),
    certificate(authority, self, { isCA: true, commonName: 'Stores of a pull request' }),
    issuer(authority, { ca: { secretName: authority } }),
    ...servers.map(([name, hosts]) => certificate(certificateOf(name), authority, { dnsNames: [...hosts] })),
  ];
}

/** Reads what is made up, and no other Secret. The namespaces that it names are those of the template: kustomize replaces them. */
function reader(secrets: readonly string[], namespace: string): readonly KubernetesObject[] {
  const account = { name: store, namespace };
  return [
    ...secretReader(account, secrets),
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: account,
      spec: { provider: withinCluster(account, false) },
    } as CustomResource,
  ];
}
