import type { Manifest, Pod, World } from '../model.ts';
import { asFields, at, fieldsAt, listAt, textAt } from './fields.ts';
import { perWorld } from './per-world.ts';

/** One mention of a ConfigMap or Secret by a pod. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** The one key that is used; undefined: the whole object. */
  readonly key: string | undefined;
  readonly optional: boolean;
  /** The field that holds the name. */
  readonly path: string;
  /** The field that holds the key. */
  readonly keyPath: string;
  /** Whether it is about a key of an object that the same volume mentions as a whole. */
  readonly part: boolean;
}

/** The keys of a ConfigMap or Secret; undefined when they cannot be known from the manifests. */
export interface Keys {
  readonly keys: ReadonlySet<string> | undefined;
}

/**
 * Every ConfigMap and Secret that a pod mentions: `env`, `envFrom`, volumes (projected ones too), pull secrets, and variables
 * that hold the path of a file in a volume.
 */
export function referencesOf(pod: Pod): readonly Reference[] {
  return [...environmentReferences(pod), ...volumeReferences(pod), ...fileReferences(pod), ...pullSecrets(pod)];
}

function environmentReferences(pod: Pod): readonly Reference[] {
  return pod.containers.flatMap(({ fields, path }) => [
    ...listAt(fields, 'env').flatMap((entry, index) =>
      (['configMapKeyRef', 'secretKeyRef'] as const).flatMap((field) => {
        const source = at(entry, 'valueFrom', field);
        const base = `${path}.env[${index}].valueFrom.${field}`;
        return reference(field === 'configMapKeyRef' ? 'ConfigMap' : 'Secret', source, 'name', base, textAt(source, 'key'));
      }),
    ),
    ...listAt(fields, 'envFrom').flatMap((entry, index) => [
      ...reference('ConfigMap', at(entry, 'configMapRef'), 'name', `${path}.envFrom[${index}].configMapRef`),
      ...reference('Secret', at(entry, 'secretRef'), 'name', `${path}.envFrom[${index}].secretRef`),
    ]),
  ]);
}

function volumeReferences(pod: Pod): readonly Reference[] {
  return listAt(pod.spec, 'volumes').flatMap((volume, index) => {
    const path = `${pod.path}.volumes[${index}]`;
    return [
      ...files('ConfigMap', at(volume, 'configMap'), 'name', `${path}.configMap`),
      ...files('Secret', at(volume, 'secret'), 'secretName', `${path}.secret`),
      ...listAt(volume, 'projected', 'sources').flatMap((source, place) => [
        ...files('ConfigMap', at(source, 'configMap'), 'name', `${path}.projected.sources[${place}].configMap`),
        ...files('Secret', at(source, 'secret'), 'name', `${path}.projected.sources[${place}].secret`),
      ]),
    ];
  });
}

/** `DATABASE_URL_FILE=/app/secrets/DATABASE_URL` needs the key `DATABASE_URL` of the volume that is mounted there. */
function fileReferences(pod: Pod): readonly Reference[] {
  const volumes = volumesOf(pod);
  return pod.containers.flatMap(({ fields, path }) =>
    listAt(fields, 'env').flatMap((entry, index) => {
      const file = /^(.*)\/(\w[\w.-]*)$/.exec(textAt(entry, 'value') ?? '');
      const mount = listAt(fields, 'volumeMounts').find((item) => textAt(item, 'mountPath')?.replace(/\/+$/, '') === file?.[1]);
      const volume = volumes.get(textAt(mount, 'name') ?? '');
      // With subPath or items the files have other names than the keys.
      if (file === null || volume === undefined || textAt(mount, 'subPath') !== undefined || listAt(volume.source, 'items').length > 0)
        return [];
      return reference(volume.kind, volume.source, volume.nameField, volume.path, file[2]).map((whole) => ({
        ...whole,
        keyPath: `${path}.env[${index}].value`,
        part: true,
      }));
    }),
  );
}

interface KeyVolume {
  readonly kind: Reference['kind'];
  readonly source: unknown;
  readonly nameField: string;
  readonly path: string;
}

/** Volumes that show one ConfigMap or Secret, by name. */
function volumesOf(pod: Pod): ReadonlyMap<string, KeyVolume> {
  const volumes = new Map<string, KeyVolume>();
  listAt(pod.spec, 'volumes').forEach((volume, index) => {
    const path = `${pod.path}.volumes[${index}]`;
    const name = textAt(volume, 'name') ?? '';
    const [configMap, secret] = [asFields(at(volume, 'configMap')), asFields(at(volume, 'secret'))];
    if (configMap !== undefined) volumes.set(name, { kind: 'ConfigMap', source: configMap, nameField: 'name', path: `${path}.configMap` });
    else if (secret !== undefined) volumes.set(name, { kind: 'Secret', source: secret, nameField: 'secretName', path: `${path}.secret` });
  });
  return volumes;
}

function pullSecrets(pod: Pod): readonly Reference[] {
  return listAt(pod.spec, 'imagePullSecrets').flatMap((entry, index) =>
    reference('Secret', entry, 'name', `${pod.path}.imagePullSecrets[${index}]`),
  );
}

/** The whole object, and each key that `items` picks. */
function files(kind: Reference['kind'], source: unknown, nameField: string, path: string): readonly Reference[] {
  return reference(kind, source, nameField, path).flatMap((whole) => [
    whole,
    ...listAt(source, 'items').flatMap((item, index) => {
      const key = textAt(item, 'key');
      return key === undefined ? [] : [{ ...whole, key, keyPath: `${path}.items[${index}].key`, part: true }];
    }),
  ]);
}

