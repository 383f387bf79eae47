import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import { createServer as listening } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, it as always, beforeAll, describe, expect } from 'vitest';
import { proxyConfig, stopsOf } from '../../generators/local/edge.ts';
import { localScripts } from '../../generators/templates/local-scripts.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { makeAuthority, makeServer } from '../../scripts/local/certificates.ts';
import { folderWith, write } from '../support/folder.ts';
import { type Postgres, postgresPrograms, startPostgres } from '../support/postgres.ts';
import { run } from '../support/process.ts';
import { itNeeds, programPath } from '../support/programs.ts';
import { filesOf, laptopOf, textsOf } from './support.ts';

const { objects, profile } = laptopOf(await loadCatalog(process.cwd()));
const started = new Set<ChildProcess>();

afterEach(async () => {
  for (const child of started) {
    child.kill();
    await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(undefined)));
  }
  started.clear();
});

function start(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: 'ignore' });
  started.add(child);
  return child;
}

async function freePort(): Promise<number> {
  const server = listening().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    await sleep(200);
  }
  throw new Error('There was no answer within 20 seconds.');
}

describe('PostgreSQL', () => {
  const programs = postgresPrograms();
  const it = programs === undefined ? itNeeds('initdb') : always;
  let host: Postgres;

  beforeAll(async () => {
    // Only its folder and its user are needed: the script starts a server of its own.
    if (programs !== undefined) host = await startPostgres(programs);
  });
  afterAll(async () => {
    if (programs !== undefined) await host.stop();
  });

  const setup = async (databases: string, passwords: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries({ ...filesOf(objects, 'postgres-config'), databases }))
      host.write(`config/${name}`, text, 0o755);
    for (const [name, text] of Object.entries(passwords)) host.write(`passwords/${name}`, text);
    host.folderFor('own');
    host.folderFor('sockets');
    return host.run(['/bin/sh', 'config/setup.sh'], {
      env: {
        PGDATA: path.join(host.folder, 'own/postgres'),
        POSTGRES_BIN: path.join(host.folder, 'bin'),
        CONFIG: path.join(host.folder, 'config'),
        PASSWORDS: path.join(host.folder, 'passwords'),
        SOCKETS: path.join(host.folder, 'sockets'),
        LC_ALL: 'C.UTF-8',
      },
    });
  };

  it('gets roles and databases by the script that the pod runs, again and again, with names and passwords as they are', async () => {
    await host.run(['ln', '-s', programs ?? '', 'bin']);
    const { databases = '' } = filesOf(objects, 'postgres-config');
    const passwords = textsOf(objects, 'postgres-passwords');
    const first = await setup(databases, passwords);
    expect([first.code, first.stderr.includes('ERROR')]).toEqual([0, false]);
    const odd = `it's "odd" \\ $HOME \`id\``;
    const second = await setup(`${databases}extra_user extra_db\n`, { ...passwords, extra_user: odd, sales_user: 'another' });
    expect([second.code, second.stderr.includes('ERROR')]).toEqual([0, false]);

    const server = await serve();
    const login = (role: string, database: string, password: string) =>
      host.run(
        [
          'psql',
          '-XAtq',
          '-h',
          '127.0.0.1',
          '-p',
          String(server.port),
          '-U',
          role,
          '-d',
          database,
          '-c',
          'create table t (id int); select current_user',
        ],
        {
          env: {
            PGPASSWORD: password,
            PGSSLMODE: 'verify-full',
            PGSSLROOTCERT: path.join(host.folder, 'tls/ca.crt'),
            PGHOSTADDR: '127.0.0.1',
            PGHOST: 'localhost',
          },
        },
      );
    const outcomes = [
      await login('financial_user', 'financial_db', passwords['financial_user'] ?? ''),
      await login('extra_user', 'extra_db', odd),
      await login('sales_user', 'sales_db', 'another'),
      await login('sales_user', 'sales_db', passwords['sales_user'] ?? ''),
    ].map(({ code, stdout }) => [code, stdout.trim()]);
    server.stop();
    expect(outcomes).toEqual([
      [0, 'financial_user'],
      [0, 'extra_user'],
      [0, 'sales_user'],
      [2, ''],
    ]);
  });

  /** As the pod: TLS alone, by the access file of the ConfigMap. */
  async function serve() {
    const authority = makeAuthority(new Date());
    const { certificate, key } = makeServer(authority, ['localhost', '127.0.0.1'], new Date());
    host.write('tls/tls.crt', certificate);
    host.write('tls/tls.key', key);
    host.write('tls/ca.crt', authority.certificate);
    const port = await freePort();
    const settings = {
      data_directory: `${host.folder}/own/postgres`,
      hba_file: `${host.folder}/config/pg_hba.conf`,
      unix_socket_directories: `${host.folder}/sockets`,
      port: String(port),
      ssl: 'on',
      ssl_cert_file: `${host.folder}/tls/tls.crt`,
      ssl_key_file: `${host.folder}/tls/tls.key`,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const ctl = (command: readonly string[]) =>
      host.run(['pg_ctl', '-D', `${host.folder}/own/postgres`, '-w', '-l', `${host.folder}/own.log`, ...command]);
    const { code } = await ctl(['-o', args.join(' '), 'start']);
    expect(code).toBe(0);
    return { port, stop: () => void ctl(['-m', 'immediate', 'stop']) };
  }
});

