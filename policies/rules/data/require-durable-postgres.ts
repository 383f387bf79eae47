import { isProductionLike } from '../../environments.ts';
import { besides, copies, doors, patroni } from '../../kubernetes/data/clusters.ts';
import { parameterFaults } from '../../kubernetes/data/postgres-parameters.ts';
import { asText, at, below, fieldsAt, listAt, scalarAt } from '../../kubernetes/fields.ts';
import { isAsleep } from '../../kubernetes/namespaces.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { operatorSettings } from '../../kubernetes/operators/postgres-parts.ts';
import type { Fields, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec:
  numberOfInstances: 3
  users: { sales_user: [], restore_user: [createdb] }
  databases: { sales_db: sales_user }
  enableConnectionPooler: true
  connectionPooler: { numberOfInstances: 2 }
  patroni: { synchronous_mode: true, failsafe_mode: true, ttl: 30, loop_wait: 10, retry_timeout: 10, initdb: { data-checksums: 'true' } }
  postgresql: { version: '16', parameters: { max_connections: '450', password_encryption: scram-sha-256 } }
`;

const operator = `
apiVersion: acid.zalan.do/v1
kind: OperatorConfiguration
metadata: { name: postgres-operator, namespace: erp-infra }
configuration:
  kubernetes: { pod_environment_configmap: erp-infra/postgres-pod-env }
  logical_backup: { logical_backup_s3_bucket: my-bucket-url }
`;

const from = 'three instances that lose nothing';
const failing = (name: string, path: string, value: unknown, message: string) => ({
  name,
  from,
  change: { [`postgresql/postgres > ${path}`]: value },
  problems: [{ on: 'postgresql/postgres', message: `postgresql "postgres" ${message}.`, path }],
});
const parameter = (name: string) => below('spec.postgresql.parameters', name);

const waiting = 'one instance of a place that waits';
const waits = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { erp.example.com/role: standby } }
`;

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
    const settings = operatorSettings(world);
    const follows = isAsleep(manifest, world);
    return [
      ...parameters(spec),
      ...roles(spec),
      ...patroni(spec),
      ...(guarded ? copies(spec, follows) : []),
      ...doors(spec),
      ...besides(spec, settings, follows),
    ].map(({ message, path }) => ({ message: `${titleOf(manifest)} ${message}.`, path }));
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      {
        name: 'one instance of a small environment',
        environment: 'dev',
        manifests: example.replace('numberOfInstances: 3', 'numberOfInstances: 1'),
      },
      {
        name: waiting,
        manifests: `${waits}---${example.replace('numberOfInstances: 3', 'numberOfInstances: 1\n  standby: { s3_wal_path: x }')}`,
      },
      { name: 'variables of all clusters', manifests: example, charts: operator },
    ],
    fail: [
      {
        name: 'one instance of a place that serves',
        from: waiting,
        change: { 'Namespace/erp-infra > metadata.labels': undefined },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'postgresql "postgres" has 1 instance: nothing takes over when its node is lost.',
            path: 'spec.numberOfInstances',
          },
          {
            on: 'postgresql/postgres',
            message: 'postgresql "postgres" follows another cluster, so that nobody can write into its databases.',
            path: 'spec.standby',
          },
        ],
      },
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
      {
        name: 'an address of everybody',
        from,
        change: { 'postgresql/postgres > spec.allowedSourceRanges': ['10.0.0.0/8', '0.0.0.0/0'] },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'postgresql "postgres" lets the whole world come ("0.0.0.0/0").',
            path: 'spec.allowedSourceRanges[1]',
          },
        ],
      },
      failing(
        'damage that nobody sees',
        'spec.patroni.initdb["data-checksums"]',
        'false',
        'keeps no checksums: a damaged page is found when it is read, or never',
      ),
      failing(
        'the API server decides whether there is a primary',
        'spec.patroni.failsafe_mode',
        false,
        'gives its primary up when the API server does not answer (failsafe_mode)',
      ),
      failing(
        'one pooler',
        'spec.connectionPooler.numberOfInstances',
        1,
        'has 1 pod of its pooler: every service waits while its node is updated',
      ),
      failing(
        'the values of every row in the log',
        parameter('log_statement'),
        'all',
        'sets log_statement to "all": the log tells the values of every row that is written',
      ),
      failing(
        'nobody may write',
        'spec.standby',
        { s3_wal_path: 's3://erp-backups/spilo/postgres' },
        'follows another cluster, so that nobody can write into its databases',
      ),
      {
        name: 'variables beside those of all clusters',
        from: 'variables of all clusters',
        change: { 'postgresql/postgres > spec.env': [{ name: 'WAL_S3_BUCKET', value: 'another' }] },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'postgresql "postgres" sets WAL_S3_BUCKET, in place of what the operator tells all clusters.',
            path: 'spec.env[0]',
          },
        ],
      },
      {
        name: "dumps into the bucket of the operator's example",
        from: 'variables of all clusters',
        change: { 'postgresql/postgres > spec.enableLogicalBackup': true },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'postgresql "postgres" asks the operator for dumps, which it puts into the bucket "my-bucket-url".',
            path: 'spec.enableLogicalBackup',
          },
        ],
      },
      failing('no version said', 'spec.postgresql.version', undefined, 'does not say its version'),
    ],
  },
});

function parameters(spec: Fields): readonly Problem[] {
  const given = fieldsAt(spec, 'postgresql', 'parameters');
  const path = (name: string) => below('spec.postgresql.parameters', name);
  return [
    ...(asText(at(spec, 'postgresql', 'version')) === undefined
      ? [{ message: 'does not say its version', path: 'spec.postgresql.version' }]
      : []),
    ...parameterFaults.flatMap(({ name, isFault, harm }) => {
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
