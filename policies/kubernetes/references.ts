import type { Manifest, Pod, World } from '../model.ts';
import { asFields, asText, at, fieldsAt, listAt, textAt } from './fields.ts';
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

/**
 * `DATABASE_URL_FILE=/app/secrets/DATABASE_URL` needs the key `DATABASE_URL` of the volume that is mounted there, and so does a word of a command that
 * is such a path.
 */
function fileReferences(pod: Pod): readonly Reference[] {
  const volumes = volumesOf(pod);
  return pod.containers.flatMap(({ fields, path }) =>
    [
      ...listAt(fields, 'env').map((entry, index) => ({ text: textAt(entry, 'value'), keyPath: `${path}.env[${index}].value` })),
      ...['command', 'args'].flatMap((field) =>
        listAt(fields, field).map((word, index) => ({ text: asText(word), keyPath: `${path}.${field}[${index}]` })),
      ),
    ].flatMap(({ text, keyPath }) => {
      const file = /^(.*)\/(\w[\w.-]*)$/.exec(text ?? '');
      const mount = listAt(fields, 'volumeMounts').find((item) => textAt(item, 'mountPath')?.replace(/\/+$/, '') === file?.[1]);
      const volume = volumes.get(textAt(mount, 'name') ?? '');
      // With subPath or items the files have other names than the keys.
      if (file === null || volume === undefined || textAt(mount, 'subPath') !== undefined || listAt(volume.source, 'items').length > 0)
        return [];
      return reference(volume.kind, volume.source, volume.nameField, volume.path, file[2]).map((whole) => ({
        ...whole,
        keyPath,
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
 * The keys of a Secret that the environment renders or an operator makes: of an ExternalSecret, a SealedSecret, a Certificate, a
 * Gateway or Ingress that cert-manager looks after. Undefined when nothing does.
 */
export function secretKeys(world: World, namespace: string, name: string): Keys | undefined {
  return secretsMade(world).get(`${namespace}/${name}`);
}

const secretsMade = perWorld((world) => {
  const made = new Map<string, Keys>();
  for (const manifest of world.ofKind('Secret')) {
    const name = `${manifest.namespace}/${manifest.name}`;
    const others = made.get(name);
    const keys = keysOfSecret(manifest);
    // Two may fill one Secret (creationPolicy: Merge); it then has the keys of both.
    made.set(name, { keys: others === undefined ? keys : keys && others.keys && new Set([...keys, ...others.keys]) });
  }
  return made;
});

/** A Secret that a chart renders empty, and one that an operator makes in a way that no object tells, are filled while they are there. */
function keysOfSecret(manifest: Manifest): ReadonlySet<string> | undefined {
  const keys = keysOf(manifest, ['data'], ['stringData']);
  if (manifest.origin?.by === 'operator') return manifest.fields['data'] === undefined ? undefined : keys;
  return manifest.origin !== undefined && keys.size === 0 ? undefined : keys;
}

function keysOf(manifest: Manifest, ...paths: readonly (readonly string[])[]): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => Object.keys(fieldsAt(manifest.fields, ...path))));
}
