import type { Entry } from '../../entry.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { type CatalogProblem, keyAt, unknownName, unless } from '../problem.ts';

/** What is wrong with what a service is known as outside its namespace. */
export function identityProblems(entry: Entry<ServiceDefinition>, environments: readonly string[]): CatalogProblem[] {
  const { identity, main } = entry.value;
  const roles = Object.keys(identity?.cloudRole ?? {}).flatMap((environment) =>
    unknownName(
      keyAt(entry, 'identity', 'cloudRole', environment),
      `The service has a role for "${environment}", but no environment has that name.`,
      environment,
      environments,
    ),
  );
  return [
    ...roles,
    ...unless(
      identity?.leaderElection !== true || main !== 'none',
      keyAt(entry, 'identity', 'leaderElection'),
      'The pods of the main process would elect a leader, and there are none (main: none).',
      'Remove leaderElection, or main.',
    ),
  ];
}
