import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Outcome } from './repository.ts';

/** Folder of the server programs: Debian keeps them off the PATH. */
export function postgresPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = readable(debian).sort((a, b) => Number(b) - Number(a));
  const folders = [...versions.map((version) => path.join(debian, version, 'bin')), ...(process.env['PATH'] ?? '').split(path.delimiter)];
  return folders.find((folder) => readable(folder).includes('initdb'));
}

/** A server of its own in a temporary folder, reached by a socket in it. Only `admin` needs no password. */
export interface Postgres {
  /** Belongs to the user that the server runs as, like every file that is put into it with `write`. */
  readonly folder: string;
  /** Runs a program in the folder as that user, with the server as the default of libpq. */
  run(command: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** What a statement gives the administrator, without decoration. */
  sql(statement: string, database?: string): Promise<string>;
  write(name: string, text: string, mode?: number): string;
  /** Makes a folder in it, where it is not there yet. */
  folderFor(name: string): void;
  stop(): Promise<void>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Kills the program itself, and not its children, as soon as this holds. */
  readonly killWhen?: () => boolean;
}

/** Starts a server of `programs`, the folder with `initdb`. PostgreSQL refuses to run as root: root becomes `postgres`. */
export async function startPostgres(programs: string): Promise<Postgres> {
  const folder = mkdtempSync(path.join(tmpdir(), 'erp-postgres-'));
  const user = process.getuid?.() === 0 ? ids('postgres') : undefined;
  const own = (file: string) => {
    if (user !== undefined) chownSync(file, user.uid, user.gid);
  };
  chmodSync(folder, 0o700);
  own(folder);
  const base = {
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    LC_ALL: 'C.UTF-8',
    PGHOST: folder,
    PGPORT: '5432',
    PGUSER: 'admin',
    PGDATABASE: 'postgres',
    HOME: folder,
  };
  const run = (command: readonly string[], { env = {}, killWhen }: RunOptions = {}) =>
    execute(command, { cwd: folder, env: { ...base, ...env }, ...user }, killWhen);
  const must = async (command: readonly string[]) => {
    const { code, stdout, stderr } = await run(command);
    if (code !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
    return stdout;
  };
  const folderFor = (name: string) => {
    mkdirSync(path.join(folder, name), { recursive: true });
    own(path.join(folder, name));
  };
  const write = (name: string, text: string, mode = 0o600) => {
    const file = path.join(folder, name);
    folderFor(path.dirname(name));
    writeFileSync(file, text, { mode });
    own(file);
    return file;
  };
  await must(['initdb', '--pgdata=data', '--username=admin', '--auth=trust', '--encoding=UTF8', '--no-sync']);
  write('data/pg_hba.conf', 'local all admin trust\nlocal all all scram-sha-256\n');
  await must(['pg_ctl', '--pgdata=data', '--wait', '--log=log', `--options=-k ${folder} -c listen_addresses= -c fsync=off`, 'start']);
  return {
    folder,
    run,
    write,
    folderFor,
    sql: async (statement, database = 'postgres') =>
      (await must(['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', statement])).trim(),
    stop: async () => {
      await run(['pg_ctl', '--pgdata=data', '--mode=immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
}

function execute([program = '', ...args]: readonly string[], surroundings: Surroundings, killWhen?: () => boolean): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...surroundings, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    const watch =
      killWhen === undefined
        ? undefined
        : setInterval(() => {
            if (killWhen()) child.kill('SIGKILL');
          }, 20);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(watch);
      // The server, and children of a killed program, keep the pipes open.
      setTimeout(() => resolve({ code, stdout, stderr }), 50);
    });
  });
}

function ids(user: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

function readable(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
