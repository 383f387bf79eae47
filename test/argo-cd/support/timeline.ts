import type { ApplicationState } from './applications.ts';
import { isUp } from './applications.ts';

/** When an Application was made, and when it was up for the first time: seconds since the start. */
export interface Milestones {
  readonly wave: number;
  readonly environment: string | undefined;
  readonly made: number;
  up?: number;
}

/** What was seen of all Applications. */
export interface Timeline {
  readonly milestones: ReadonlyMap<string, Milestones>;
  /** How often operations of each Application were tried again, over all of them. */
  readonly retries: ReadonlyMap<string, number>;
  see(states: Iterable<ApplicationState>, seconds: number): void;
}

export function createTimeline(): Timeline {
  const milestones = new Map<string, Milestones>();
  const retries = new Map<string, number>();
  const last = new Map<string, number>();
  return {
    milestones,
    retries,
    see: (states, seconds) => {
      for (const state of states) {
        const known = milestones.get(state.name) ?? { wave: state.wave, environment: state.environment, made: seconds };
        milestones.set(state.name, known);
        if (known.up === undefined && isUp(state)) known.up = seconds;
        // An operation that begins counts from nothing again.
        const more = state.retries - (last.get(state.name) ?? 0);
        if (more > 0) retries.set(state.name, (retries.get(state.name) ?? 0) + more);
        last.set(state.name, state.retries);
      }
    },
  };
}

/** Applications that were made while one of an earlier wave of their environment was not up, as sentences. */
export function outOfOrder(timeline: Timeline, environment: string): readonly string[] {
  const own = [...timeline.milestones].filter(([name, entry]) => entry.environment === environment && isOfAWave(name));
  return own.flatMap(([name, { wave, made }]) =>
    own
      .filter(([, before]) => before.wave < wave && (before.up === undefined || before.up > made))
      .map(
        ([before, { up }]) =>
          `${name} was made after ${Math.round(made)} s, ${before} was up ${up === undefined ? 'never' : `after ${Math.round(up)} s`}`,
      ),
  );
}

/** A row for each wave of an environment: `| -15 | 12 | 20 | namespaces-dev |`. */
export function waveRows(timeline: Timeline, environment: string): readonly string[] {
  const own = [...timeline.milestones].filter(([name, entry]) => entry.environment === environment && isOfAWave(name));
  const waves = [...Map.groupBy(own, ([, { wave }]) => wave)].sort(([a], [b]) => a - b);
  return waves.map(([wave, members]) => {
    const made = Math.min(...members.map(([, entry]) => entry.made));
    const up = Math.max(...members.map(([, entry]) => entry.up ?? Number.POSITIVE_INFINITY));
    return `| ${wave} | ${Math.round(made)} | ${Math.round(up)} | ${members
      .map(([name]) => name)
      .sort()
      .join(', ')} |`;
  });
}

/** The Applications that make others are no part of the order that they make. */
function isOfAWave(name: string): boolean {
  return !/^(?:root|projects)(?:-|$)/.test(name);
}
