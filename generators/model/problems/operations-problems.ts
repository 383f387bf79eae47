import { Cron } from 'croner';
import type { Catalog } from '../catalog.ts';
import type { Entry } from '../entry.ts';
import type { EnvironmentDefinition } from '../environment/environment.ts';
import { fewestPods } from '../instance.ts';
import { canBeCut, occurrences } from '../operations/freezes.ts';
import type { DataEntry, RecurringFreeze, Thaw } from '../operations/operations.ts';
import { dateOf, isReal, timeOf } from '../time.ts';
import { at, type CatalogProblem, label, problem, type Spot, unknownName, unless } from './problem.ts';

/** A window of Argo CD repeats every year, so one must be over long before it begins again. */
const longestDays = 60;
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** What is wrong with the bounds of temporary scales. */
export function scalingProblems({ scaling, environments }: Catalog): CatalogProblem[] {
  return scaling.flatMap((entry) => {
    const environment = environments.find(({ value }) => value.name === entry.environment)?.value;
    if (environment === undefined) return [];
    const { min, max } = entry.value;
    const fewest = fewestPods(environment);
    const isFixed = 'fixed' in environment.replicas;
    return [
      ...unless(min <= max, at(entry, 'min'), `The least number of pods, ${min}, is above the most, ${max}.`, 'Lower min or raise max.'),
      ...unless(
        min >= fewest,
        at(entry, 'min'),
        `${min} pods at least are fewer than the ${fewest} of every service in ${environment.name}.`,
        `Write at least ${fewest}; fewer for all is a matter of generators/catalog/environments/${environment.name}.ts.`,
      ),
      ...unless(
        !isFixed || min === max,
        at(entry, 'max'),
        `${environment.name} has no autoscaler, but the scale is from ${min} to ${max} pods.`,
        'Give min and max the same number.',
      ),
    ];
  });
}

/** What is wrong with freezes and thaws. */
export function freezeProblems({ environments, freezes, thaws }: Catalog): CatalogProblem[] {
  return [
    ...environments.flatMap((entry) => entry.value.delivery.freezes.flatMap((freeze, index) => recurringProblems(entry, freeze, index))),
    ...environments.flatMap((entry) => {
      const data = freezes.find(({ environment }) => environment === entry.value.name);
      const own = entry.value.delivery.freezes.map(({ name }, index) => ({ spot: at(entry, 'delivery', 'freezes', index, 'name'), name }));
      const once = (data?.value.freezes ?? []).map(({ name }, index) => ({
        spot: at(data ?? entry, 'freezes', index, 'name'),
        name,
      }));
      return repeated([...own, ...once]);
    }),
    ...freezes.flatMap((entry) => [
      ...entry.value.freezes.flatMap((freeze, index) => [
        ...unless(
          label.test(freeze.name),
          at(entry, 'freezes', index, 'name'),
          `The name "${freeze.name}" of a freeze is no DNS label.`,
          'Write it like year-end-2026.',
        ),
        ...timeProblems(at(entry, 'freezes', index), `The freeze "${freeze.name}"`, freeze),
      ]),
    ]),
    ...thaws.flatMap((entry) => [
      ...timeProblems(at(entry), `The thaw for ${entry.value.incident}`, entry.value),
      ...uncut(entry, environments),
    ]),
  ];
}

/** Environments that a version cannot reach: from one that does not exist, or in a circle. */
export function pathProblems(environments: readonly Entry<EnvironmentDefinition>[]): CatalogProblem[] {
  const names = environments.map(({ value }) => value.name);
  const fromOf = new Map(environments.map(({ value }) => [value.name, value.delivery.from]));
  return environments.flatMap((entry) => {
    const { from } = entry.value.delivery;
    if (from === undefined) return [];
    if (!names.includes(from)) {
      return unknownName(at(entry, 'delivery', 'from'), `Versions come from "${from}", but no environment has that name.`, from, names);
    }
    const seen = new Set<string>();
    for (let step: string | undefined = from; step !== undefined && !seen.has(step); step = fromOf.get(step)) {
      if (step === entry.value.name) {
        return [
          problem(
            at(entry, 'delivery', 'from'),
            `Versions go in a circle: ${step} gets them from itself.`,
            'Change delivery.from of one of the environments.',
          ),
        ];
      }
      seen.add(step);
    }
    return [];
  });
}

