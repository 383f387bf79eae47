import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, it as always, beforeAll, beforeEach, describe, expect } from 'vitest';
import { at, listAt, textAt, texts } from '../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../policies/model.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { present } from '../support/mutations/mutation.ts';
import { type Postgres, postgresPrograms, type RunOptions, startPostgres } from '../support/postgres.ts';
import { itNeeds } from '../support/programs.ts';

const databases = ['financial_db', 'material_db', 'sales_db'] as const;
const password = 'p:a\\ss w"o\'rd';
const programs = postgresPrograms();
const it = programs === undefined ? itNeeds('initdb') : always;

const rendered = await renderEnvironments(process.cwd(), {
  environments: ['production', 'staging'],
  applications: ({ name }) => name === 'backup',
});
const production = scriptsOf('production');
const staging = scriptsOf('staging');

let server: Postgres;
let store = '';
let round = 0;

beforeAll(async () => {
  if (programs === undefined) return;
  server = await startPostgres(programs);
  for (const [name, text] of Object.entries({ ...staging.scripts, ...production.scripts })) server.write(`scripts/${name}`, text, 0o755);
  server.write('aws', readFileSync(path.join(import.meta.dirname, 'aws-shim.sh'), 'utf8'), 0o755);
  server.write('password', password);
  const quoted = `'${password.replaceAll("'", "''")}'`;
  await server.sql(`create role backup_user login password ${quoted}; grant pg_read_all_data to backup_user;`);
  await server.sql(`create role restore_user login createdb password ${quoted};`);
  for (const database of databases) {
    const owner = database.replace('_db', '_user');
    await server.sql(`create role ${owner} login password 'x'; grant ${owner} to restore_user;`);
    await server.sql(`create database ${database} owner ${owner}`);
    await server.sql(fill(owner), database);
  }
});

afterAll(async () => {
  if (programs !== undefined) await server.stop();
});

beforeEach(() => {
  round += 1;
  store = path.join(server?.folder ?? '', `store-${round}`);
});

/** Tables of every sort that a dump has to carry, with text that a careless reader of dumps trips over. */
function fill(owner: string): string {
  return `
set role ${owner};
create table invoices (id bigint generated always as identity primary key, customer text not null, amount numeric(12, 2), scan bytea);
insert into invoices (customer, amount, scan)
  select case when n % 7 = 0 then E'COPY x FROM stdin;\\n\\\\.\\n财务' else 'customer ' || n end, n * 1.01, decode(md5(n::text), 'hex')
  from generate_series(1, 5000) n;
create table empty (id int);
create table "Odd Name" (id int, "order" text);
insert into "Odd Name" values (1, E'\\t'), (2, null);
create table postings (month int, amount int) partition by list (month);
create table postings_1 partition of postings for values in (1);
insert into postings select 1, n from generate_series(1, 10) n;
create view totals as select sum(amount) from invoices;
`;
}

const fingerprint = (database: string) =>
  server.sql(
    `select md5(string_agg(i::text, '|' order by id)), count(*), (select count(*) from postings), (select count(*) from "Odd Name"),
     (select sum from totals), (select pg_get_userbyid(relowner) from pg_class where relname = 'invoices') from invoices i`,
    database,
  );

const backup = (options: RunOptions = {}) => job('backup.sh', 'backup_user', [], options);
const restore = (args: readonly string[], options: RunOptions = {}) => job('restore.sh', 'restore_user', args, options);

/** Runs a script as its job does: with the variables of the rendered CronJob, but for where the server and the store are, and for fewer databases. */
function job(script: string, user: string, args: readonly string[], { env = {}, ...options }: RunOptions) {
  server.folderFor(`tmp-${round}`);
  return server.run(['/bin/bash', `scripts/${script}`, ...args], {
    ...options,
    env: {
      ...production.variables,
      BACKUP_DATABASES: databases.join(' '),
      PGUSER: user,
      PGHOST: server.folder,
      PGPORT: '5432',
      PGSSLMODE: 'disable',
      HOME: server.folder,
      TMPDIR: scratch(),
      DATABASE_PASSWORD_FILE: path.join(server.folder, 'password'),
      AWS: path.join(server.folder, 'aws'),
      SHIM_STORE: store,
      ...env,
    },
  });
}

