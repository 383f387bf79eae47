import { beforeAll, describe, expect, it } from 'vitest';
import { applicationsOf } from '../../generators/applications.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import type { Fields } from '../../policies/model.ts';
import { type Applied, applyAll } from '../../scripts/cluster/apply.ts';
import { company } from '../services/random/company.ts';
import { catalogWith } from '../services/random/judged.ts';
import fc from '../support/random.ts';
import { unexplained } from './known.ts';
import { type EnvironmentCluster, environmentCluster, environments } from './support/clusters.ts';

/** Fewer than these would leave out combinations of fields. */
const fewest = 100;
/** The same services in every run, unless another seed is asked for. */
const seed = Number(process.env['RANDOM_SEED'] ?? '1');

/** Companies of services that know each other, until there are enough. */
function companies(): readonly (readonly ServiceDefinition[])[] {
  const all: (readonly ServiceDefinition[])[] = [];
  for (const services of fc.sample(company, { numRuns: fewest, seed })) {
    if (all.flat().length >= fewest) break;
    all.push(services);
  }
  return all;
}

/** What is drawn of those services in an environment, themselves and what they have in the data layer. */
function drawn(services: readonly ServiceDefinition[], environment: string): readonly Fields[] {
  const names = new Set(services.flatMap(({ name }) => [name, `${name}-data`]));
  return applicationsOf(catalogWith(services))
    .filter(({ name }) => names.has(name))
    .flatMap(({ variants }) => variants.flatMap((variant) => (variant.environment === environment ? variant.objects : [])))
    .map((object) => object as unknown as Fields);
}

describe.each(environments.map(({ name }) => name))('services of any combination of fields in %s', (name) => {
  let cluster: EnvironmentCluster;
  const applied: Applied[] = [];
  beforeAll(async () => {
    cluster = await environmentCluster(name);
    for (const services of companies()) {
      applied.push(...(await applyAll(cluster.client, drawn(services, name), { dryRun: true })));
    }
  });

  it('are a hundred and more, each with objects', () => {
    expect(companies().flat().length).toBeGreaterThanOrEqual(fewest);
    expect(applied.length).toBeGreaterThan(fewest * 5);
  });

  it('are taken by the server, every object strictly', () => {
    expect(applied.flatMap(({ title, refusal }) => (refusal === undefined ? [] : [`${title}: ${refusal}`]))).toEqual([]);
  });

  it('draw no warning that nobody explained', () => {
    expect(applied.flatMap(({ title, warnings }) => unexplained(title, warnings))).toEqual([]);
  });
});
