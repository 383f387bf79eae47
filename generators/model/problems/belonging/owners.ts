import type { Catalog } from '../../catalog.ts';
import type { Entry } from '../../entry.ts';
import { areaTeams } from '../../environment/alerting.ts';
import type { PlatformDefinition } from '../../platform/platform.ts';
import { at, type CatalogProblem, keyAt, label, unknownName, unless } from '../problem.ts';

/** Names of teams that could not be values of a label, or that alerts already have for somebody else. */
export function teamProblems(entry: Entry<PlatformDefinition>): CatalogProblem[] {
  return Object.keys(entry.value.teams ?? {}).flatMap((name) => [
    ...unless(
      label.test(name) && name.length <= 63,
      keyAt(entry, 'teams', name),
      `The name "${name}" of a team is no DNS label of at most 63 characters.`,
      'Use lower-case letters, digits and hyphens, starting with a letter.',
    ),
    ...unless(
      !areaTeams.some((team) => team === name),
      keyAt(entry, 'teams', name),
      `Alerts that belong to no team of the platform file carry "${name}".`,
      'Choose another name.',
    ),
  ]);
}

/** Services of a team that the platform file does not name. */
export function ownerProblems({ services, platform }: Catalog): CatalogProblem[] {
  const teams = Object.keys(platform.value.teams ?? {});
  return services.flatMap((entry) => {
    const { owner } = entry.value;
    if (owner === undefined) return [];
    const message = `The service belongs to "${owner}", but no team has that name.`;
    if (teams.length > 0) return unknownName(at(entry, 'owner'), message, owner, teams);
    return unless(false, at(entry, 'owner'), message, `Write teams: { '${owner}': { codeOwner, channel } } into ${platform.file}.`);
  });
}
