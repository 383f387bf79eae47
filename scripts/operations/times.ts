import { instant, instantOf, isReal, timeOf } from '../../generators/model/time.ts';
import { UserError } from '../terminal/errors.ts';

/** The last instant that has a year of four digits. */
const last = timeOf('9999-12-31T23:59Z');
const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * The instant that a person means: an instant, a date (its beginning in UTC), a time with an offset, or a span from now such
 * as `4h` or `7d`.
 * @throws UserError for anything else
 */
export function instantGiven(text: string, option: string, now: number): string {
  const span = /^(\d+)([mhd])$/.exec(text);
  if (span !== null) {
    const time = now + Number(span[1]) * units[span[2] as keyof typeof units];
    if (time <= last) return instantOf(time);
    throw new UserError({ what: `"${text}" from now is past the year 9999.`, where: option, how: 'Name a nearer time: 4h, 7d.' });
  }
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00Z` : text;
  if (instant.test(whole) && isReal(whole)) return whole;
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[+-]\d{2}:\d{2}$/.test(text) && isReal(`${text.slice(0, 16)}Z`)) return instantOf(Date.parse(text));
  throw new UserError({
    what: `"${text}" is no time.`,
    where: option,
    how: 'Write 2026-12-01T08:00Z, 2026-12-01T08:00+08:00, 2026-12-01, or a span from now: 30m, 4h, 7d.',
  });
}

/** An instant that lies ahead, as `instantGiven`, at most so many days. */
export function deadlineGiven(text: string, option: string, now: number, mostDays: number): string {
  const deadline = instantGiven(text, option, now);
  if (timeOf(deadline) <= now) {
    throw new UserError({ what: `${deadline} is over.`, where: option, how: 'Name a time that lies ahead, such as 7d.' });
  }
  if (timeOf(deadline) > now + mostDays * units.d) {
    const how = 'Name a nearer time; what is to last is written in the file of the service or the environment.';
    throw new UserError({ what: `${deadline} is more than ${mostDays} days away.`, where: option, how });
  }
  return deadline;
}

/** How long ago or ahead, in the largest unit that leaves at least two: `3d`, `26h`, `15m`. */
export function span(milliseconds: number): string {
  const minutes = Math.floor(Math.abs(milliseconds) / units.m);
  if (minutes < 120) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 72 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

/** An instant, or milliseconds since 1970, as the clock of a zone shows it: `Tue 2026-12-01 08:00 Asia/Shanghai`. */
export function moment(time: string | number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(typeof time === 'string' ? timeOf(time) : time);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('weekday')} ${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')} ${timeZone}`;
}
