import { isTimeZone } from '../time-zones.ts';

/** What of robfig/cron a program has switched on. */
export interface CronOptions {
  /** Whether `@daily` and its like, and `@every 1h`, count: so for Kubernetes (ParseStandard), not for KEDA and Argo CD. */
  readonly descriptors?: boolean;
}

/**
 * Whether a text is a schedule of five fields as robfig/cron reads it: 3.0.1, which Kubernetes 1.35 and KEDA 2.20.2 are built with (parser.go);
 * that of Argo CD 3.4.4 reads the same. Sunday is 0, never 7; a range does not run backwards; what follows the hyphen of `*-5` is not looked
 * at, and an empty part of a list neither. A time zone may stand before it (`TZ=`, `CRON_TZ=`).
 */
export function isCron(text: string, { descriptors = false }: CronOptions = {}): boolean {
  const [, zone, zoned] = /^(?:CRON_)?TZ=([^ ]*) (.*)$/s.exec(text) ?? [];
  if (zoned === undefined ? /^(?:CRON_)?TZ=/.test(text) : !isLocation(zone ?? '')) return false;
  const spec = zoned === undefined ? text : zoned.trim();
  if (spec.startsWith('@')) return descriptors && isDescriptor(spec);
  const fields = spec.split(/\s+/).filter((field) => field !== '');
  return fields.length === bounds.length && bounds.every((bound, index) => isField(fields[index] ?? '', bound));
}

/** Go's time.LoadLocation takes these beside the names of the database; the empty one is UTC. */
function isLocation(name: string): boolean {
  return ['', 'UTC', 'Local'].includes(name) || isTimeZone(name);
}

const named = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

function isDescriptor(text: string): boolean {
  const every = '@every ';
  if (!text.startsWith(every)) return named.includes(text);
  // Go's durations.
  return /^[-+]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/.test(text.slice(every.length));
}

interface Bounds {
  readonly lowest: number;
  readonly highest: number;
  /** Names of the values from the lowest on. */
  readonly names: readonly string[];
}

const bounds: readonly Bounds[] = [
  { lowest: 0, highest: 59, names: [] },
  { lowest: 0, highest: 23, names: [] },
  { lowest: 1, highest: 31, names: [] },
  { lowest: 1, highest: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { lowest: 0, highest: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

function isField(text: string, bound: Bounds): boolean {
  return text.split(',').every((item) => item === '' || isRange(item, bound));
}

function isRange(item: string, { lowest, highest, names }: Bounds): boolean {
  const [range = '', step, ...slashes] = item.split('/');
  if (slashes.length > 0) return false;
  const width = step === undefined ? 1 : integer(step);
  if (width === undefined || width === 0) return false;
  const [from = '', to, ...hyphens] = range.split('-');
  if (from === '*' || from === '?') return true;
  if (hyphens.length > 0) return false;
  const read = (text: string) => {
    const place = names.indexOf(text.toLowerCase());
    return place === -1 ? integer(text) : place + lowest;
  };
  const start = read(from);
  // `5/2` is from 5 to the end.
  const end = to === undefined ? (step === undefined ? start : highest) : read(to);
  return start !== undefined && end !== undefined && start >= lowest && end <= highest && start <= end;
}

/** A number as Go's strconv.Atoi reads it, and robfig/cron takes it. */
function integer(text: string): number | undefined {
  return /^\+?\d+$/.test(text) ? Number(text) : undefined;
}
