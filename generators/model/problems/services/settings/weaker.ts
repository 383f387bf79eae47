import type { Entry } from '../../../entry.ts';
import type { EnvironmentDefinition } from '../../../environment/environment.ts';
import { processSettings, type Replicas, replicasOf, settingsOf } from '../../../instance.ts';
import type { ServiceDefinition, ServiceSettings } from '../../../service/service.ts';
import { type CatalogProblem, type Spot, unless } from '../../problem.ts';
import { type SpotOf, writtenBy } from '../written.ts';

const tiers: readonly EnvironmentDefinition['tier'][] = ['trial', 'rehearsal', 'production'];

/**
 * What a service has less of where customers are served than in the rehearsal, of its own accord: the rehearsal would rehearse something
 * else (the rule `weaker-environment`). A trial is below everything, and is held against nothing.
 */
export function weakerProblems(entry: Entry<ServiceDefinition>, environments: readonly EnvironmentDefinition[]): CatalogProblem[] {
  const guarded = environments.filter(({ tier }) => tier !== 'trial');
  return guarded.flatMap((upper) =>
    guarded
      .filter((lower) => tiers.indexOf(lower.tier) < tiers.indexOf(upper.tier))
      .flatMap((lower) => processesOf(entry.value).flatMap((process) => compared(entry, process, upper, lower))),
  );
}

/** Where a process stands in the file: nowhere of its own for the main one. */
type Place = readonly ['workers', string] | readonly [];

function processesOf({ main, workers = {} }: ServiceDefinition): readonly Place[] {
  return [...(main === 'none' ? [] : [[] as const]), ...Object.keys(workers).map((name) => ['workers', name] as const)];
}

function compared(
  entry: Entry<ServiceDefinition>,
  place: Place,
  upper: EnvironmentDefinition,
  lower: EnvironmentDefinition,
): CatalogProblem[] {
  const [here, there] = [upper, lower].map((environment) => settingsIn(entry.value, place, environment.name)) as [
    ServiceSettings,
    ServiceSettings,
  ];
  const owners = place.length === 0 ? [[]] : [place, []];
  // Whichever of both files a person would look at first: where it is less, or else where it is more.
  const spotOf = (...path: readonly string[]): Spot => {
    const spots = [upper, lower].map(({ name }): SpotOf => writtenBy(entry, name, ...owners)).map((written) => written(...path));
    return spots.find((spot) => spot.path?.length !== 0) ?? { file: entry.file, path: [] };
  };
  const who = place.length === 0 ? 'The service' : `The worker "${place[1]}"`;
  const fix = `Write no less for ${upper.name} (environments: { ${upper.name}: ... }), or no more for ${lower.name}, which is to be as it.`;
  return [
    ...unless(
      here.shutdown.graceSeconds >= there.shutdown.graceSeconds,
      spotOf('shutdown', 'graceSeconds'),
      `${who} has ${here.shutdown.graceSeconds} s to end in ${upper.name} and ${there.shutdown.graceSeconds} s in ${lower.name}.`,
      fix,
    ),
    ...podProblems(replicasOf(upper, here), replicasOf(lower, there)).flatMap(({ what, least, most, field }) => {
      const spot = [spotOf('scale'), ...(field === undefined ? [] : [spotOf(field)])].find(({ path }) => path?.length !== 0);
      // What the environments say themselves is no matter of the service.
      return unless(spot === undefined, spot ?? entry, `${who} has ${what} ${least} in ${upper.name} and ${most} in ${lower.name}.`, fix);
    }),
  ];
}

interface Fewer {
  /** With the verb before the numbers. */
  readonly what: string;
  readonly least: number;
  readonly most: number;
  /** The setting that says it beside `scale`. */
  readonly field?: string;
}

/** In what one has fewer pods than the other; kinds that differ cannot be compared. */
function podProblems(here: Replicas, there: Replicas): readonly Fewer[] {
  if (here.kind === 'fixed') {
    if (there.kind !== 'fixed' || here.count >= there.count) return [];
    return [{ what: 'as many pods as', least: here.count, most: there.count }];
  }
  if (there.kind === 'fixed') return [];
  return [
    ...(here.min < there.min ? [{ what: 'at least', least: here.min, most: there.min }] : []),
    ...(here.max < there.max ? [{ what: 'at most', least: here.max, most: there.max, field: 'maxReplicas' }] : []),
  ];
}

function settingsIn(service: ServiceDefinition, [, worker]: Place, environment: string): ServiceSettings {
  const own = settingsOf(service, environment);
  const process = worker === undefined ? undefined : service.workers?.[worker];
  return process === undefined ? own : processSettings(process, environment, own);
}
