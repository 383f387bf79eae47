import type { Entry } from '../../entry.ts';
import { backupRoles } from '../../environment/backup.ts';
import { monitorRole, owner } from '../../platform/data-layer.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { at, type CatalogProblem, keyAt, unless } from '../problem.ts';

const databaseName = /^[a-z_][a-z0-9_]{0,62}$/;
/** The operator passes over others without a word (Zalando 2.0.1, `userRegexp`), and 63 characters are all that PostgreSQL keeps. */
const roleName = /^[a-z]([a-z0-9_]{0,61}[a-z0-9])?$/;
/** Databases that are there before a service comes. */
const takenDatabases: readonly string[] = ['postgres', 'template0', 'template1', owner.database];
/** Roles of PostgreSQL, of the operator (2.0.1, its defaults), and of the platform. */
const takenRoles: readonly string[] = [
  ...['postgres', 'standby', 'pooler', 'admin', 'cron_admin', 'robot_zmon', 'zalandos', 'public', 'fes_user'],
  owner.role,
  monitorRole,
  ...Object.values(backupRoles),
];

/** What is wrong with the database of a service. */
export function databaseProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { uses, database } = entry.value;
  return [
    ...unless(
      !uses.includes('postgres') || database !== undefined,
      at(entry, 'uses', uses.indexOf('postgres')),
      `The service uses postgres, but names no database.`,
      'Add database: { name, user }.',
    ),
    ...unless(
      database === undefined || uses.includes('postgres'),
      keyAt(entry, 'database'),
      `The service names a database, but does not use postgres.`,
      "Add 'postgres' to uses, or remove the database.",
    ),
    ...(database === undefined
      ? []
      : [
          ...nameProblems(entry, 'name', database.name, databaseName, takenDatabases),
          ...nameProblems(entry, 'user', database.user, roleName, takenRoles),
        ]),
  ];
}

function nameProblems(entry: Entry<ServiceDefinition>, key: 'name' | 'user', name: string, form: RegExp, taken: readonly string[]) {
  if (!form.test(name))
    return unless(
      false,
      at(entry, 'database', key),
      `"${name}" is no name for a database or role.`,
      'Use lower-case letters, digits and underscores.',
    );
  return unless(
    !taken.includes(name) && !name.startsWith('pg_'),
    at(entry, 'database', key),
    `"${name}" is a ${key === 'name' ? 'database' : 'role'} that the platform has already.`,
    'Name it after the service.',
  );
}