describe('Redis', () => {
  const missing = ['redis-server', 'redis-cli'].find((program) => programPath(program) === undefined);
  const it = itNeeds(missing ?? 'redis-server');

  it('takes the configuration of the pod, and lets in whoever has the password of the services', async () => {
    const { 'redis.conf': config = '' } = textsOf(objects, 'redis-config');
    const port = await freePort();
    const folder = folderWith({});
    write(folder, 'redis.conf', config.replace('dir /tmp', `dir ${folder}`));
    start(programPath('redis-server') ?? '', [path.join(folder, 'redis.conf'), '--port', String(port), '--bind', '127.0.0.1']);
    const ask = (...args: readonly string[]) => run(programPath('redis-cli') ?? '', ['-p', String(port), ...args], { cwd: folder });
    const { REDIS_URL = '' } = textsOf(objects, 'sales-service-secrets');
    const password = decodeURIComponent(new URL(REDIS_URL).password);
    await until(async () => ((await ask('ping')).stdout.includes('NOAUTH') ? true : undefined));
    expect((await ask('--no-auth-warning', '-a', password, 'set', 'a', 'b')).stdout).toBe('OK\n');
  });
});

describe('the edge', () => {
  const it = itNeeds('haproxy');
  let behind: Server;
  afterEach(() => {
    behind?.close();
  });

  it('hands on, strips, refuses and allows by the configuration of the pod', async () => {
    const host = profile.environment.host;
    const authority = makeAuthority(new Date());
    const pair = makeServer(authority, [host], new Date());
    behind = createServer((asked, answer) => answer.end(`${asked.method} ${asked.url} ${asked.headers['x-forwarded-proto']}`)).listen(
      0,
      '127.0.0.1',
    );
    await new Promise((resolve) => behind.once('listening', resolve));
    const { port: target } = behind.address() as { port: number };
    const port = await freePort();
    const folder = folderWith({ 'edge.pem': `${pair.certificate}${pair.key}` });
    const config = proxyConfig(stopsOf(profile), profile.environment.corsOrigins)
      .replace(':8443', `127.0.0.1:${port}`)
      .replaceAll('/tls/', `${folder}/`)
      .replace(/server pods \S+/g, `server pods 127.0.0.1:${target}`);
    write(folder, 'haproxy.cfg', config);
    start(programPath('haproxy') ?? '', ['-db', '-f', path.join(folder, 'haproxy.cfg')]);
    const ask = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
      new Promise<readonly [number | undefined, string, string | undefined]>((resolve, reject) => {
        const asking = request(
          { host: '127.0.0.1', port, path: url, method, servername: host, ca: authority.certificate, headers: { host, ...headers } },
          (answer) => {
            let text = '';
            answer.on('data', (part: Buffer) => {
              text += part.toString();
            });
            answer.on('end', () => resolve([answer.statusCode, text, answer.headers['access-control-allow-origin']]));
          },
        );
        asking.on('error', reject);
        asking.end();
      });
    await until(() => ask('/'));
    expect(await ask('/sales')).toEqual([200, 'GET / https', undefined]);
    expect(await ask('/sales/orders?a=1')).toEqual([200, 'GET /orders?a=1 https', undefined]);
    expect(await ask('/sales/healthy')).toEqual([200, 'GET /healthy https', undefined]);
    for (const closed of ['/', '/salesman', '/sales/health', '/sales/health/live', '/sales/metrics'])
      expect([closed, (await ask(closed))[0]]).toEqual([closed, 404]);
    expect((await ask('/sales', { host: 'other.test' }))[0]).toBe(404);
    const page = { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' };
    expect(await ask('/sales', page, 'OPTIONS')).toEqual([204, '', 'http://localhost:3000']);
    expect((await ask('/sales', { origin: 'https://evil.test' }))[2]).toBeUndefined();
  });
});

describe('the scripts of the stores', () => {
  const it = itNeeds('shellcheck');

  it.each(Object.entries(localScripts))('%s has no fault that shellcheck knows', async (name, text) => {
    const { stdout } = await run(programPath('shellcheck') ?? '', ['--shell', text.startsWith('#!/bin/bash') ? 'bash' : 'sh', '-'], {
      cwd: '.',
      input: text,
    });
    expect(`${name} ${stdout}`.trim()).toBe(name);
  });
});
