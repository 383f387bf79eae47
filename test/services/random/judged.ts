import path from 'node:path';
import type { Catalog } from '../../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { operated } from '../../../generators/model/stores/stores.ts';
import { loadCatalog } from '../../../scripts/catalog/catalog.ts';
import { furtherSize, withClusters } from '../../stores/companies.ts';
import { faultsIn, mistakesIn, problemsOf } from '../judged.ts';
import { withOwnDigests } from '../support.ts';
import { adjustmentsOf, contentsOf, teams } from './ways-out.ts';

const known = await loadCatalog(path.resolve(import.meta.dirname, '../../..'));

/** The catalog of this repository with services beside its own, which may be broken. */
export function catalogWith(services: readonly ServiceDefinition[]): Catalog {
  const entries = services.map((value) => ({ file: `generators/catalog/services/${value.name}.ts`, value }));
  const asked = services.flatMap(({ database }) => database?.cluster ?? []);
  return {
    ...(asked.length === 0 ? known : withClusters(known, sizesOf(asked))),
    platform: { ...known.platform, value: { ...known.platform.value, teams } },
    services: [...known.services, ...entries].sort((a, b) => (a.file < b.file ? -1 : 1)),
    contents: contentsOf(services),
    adjustments: adjustmentsOf(services),
  };
}

/** Of the first's kind in each environment: what the chart of the operator is told, nobody draws anew here. */
const sizesOf = (names: readonly string[]) => (environment: EnvironmentDefinition) => {
  const { instances = 1, poolers = 1 } = operated(environment, 'postgres') ?? {};
  return Object.fromEntries(names.map((name) => [name, { ...furtherSize, instances, poolers }]));
};

/** What is wrong with the files of those services, each in a line. */
export function mistakesOf(services: readonly ServiceDefinition[]): readonly string[] {
  return mistakesIn(catalogWith(services.map(withOwnDigests)));
}

/**
 * The same services without what the catalog refuses of them, field by field where it says that the mistake is.
 * @param told gets each mistake
 */
export function acceptedOf(services: readonly ServiceDefinition[], told: (mistake: string) => void): readonly ServiceDefinition[] {
  const problems = problemsOf(catalogWith(services.map(withOwnDigests)));
  if (problems.length === 0) return services;
  const left = services.map((service) => {
    const own = problems.filter(({ file }) => file === `generators/catalog/services/${service.name}.ts`);
    return own.reduce(
      (now, { path = [] }) => (path.at(-1) === 'minutes' ? withMinutes(now, String(path[1])) : without(now, path)),
      service,
    );
  });
  for (const { file, path: at, message } of problems) told(`${file} ${at?.join('.')}: ${message}`);
  // A mistake without a place in one of them would be told for ever.
  return left.every((service, index) => service === services[index]) ? [] : acceptedOf(left, told);
}

/** With a run of a job that may last a minute: no job is without a time. */
function withMinutes(service: ServiceDefinition, name: string): ServiceDefinition {
  const job = service.jobs?.[name];
  return job === undefined ? service : { ...service, jobs: { ...service.jobs, [name]: { ...job, minutes: 1 } } };
}

/** A value without the field at a path; the same where there is none. */
function without<T>(value: T, [key, ...rest]: readonly (string | number)[]): T {
  if (key === undefined || typeof value !== 'object' || value === null || !(key in value)) return value;
  if (Array.isArray(value)) {
    const index = Number(key);
    return (rest.length === 0 ? value.toSpliced(index, 1) : value.with(index, without(value[index] as unknown, rest))) as T;
  }
  const { [key as keyof T]: inner, ...others } = value;
  return { ...others, ...(rest.length > 0 && { [key]: without(inner, rest) }) } as T;
}

/** What is wrong with what they draw, each in a line. */
export function faultsOf(services: readonly ServiceDefinition[]): Promise<readonly string[]> {
  return faultsIn(catalogWith(services.map(withOwnDigests)));
}
