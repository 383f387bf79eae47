import type { Entry } from '../../entry.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { at, type CatalogProblem, keyAt, unknownName, unless } from '../problem.ts';

/** `arn:aws:iam::123456789012:role/path/name`, of any partition of the cloud. */
const roleArn = /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** What is wrong with what a service is known as outside its namespace. */
export function identityProblems(entry: Entry<ServiceDefinition>, environments: readonly string[]): CatalogProblem[] {
  return Object.entries(entry.value.identity?.cloudRole ?? {}).flatMap(([environment, role]) => [
    ...unknownName(
      keyAt(entry, 'identity', 'cloudRole', environment),
      `The service has a role for "${environment}", but no environment has that name.`,
      environment,
      environments,
    ),
    ...unless(
      roleArn.test(role),
      at(entry, 'identity', 'cloudRole', environment),
      `"${role}" is no role of the cloud account.`,
      'Write it as arn:aws:iam::<account>:role/<name>.',
    ),
  ]);
}
