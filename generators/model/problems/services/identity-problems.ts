import type { Entry } from '../../entry.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { type CatalogProblem, keyAt, unknownName } from '../problem.ts';

/** What is wrong with what a service is known as outside its namespace. */
export function identityProblems(entry: Entry<ServiceDefinition>, environments: readonly string[]): CatalogProblem[] {
  return Object.entries(entry.value.identity?.cloudRole ?? {}).flatMap(([environment]) =>
    unknownName(
      keyAt(entry, 'identity', 'cloudRole', environment),
      `The service has a role for "${environment}", but no environment has that name.`,
      environment,
      environments,
    ),
  );
}
