import { RE2JS } from '@bufbuild/re2';

/** Patterns that were compiled so far; undefined for what RE2 does not take. */
const compiled = new Map<string, RE2JS | undefined>();

/** A regular expression as Go reads it (RE2: no look-around, no references back), or undefined when it is none. */
function regularExpression(pattern: string): RE2JS | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  const made = attempt(pattern);
  compiled.set(pattern, made);
  return made;
}

function attempt(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

/** Whether a pattern of a schema is found in a text; one that RE2 does not take refuses nothing. */
export function isFound(pattern: string, text: string): boolean {
  return regularExpression(pattern)?.test(text) ?? true;
}

const byte = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const time = /^(\d{2}):(\d{2}):(\d{2})(.\d+)?(z|[+-]\d{2}:\d{2})$/;

/** Formats that the API server judges in custom kinds (apiextensions-apiserver 0.35); all others, `int32` too, it leaves alone. */
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  byte: (text) => byte.test(text),
  'date-time': isDateTime,
  datetime: isDateTime,
  date: isDate,
  ipv4: isIpv4,
  ipv6: isIpv6,
  uuid: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
};

/** Whether a text has a format, or the format is one that nobody judges. */
export function hasFormat(format: string, text: string): boolean {
  return formats[format]?.(text) ?? true;
}

function isDateTime(text: string): boolean {
  const [day = '', rest] = text.toLowerCase().split('t');
  const [, hours = '', minutes = '', seconds = ''] = time.exec(rest ?? '') ?? [];
  return isDate(day) && hours !== '' && hours <= '23' && minutes <= '59' && seconds <= '59';
}

function isDate(text: string): boolean {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day >= 1 && day <= days;
}

/** An address of version 4, without leading zeros. */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** An address of version 6, without a zone. */
export function isIpv6(text: string): boolean {
  const [head = '', tail, more] = text.split('::');
  if (!text.includes(':') || more !== undefined) return false;
  const groupsOf = (part: string): readonly string[] => (part === '' ? [] : part.split(':'));
  const groups = [...groupsOf(head), ...groupsOf(tail ?? '')];
  const last = groups.at(-1) ?? '';
  const mapped = last.includes('.') ? 1 : 0;
  if (mapped === 1 && !isIpv4(last)) return false;
  if (!groups.slice(0, groups.length - mapped).every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  return tail === undefined ? groups.length + mapped === 8 : groups.length + mapped < 8;
}
