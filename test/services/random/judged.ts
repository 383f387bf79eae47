import path from 'node:path';
import type { Catalog } from '../../../generators/model/catalog.ts';
import type { Entry } from '../../../generators/model/entry.ts';
import type { EnvironmentDefinition, EnvironmentFile } from '../../../generators/model/environment/environment.ts';
import { dividedPlaces } from '../../../generators/model/problems/places/divided.ts';
import type { CatalogProblem } from '../../../generators/model/problems/problem.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { operated } from '../../../generators/model/stores/stores.ts';
import { loadCatalog } from '../../../scripts/catalog/catalog.ts';
import { withVersions } from '../../../scripts/catalog/versions.ts';
import { further, furtherSize, withClusters } from '../../stores/companies.ts';
import { faultsIn, problemsOf } from '../judged.ts';
import { withOwnDigests } from '../support.ts';
import type { Company } from './around/written.ts';
import { adjustmentsOf, contentsOf, teams } from './ways-out.ts';

const known = await loadCatalog(path.resolve(import.meta.dirname, '../../..'));

/** The catalog of this repository with services beside its own, which may be broken, and with the stores that they ask for. */
export function catalogWith(services: readonly ServiceDefinition[]): Catalog {
  const asked = services.flatMap(({ database }) => database?.cluster ?? []);
  const catalog = asked.length === 0 ? known : withClusters(known, sizesOf(asked));
  const environments = catalog.environments.map((entry) => ({ ...entry, value: { ...entry.value, stores: further } }));
  return { ...withServices({ ...catalog, environments }, services) };
}

function withServices(catalog: Catalog, services: readonly ServiceDefinition[]): Catalog {
  const entries = services.map((value) => ({ file: `generators/catalog/services/${value.name}.ts`, value }));
  return {
    ...catalog,
    platform: { ...catalog.platform, value: { ...catalog.platform.value, teams } },
    services: [...catalog.services, ...entries].sort((a, b) => (a.file < b.file ? -1 : 1)),
    contents: contentsOf(services),
    adjustments: adjustmentsOf(services),
  };
}

/** Of the first's kind in each environment: what the chart of the operator is told, nobody draws anew here. */
const sizesOf = (names: readonly string[]) => (environment: EnvironmentDefinition) => {
  const { instances = 1, poolers = 1 } = operated(environment, 'postgres') ?? {};
  return Object.fromEntries(names.map((name) => [name, { ...furtherSize, instances, poolers }]));
};

/** The catalog that the files of a company come to: what is released in an environment of this repository is so in all like it. */
export function catalogOf({ platform, environments: files, versions, services }: Company): Catalog {
  const divided = files.flatMap(dividedPlaces);
  const names = divided.map(({ value }) => value.name);
  const given = versions.filter(({ environment }) => names.includes(environment));
  const environments = divided.map((entry) => withVersions(entry, given));
  const like = new Map(
    divided.map(({ value }) => [value.name, known.environments.find((entry) => entry.value.name === likeOf(value))?.value.name]),
  );
  const everywhere = <T extends { readonly environment: string; readonly file: string }>(entries: readonly T[], into: readonly string[]) =>
    into.flatMap((environment) =>
      entries
        .filter((entry) => entry.environment === like.get(environment))
        .map((entry) => ({ ...entry, environment, file: entry.file.replace(`/${entry.environment}/`, `/${environment}/`) })),
    );
  const keeping = divided.filter(({ value }) => value.place?.role !== 'stateless').map(({ value }) => value.name);
  const catalog: Catalog = {
    ...known,
    platform,
    environments,
    versions: given,
    releases: everywhere(known.releases, keeping),
    charts: everywhere(
      known.charts.map((facts) => ({ ...facts, file: '' })),
      names,
    ),
  };
  return withServices(catalog, services.map(withOwnDigests));
}

/** The environment of this repository that one is most like. */
function likeOf({ name, tier, place }: EnvironmentFile & { readonly place?: EnvironmentDefinition['place'] }): string | undefined {
  const own = place?.of ?? name;
  return (known.environments.find(({ value }) => value.name === own) ?? known.environments.findLast(({ value }) => value.tier === tier))
    ?.value.name;
}

/**
 * The same company without what the catalog refuses of it, field by field where it says that the mistake is.
 * @param told gets each mistake
 * @throws Error when a mistake is told where nothing can be left out
 */
export function acceptedOf(company: Company, told: (mistake: string) => void): Company {
  const problems = problemsOf(catalogOf(company));
  if (problems.length === 0) return company;
  for (const { file, path: at, message } of problems) told(`${file} ${at?.join('.')}: ${message}`);
  const left = {
    ...company,
    environments: company.environments.map((entry) => ({ ...entry, value: ofFile(problems, entry.file).reduce(withoutPart, entry.value) })),
    services: company.services.map((service) =>
      ofFile(problems, `generators/catalog/services/${service.name}.ts`).reduce(withoutField, service),
    ),
  };
  const isSame = <T>(own: readonly T[], before: readonly T[]) => own.every((item, index) => item === before[index]);
  const entries = (all: readonly Entry<EnvironmentFile>[]) => all.map(({ value }) => value);
  if (isSame(left.services, company.services) && isSame(entries(left.environments), entries(company.environments))) {
    throw new Error(problems.map(({ file, path: at, message }) => `${file} ${at?.join('.')}: ${message}`).join('\n'));
  }
  return acceptedOf(left, told);
}

/** Where the mistakes of a file are, each place once, the last of a list first: what is left out moves nothing that is to be left out. */
function ofFile(problems: readonly CatalogProblem[], file: string): readonly (readonly (string | number)[])[] {
  const places = problems.filter((problem) => problem.file === file).map(({ path: at = [] }) => at);
  const apart = [...new Map(places.map((at) => [at.join('\n'), at])).values()];
  return apart.sort((a, b) => Number(b.at(-1)) - Number(a.at(-1)) || 0);
}

/** A store that is operated again, one kind of stores fewer, home alone, or no host of pull requests. */
function withoutPart(file: EnvironmentFile, [field, part]: readonly (string | number)[]): EnvironmentFile {
  const own = known.environments.find(({ value }) => value.name === likeOf(file))?.value;
  if (field === 'dataLayer' && own !== undefined) {
    const store = part as keyof EnvironmentFile['dataLayer'];
    return { ...file, dataLayer: { ...file.dataLayer, [store]: own.dataLayer[store] } };
  }
  if (field === 'stores') return without(file, ['stores', part as string]);
  if (field === 'pullRequests') return without(file, ['pullRequests']);
  if (field === 'clusters' && file.clusters.length > 1) {
    const { serving: _, ...rest } = file;
    return { ...rest, clusters: rest.clusters.slice(0, 1).map(({ name, zones }) => ({ name, zones })) };
  }
  return file;
}

function withoutField(service: ServiceDefinition, at: readonly (string | number)[]): ServiceDefinition {
  return at.at(-1) === 'minutes' ? withMinutes(service, String(at[1])) : without(service, at);
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

/** What is wrong with what a company draws, each in a line. */
export function faultsOf(company: Company): Promise<readonly string[]> {
  return faultsIn(catalogOf(company), company.environments);
}
