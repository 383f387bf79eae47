import { type Company, exampleCompany } from '../../../policies/company/company.ts';
import { asText, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
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
  return {
    registries: listAt(platform, 'registries').flatMap((registry) => asText(registry) ?? []),
    productionGroups: listAt(platform, 'productionGroups').flatMap((name) => textAt(groups, asText(name) ?? '', 'oidc') ?? []),
    breakGlassGroup: textAt(platform, 'breakGlassGroup') ?? '',
    dataNamespaces: [...new Set(namespaces)],
    argoNamespace: textAt(platform, 'argoNamespace') ?? '',
    services: definitionsIn(sources, 'services').flatMap((service) => textAt(service, 'name') ?? []),
    ...(issuer !== undefined && {
      signing: { issuer, repositories: listAt(platform, 'signing', 'repositories').flatMap((repository) => asText(repository) ?? []) },
    }),
  };
}
