import type { NextStep } from '../delivery/promotion.ts';
import type { Status, StatusRow } from './status.ts';

/** What is of a service in an environment, and where it may go from there. */
export interface StatusPlace {
  readonly row: StatusRow | undefined;
  readonly next: readonly NextStep[];
}

/** Finds what a table shows where a service and an environment meet, without a search of all for each. */
export function placesOf(
  { rows }: Pick<Status, 'rows'>,
  steps: readonly NextStep[],
): (service: string, environment: string) => StatusPlace {
  const keyOf = (service: string, environment: string) => `${service}/${environment}`;
  const rowOf = new Map(rows.map((row) => [keyOf(row.service, row.environment), row]));
  const nextOf = Map.groupBy(steps, ({ service, from }) => keyOf(service, from));
  return (service, environment) => {
    const key = keyOf(service, environment);
    return { row: rowOf.get(key), next: nextOf.get(key) ?? [] };
  };
}
