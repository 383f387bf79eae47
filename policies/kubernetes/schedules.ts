/**
 * The most days between two days on which a cron expression of five fields fires, over four years; undefined for one that cannot be
 * read or never fires. As cron does it: where day of the month and day of the week are both said, either will do.
 */
export function longestGapDays(schedule: string): number | undefined {
  const named = named5(schedule.trim());
  const fields = named.split(/\s+/);
  const [, , dates, months, weekdays] = fields;
  if (fields.length !== 5 || dates === undefined || months === undefined || weekdays === undefined) return undefined;
  const [date, month, weekday] = [values(dates, 1, 31), values(months, 1, 12), values(weekdays, 0, 7)];
  if (date === undefined || month === undefined || weekday === undefined) return undefined;
  const [anyDate, anyWeekday] = [isAny(dates), isAny(weekdays)];
  let last: number | undefined;
  let longest: number | undefined;
  for (const [index, today] of fourYears.entries()) {
    const onDate = date.has(today.date);
    const onWeekday = weekday.has(today.weekday) || (today.weekday === 0 && weekday.has(7));
    const fires = month.has(today.month) && (anyDate || anyWeekday ? onDate && onWeekday : onDate || onWeekday);
    if (!fires) continue;
    if (last !== undefined) longest = Math.max(longest ?? 0, index - last);
    last = index;
  }
  return longest;
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
  return shorthands[schedule] ?? schedule;
}

function isAny(field: string): boolean {
  return /^[*?]/.test(field);
}

/** The numbers of one field: `*`, `8,22`, `1-5`, `*\/2`. Names of days and months are not read. */
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
