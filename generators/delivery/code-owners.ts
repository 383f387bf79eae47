import type { Catalog } from '../model/catalog.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { dataApplication, inFolder } from '../model/names.ts';
import { namedContents } from '../model/service/files/contents.ts';
import type { ServiceDefinition } from '../model/service/service.ts';
import { deploymentsOf } from '../model/surroundings.ts';
import { codeOwnersFiles, type GeneratedFile, header } from '../output/file.ts';

/** Who approves what a pattern of paths names. */
interface Owned {
  readonly pattern: string;
  readonly owners: readonly string[];
}

/**
 * Who must approve a change, from the access table of each environment (manual 1.1), in the form and at the place of the Git host. GitHub
 * and GitLab ask the owners of the last pattern that matches; Gitea asks those of every line that matches, and its lines are regular
 * expressions (1.24, models/issues/pull.go), so there the general line is about what no other line is.
 */
export function codeOwners(catalog: Catalog): GeneratedFile {
  const { environments, platform, services } = catalog;
  const groups = platform.value.groups;
  const everyone = Object.values(groups).map(({ codeOwner }) => codeOwner);
  const guards = environments.find(({ value }) => value.name === 'production')?.value.access ?? [];
  const owners = (access: readonly { readonly group: string; readonly merge: boolean }[]) =>
    access.filter(({ merge }) => merge).map(({ group }) => groups[group]?.codeOwner ?? group);
  const lines = [
    line('*', owners(guards)),
    line('/generators/catalog/services/', everyone),
    // What runs in an environment is for its owners to approve, whoever the service belongs to: their folders and data keep their lines.
    ...services.flatMap(({ file, value: { owner } }) => {
      const team = owner === undefined ? undefined : platform.value.teams?.[owner];
      return team === undefined ? [] : [line(`/${file}`, [team.codeOwner])];
    }),
    ...ownedContents(catalog),
    ...beforeProduction(catalog).flatMap(({ service, access }) =>
      [service.name, dataApplication(service)].map((name) => line(`/base/${inFolder(name, service.folder)}/`, owners(access))),
    ),
    // The last pattern that matches a path decides.
    ...environments.flatMap(({ value: { name, access } }) =>
      [
        `/overlays/${name}/`,
        `/generators/catalog/releases/${name}/`,
        `/generators/catalog/settings/${name}/`,
        `/generators/catalog/scaling/${name}/`,
        `/generators/catalog/retired/${name}/`,
        `/generators/catalog/freezes/${name}.yaml`,
        `/generators/catalog/versions/${name}.yaml`,
        // Not the certificates: whoever swaps one could read what is sealed next.
        `/generators/catalog/sealed-secrets/${name}/`,
      ].map((path) => line(path, owners(access))),
    ),
    // A thaw lets past a freeze whatever comes in its time; its windows below argocd/ have owners beside.
    line('/generators/catalog/thaws/', [platform.value.incidentOwner]),
    // What comes to an environment before the one that it comes from has tried it.
    line('/generators/catalog/unstaged/', [platform.value.incidentOwner]),
    // An emergency passes order, source and soak by: somebody else than the owners of the environment approves it as well.
    line('/generators/catalog/incidents/', [platform.value.incidentOwner]),
    // Who may do what, and where an environment may reach, is for the owners of production to decide. So is all that Argo CD is
    // told: whoever writes an Application can put it into any project.
    // Adjustments are code, which runs wherever the catalog is read.
    ...['/generators/catalog/environments/', '/generators/adjustments/', '/argocd/'].map((path) => line(path, owners(guards))),
  ];
  const { forge } = platform.value.git;
  const text = (forge === 'gitea' ? asExpressions(lines) : lines.map(({ pattern, owners: asked }) => `${pattern} ${asked.join(' ')}`)).join(
    '\n',
  );
  return { path: codeOwnersFiles[forge], text: `${header('generators/catalog')}${text}\n` };
}

/** What services take in by `from` is for their teams to approve, as their files are; of what belongs to no one team, all groups. */
function ownedContents({ services, platform, contents }: Catalog): readonly Owned[] {
  const teams = platform.value.teams ?? {};
  return contents.flatMap(({ file }) => {
    const readers = services.filter(({ value }) => namedContents(value).some((named) => named.file === file));
    const owners = readers.map(({ value: { owner } }) => (owner === undefined ? undefined : teams[owner]?.codeOwner));
    return owners.length === 0 || owners.includes(undefined) ? [] : [line(`/${file}`, [...new Set(owners.flatMap((one) => one ?? []))])];
  });
}

/**
 * Services that do not run in production, with the access table of the last environment on its way there that they have come to:
 * their bases change no other cluster than those up to it.
 */
function beforeProduction(
  catalog: Catalog,
): readonly { readonly service: ServiceDefinition; readonly access: Catalog['environments'][number]['value']['access'] }[] {
  const deployed = deploymentsOf(catalog);
  const way = catalog.environments.map(({ value }) => value).toSorted((a, b) => stepsTo(b, catalog) - stepsTo(a, catalog));
  return catalog.services.flatMap(({ value: service }) => {
    if (deployed.has(`production/${service.name}`)) return [];
    const last = way.find(({ name }) => deployed.has(`${name}/${service.name}`));
    return last === undefined ? [] : [{ service, access: last.access }];
  });
}

/** How many promotions lead to an environment. */
function stepsTo({ name, delivery }: EnvironmentDefinition, catalog: Catalog, seen: readonly string[] = []): number {
  const from = catalog.environments.find(({ value }) => value.name === delivery.from);
  return from === undefined || seen.includes(name) ? 0 : 1 + stepsTo(from.value, catalog, [...seen, name]);
}

function line(pattern: string, owners: readonly string[]): Owned {
  return { pattern, owners };
}

function asExpressions([everything, ...others]: readonly Owned[]): readonly string[] {
  const expressions = others.map(({ pattern, owners }) => ({ expression: expressionOf(pattern), owners }));
  const rest = `!(?:${expressions.map(({ expression }) => expression).join('|')})`;
  return [{ expression: rest, owners: everything?.owners ?? [] }, ...expressions].map(
    // A backslash escapes in the file before it does in the expression.
    ({ expression, owners }) => `${expression.replaceAll('\\', '\\\\')} ${owners.join(' ')}`,
  );
}

function expressionOf(pattern: string): string {
  const path = pattern.replace(/^\//, '').replaceAll('.', '\\.');
  return path.endsWith('/') ? `${path}.*` : path;
}
