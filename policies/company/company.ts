/** What a company calls things that rules must know. */
export interface Company {
  /** Registries that images may come from, with a folder where the host is not the company's own (manual 2.4): `ghcr.io/acme`. */
  readonly registries: readonly string[];
  /** Groups whose members may act in production, and on Argo CD itself (manual 1.1). */
  readonly productionGroups: readonly string[];
  /** Group whose members the identity provider lets in for some hours, with a reason that it records (D126). */
  readonly breakGlassGroup: string;
  /** Namespaces whose charts' pods pass only the *baseline* Pod Security Standard: those of the data layer. Every other one is *restricted*. */
  readonly dataNamespaces: readonly string[];
  /** Namespace of Argo CD. */
  readonly argoNamespace: string;
  /** Names of its services. */
  readonly services: readonly string[];
  /** Whose tokens say which workflow runs, and the repositories whose release workflows may sign; absent: nobody has said. */
  readonly signing?: { readonly issuer: string; readonly repositories: readonly string[] };
  /** Names that services had, the oldest first, by the name that they have now. */
  readonly formerNames: Readonly<Record<string, readonly string[]>>;
  /** The team that a service belongs to, by each name that it has or had; of a service of nobody's there is none. */
  readonly owners: Readonly<Record<string, string>>;
  /** The same by the name of its database. */
  readonly databaseOwners: Readonly<Record<string, string>>;
}

/** The company of the manual and of the examples, which holds where no catalog names another. */
export const exampleCompany: Company = {
  registries: ['registry.example.com'],
  productionGroups: ['erp-ops'],
  breakGlassGroup: 'erp-break-glass',
  dataNamespaces: ['erp-infra'],
  argoNamespace: 'argocd',
  services: ['financial-service', 'sales-service', 'material-service'],
  signing: {
    issuer: 'https://token.actions.githubusercontent.com',
    repositories: ['erp/services', 'example-erp/erp-services', 'shop/services'].map((name) => `https://github.com/${name}`),
  },
  formerNames: {},
  owners: { 'ledger-service': 'ledger' },
  databaseOwners: { ledger_db: 'ledger' },
};

/** Whether an image, as parsed, lies in a registry of the company. */
export function isOfCompany(
  { registry, repository }: { readonly registry: string | undefined; readonly repository: string },
  { registries }: Company,
): boolean {
  return registry !== undefined && registries.some((own) => `${registry}/${repository}`.startsWith(`${own}/`));
}
