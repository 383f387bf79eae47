import { instant, isReal, timeOf } from '../../generators/model/time.ts';
import { UserError } from '../terminal/errors.ts';

/** The time of a test, as an instant: `OPS_NOW=2026-12-01T00:00Z`. Commits are dated by it, too. */
const variable = 'OPS_NOW';

/**
 * The time, as milliseconds since 1970, by which gates judge.
 * @throws UserError when OPS_NOW is no instant
 */
export function currentTime(environment: NodeJS.ProcessEnv = process.env): number {
  const given = environment[variable];
  if (given === undefined) return Date.now();
  const time = timeOf(given);
  if (!instant.test(given) || !isReal(given))
    throw new UserError({ what: `"${given}" is no time.`, where: variable, how: 'Write it as 2026-12-01T00:00Z.' });
  return time;
}

/** What a person must know who does not see that the clock is another one: empty where it is not. */
export function clockNote(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment[variable];
  return given === undefined
    ? ''
    : `note   ${variable} is set: gates and commits of this command take it to be ${JSON.stringify(given).slice(1, -1)}.\n`;
}

/** What makes Git date a commit by OPS_NOW; nothing without it. */
export function commitDates(environment: NodeJS.ProcessEnv = process.env): Readonly<Record<string, string>> {
  if (environment[variable] === undefined) return {};
  const date = `${Math.floor(currentTime(environment) / 1000)} +0000`;
  return { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
}
