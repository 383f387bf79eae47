import { isTimeZone } from '../../time-zones.ts';
import { missing, refuseValue, type Spot, text } from '../spots/spot.ts';

/** A schedule as the parser of robfig/cron 3.0.1 takes it, by which Kubernetes 1.35.4 reads CronJobs. */
function isSchedule(value: string): boolean {
  if (value.startsWith('@')) return isShorthand(value);
  const fields = value.trim().split(/\s+/);
  return (
    fields.length === bounds.length && fields.every((part, index) => part.split(',').every((item) => item === '' || isRange(item, index)))
  );
}

const shorthands = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

function isShorthand(value: string): boolean {
  const every = '@every ';
  if (!value.startsWith(every)) return shorthands.includes(value);
  // Go's durations.
  return /^[-+]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/.test(value.slice(every.length));
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const bounds: readonly { readonly lowest: number; readonly highest: number; readonly names: readonly string[] }[] = [
  { lowest: 0, highest: 59, names: [] },
  { lowest: 0, highest: 23, names: [] },
  { lowest: 1, highest: 31, names: [] },
  { lowest: 1, highest: 12, names: months },
  { lowest: 0, highest: 6, names: days },
];

function isRange(item: string, index: number): boolean {
  const { lowest, highest, names } = bounds[index] ?? { lowest: 0, highest: 0, names: [] };
  const [range = '', step, ...more] = item.split('/');
  if (more.length > 0) return false;
  const width = step === undefined ? 1 : numberOf(step);
  if (width === undefined || width === 0) return false;
  const [from = '', to, ...rest] = range.split('-');
  // What follows the hyphen of "*-5" is not looked at.
  if (from === '*' || from === '?') return true;
  if (rest.length > 0) return false;
  const read = (text: string) => {
    const place = names.indexOf(text.toLowerCase());
    return place === -1 ? numberOf(text) : place + lowest;
  };
  const start = read(from);
  const end = to === undefined ? (step === undefined ? start : highest) : read(to);
  return start !== undefined && end !== undefined && start >= lowest && end <= highest && start <= end;
}

function numberOf(text: string): number | undefined {
  return /^\+?\d+$|^-0+$/.test(text) ? Number(text) : undefined;
}

/** The schedule of a CronJob (pkg/apis/batch/validation: validateScheduleFormat). */
export function checkSchedule(schedule: Spot): void {
  if (text(schedule) === '') {
    missing(schedule);
    return;
  }
  const remedy = 'Write five fields such as "0 2 * * *", or @daily and the like; the time zone goes into timeZone.';
  if (!isSchedule(text(schedule)) || text(schedule).includes('TZ')) refuseValue(schedule, 'is no schedule', remedy);
}

/** A time zone (validateTimeZone, and Go's time.LoadLocation, which minds capitals). */
export function checkTimeZone(zone: Spot): void {
  if (typeof zone.value !== 'string') return;
  const remedy = 'Write a name of the time zone database, such as Europe/Berlin.';
  const parts = text(zone).split('/');
  const isName = parts.every((part) => /^[A-Za-z._0-9+][A-Za-z._0-9+-]{0,13}$/.test(part) && part !== '.' && part !== '..');
  if (!isName || text(zone).toLowerCase() === 'local' || !isTimeZone(text(zone))) refuseValue(zone, 'is no time zone', remedy);
}
