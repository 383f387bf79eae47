import { afterAll, it as always, beforeAll, describe, expect } from 'vitest';
import { at, fieldsAt, texts } from '../../policies/kubernetes/fields.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { present } from '../support/mutations/mutation.ts';
import { type Postgres, postgresPrograms, startPostgres } from '../support/postgres.ts';
import { itNeeds } from '../support/programs.ts';
import { englishPages, type Page, readPages } from './pages.ts';
import { shellBlocks } from './shell.ts';

/** A statement of a page, as whom and where it runs. */
interface Statement {
  readonly where: string;
  readonly role: string;
  readonly database: string;
  readonly sql: string;
}

const statements = englishPages(readPages()).flatMap((page) => [...blocksOf(page), ...commandsOf(page)]);
const [production] = await renderEnvironments(process.cwd(), {
  environments: ['production'],
  applications: ({ name }) => name === 'data-layer',
});
const spec = at(present(production?.manifests.find(({ kind }) => kind === 'postgresql')).fields, 'spec');

describe('the statements of the handbook', () => {
  always('name a role and a database that the cluster has', () => {
    const databases = ['postgres', ...Object.keys(texts(at(spec, 'databases')))];
    const roles = ['postgres', 'pg_monitor', ...Object.keys(fieldsAt(spec, 'users'))];
    expect(statements.filter(({ role, database }) => !roles.includes(role) || !databases.includes(database))).toEqual([]);
    expect(statements.length).toBeGreaterThan(10);
  });

  always('find pg_stat_statements loaded', () => {
    // Spilo preloads it where nobody names libraries.
    const parameters = fieldsAt(spec, 'postgresql', 'parameters');
    expect([parameters['shared_preload_libraries'], parameters['pg_stat_statements.track']]).toEqual([undefined, 'all']);
  });

  describe('on a server', () => {
    const programs = postgresPrograms();
    const it = programs === undefined ? itNeeds('initdb') : always;
    let server: Postgres | undefined;
    beforeAll(async () => {
      if (programs !== undefined) server = await prepared(programs);
    });
    afterAll(() => server?.stop());

    it.each(statements.map((statement) => [statement.where, statement.role, statement] as const))(
      '%s works as %s',
      async (_, __, statement) => {
        expect(await errorOf(present(server), statement)).toBe('');
      },
    );

    it('are refused with a column that PostgreSQL no longer has', async () => {
      const sql = 'SELECT query, calls, total_time, mean_time FROM pg_stat_statements ORDER BY mean_time DESC LIMIT 10';
      expect(await errorOf(present(server), { where: '', role: 'pg_monitor', database: 'financial_db', sql })).toContain(
        'column "total_time" does not exist',
      );
    });

    it('are refused where pg_monitor would need to see a table', async () => {
      const sql = 'SELECT * FROM ledger';
      expect(await errorOf(present(server), { where: '', role: 'pg_monitor', database: 'financial_db', sql })).toContain(
        'permission denied',
      );
    });
  });
});

/** A server with what the operator makes: the superuser, the databases, and the extension in each (Spilo puts it into template1). */
async function prepared(programs: string): Promise<Postgres> {
  const server = await startPostgres(programs);
  server.write('data/postgresql.auto.conf', "shared_preload_libraries = 'pg_stat_statements'\n");
  server.write('data/pg_hba.conf', 'local all all trust\n');
  const restarted = await server.run(['pg_ctl', '--pgdata=data', '--wait', '--log=log', 'restart']);
  if (restarted.code !== 0) throw new Error(restarted.stderr);
  await server.sql('CREATE ROLE postgres SUPERUSER LOGIN');
  for (const database of ['postgres', 'template1']) await server.sql('CREATE EXTENSION pg_stat_statements', database);
  for (const database of Object.keys(texts(at(spec, 'databases')))) await server.sql(`CREATE DATABASE ${database}`);
  await server.sql('CREATE TABLE ledger (id bigint)', 'financial_db');
  return server;
}

/** What psql says against a statement, run as the page has it: as postgres, with no more rights than the role. */
async function errorOf(server: Postgres, { role, database, sql }: Statement): Promise<string> {
  const env = role === 'postgres' ? {} : { PGOPTIONS: `-c role=${role}` };
  const { code, stderr } = await server.run(['psql', '-X', '-v', 'ON_ERROR_STOP=1', '-U', 'postgres', '-d', database, '-c', sql], { env });
  return code === 0 ? '' : stderr;
}

function blocksOf(page: Page): readonly Statement[] {
  return page.blocks.flatMap(({ language, meta, text, line }) => {
    const [role = '', database = ''] = meta.split(' ');
    return language === 'sql' ? [{ where: `${page.name}:${line}`, role, database, sql: text }] : [];
  });
}

/** Statements in commands: `psql -U postgres -d <database> -c '<statement>'`. */
function commandsOf(page: Page): readonly Statement[] {
  return shellBlocks(page).flatMap(({ text, line }) =>
    [...text.matchAll(/psql -U postgres(?: -d (\w+))? -c (?:'([^']*)'|"([^"]*)")/g)].map(([, database = 'postgres', single, double]) => ({
      where: `${page.name}:${line}`,
      role: 'postgres',
      database,
      sql: single ?? double ?? '',
    })),
  );
}
