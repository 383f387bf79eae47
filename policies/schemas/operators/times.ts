import { duration } from '../../kubernetes/durations.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fields: readonly { readonly least: number; readonly most: number; readonly names?: readonly string[] }[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: ['', ...months] },
  { least: 0, most: 6, names: weekdays },
];

/**
 * Whether a text is a schedule of five fields as robfig/cron reads it (v3, which Kubernetes, KEDA and Argo CD use): Sunday is 0, never 7, and a
 * range does not run backwards.
 * @param shorthands whether `@daily` and its like count
 */
export function isCron(text: string, { shorthands = false }: { readonly shorthands?: boolean } = {}): boolean {
  const trimmed = text.trim();
  if (shorthands && /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(trimmed)) return true;
  const every = /^@every (.+)$/.exec(trimmed)?.[1];
  if (shorthands && every !== undefined) return duration(every) !== undefined;
  const parts = trimmed.split(/\s+/);
  return parts.length === 5 && parts.every((part, index) => isField(part, fields[index]));
}

function isField(text: string, field: (typeof fields)[number] | undefined): boolean {
  if (field === undefined) return false;
  return text.split(',').every((part) => {
    const [range = '', step, more] = part.split('/');
    if (more !== undefined || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))) return false;
    if (range === '*' || range === '?') return true;
    const [from = '', to, extra] = range.split('-');
    const [first, last] = [numberOf(from, field), to === undefined ? undefined : numberOf(to, field)];
    if (extra !== undefined || first === undefined || (to !== undefined && last === undefined)) return false;
    return last === undefined || first <= last;
  });
}

function numberOf(text: string, { least, most, names = [] }: (typeof fields)[number]): number | undefined {
  const named = text === '' ? -1 : names.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** A duration as Go reads it, with a sign, in seconds; undefined when it is none. */
export function goDuration(text: string): number | undefined {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/.exec(text) ?? [];
  const seconds = duration(rest);
  return seconds === undefined ? undefined : sign === '-' ? -seconds : seconds;
}
