import path from 'node:path';
import { expect, it } from 'vitest';
import { codeOwners } from '../../generators/delivery/code-owners.ts';
import { ownersOf } from '../../policies/requirements/model/code-owners.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';

const catalog = await loadCatalog(path.resolve(import.meta.dirname, '../..'));

const ownersWhere = (runs: readonly string[], file: string) => {
  const releases = catalog.releases.filter(({ environment, service }) => service !== 'sales-service' || runs.includes(environment));
  return ownersOf(codeOwners({ ...catalog, releases }).text, file).join(' ');
};

const base = 'base/sales-service/deployment.yaml';

it.each([
  [['dev'], base, 'dev'],
  [['dev'], 'base/sales-service-data/kafka-user.yaml', 'dev'],
  [['dev', 'test'], base, 'dev qa'],
  [['test'], base, 'dev qa'],
  [['dev', 'test', 'staging'], base, 'dev ops'],
  [['dev', 'test', 'staging', 'production'], base, 'ops'],
  [['production'], base, 'ops'],
  [[], base, 'ops'],
  // What other services and the platform have in common stays with the owners of production.
  [['dev'], 'base/sales-service-two/deployment.yaml', 'ops'],
  [['dev'], 'base/financial-service/deployment.yaml', 'ops'],
  [['dev'], 'base/platform/edge/gateway.yaml', 'ops'],
  // Code that runs wherever the catalog is read.
  [['dev'], 'generators/adjustments/sales-service.ts', 'ops'],
])('of a service that runs in %j asks for %s: %s', (runs, file, owners) => {
  expect(ownersWhere(runs, file)).toBe(owners);
});
