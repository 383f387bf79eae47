import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import { catalog, environment, service } from '../support/catalog.ts';

const small = catalog([service('orders'), service('web', { uses: ['tracing'] })], [environment('north'), environment('south')]);
const policies = generate(small).files.filter(({ path }) => path.endsWith('.hcl'));
const textOf = (path: string) => policies.find((file) => file.path === path)?.text ?? '';
const pathsIn = (text: string) => [...text.matchAll(/^path "([^"]+)" \{$/gm)].map(([, path]) => path);

describe('the policies of Vault', () => {
  it('are one for each store of each environment', () => {
    const stores = generate(small).applications.flatMap(({ name, variants }) =>
      variants.flatMap(({ environment: where, objects }) =>
        objects
          .filter(({ kind }) => /^(Cluster)?SecretStore$/.test(kind))
          // Named where an application has several.
          .map(({ metadata }, _, { length }) => `overlays/${where}/${name}/vault-policy${length === 1 ? '' : `.${metadata.name}`}.hcl`),
      ),
    );
    expect(policies.map(({ path }) => path)).toEqual(stores.sort());
    for (const application of ['orders', 'web', 'secrets']) expect(stores).toContain(`overlays/north/${application}/vault-policy.hcl`);
  });

  it('open the path of one service in one environment, to be read', () => {
    expect(textOf('overlays/north/orders/vault-policy.hcl')).toBe(
      [
        '# Generated from generators/catalog/services/orders.ts. Do not edit: change that file and run "npm run generate".',
        '#',
        '# What the SecretStore "orders-vault" reads. overlays/north/secrets/vault-setup.sh applies it.',
        '',
        '# ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD',
        'path "secret/data/erp/north/orders" {',
        '  capabilities = ["read"]',
        '}',
        '',
        '# DATABASE_PASSWORD',
        'path "secret/data/erp/north/orders-database" {',
        '  capabilities = ["read"]',
        '}',
        '',
        '# KAFKA_PASSWORD',
        'path "secret/data/erp/north/orders-kafka" {',
        '  capabilities = ["read"]',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('list only what the service uses', () => {
    expect(textOf('overlays/south/web/vault-policy.hcl')).toContain('\n# ENCRYPTION_KEY, JWT_SECRET\npath ');
  });

  it('give what is shared to the store of the cluster, and nothing of a service or another environment', () => {
    const paths = pathsIn(textOf('overlays/north/secrets/vault-policy.hcl'));
    expect(paths).toContain('secret/data/erp/north/registry');
    expect(paths.filter((path) => /\/(orders|web)$|south/.test(path ?? ''))).toEqual([]);
  });

  it('are not there for a service whose Secret is sealed', () => {
    const sealedSecret = { scope: 'shop-north/orders-secrets', certificate: '', sealedAt: '', encryptedData: {} };
    const { files } = generate({ ...small, sealedSecrets: [{ file: '', environment: 'north', service: 'orders', value: sealedSecret }] });
    const paths = files.map(({ path }) => path);
    expect(paths).not.toContain('overlays/north/orders/vault-policy.hcl');
    expect(paths).toContain('overlays/south/orders/vault-policy.hcl');
  });
});