/** `/tmp` of the jobs in this test. */
const scratch = () => path.join(server.folder, `tmp-${round}`);

/** Objects in the folder of the backups, by name. */
function kept(): readonly string[] {
  const folder = path.join(store, 'erp-backups/postgres');
  return existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort()
    : [];
}

const dumps = () => kept().filter((name) => name.endsWith('.dump') || name.endsWith('.sql'));
const dumped = () => dumps().map((name) => name.replace(/_\d{8}_\d{6}\.(dump|sql)$/, ''));
const newest = (database: string) => present(dumps().find((name) => name.startsWith(database)));
const existing = () => server.sql("select string_agg(datname, ' ' order by datname) from pg_database where not datistemplate");
const everything = 'financial_db material_db postgres sales_db';

describe('backup.sh', () => {
  it('stores every database and the roles, each with its checksum, under the names of the manual', async () => {
    const { code, stderr } = await backup();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(dumped()).toEqual(['financial_db', 'globals', 'material_db', 'sales_db']);
    for (const name of dumps()) {
      expect(name).toMatch(/^[a-z_]+_\d{8}_\d{6}\.(dump|sql)$/);
      expect(kept()).toContain(`${name}.sha256`);
    }
    const log = readFileSync(`${store}.log`, 'utf8');
    expect(log).not.toMatch(/^(rm|mv) /m);
    expect(readFileSync(path.join(store, 'erp-backups/postgres', newest('globals')), 'utf8')).not.toContain('SCRAM-SHA-256');
  });

  it.each([
    ['cuts the stream and says that all went well', 'cut'],
    ['damages a byte', 'flip'],
    ['is full', 'full'],
  ])('keeps nothing under a name of a backup when the store %s', async (_, fault) => {
    const { code, stderr } = await backup({ env: { SHIM_FAULT: fault, SHIM_ON: 'partial/financial_db' } });
    expect(code).toBe(1);
    expect(stderr).toContain('No backup of: financial_db');
    expect(dumped()).toEqual(['globals', 'material_db', 'sales_db']);
  });

  it('keeps nothing when the store is full at the last step', async () => {
    const { code } = await backup({ env: { SHIM_FAULT: 'full', SHIM_ON: 'postgres/sales_db_[0-9_]*.dump$' } });
    expect(code).toBe(1);
    expect(dumped()).toEqual(['financial_db', 'globals', 'material_db']);
  });

  it('dumps the others when a database is missing', async () => {
    const { code, stderr } = await backup({ env: { BACKUP_DATABASES: 'financial_db gone_db sales_db' } });
    expect(code).toBe(1);
    expect(stderr).toContain('database "gone_db" does not exist');
    expect(stderr).toContain('No backup of: gone_db');
    expect(dumped()).toEqual(['financial_db', 'globals', 'sales_db']);
  });

  it('dumps the others when a table of one database cannot be read', async () => {
    // A dump that starts well and fails in its middle: a file of the table is gone.
    await server.sql('create database broken_db');
    await server.sql('create table t as select n, md5(n::text) from generate_series(1, 20000) n; checkpoint', 'broken_db');
    const file = await server.sql("select pg_relation_filepath('t')", 'broken_db');
    const whole = path.join(server.folder, 'data', file);
    writeFileSync(whole, readFileSync(whole).fill(7, 8192 * 100, 8192 * 101));
    await server.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'broken_db'");
    await server.run(['pg_ctl', '--pgdata=data', '--wait', '--log=log', 'restart']);
    const { code, stderr } = await backup({ env: { BACKUP_DATABASES: 'financial_db broken_db sales_db' } });
    expect(code).toBe(1);
    expect(stderr).toContain('invalid page');
    expect(dumped()).toEqual(['financial_db', 'globals', 'sales_db']);
    await server.sql('drop database broken_db');
  });

  it('fails with a wrong password, and stores nothing', async () => {
    const { code, stderr } = await backup({ env: { DATABASE_PASSWORD_FILE: server.write('wrong', 'guess') } });
    expect(code).toBe(1);
    expect(stderr).toContain('password authentication failed');
    expect(kept()).toEqual([]);
  });

  it('leaves nothing that looks like a backup when it is killed in the middle', async () => {
    const reached = () => existsSync(`${store}.reached`);
    const { code } = await backup({ env: { SHIM_FAULT: 'slow', SHIM_ON: 'partial/financial_db' }, killWhen: reached });
    expect(code).toBeNull();
    // Its children finish the upload.
    await expect
      .poll(
        () =>
          existsSync(path.join(store, 'erp-backups/postgres/partial')) &&
          readdirSync(path.join(store, 'erp-backups/postgres/partial')).some((name) => name.endsWith('.part')),
        { timeout: 600_000 },
      )
      .toBe(true);
    expect(kept()).toEqual([]);
  });

  it('hides the password from other processes and leaves no file behind', async () => {
    await backup();
    expect(readFileSync(`${store}.log`, 'utf8')).not.toContain(password);
    expect(readdirSync(scratch())).toEqual([]);
  });
});