function reference(kind: Reference['kind'], source: unknown, nameField: string, path: string, key?: string): readonly Reference[] {
  const name = textAt(source, nameField);
  if (name === undefined) return [];
  const optional = at(source, 'optional') === true;
  return [{ kind, name, key, optional, path: `${path}.${nameField}`, keyPath: `${path}.key`, part: false }];
}

/** The keys of a ConfigMap; undefined when the namespace has none of that name. Kubernetes itself makes `kube-root-ca.crt`. */
export function configMapKeys(world: World, namespace: string, name: string): Keys | undefined {
  const manifest = world.find('ConfigMap', namespace, name);
  if (manifest !== undefined) return { keys: keysOf(manifest, ['data'], ['binaryData']) };
  return name === 'kube-root-ca.crt' ? { keys: new Set(['ca.crt']) } : undefined;
}

/**
 * The keys of a Secret that something in the environment makes: an ExternalSecret, a SealedSecret, a Certificate, a Gateway or
 * Ingress that cert-manager looks after, or a Secret object. Undefined when nothing does.
 */
export function secretKeys(world: World, namespace: string, name: string): Keys | undefined {
  return secretsMade(world).get(`${namespace}/${name}`);
}

const secretsMade = perWorld((world) => {
  const made = new Map<string, Keys>();
  const add = (namespace: string, name: string | undefined, keys: ReadonlySet<string> | undefined) => {
    if (name === undefined) return;
    const others = made.get(`${namespace}/${name}`);
    // Two may fill one Secret (creationPolicy: Merge); it then has the keys of both.
    made.set(`${namespace}/${name}`, { keys: others === undefined ? keys : keys && others.keys && new Set([...keys, ...others.keys]) });
  };
  for (const manifest of world.ofKind('Secret')) add(manifest.namespace, manifest.name, keysOf(manifest, ['data'], ['stringData']));
  for (const manifest of world.ofKind('SealedSecret')) {
    add(manifest.namespace, manifest.name, keysOf(manifest, ['spec', 'encryptedData'], ['spec', 'template', 'data']));
  }
  for (const manifest of world.ofKind('ExternalSecret')) {
    if (textAt(manifest.fields, 'spec', 'target', 'creationPolicy') === 'None') continue;
    add(manifest.namespace, textAt(manifest.fields, 'spec', 'target', 'name') ?? manifest.name, externalKeys(manifest));
  }
  for (const manifest of world.ofKind('Certificate')) {
    const keystores =
      at(manifest.fields, 'spec', 'keystores') !== undefined || at(manifest.fields, 'spec', 'additionalOutputFormats') !== undefined;
    add(manifest.namespace, textAt(manifest.fields, 'spec', 'secretName'), keystores ? undefined : certificateKeys);
  }
  for (const kind of ['Gateway', 'Ingress']) {
    for (const manifest of world.ofKind(kind)) {
      if (!issuesCertificates(manifest)) continue;
      for (const { namespace, name } of tlsSecretsOf(manifest)) add(namespace, name, certificateKeys);
    }
  }
  return made;
});

const certificateKeys: ReadonlySet<string> = new Set(['tls.crt', 'tls.key', 'ca.crt']);

/** Whether cert-manager makes the TLS secrets of a Gateway or Ingress. */
export function issuesCertificates(manifest: Manifest): boolean {
  return ['cert-manager.io/cluster-issuer', 'cert-manager.io/issuer'].some((key) => (manifest.annotations[key] ?? '') !== '');
}

/** The Secrets that the listeners of a Gateway or the hosts of an Ingress take their certificates from. */
export function tlsSecretsOf(manifest: Manifest): readonly { readonly namespace: string; readonly name: string; readonly path: string }[] {
  if (manifest.kind === 'Ingress') {
    return listAt(manifest.fields, 'spec', 'tls').flatMap((entry, index) => {
      const name = textAt(entry, 'secretName');
      return name === undefined ? [] : [{ namespace: manifest.namespace, name, path: `spec.tls[${index}].secretName` }];
    });
  }
  return listAt(manifest.fields, 'spec', 'listeners').flatMap((listener, index) =>
    listAt(listener, 'tls', 'certificateRefs').flatMap((entry, place) => {
      const name = textAt(entry, 'name');
      if (name === undefined || (textAt(entry, 'kind') ?? 'Secret') !== 'Secret') return [];
      const namespace = textAt(entry, 'namespace') ?? manifest.namespace;
      return [{ namespace, name, path: `spec.listeners[${index}].tls.certificateRefs[${place}].name` }];
    }),
  );
}

/** A template replaces the fetched keys unless it is merged with them (External Secrets: target.template). */
function externalKeys(manifest: Manifest): ReadonlySet<string> | undefined {
  const spec = fieldsAt(manifest.fields, 'spec');
  const template = asFields(at(spec, 'target', 'template'));
  if (listAt(template, 'templateFrom').length > 0) return undefined;
  const data = asFields(at(template, 'data'));
  const fetched = listAt(spec, 'data').flatMap((item) => textAt(item, 'secretKey') ?? []);
  if (data !== undefined && textAt(template, 'mergePolicy') !== 'Merge') return new Set(Object.keys(data));
  if (listAt(spec, 'dataFrom').length > 0) return undefined;
  return new Set([...fetched, ...Object.keys(data ?? {})]);
}

function keysOf(manifest: Manifest, ...paths: readonly (readonly string[])[]): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => Object.keys(fieldsAt(manifest.fields, ...path))));
}
