/**
 * The most days between two days on which a cron expression of five fields fires, over four years; undefined for one that cannot be
 * read or never fires. As cron does it: where day of the month and day of the week are both said, either will do.
 */
export function longestGapDays(schedule: string): number | undefined {
  const firing = daysOf(schedule);
  if (firing === undefined) return undefined;
  let last: number | undefined;
  let longest: number | undefined;
  for (const index of firing) {
    if (last !== undefined) longest = Math.max(longest ?? 0, index - last);
    last = index;
  }
  return longest;
}

/** Whether a cron expression can be read, and no day of four years is one of its. */
export function neverFires(schedule: string): boolean {
  return daysOf(schedule)?.length === 0;
}

/** Whether cron can read an expression: five fields, or a word such as `@daily`. */
export function isSchedule(schedule: string): boolean {
  return daysOf(schedule) !== undefined && minutesOf(schedule) !== undefined;
}

/** The fewest minutes between two times of a day at which a cron expression fires; undefined for one that cannot be read or fires once a day. */
export function shortestGapMinutes(schedule: string): number | undefined {
  const times = minutesOf(schedule);
  if (times === undefined) return undefined;
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  return gaps.length === 0 ? undefined : Math.min(...gaps);
}

/** The minutes of a day at which a cron expression fires. */
function minutesOf(schedule: string): readonly number[] | undefined {
  const [minutes, hours] = named5(schedule.trim()).split(/\s+/);
  const [minute, hour] = [values(minutes ?? '', 0, 59), values(hours ?? '', 0, 23)];
  if (minute === undefined || hour === undefined) return undefined;
  return [...hour].flatMap((base) => [...minute].map((offset) => base * 60 + offset)).sort((one, other) => one - other);
}

/** The days of four years on which a cron expression fires, by number; undefined for one that cannot be read. */
function daysOf(schedule: string): readonly number[] | undefined {
  const fields = named5(schedule.trim()).split(/\s+/);
  const [, , dates, months, weekdays] = fields;
  if (fields.length !== 5 || dates === undefined || months === undefined || weekdays === undefined) return undefined;
  const [date, month, weekday] = [
    values(dates, 1, 31),
    values(numbered(months, monthNames, 1), 1, 12),
    values(numbered(weekdays, dayNames, 0), 0, 7),
  ];
  if (date === undefined || month === undefined || weekday === undefined) return undefined;
  const [anyDate, anyWeekday] = [isAny(dates), isAny(weekdays)];
  return fourYears.flatMap((today, index) => {
    const onDate = date.has(today.date);
    const onWeekday = weekday.has(today.weekday) || (today.weekday === 0 && weekday.has(7));
    const fires = month.has(today.month) && (anyDate || anyWeekday ? onDate && onWeekday : onDate || onWeekday);
    return fires ? [index] : [];
  });
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Names of months and days as numbers. */
function numbered(field: string, names: readonly string[], first: number): string {
  return field.toLowerCase().replace(/[a-z]{3}/g, (name) => (names.includes(name) ? `${names.indexOf(name) + first}` : name));
}

/** Four years, of which the first has a 29th of February and begins on a Saturday, as 2028 does. */
const fourYears = [29, 28, 28, 28]
  .flatMap((february) => [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].map((days, month) => ({ days, month: month + 1 })))
  .flatMap(({ days, month }) => Array.from({ length: days }, (_, index) => ({ month, date: index + 1 })))
  .map((today, index) => ({ ...today, weekday: (index + 6) % 7 }));

const shorthands: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
};

function named5(schedule: string): string {
  return (Object.hasOwn(shorthands, schedule) ? shorthands[schedule] : undefined) ?? schedule;
}

function isAny(field: string): boolean {
  return /^[*?]/.test(field);
}

/** The numbers of one field: `*`, `8,22`, `1-5`, `*\/2`. */
function values(field: string, least: number, most: number): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [, range = '', , from, to, step = '1'] = /^((\*|\?)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
    if (range === '') return undefined;
    const first = from === undefined ? least : Number(from);
    const end = from === undefined || (to === undefined && part.includes('/')) ? most : Number(to ?? from);
    if (Number(step) === 0 || first < least || end > most) return undefined;
    for (let value = first; value <= end; value += Number(step)) found.add(value);
  }
  return found;
}
