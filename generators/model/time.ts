/** A point in time to the minute, in UTC: `2026-12-01T00:00Z`. Commit trailers write it in the same way. */
export const instant = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\dZ$/;

/** Milliseconds since 1970 of an instant. */
export function timeOf(text: string): number {
  return dateOf(text.replace('Z', ':00Z')).getTime();
}

/** The instant of a number of milliseconds since 1970, cut to the minute. */
export function instantOf(time: number): string {
  return `${dateOf(time).toISOString().slice(0, 16)}Z`;
}

/** Whether an instant names a day that a calendar has: there is no 31 November. */
export function isReal(text: string): boolean {
  const time = timeOf(text);
  return !Number.isNaN(time) && instantOf(time) === text;
}

/** A given time as what libraries want. */
export function dateOf(time: number | string) {
  // biome-ignore lint/style/noRestrictedGlobals: a time that somebody gave, never the clock
  return new Date(time);
}
