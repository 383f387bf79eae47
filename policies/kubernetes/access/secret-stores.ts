import type { Manifest } from '../../model.ts';
import { asText, at, listAt, textAt } from '../fields.ts';

/** One value, or all values of a path, that an ExternalSecret reads. */
export interface SecretRead {
  /** Path in the store. */
  readonly path: string;
  /** `*` where all of the path is taken. */
  readonly property: string;
  /** Key under which a template knows the value; undefined where all of a path is taken. */
  readonly key: string | undefined;
  /** The field that names the path. */
  readonly field: string;
}

/** What an ExternalSecret reads (External Secrets 2.9.0, `spec.data` and `spec.dataFrom`). */
export function secretReadsOf({ fields }: Manifest): readonly SecretRead[] {
  const read = (entry: unknown, reference: string, list: string, index: number): readonly SecretRead[] => {
    const path = textAt(entry, reference, 'key');
    if (path === undefined) return [];
    const property = textAt(entry, reference, 'property') ?? '*';
    return [{ path, property, key: textAt(entry, 'secretKey'), field: `spec.${list}[${index}].${reference}.key` }];
  };
  return [
    ...listAt(fields, 'spec', 'data').flatMap((entry, index) => read(entry, 'remoteRef', 'data', index)),
    ...listAt(fields, 'spec', 'dataFrom').flatMap((entry, index) => read(entry, 'extract', 'dataFrom', index)),
  ];
}

/** A store, or a generator, that an ExternalSecret reads by. */
export interface StoreReference {
  readonly kind: string;
  readonly name: string;
  /** The field that holds kind and name. */
  readonly path: string;
}

/** The store of the whole ExternalSecret, and those, or the generators, of single entries. Without a kind it is a SecretStore. */
export function storesRead({ fields }: Manifest): readonly StoreReference[] {
  const lists = ['data', 'dataFrom'].flatMap((list) => ['storeRef', 'generatorRef'].map((field) => ({ list, field })));
  const entries = lists.flatMap(({ list, field }) =>
    listAt(fields, 'spec', list).map((entry, index) => ({
      reference: at(entry, 'sourceRef', field),
      path: `spec.${list}[${index}].sourceRef.${field}`,
    })),
  );
  return [{ reference: at(fields, 'spec', 'secretStoreRef'), path: 'spec.secretStoreRef' }, ...entries].flatMap(({ reference, path }) => {
    const name = textAt(reference, 'name');
    return name === undefined ? [] : [{ kind: asText(at(reference, 'kind')) ?? 'SecretStore', name, path }];
  });
}

/** How a store logs in to Vault with a ServiceAccount: by its JWT or its Kubernetes method. */
export interface VaultLogin {
  readonly role: string | undefined;
  readonly account: string;
  /** Namespace of the account: of a SecretStore its own, of a ClusterSecretStore the one that it names. */
  readonly namespace: string;
  /** Path of the method, such as `spec.provider.vault.auth.jwt`. */
  readonly path: string;
  /** The field with the name of the account. */
  readonly accountPath: string;
}

const methods = [
  { method: 'jwt', account: ['kubernetesServiceAccountToken', 'serviceAccountRef'] },
  { method: 'kubernetes', account: ['serviceAccountRef'] },
] as const;

/** The log-ins of a SecretStore or ClusterSecretStore; none where it takes no ServiceAccount. */
export function vaultLoginsOf({ kind, namespace, fields }: Manifest): readonly VaultLogin[] {
  return methods.flatMap(({ method, account }) => {
    const login = at(fields, 'spec', 'provider', 'vault', 'auth', method);
    const name = textAt(login, ...account, 'name');
    if (name === undefined) return [];
    const path = `spec.provider.vault.auth.${method}`;
    const own = kind === 'SecretStore' ? namespace : (textAt(login, ...account, 'namespace') ?? '');
    return [{ role: textAt(login, 'role'), account: name, namespace: own, path, accountPath: `${path}.${account.join('.')}.name` }];
  });
}
