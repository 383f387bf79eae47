import type { Entry } from '../../entry.ts';
import type { EnvironmentFile } from '../../environment/environment.ts';
import { type PlacedEnvironment, placesOf } from '../../environment/places.ts';
import { validatorOf } from '../shape/schema.ts';
import { placeProblems } from './place-problems.ts';

/**
 * The environments that a file means: one for each of its clusters. One that says its clusters wrongly stays whole, and `problemsIn` tells why.
 */
export function dividedPlaces(entry: Entry<EnvironmentFile>): readonly Entry<PlacedEnvironment>[] {
  const clusters: unknown = entry.value?.clusters;
  // Nothing is looked at twice: most files have one.
  if (!Array.isArray(clusters) || clusters.length < 2) return [entry];
  return validatorOf('environment')(entry.value) && placeProblems(entry).length === 0 ? placesOf(entry) : [entry];
}
