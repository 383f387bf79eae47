import type { Catalog, Release } from '../../../generators/model/catalog.ts';
import { activeFreeze, freezesIn } from '../../../generators/model/operations/freezes.ts';
import type { Exemption } from '../../../generators/model/service/way-out.ts';
import { timeOf } from '../../../generators/model/time.ts';
import { type Edit, freezeFile, freezesText, releaseText } from '../data-files.ts';
import { environmentOf, lowerEnvironments, releaseOf } from '../lookup.ts';
import { compareVersions } from '../versions.ts';

/** Something temporary that is over, or an emergency that the lower environments do not have yet. */
export interface Leftover {
  readonly file: string;
  /** Empty for what is not of one. */
  readonly environment: string;
  /** Empty for what is not of one. */
  readonly service: string;
  readonly message: string;
  readonly fix: string;
  /** A `warning` has time left. */
  readonly severity: 'error' | 'warning';
}

const day = 24 * 60 * 60 * 1000;
const tidy = 'Remove all that is over with one commit: npm run ops -- tidy';

/**
 * Everything temporary whose time is over, and emergencies that are not followed up.
 * @param ahead for how many days what ends is warned of
 */
export function leftovers(catalog: Catalog, now: number, ahead = 0): readonly Leftover[] {
  const isOver = (until: string) => timeOf(until) <= now;
  const isDue = (until: string) => timeOf(until) <= now + ahead * day;
  const ends = (until: string) => (isOver(until) ? `ended at ${until}` : `ends at ${until}`);
  const over = (file: string, environment: string, service: string, until: string, message: string): Leftover => ({
    file,
    environment,
    service,
    message,
    fix: tidy,
    severity: isOver(until) ? 'error' : 'warning',
  });
  return [
    ...catalog.scaling
      .filter(({ value }) => isDue(value.until))
      .map(({ file, environment, service, value }) =>
        over(file, environment, service, value.until, `The scale of ${service} in ${environment} ${ends(value.until)}.`),
      ),
    ...catalog.releases.flatMap(({ file, environment, service, value: { hold } }) =>
      hold !== undefined && isDue(hold.until)
        ? [over(file, environment, service, hold.until, `The hold of ${service} in ${environment} ${ends(hold.until)}.`)]
        : [],
    ),
    ...catalog.releases.flatMap((entry) => {
      const { emergency, version } = entry.value;
      const behind = emergency === undefined ? [] : environmentsBehind(catalog, entry.environment, entry.service, entry.value);
      if (emergency === undefined || behind.length === 0) return [];
      return [
        {
          file: entry.file,
          environment: entry.environment,
          service: entry.service,
          message: `${entry.environment} has ${entry.service} ${version} for ${emergency.incident}, but ${behind.join(', ')} ${behind.length === 1 ? 'has' : 'have'} it not; it is due by ${emergency.until}.`,
          fix: `Deliver ${version}, or a newer version, and promote it.`,
          severity: isOver(emergency.until) ? ('error' as const) : ('warning' as const),
        },
      ];
    }),
    ...catalog.retired.flatMap(({ file, environment, service, value: { until } }) =>
      until !== undefined && isDue(until)
        ? [
            over(
              file,
              environment,
              service,
              until,
              `The declaration of the end of ${service} in ${environment} ${isOver(until) ? 'was for until' : 'is for until'} ${until}.`,
            ),
          ]
        : [],
    ),
    ...catalog.services.flatMap(({ file, value: { name, exempt = [] } }) => exempt.flatMap((own) => exemptionLeft(file, name, own, now))),
    ...catalog.freezes.flatMap(({ file, environment, value }) =>
      value.freezes
        .filter(({ to }) => isDue(to))
        .map(({ name, to }) =>
          over(file, environment, '', to, `The freeze "${name}" of ${environment} ${ends(to)}; Argo CD would repeat it in a year.`),
        ),
    ),
    ...catalog.thaws
      .filter(({ value }) => isDue(value.to))
      .map(({ file, environment, value: { incident, to } }) =>
        over(file, environment, '', to, `The thaw of ${environment} for ${incident} ${ends(to)}.`),
      ),
  ];
}

/** How many days before its end an exemption is told. */
const noticeDays = 14;

/** An exemption that is over, or ends soon. Its last day counts. */
function exemptionLeft(file: string, service: string, { rule, on, until, owner }: Exemption, now: number): readonly Leftover[] {
  const end = timeOf(`${until}T00:00Z`) + day;
  if (end > now + noticeDays * day) return [];
  const left = Math.ceil((end - now) / day);
  const over = left <= 0;
  const when = over ? `ended with ${until}` : `ends with ${until}, in ${left} day${left === 1 ? '' : 's'}`;
  return [
    {
      file,
      environment: '',
      service,
      message: `The exemption of ${on ?? service} from ${rule} ${when}; ${owner} sees to it.`,
      fix: `Mend what it exempts and remove it, or agree with the owners of the environments on a later day.`,
      severity: over ? 'error' : 'warning',
    },
  ];
}

/** The lower environments that have neither the version of a release nor a newer one, in the order that versions pass them. */
export function environmentsBehind(catalog: Catalog, environment: string, service: string, { version }: Release): readonly string[] {
  return lowerEnvironments(catalog, environmentOf(catalog, environment))
    .map(({ name }) => name)
    .filter((name) => {
      const release = releaseOf(catalog, name, service);
      return release === undefined || compareVersions(release.version, version) < 0;
    })
    .toReversed();
}

/**
 * The data files without what is over, and without the marks of emergencies that were followed up. A scale in an environment that is frozen
 * stays until the freeze is over: its end changes what runs.
 */
export function tidied(catalog: Catalog, now: number): ReadonlyMap<string, Edit> {
  const isFrozen = (name: string) =>
    activeFreeze(environmentOf(catalog, name).delivery.freezes, freezesIn(catalog, name), now) !== undefined;
  const isOver = (until: string) => timeOf(until) <= now;
  return new Map<string, Edit>([
    ...catalog.scaling
      .filter(({ environment, value }) => isOver(value.until) && !isFrozen(environment))
      .map(({ file }) => [file, undefined] as const),
    ...catalog.releases.flatMap(({ file, environment, service, value }) => {
      const { hold, emergency, ...build } = value;
      const held = hold !== undefined && !isOver(hold.until) ? { hold } : {};
      const marked = emergency !== undefined && environmentsBehind(catalog, environment, service, value).length > 0 ? { emergency } : {};
      const kept = { ...build, ...held, ...marked };
      return Object.keys(kept).length === Object.keys(value).length ? [] : [[file, releaseText(kept)] as const];
    }),
    ...catalog.freezes.flatMap(({ environment, value }) => {
      const kept = value.freezes.filter(({ to }) => !isOver(to));
      return kept.length === value.freezes.length ? [] : [[freezeFile(environment), freezesText(kept)] as const];
    }),
    ...catalog.thaws.filter(({ value }) => isOver(value.to)).map(({ file }) => [file, undefined] as const),
    ...catalog.retired.filter(({ value: { until } }) => until !== undefined && isOver(until)).map(({ file }) => [file, undefined] as const),
  ]);
}
