import { secretReadsOf } from '../../kubernetes/access/secret-stores.ts';
import { asText, at, fieldsAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const store = (name: string, namespace: string) => `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: ${name}, namespace: ${namespace} }
spec: { provider: { vault: { server: https://vault.example.com:8200 } } }
---`;
const reader = (name: string, namespace: string, from: string, references: string) => `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ${name}, namespace: ${namespace} }
spec: { secretStoreRef: { kind: SecretStore, name: ${from} }, data: [${references}] }
---`;
const reference = (key: string, property: string) => `{ secretKey: ${property}, remoteRef: { key: ${key}, property: ${property} } }`;
const stores = store('web-vault', 'erp-prod') + store('data-layer-vault', 'erp-infra');
const keys = `${reference('erp/production/web', 'JWT_SECRET')}, ${reference('erp/production/web-database', 'PASSWORD')}`;
const example = (path: string) =>
  stores + reader('web', 'erp-prod', 'web-vault', keys) + reader('role', 'erp-infra', 'data-layer-vault', reference(path, 'PASSWORD'));

export default defineRule({
  id: 'limit-vault-reader',
  severity: 'error',
  manual: '2.3 (D25)',
  summary: 'Let two stores read one path of Vault only if both need all that it holds.',
  rationale:
    'Vault opens a path as a whole: a role that reads one property of it reads them all. A store that shares a path with a service ' +
    'for a password reads the keys with which that service signs and encrypts.',
  remediation: 'Put what both read into a path of its own (generators/model/service/secret.ts), and move the value in Vault.',
  scope: 'object',
  kinds: ['ExternalSecret'],

  check(manifest, world) {
    const own = secretReadsOf(manifest);
    const mine = storeOf(manifest);
    return [...new Set(own.map(({ path }) => path))].flatMap((path): readonly Problem[] => {
      const byStore = readersOf(world).get(path) ?? new Map<string, ReadonlySet<string>>();
      const read = byStore.get(mine) ?? new Set<string>();
      const beyond = [...new Set([...byStore.values()].flatMap((properties) => [...properties]))].filter((property) => !read.has(property));
      if (beyond.length === 0) return [];
      const first = own.find((entry) => entry.path === path);
      return [
        {
          message: `${titleOf(manifest)} reads "${path}" by ${mine}, which so reads ${beyond.sort().join(', ')} of others there.`,
          path: first?.field ?? '',
        },
      ];
    });
  },

  examples: {
    pass: [{ name: 'the password in a path of its own', manifests: example('erp/production/web-database') }],
    fail: [
      {
        name: 'a password beside the keys of a service',
        from: 'the password in a path of its own',
        change: {
          'ExternalSecret/web > spec.data[1].remoteRef.key': 'erp/production/web',
          'ExternalSecret/role > spec.data[0].remoteRef.key': 'erp/production/web',
        },
        problems: [
          {
            on: 'ExternalSecret/role',
            message:
              'ExternalSecret "role" reads "erp/production/web" by SecretStore erp-infra/data-layer-vault, which so reads JWT_SECRET of others there.',
            path: 'spec.data[0].remoteRef.key',
          },
        ],
      },
    ],
  },
});

/** `Kind namespace/name` of the store of an ExternalSecret. */
function storeOf({ fields, namespace }: Manifest): string {
  const reference = fieldsAt(fields, 'spec', 'secretStoreRef');
  const kind = asText(at(reference, 'kind')) ?? 'SecretStore';
  return `${kind} ${kind === 'SecretStore' ? `${namespace}/` : ''}${asText(at(reference, 'name')) ?? ''}`;
}

/** Properties by store, for each path. */
const readersOf = perWorld((world: World) => {
  const paths = new Map<string, Map<string, Set<string>>>();
  for (const manifest of world.ofKind('ExternalSecret')) {
    const store = storeOf(manifest);
    for (const { path, property } of secretReadsOf(manifest)) {
      const stores = paths.get(path) ?? new Map<string, Set<string>>();
      paths.set(path, stores.set(store, (stores.get(store) ?? new Set()).add(property)));
    }
  }
  return paths;
});
