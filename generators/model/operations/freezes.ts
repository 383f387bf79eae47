import { Cron } from 'croner';
import { dateOf, instantOf, timeOf } from '../time.ts';
import type { DataEntry, FreezeEntry, FreezeList, RecurringFreeze, Thaw } from './operations.ts';

/** From the first millisecond to before the second. */
interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A window in which Argo CD must not sync, as its projects write it. */
export interface DenyWindow {
  /** Cron, five fields, in `timeZone`. */
  readonly schedule: string;
  /** Go duration. */
  readonly duration: string;
  readonly timeZone: string;
  readonly description: string;
}

/** A freeze that is on. */
export interface ActiveFreeze {
  readonly name: string;
  readonly reason: string;
  /** When it began, and when it ends, as milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

const hour = 3_600_000;

/** One-time freezes and thaws of all environments. */
interface Frozen {
  readonly freezes: readonly FreezeEntry[];
  readonly thaws: readonly DataEntry<Thaw>[];
}

/** What comes once in an environment, and the gaps. */
export function freezesIn({ freezes, thaws }: Frozen, environment: string): FreezeList {
  return {
    freezes: freezes.filter((entry) => entry.environment === environment).flatMap(({ value }) => value.freezes),
    thaws: thaws.filter((entry) => entry.environment === environment).map(({ value }) => value),
  };
}

/** The freeze that is on at a time (milliseconds since 1970), unless a thaw suspends all of them. */
export function activeFreeze(recurring: readonly RecurringFreeze[], { freezes, thaws }: FreezeList, at: number): ActiveFreeze | undefined {
  const isOn = ({ from, to }: Interval) => from <= at && at < to;
  if (thaws.some((thaw) => isOn(intervalOf(thaw)))) return undefined;
  const once = freezes.find((freeze) => isOn(intervalOf(freeze)));
  if (once !== undefined) return { name: once.name, reason: once.reason, from: timeOf(once.from), to: timeOf(once.to) };
  for (const freeze of recurring) {
    const on = occurrences(freeze, { from: at, to: at + 1 }).find(isOn);
    if (on !== undefined) return { name: freeze.name, reason: freeze.reason, from: on.from, to: on.to };
  }
  return undefined;
}

/** The freeze that begins first after a time, within so many days; thaws do not count, which come when something is on. */
export function nextFreeze(
  recurring: readonly RecurringFreeze[],
  { freezes }: FreezeList,
  at: number,
  days: number,
): ActiveFreeze | undefined {
  const until = at + days * 24 * hour;
  const ahead = [
    ...freezes.map(({ name, reason, from, to }) => ({ name, reason, from: timeOf(from), to: timeOf(to) })),
    ...recurring.flatMap((freeze) =>
      occurrences(freeze, { from: at, to: until }).map((own) => ({ name: freeze.name, reason: freeze.reason, ...own })),
    ),
  ];
  return ahead.filter(({ from }) => at < from && from < until).sort((a, b) => a.from - b.from)[0];
}

/**
 * The deny windows that mean the same to Argo CD. Its cron knows no year, so a one-time freeze would come again a year
 * later: it has to leave its file before. A thaw cuts one-time freezes; of a recurring one it takes away the month of the
 * occurrence that it meets, and gives back what is left of that occurrence as windows of their own.
 */
export function denyWindows(recurring: readonly RecurringFreeze[], { freezes, thaws }: FreezeList): readonly DenyWindow[] {
  const gaps = thaws.map(intervalOf);
  return [
    ...recurring.flatMap((freeze) => {
      const cut = gaps.flatMap((gap) => occurrences(freeze, gap));
      const schedule = withoutMonths(freeze, cut);
      const whole = { duration: `${freeze.hours}h`, timeZone: freeze.timeZone, description: freeze.reason };
      return [...(schedule === undefined ? [] : [{ schedule, ...whole }]), ...pieces(unique(cut), gaps, freeze.reason)];
    }),
    ...freezes.flatMap((freeze) => pieces([intervalOf(freeze)], gaps, freeze.reason)),
  ];
}

/** Whether one occurrence can be left out of a recurring freeze: it begins once a month, on a day of the month. */
export function canBeCut({ schedule, hours }: RecurringFreeze): boolean {
  return /^\d+ \d+ \d+ (\*|\d+(,\d+)*) \*$/.test(schedule) && hours <= 27 * 24;
}

/** The occurrences of a recurring freeze that a time meets. */
export function occurrences({ schedule, hours, timeZone }: RecurringFreeze, { from, to }: Interval): readonly Interval[] {
  const cron = new Cron(schedule, { timezone: timeZone, paused: true });
  const found: Interval[] = [];
  // An occurrence that ends just when the time begins does not meet it.
  let start = cron.nextRun(dateOf(from - hours * hour));
  while (start !== null && start.getTime() < to) {
    found.push({ from: start.getTime(), to: start.getTime() + hours * hour });
    start = cron.nextRun(start);
  }
  return found;
}

function withoutMonths({ schedule, timeZone }: RecurringFreeze, cut: readonly Interval[]): string | undefined {
  if (cut.length === 0) return schedule;
  const [minute, hourOfDay, day, months = '*', weekday] = schedule.split(' ');
  const gone = new Set(cut.map(({ from }) => monthIn(timeZone, from)));
  const all = months === '*' ? Array.from({ length: 12 }, (_, index) => index + 1) : months.split(',').map(Number);
  const left = all.filter((month) => !gone.has(month));
  return left.length === 0 ? undefined : [minute, hourOfDay, day, left.join(','), weekday].join(' ');
}

/** The month, 1 to 12, that it is at a place. */
function monthIn(timeZone: string, time: number): number {
  return Number(new Intl.DateTimeFormat('en-US', { timeZone, month: 'numeric' }).format(time));
}

function pieces(intervals: readonly Interval[], gaps: readonly Interval[], description: string): readonly DenyWindow[] {
  const left = gaps.reduce<readonly Interval[]>((parts, gap) => parts.flatMap((part) => without(part, gap)), intervals);
  return left.map(({ from, to }) => {
    const start = dateOf(from);
    const schedule = [start.getUTCMinutes(), start.getUTCHours(), start.getUTCDate(), start.getUTCMonth() + 1, '*'].join(' ');
    const minutes = (to - from) / 60_000;
    const duration = minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
    return { schedule, duration, timeZone: 'UTC', description: `${description}, until ${instantOf(to)}` };
  });
}

function without({ from, to }: Interval, gap: Interval): readonly Interval[] {
  return [
    { from, to: Math.min(to, gap.from) },
    { from: Math.max(from, gap.to), to },
  ].filter((part) => part.from < part.to);
}

function unique(intervals: readonly Interval[]): readonly Interval[] {
  return [...new Map(intervals.map((interval) => [interval.from, interval])).values()];
}

function intervalOf({ from, to }: { readonly from: string; readonly to: string }): Interval {
  return { from: timeOf(from), to: timeOf(to) };
}
