import { duration } from '../../kubernetes/durations.ts';

/** A duration as Go reads it, with a sign, in seconds; undefined when it is none. */
export function goDuration(text: string): number | undefined {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/.exec(text) ?? [];
  const seconds = duration(rest);
  return seconds === undefined ? undefined : sign === '-' ? -seconds : seconds;
}
