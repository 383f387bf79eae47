import { type Company, exampleCompany } from '../../../policies/company/company.ts';
import { asText, at, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { Sources } from '../sources.ts';
import { definitionsIn, platformIn } from './literals.ts';

const known = new WeakMap<Sources, Company>();

/**
 * What rules are told of the company, as the catalog of a repository has it; that of the examples where there is none. Read from the
 * files and not from the model: the judge shares no code with the author.
 */
export function companyOf(sources: Sources): Company {
  const company = known.get(sources) ?? read(sources);
  known.set(sources, company);
  return company;
}

function read(sources: Sources): Company {
  const platform = platformIn(sources);
  if (platform === undefined) return exampleCompany;
  const namespaces = definitionsIn(sources, 'environments').flatMap((environment) => textAt(environment, 'namespaces', 'infra') ?? []);
  const groups = fieldsAt(platform, 'groups');
  const issuer = textAt(platform, 'signing', 'issuer');
  const services = definitionsIn(sources, 'services');
  return {
    registries: listAt(platform, 'registries').flatMap((registry) => asText(registry) ?? []),
    productionGroups: listAt(platform, 'productionGroups').flatMap((name) => textAt(groups, asText(name) ?? '', 'oidc') ?? []),
    breakGlassGroup: textAt(platform, 'breakGlassGroup') ?? '',
    dataNamespaces: [...new Set(namespaces)],
    argoNamespace: textAt(platform, 'argoNamespace') ?? '',
    ...(issuer !== undefined && {
      signing: { issuer, repositories: listAt(platform, 'signing', 'repositories').flatMap((repository) => asText(repository) ?? []) },
    }),
    services: services.flatMap((service) => textAt(service, 'name') ?? []),
    formerNames: Object.fromEntries(
      services.flatMap((service) => {
        const names = listAt(service, 'formerly').flatMap((name) => asText(name) ?? []);
        return names.length === 0 ? [] : [[textAt(service, 'name') ?? '', names] as const];
      }),
    ),
    owners: ownersBy(services, (service) => [at(service, 'name'), ...listAt(service, 'formerly')]),
    databaseOwners: ownersBy(services, (service) => [at(service, 'database', 'name')]),
  };
}

/** The team of each service that has one, by names that its file says. */
function ownersBy(services: readonly Fields[], names: (service: Fields) => readonly unknown[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    services.flatMap((service) => {
      const owner = textAt(service, 'owner');
      return owner === undefined ? [] : names(service).flatMap((name) => (typeof name === 'string' ? [[name, owner] as const] : []));
    }),
  );
}
