import { isCron } from '../../parts/cron.ts';
import { isTimeZone } from '../../time-zones.ts';
import { missing, refuseValue, type Spot, text } from '../spots/spot.ts';

/** The schedule of a CronJob (pkg/apis/batch/validation: validateScheduleFormat). */
export function checkSchedule(schedule: Spot): void {
  if (text(schedule) === '') {
    missing(schedule);
    return;
  }
  const remedy = 'Write five fields such as "0 2 * * *", or @daily and the like; the time zone goes into timeZone.';
  if (!isCron(text(schedule), { descriptors: true }) || text(schedule).includes('TZ')) refuseValue(schedule, 'is no schedule', remedy);
}

/** A time zone (validateTimeZone, and Go's time.LoadLocation, which minds capitals). */
export function checkTimeZone(zone: Spot): void {
  if (typeof zone.value !== 'string') return;
  const remedy = 'Write a name of the time zone database, such as Europe/Berlin.';
  const parts = text(zone).split('/');
  const isName = parts.every((part) => /^[A-Za-z._0-9+][A-Za-z._0-9+-]{0,13}$/.test(part) && part !== '.' && part !== '..');
  if (!isName || text(zone).toLowerCase() === 'local' || !isTimeZone(text(zone))) refuseValue(zone, 'is no time zone', remedy);
}
