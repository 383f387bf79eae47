import { applicationsOf } from './applications.ts';
import { argoFiles } from './argocd/files.ts';
import { backupStorage } from './delivery/backup-storage.ts';
import { codeOwners } from './delivery/code-owners.ts';
import { dnsRole } from './delivery/dns-role.ts';
import { logStorage } from './delivery/log-storage.ts';
import { vaultFiles } from './delivery/vault-policies.ts';
import { applicationFiles, environmentFile } from './kustomize/files.ts';
import type { Catalog } from './model/catalog.ts';
import type { Application } from './model/object.ts';
import type { GeneratedFile } from './output/file.ts';

/** Everything that the catalog means: the files to commit, and the objects that they must build to. */
export interface Generated {
  readonly files: readonly GeneratedFile[];
  readonly applications: readonly Application[];
}

/** Turns a catalog without problems into the files of `base/`, `overlays/` and `argocd/`. Pure: same catalog, same bytes. */
export function generate(catalog: Catalog): Generated {
  const applications = applicationsOf(catalog);
  const files = [
    ...applications.flatMap(applicationFiles),
    ...catalog.environments.map(({ file, value: { name } }) => environmentFile(name, file, namesIn(name, applications))),
    ...argoFiles(catalog, applications),
    ...vaultFiles(catalog, applications),
    ...backupStorage(catalog, applications),
    ...logStorage(catalog),
    ...dnsRole(catalog),
    codeOwners(catalog),
  ];
  return { files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), applications };
}

function namesIn(environment: string, applications: readonly Application[]): readonly string[] {
  return applications.filter(({ variants }) => variants.some((variant) => variant.environment === environment)).map(({ name }) => name);
}