describe('restore.sh', () => {
  it('restores into a new database with the same rows, and leaves the old one alone', async () => {
    await backup();
    const before = await fingerprint('financial_db');
    const { code, stdout, stderr } = await restore([newest('financial_db'), 'financial_new'], { env: { RESTORE_OWNER: 'financial_user' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('4 tables, 5012 rows');
    expect(stdout).toContain('alter database financial_new rename to financial_db;');
    expect(await fingerprint('financial_new')).toBe(before);
    expect(await fingerprint('financial_db')).toBe(before);
    await server.sql('drop database financial_new');
  });

  it('switches over with the statements that it prints', async () => {
    await backup();
    const before = await fingerprint('sales_db');
    const { stdout } = await restore([newest('sales_db'), 'sales_new'], { env: { RESTORE_OWNER: 'sales_user' } });
    await server.sql('truncate invoices', 'sales_db');
    for (const statement of stdout.match(/^ {2}(?:alter|select) .*;$/gm) ?? []) await server.sql(statement);
    expect(await fingerprint('sales_db')).toBe(before);
    await server.sql('drop database sales_db_replaced');
  });

  it.each([
    ['damaged', (file: string) => writeFileSync(file, readFileSync(file).fill(0, 3000, 3010)), 'checksum|read to its end'],
    ['cut off', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 4000)), 'checksum|read to its end'],
    ['without checksum', (file: string) => writeFileSync(`${file}.sha256`, ''), 'checksum'],
  ])('refuses an archive that is %s, and makes no database', async (_, damage, message) => {
    await backup();
    damage(path.join(store, 'erp-backups/postgres', newest('financial_db')));
    const { code, stderr } = await restore([newest('financial_db'), 'financial_new']);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(message));
    expect(await existing()).toBe(everything);
  });

  it('never touches a database that exists', async () => {
    await backup();
    const before = await fingerprint('sales_db');
    const { code, stderr } = await restore([newest('financial_db'), 'sales_db']);
    expect(code).toBe(1);
    expect(stderr).toContain('already exists');
    expect(await fingerprint('sales_db')).toBe(before);
  });

  it('takes a database away again that it could not fill', async () => {
    await backup();
    const { code, stderr } = await restore([newest('financial_db'), 'financial_new'], { env: { RESTORE_OWNER: 'nobody_user' } });
    expect(code).toBe(1);
    expect(stderr).toContain('cannot be created');
    expect(await existing()).toBe(everything);
  });

  it.each([
    [['financial_db.dump', 'new_db']],
    [['../financial_db_20261123_020000.dump', 'new_db']],
    [['financial_db_20261123_020000.dump', 'financial_db']],
    [['financial_db_20261123_020000.dump', 'a; drop database x']],
    [[]],
  ])('refuses %j as wrong use', async (args) => {
    expect((await restore(args)).code).toBe(2);
  });
});

