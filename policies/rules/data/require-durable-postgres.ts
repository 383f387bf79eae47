import { isProductionLike } from '../../environments.ts';
import { asText, at, below, fieldsAt, listAt, numberAt, scalarAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Fields, Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec:
  numberOfInstances: 3
  users: { sales_user: [], restore_user: [createdb] }
  databases: { sales_db: sales_user }
  patroni: { synchronous_mode: true, ttl: 30, loop_wait: 10, retry_timeout: 10, initdb: { data-checksums: 'true' } }
  postgresql: { version: '16', parameters: { max_connections: '450', password_encryption: scram-sha-256 } }
`;

const from = 'three instances that lose nothing';
const failing = (name: string, path: string, value: unknown, message: string) => ({
  name,
  from,
  change: { [`postgresql/postgres > ${path}`]: value },
  problems: [{ on: 'postgresql/postgres', message: `postgresql "postgres" ${message}.`, path }],
});
const parameter = (name: string) => below('spec.postgresql.parameters', name);

export default defineRule({
  id: 'require-durable-postgres',
  severity: 'error',
  manual: '3.1, 6.1 (D19, D115)',
  summary: 'Let PostgreSQL write down what it confirms, have copies of it, and give its roles no more rights than their databases.',
  rationale:
    'With fsync, full_page_writes or synchronous_commit off a crash loses what was confirmed, or all of it. A cluster of one instance, or ' +
    'whose primary waits for no copy, loses it with a node. A superuser reads and changes the books of every service.',
  remediation: 'Correct the parameters in generators/platform/data, or postgres in the file of the environment.',
  scope: 'object',
  kinds: ['postgresql'],

  check(manifest, world) {
    const spec = fieldsAt(manifest.fields, 'spec');
    const guarded = isProductionLike(world) && at(spec, 'clone') === undefined;
    return [...parameters(spec), ...roles(spec), ...patroni(spec), ...(guarded ? copies(spec) : []), ...doors(manifest)].map(
      ({ message, path }) => ({ message: `${titleOf(manifest)} ${message}.`, path }),
    );
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      {
        name: 'one instance of a small environment',
        environment: 'dev',
        manifests: example.replace('numberOfInstances: 3', 'numberOfInstances: 1'),
      },
    ],
    fail: [
      failing('writes are not waited for', parameter('fsync'), 'off', 'sets fsync to "off": a crash of the node ruins all data'),
      failing('the same by another word', parameter('fsync'), 'FALSE', 'sets fsync to "FALSE": a crash of the node ruins all data'),
      failing(
        'half written pages',
        parameter('full_page_writes'),
        '0',
        'sets full_page_writes to "0": a page that was half written stays so',
      ),
      failing(
        'commits that nobody waits for',
        parameter('synchronous_commit'),
        'local',
        'sets synchronous_commit to "local": what was confirmed is on one node only, or on none',
      ),
      failing(
        'no log for copies',
        parameter('wal_level'),
        'minimal',
        'sets wal_level to "minimal": neither copies nor the archive can follow',
      ),
      failing('no archive', parameter('archive_mode'), 'off', 'sets archive_mode to "off": the log of changes is thrown away'),
      failing(
        'an archive of its own',
        parameter('archive_command'),
        '/bin/true',
        'sets archive_command, in place of the one by which the image ships the log',
      ),
      failing(
        'damaged pages',
        parameter('zero_damaged_pages'),
        'on',
        'sets zero_damaged_pages to "on": damaged rows vanish without an error',
      ),
      failing('no TLS', parameter('ssl'), 'off', 'sets ssl to "off": passwords and data are in clear'),
      failing(
        'old hashes',
        parameter('password_encryption'),
        'md5',
        'sets password_encryption to "md5": a stolen hash is as good as the password',
      ),
      failing(
        'no clean-up',
        parameter('autovacuum'),
        'off',
        'sets autovacuum to "off": the database stops when its transaction numbers run out',
      ),
      failing('a superuser', 'spec.users.sales_user', ['superuser'], 'gives "sales_user" the right SUPERUSER'),
      failing('a role that makes roles', 'spec.users.sales_user', ['CREATEROLE', 'login'], 'gives "sales_user" the right CREATEROLE'),
      failing(
        'an owner whom nobody makes',
        'spec.databases.sales_db',
        'ledger_user',
        'lets "ledger_user" own the database "sales_db", a role that it does not have',
      ),
      failing('one instance', 'spec.numberOfInstances', 1, 'has 1 instance: nothing takes over when its node is lost'),
      failing('the primary waits for nobody', 'spec.patroni.synchronous_mode', false, 'confirms before a copy has it (synchronous_mode)'),
      failing(
        'a leader that is given up too early',
        'spec.patroni.ttl',
        20,
        'has a ttl of 20 seconds, below loop_wait and twice retry_timeout (30): a slow API server costs the primary',
      ),
      failing(
        'a load balancer',
        'spec.enableMasterLoadBalancer',
        true,
        'asks for a load balancer: the database can be reached from outside of the cluster',
      ),
      failing('no version said', 'spec.postgresql.version', undefined, 'does not say its version'),
    ],
  },
});

const off: readonly string[] = ['off', 'false', 'no', '0', 'of'];

interface Fault {
  readonly name: string;
  readonly isFault: (value: string) => boolean;
  readonly harm: string;
}

/** PostgreSQL 16, chapter 20. Booleans may be written in any case, and shortened. */
const isOff = (value: string) => off.includes(value) || /^(f|fa|fal|fals|n)$/.test(value);
const isOn = (value: string) => /^(on|1|t(r(ue?)?)?|y(es?)?)$/.test(value);
const faults: readonly Fault[] = [
  { name: 'fsync', isFault: isOff, harm: 'a crash of the node ruins all data' },
  { name: 'full_page_writes', isFault: isOff, harm: 'a page that was half written stays so' },
  {
    name: 'synchronous_commit',
    isFault: (value) => isOff(value) || value === 'local',
    harm: 'what was confirmed is on one node only, or on none',
  },
  { name: 'wal_level', isFault: (value) => value === 'minimal', harm: 'neither copies nor the archive can follow' },
  { name: 'archive_mode', isFault: isOff, harm: 'the log of changes is thrown away' },
  { name: 'hot_standby', isFault: isOff, harm: 'nobody can ask a copy, Patroni included' },
  { name: 'max_wal_senders', isFault: (value) => value === '0', harm: 'no copy can follow' },
  { name: 'zero_damaged_pages', isFault: isOn, harm: 'damaged rows vanish without an error' },
  { name: 'ignore_checksum_failure', isFault: isOn, harm: 'damaged pages are read as if they were whole' },
  { name: 'data_sync_retry', isFault: isOn, harm: 'a write that failed counts as done' },
  { name: 'ssl', isFault: isOff, harm: 'passwords and data are in clear' },
  { name: 'password_encryption', isFault: (value) => value !== 'scram-sha-256', harm: 'a stolen hash is as good as the password' },
  { name: 'autovacuum', isFault: isOff, harm: 'the database stops when its transaction numbers run out' },
  { name: 'track_counts', isFault: isOff, harm: 'autovacuum does not know what to clean' },
];

function parameters(spec: Fields): readonly Problem[] {
  const given = fieldsAt(spec, 'postgresql', 'parameters');
  const path = (name: string) => below('spec.postgresql.parameters', name);
  return [
    ...(asText(at(spec, 'postgresql', 'version')) === undefined
      ? [{ message: 'does not say its version', path: 'spec.postgresql.version' }]
      : []),
    ...faults.flatMap(({ name, isFault, harm }) => {
      const value = scalarAt(given, name);
      if (value === undefined || !isFault(value.trim().toLowerCase())) return [];
      return [{ message: `sets ${name} to "${value}": ${harm}`, path: path(name) }];
    }),
    ...['archive_command', 'archive_library', 'restore_command'].flatMap((name) =>
      given[name] === undefined
        ? []
        : [{ message: `sets ${name}, in place of the one by which the image ships the log`, path: path(name) }],
    ),
  ];
}

/** Flags of roles that reach beyond a database (postgres-operator 2.0.1, pkg/util/constants/roles.go). */
const mighty: readonly string[] = ['SUPERUSER', 'CREATEROLE', 'REPLICATION', 'BYPASSRLS'];

function roles(spec: Fields): readonly Problem[] {
  const users = fieldsAt(spec, 'users');
  return [
    ...Object.keys(users).flatMap((user) => {
      const flags = listAt(users, user).map((flag) => (asText(flag) ?? '').toUpperCase());
      return flags
        .filter((flag) => mighty.includes(flag))
        .map((flag) => ({ message: `gives "${user}" the right ${flag}`, path: below('spec.users', user) }));
    }),
    ...Object.entries(fieldsAt(spec, 'databases')).flatMap(([database, owner]) =>
      typeof owner !== 'string' || Object.hasOwn(users, owner)
        ? []
        : [
            {
              message: `lets "${owner}" own the database "${database}", a role that it does not have`,
              path: below('spec.databases', database),
            },
          ],
    ),
  ];
}

/** Patroni 4, "Dynamic Configuration Settings": ttl is at least loop_wait and twice retry_timeout; 30, 10 and 10 where nothing is said. */
function patroni(spec: Fields): readonly Problem[] {
  const settings = fieldsAt(spec, 'patroni');
  const [ttl, wait, retry] = [
    numberAt(settings, 'ttl') ?? 30,
    numberAt(settings, 'loop_wait') ?? 10,
    numberAt(settings, 'retry_timeout') ?? 10,
  ];
  const least = wait + 2 * retry;
  return ttl >= least
    ? []
    : [
        {
          message: `has a ttl of ${ttl} seconds, below loop_wait and twice retry_timeout (${least}): a slow API server costs the primary`,
          path: 'spec.patroni.ttl',
        },
      ];
}

function copies(spec: Fields): readonly Problem[] {
  const instances = numberAt(spec, 'numberOfInstances') ?? 0;
  return [
    ...(instances < 2
      ? [
          {
            message: `has ${instances} instance${instances === 1 ? '' : 's'}: nothing takes over when its node is lost`,
            path: 'spec.numberOfInstances',
          },
        ]
      : []),
    ...(at(spec, 'patroni', 'synchronous_mode') === true
      ? []
      : [{ message: 'confirms before a copy has it (synchronous_mode)', path: 'spec.patroni.synchronous_mode' }]),
  ];
}

/** postgres-operator 2.0.1: each of these gives a Service of type LoadBalancer. */
const balancers = [
  'enableMasterLoadBalancer',
  'enableReplicaLoadBalancer',
  'enableMasterPoolerLoadBalancer',
  'enableReplicaPoolerLoadBalancer',
];

function doors({ fields }: Manifest): readonly Problem[] {
  return balancers.flatMap((field) =>
    at(fields, 'spec', field) === true
      ? [{ message: 'asks for a load balancer: the database can be reached from outside of the cluster', path: `spec.${field}` }]
      : [],
  );
}
