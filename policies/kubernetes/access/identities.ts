import type { Manifest, World } from '../../model.ts';
import { roleAnnotations } from '../cloud/clouds.ts';
import { below, fieldsAt, listAt, textAt } from '../fields.ts';
import { perWorld } from '../per-world.ts';
import { isMode } from '../settings/environment-words.ts';
import { configuredIn } from '../variables.ts';

/** A value by which an object names a place or somebody outside of it. */
export interface Identity {
  readonly value: string;
  readonly path: string;
}

/** What names a place or somebody outside of the object, by kind. */
export function identitiesOf(manifest: Manifest, world: World): readonly Identity[] {
  const { kind, fields } = manifest;
  const spec = fieldsAt(fields, 'spec');
  switch (kind) {
    case 'ExternalSecret':
      return [
        ...listAt(spec, 'data').flatMap((item, index) => textIn(item, `spec.data[${index}]`, 'remoteRef', 'key')),
        ...listAt(spec, 'dataFrom').flatMap((item, index) => [
          ...textIn(item, `spec.dataFrom[${index}]`, 'extract', 'key'),
          ...textIn(item, `spec.dataFrom[${index}]`, 'find', 'path'),
        ]),
      ];
    case 'SecretStore':
    case 'ClusterSecretStore':
      return ['jwt', 'kubernetes', 'appRole', 'iam'].flatMap((way) =>
        ['role', 'path', 'mountPath', 'vaultRole'].flatMap((field) => textIn(fields, '', 'spec', 'provider', 'vault', 'auth', way, field)),
      );
    case 'ServiceAccount':
      return roleAnnotations.flatMap((key) => textIn(fields, '', 'metadata', 'annotations', key));
    case 'Gateway':
      return listAt(spec, 'listeners').flatMap((item, index) => textIn(item, `spec.listeners[${index}]`, 'hostname'));
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
      return itemsIn(spec, 'spec', 'hostnames');
    case 'Certificate':
      return itemsIn(spec, 'spec', 'dnsNames');
    case 'postgresql':
      return ['s3_wal_path', 'gs_wal_path'].flatMap((field) => textIn(fields, '', 'spec', 'standby', field));
    case 'KafkaUser':
      return listAt(spec, 'authorization', 'acls').flatMap((item, index) =>
        textIn(item, `spec.authorization.acls[${index}]`, 'resource', 'name'),
      );
    case 'SecurityPolicy':
      return [
        ...textIn(fields, '', 'spec', 'oidc', 'clientID'),
        ...textIn(fields, '', 'spec', 'oidc', 'redirectURL'),
        ...listAt(spec, 'jwt', 'providers').flatMap((provider, index) => itemsIn(provider, `spec.jwt.providers[${index}]`, 'audiences')),
      ];
    default:
      return variables(world).get(manifest) ?? [];
  }
}

function textIn(value: unknown, path: string, ...keys: readonly string[]): readonly Identity[] {
  const text = textAt(value, ...keys);
  return text === undefined ? [] : [{ value: text, path: keys.reduce(below, path) }];
}

function itemsIn(value: unknown, path: string, key: string): readonly Identity[] {
  return listAt(value, key).flatMap((item, index) => (typeof item === 'string' ? [{ value: item, path: `${path}.${key}[${index}]` }] : []));
}

/** Variables of containers whose value is one name or address, and no option of a program, by the object that has them. Names of databases are those of the manual everywhere. */
const variables: (world: World) => ReadonlyMap<Manifest, readonly Identity[]> = perWorld((world) => {
  const found = new Map<Manifest, Map<string, Identity>>();
  for (const configured of configuredIn(world)) {
    for (const [name, { value, from, path }] of configured.variables) {
      if (isMode(name, value)) continue;
      if (from.origin !== undefined || value.length > 300 || /\s|^-/.test(value) || /^[a-z0-9]+(_[a-z0-9]+)+$/.test(value)) continue;
      const own = found.get(from) ?? new Map<string, Identity>();
      own.set(path, { value, path });
      found.set(from, own);
    }
  }
  return new Map([...found].map(([manifest, own]) => [manifest, [...own.values()]]));
});
