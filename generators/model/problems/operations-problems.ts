import { Cron } from 'croner';
import type { Catalog } from '../catalog.ts';
import type { Entry } from '../entry.ts';
import type { EnvironmentDefinition } from '../environment/environment.ts';
import { fewestPods } from '../instance.ts';
import { canBeCut, occurrences } from '../operations/freezes.ts';
import { type FreezeEntry, noFreezes, type RecurringFreeze } from '../operations/operations.ts';
import { dateOf, isReal, timeOf } from '../time.ts';
import { type CatalogProblem, label, problem, unknownName, unless } from './problem.ts';

/** A window of Argo CD repeats every year, so one must be over long before it begins again. */
const longestDays = 60;
const day = 86_400_000;

/** What is wrong with the bounds of temporary scales. */
export function scalingProblems({ scaling, environments }: Catalog): CatalogProblem[] {
  return scaling.flatMap((entry) => {
    const environment = environments.find(({ value }) => value.name === entry.environment)?.value;
    if (environment === undefined) return [];
    const { min, max } = entry.value;
    const fewest = fewestPods(environment);
    const isFixed = 'fixed' in environment.replicas;
    return [
      ...unless(min <= max, entry, `The least number of pods, ${min}, is above the most, ${max}.`, 'Lower min or raise max.'),
      ...unless(
        min >= fewest,
        entry,
        `${min} pods at least are fewer than the ${fewest} of every service in ${environment.name}.`,
        `Write at least ${fewest}; fewer for all is a matter of generators/catalog/environments/${environment.name}.ts.`,
      ),
      ...unless(
        !isFixed || min === max,
        entry,
        `${environment.name} has no autoscaler, but the scale is from ${min} to ${max} pods.`,
        'Give min and max the same number.',
      ),
    ];
  });
}

/** What is wrong with freezes and thaws. */
export function freezeProblems({ environments, freezes }: Catalog): CatalogProblem[] {
  return [
    ...environments.flatMap((entry) => entry.value.delivery.freezes.flatMap((freeze) => recurringProblems(entry, freeze))),
    ...environments.flatMap((entry) => {
      const data = freezes.find(({ environment }) => environment === entry.value.name);
      const own = entry.value.delivery.freezes.map((freeze) => ({ entry: entry as Entry<unknown>, name: freeze.name }));
      const once = (data?.value ?? noFreezes).freezes.map((freeze) => ({ entry: (data ?? entry) as Entry<unknown>, name: freeze.name }));
      return repeated([...own, ...once]);
    }),
    ...freezes.flatMap((entry) => [
      ...entry.value.freezes.flatMap((freeze) => [
        ...unless(label.test(freeze.name), entry, `The name "${freeze.name}" of a freeze is no DNS label.`, 'Write it like year-end-2026.'),
        ...timeProblems(entry, `The freeze "${freeze.name}"`, freeze),
      ]),
      ...entry.value.thaws.flatMap((thaw) => timeProblems(entry, `The thaw for ${thaw.incident}`, thaw)),
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
      return unknownName(entry, `Versions come from "${from}", but no environment has that name.`, from, names);
    }
    const seen = new Set<string>();
    for (let at: string | undefined = from; at !== undefined && !seen.has(at); at = fromOf.get(at)) {
      if (at === entry.value.name) {
        return [
          problem(entry, `Versions go in a circle: ${at} gets them from itself.`, 'Change delivery.from of one of the environments.'),
        ];
      }
      seen.add(at);
    }
    return [];
  });
}

function recurringProblems(entry: Entry<EnvironmentDefinition>, { name, schedule, timeZone }: RecurringFreeze): CatalogProblem[] {
  const reason = unreadable(schedule, timeZone);
  return [
    ...unless(label.test(name), entry, `The name "${name}" of a freeze is no DNS label.`, 'Write it like month-end-closing.'),
    ...(reason === undefined
      ? []
      : [problem(entry, `The freeze "${name}" never begins: ${reason}`, 'Write five cron fields and a time zone such as Asia/Shanghai.')]),
  ];
}

function unreadable(schedule: string, timeZone: string): string | undefined {
  try {
    // Any day will do: what matters is that there is a next time.
    return new Cron(schedule, { timezone: timeZone, paused: true }).nextRun(dateOf(0)) === null
      ? `"${schedule}" has no next time.`
      : undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: |^CronDate: /, '') : String(error);
  }
}

function timeProblems(entry: Entry<unknown>, what: string, { from, to }: { readonly from: string; readonly to: string }): CatalogProblem[] {
  const [start, end] = [timeOf(from), timeOf(to)];
  for (const text of [from, to]) {
    if (!isReal(text)) return [problem(entry, `${what} names "${text}", which no calendar has.`, 'Write a day that exists.')];
  }
  if (end <= start)
    return [problem(entry, `${what} ends at ${to}, not after its beginning at ${from}.`, 'Put the end after the beginning.')];
  return unless(
    end - start <= longestDays * day,
    entry,
    `${what} lasts longer than ${longestDays} days.`,
    'Split it, or leave the environment alone by other means.',
  );
}

function uncut(entry: FreezeEntry, environments: Catalog['environments']): CatalogProblem[] {
  const environment = environments.find(({ value }) => value.name === entry.environment);
  const readable = (environment?.value.delivery.freezes ?? []).filter(
    ({ schedule, timeZone }) => unreadable(schedule, timeZone) === undefined,
  );
  const thaws = entry.value.thaws.filter(({ from, to }) => isReal(from) && isReal(to));
  return readable
    .filter((freeze) => !canBeCut(freeze))
    .filter((freeze) => thaws.some(({ from, to }) => occurrences(freeze, { from: timeOf(from), to: timeOf(to) }).length > 0))
    .map(({ name }) =>
      problem(
        entry,
        `A thaw meets the freeze "${name}", which begins more often than once a month, so no window of Argo CD can leave out one time.`,
        `Change "${name}" in ${environment?.file ?? ''} for that time instead.`,
      ),
    );
}

function repeated(names: readonly { readonly entry: Entry<unknown>; readonly name: string }[]): CatalogProblem[] {
  const seen = new Set<string>();
  return names.flatMap(({ entry, name }) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [problem(entry, `Two freezes have the name "${name}".`, 'Rename one of them.')];
  });
}
