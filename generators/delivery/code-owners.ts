import type { Catalog } from '../model/catalog.ts';
import { type GeneratedFile, header } from '../output/file.ts';

/** `.github/CODEOWNERS`: who must approve a change, from the access table of each environment (manual 1.1). */
export function codeOwners({ environments, platform }: Catalog): GeneratedFile {
  const groups = platform.value.groups;
  const everyone = Object.values(groups).map(({ codeOwner }) => codeOwner);
  const guards = environments.find(({ value }) => value.name === 'production')?.value.access ?? [];
  const owners = (access: readonly { readonly group: string; readonly merge: boolean }[]) =>
    access.filter(({ merge }) => merge).map(({ group }) => groups[group]?.codeOwner ?? group);
  const lines = [
    line('*', owners(guards)),
    line('/generators/catalog/services/', everyone),
    // The last pattern that matches a path decides.
    ...environments.flatMap(({ value: { name, access } }) =>
      [
        `/overlays/${name}/`,
        `/generators/catalog/releases/${name}/`,
        `/generators/catalog/settings/${name}/`,
        `/generators/catalog/scaling/${name}/`,
        `/generators/catalog/freezes/${name}.yaml`,
        // Not the certificates: whoever swaps one could read what is sealed next.
        `/generators/catalog/sealed-secrets/${name}/`,
      ].map((path) => line(path, owners(access))),
    ),
    // An emergency passes order, source and soak by: somebody else than the owners of the environment approves it as well.
    line('/generators/catalog/incidents/', [platform.value.incidentOwner]),
    // Who may do what, and where an environment may reach, is for the owners of production to decide. So is all that Argo CD is
    // told: whoever writes an Application can put it into any project.
    ...['/generators/catalog/environments/', '/argocd/'].map((path) => line(path, owners(guards))),
  ];
  return { path: '.github/CODEOWNERS', text: `${header('generators/catalog')}${lines.join('\n')}\n` };
}

function line(pattern: string, owners: readonly string[]): string {
  return `${pattern} ${owners.join(' ')}`;
}