function recurringProblems(
  entry: Entry<EnvironmentDefinition>,
  { name, schedule, timeZone }: RecurringFreeze,
  index: number,
): CatalogProblem[] {
  const freeze = ['delivery', 'freezes', index];
  const reason = unreadable(schedule, timeZone);
  return [
    ...unless(
      label.test(name),
      at(entry, ...freeze, 'name'),
      `The name "${name}" of a freeze is no DNS label.`,
      'Write it like month-end-closing.',
    ),
    ...(reason === undefined
      ? []
      : [
          problem(
            at(entry, ...freeze, 'schedule'),
            `The freeze "${name}" never begins: ${reason}`,
            'Write five cron fields and a time zone such as Asia/Shanghai.',
          ),
        ]),
  ];
}

/** Why a schedule of five fields in a time zone cannot be read; undefined where it can. */
export function unreadable(schedule: string, timeZone: string): string | undefined {
  try {
    // Any day will do: what matters is that there is a next time.
    return new Cron(schedule, { timezone: timeZone, paused: true }).nextRun(dateOf(0)) === null
      ? `"${schedule}" has no next time.`
      : undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: |^CronDate: /, '') : String(error);
  }
}

/** Whether a readable schedule has two starts with one minute between them. */
export function startsEachMinute(schedule: string, timeZone: string): boolean {
  const cron = new Cron(schedule, { timezone: timeZone, paused: true });
  const first = cron.nextRun(dateOf(0));
  let last = first;
  // Minutes are the same in every hour, and the last of one is followed by the first of the next.
  while (first !== null && last !== null && last.getTime() - first.getTime() <= 2 * hour) {
    const next = cron.nextRun(last);
    if (next !== null && next.getTime() - last.getTime() === minute) return true;
    last = next;
  }
  return false;
}

function timeProblems(spot: Spot, what: string, { from, to }: { readonly from: string; readonly to: string }): CatalogProblem[] {
  const [start, end] = [timeOf(from), timeOf(to)];
  const field = (name: string) => at(spot, ...(spot.path ?? []), name);
  for (const [name, text] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (!isReal(text)) return [problem(field(name), `${what} names "${text}", which no calendar has.`, 'Write a day that exists.')];
  }
  if (end <= start)
    return [problem(field('to'), `${what} ends at ${to}, not after its beginning at ${from}.`, 'Put the end after the beginning.')];
  return unless(
    end - start <= longestDays * day,
    field('to'),
    `${what} lasts longer than ${longestDays} days.`,
    'Split it, or leave the environment alone by other means.',
  );
}

function uncut(entry: DataEntry<Thaw>, environments: Catalog['environments']): CatalogProblem[] {
  const environment = environments.find(({ value }) => value.name === entry.environment);
  const readable = (environment?.value.delivery.freezes ?? []).filter(
    ({ schedule, timeZone }) => unreadable(schedule, timeZone) === undefined,
  );
  const { from, to } = entry.value;
  if (!isReal(from) || !isReal(to)) return [];
  return readable
    .filter((freeze) => !canBeCut(freeze))
    .filter((freeze) => occurrences(freeze, { from: timeOf(from), to: timeOf(to) }).length > 0)
    .map(({ name }) =>
      problem(
        at(entry),
        `A thaw meets the freeze "${name}", which begins more often than once a month, so no window of Argo CD can leave out one time.`,
        `Change "${name}" in ${environment?.file ?? ''} for that time instead.`,
      ),
    );
}

function repeated(names: readonly { readonly spot: Spot; readonly name: string }[]): CatalogProblem[] {
  const seen = new Set<string>();
  return names.flatMap(({ spot, name }) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [problem(spot, `Two freezes have the name "${name}".`, 'Rename one of them.')];
  });
}