describe('drill.sh', () => {
  const drill = (env: Readonly<Record<string, string>> = {}) => job('drill.sh', 'restore_user', [], { env });

  it('restores the newest backup of each database and drops it again', async () => {
    await backup();
    const { code, stdout } = await drill();
    expect(code).toBe(0);
    expect(stdout).toContain('All 3 databases were restored');
    expect(await existing()).toBe(everything);
  });

  it('fails when a backup is missing, damaged or old', async () => {
    expect((await drill()).stderr).toContain('financial_db: there is no backup.');
    await backup();
    const file = path.join(store, 'erp-backups/postgres', newest('sales_db'));
    writeFileSync(file, readFileSync(file).subarray(0, 4000));
    const damaged = await drill();
    expect(damaged.code).toBe(1);
    expect(damaged.stderr).toContain('The drill failed for: sales_db');
    expect(damaged.stdout.match(/Restored and checked/g)).toHaveLength(2);
    expect((await drill({ DRILL_MAX_AGE_HOURS: '0' })).stderr).toContain('the newest backup is');
    expect(await existing()).toBe(everything);
  });
});

describe('check-archive.sh', () => {
  const check = (env: Readonly<Record<string, string>> = {}) => job('check-archive.sh', 'backup_user', [], { env });
  /** A file of the archive as WAL-G leaves it behind, so many hours old. */
  function archived(cluster: string, name: string, hours: number): void {
    const folder = path.join(store, 'erp-backups/spilo/postgres', cluster, 'wal/16/basebackups_005');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, name), '{}');
    const time = new Date(Date.now() - hours * 3_600_000);
    utimesSync(path.join(folder, name), time, time);
  }
  const whole = (number: number) => `base_00000001000000000000000${number}_backup_stop_sentinel.json`;

  it('is content with one base backup of the last 26 hours, among whatever else is there', async () => {
    archived('a1', whole(1), 700);
    archived('b2', whole(2), 25);
    archived('b2', whole(3), 49);
    const { code, stdout, stderr } = await check();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`The newest base backup is`);
    expect(stdout).toContain(`${whole(2)} in s3://erp-backups/spilo/postgres/b2/wal/16/basebackups_005/`);
  });

  it('fails when the newest is too old, or was never finished', async () => {
    archived('a1', whole(1), 27);
    archived('a1', 'base_000000010000000000000009.json', 1);
    const { code, stderr } = await check();
    expect(code).toBe(1);
    expect(stderr).toContain('The newest base backup is older than 26 hours:');
  });

  it('fails when there is none, and when the store does not answer', async () => {
    expect(await check()).toMatchObject({ code: 1, stderr: expect.stringContaining('has no base backup.') });
    archived('a1', whole(1), 1);
    expect(await check({ SHIM_FAULT: 'denied' })).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be listed.') });
  });
});

function scriptsOf(environment: string): {
  readonly scripts: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
} {
  const manifests = present(rendered.find(({ name }) => name === environment)).manifests;
  const find = (kind: string, prefix: string): Manifest =>
    present(manifests.find((manifest) => manifest.kind === kind && manifest.name.startsWith(prefix)));
  const container = listAt(find('CronJob', 'postgres-backup').fields, 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers')[0];
  return {
    scripts: texts(at(find('ConfigMap', 'postgres-backup-scripts').fields, 'data')),
    variables: Object.fromEntries(listAt(container, 'env').map((item) => [textAt(item, 'name') ?? '', textAt(item, 'value') ?? ''])),
  };
}
