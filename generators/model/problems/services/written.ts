import type { Entry } from '../../entry.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { at, type Spot } from '../problem.ts';

type Path = readonly (string | number)[];

/** Where a setting stands, or the nearest to it that does. */
export type SpotOf = (...path: readonly string[]) => Spot;

/**
 * Where a service file says a setting: for the environment, or else for all; the file itself where neither does.
 * @param owners the parts of the file that have settings, the one that counts first: a worker, then the service
 */
export function writtenBy(entry: Entry<ServiceDefinition>, environment: string, ...owners: readonly Path[]): SpotOf {
  const places = owners.flatMap((owner) => [
    [...owner, 'environments', environment],
    [...owner, 'settings'],
  ]);
  return (...path) => {
    const said = places.find((place) => valueAt(entry.value, [...place, ...path]) !== undefined);
    return said === undefined ? at(entry) : at(entry, ...said, ...path);
  };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}
