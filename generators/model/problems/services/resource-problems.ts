import { containerMost } from '../../service/defaults.ts';
import { bytes, millicores } from '../../service/quantity.ts';
import type { Compute, Resources, ServiceSettings } from '../../service/service.ts';
import { type CatalogProblem, type Spot, unless } from '../problem.ts';
import type { SpotOf } from './written.ts';

/** What is wrong with the resources, pools and sizes of a process. */
export function settingsProblems(spotOf: SpotOf, { resources, pools, maxBodySize }: ServiceSettings): CatalogProblem[] {
  return [
    ...resourceProblems(spotOf, resources),
    ...unless(
      pools.databaseMin <= pools.databaseMax,
      either(spotOf('pools', 'databaseMin'), spotOf('pools', 'databaseMax')),
      `pools.databaseMin ${pools.databaseMin} is above databaseMax ${pools.databaseMax}.`,
      'Lower databaseMin.',
    ),
    ...unless(
      bytes(maxBodySize) !== undefined,
      spotOf('maxBodySize'),
      `maxBodySize "${maxBodySize}" is no quantity of bytes.`,
      'Write it as 16Mi.',
    ),
  ];
}

/** What is wrong with the resources of a container. */
export function resourceProblems(spotOf: SpotOf, resources: Resources): CatalogProblem[] {
  const amounts = (which: 'requests' | 'limits', compute: Compute) => [
    ...unless(
      millicores(compute.cpu) !== undefined,
      spotOf('resources', which, 'cpu'),
      `resources.${which}.cpu "${compute.cpu}" is no CPU quantity.`,
      'Write it as 500m or 2.',
    ),
    ...(['memory', 'ephemeralStorage'] as const).flatMap((key) =>
      unless(
        bytes(compute[key]) !== undefined,
        spotOf('resources', which, key),
        `resources.${which}.${key} "${compute[key]}" is no quantity of bytes.`,
        'Write it as 512Mi or 2Gi.',
      ),
    ),
  ];
  const least = (key: keyof Compute, read: (text: string) => number | undefined) => {
    const [request, limit] = [read(resources.requests[key]), read(resources.limits[key])];
    return unless(
      request === undefined || limit === undefined || limit >= request,
      either(spotOf('resources', 'limits', key), spotOf('resources', 'requests', key)),
      `The ${key} limit ${resources.limits[key]} is below the request ${resources.requests[key]}.`,
      'Raise the limit or lower the request.',
    );
  };
  const most = (key: keyof Compute, read: (text: string) => number | undefined) =>
    unless(
      (read(resources.limits[key]) ?? 0) <= (read(containerMost[key]) ?? 0),
      spotOf('resources', 'limits', key),
      `resources.limits.${key} ${resources.limits[key]} is more than the ${containerMost[key]} that a container may have.`,
      'Lower it, and let more pods share the work.',
    );
  return [
    ...amounts('requests', resources.requests),
    ...amounts('limits', resources.limits),
    ...least('cpu', millicores),
    ...least('memory', bytes),
    ...least('ephemeralStorage', bytes),
    ...most('cpu', millicores),
    ...most('memory', bytes),
    ...most('ephemeralStorage', bytes),
  ];
}

/** The first of two that a file says. */
function either(one: Spot, other: Spot): Spot {
  return one.path?.length === 0 ? other : one;
}
