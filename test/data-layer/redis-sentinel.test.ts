import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect } from 'vitest';
import { at, fieldsAt } from '../../policies/kubernetes/fields.ts';
import { folderWith } from '../support/folder.ts';
import { manifestsIn } from '../support/manifests.ts';
import { present } from '../support/mutations/mutation.ts';
import { run } from '../support/process.ts';
import { itNeeds, programPath } from '../support/programs.ts';

const programs = ['redis-server', 'redis-sentinel', 'redis-cli'];
const it = itNeeds(programs.find((program) => programPath(program) === undefined) ?? 'redis-sentinel');

const [application] = manifestsIn(readFileSync('argocd/production/applications/redis-ha.yaml', 'utf8'));
const values = at(present(application).fields, 'spec', 'source', 'helm', 'valuesObject');
const group = setting('redis', 'masterGroupName');
const nodeCount = Number(setting('replicas'));
const leastReplicas = Number(at(values, 'redis', 'config', 'min-replicas-to-write') ?? 0);
const password = at(values, 'auth') === true ? 'Password0fTheTest' : undefined;

const host = '127.0.0.1';
const patience = 600_000;

/** A Redis server and the Sentinel beside it, as one pod of the chart runs them. */
interface Node {
  readonly folder: string;
  readonly port: number;
  readonly sentinelPort: number;
  processes: readonly ChildProcess[];
}

const running = new Set<ChildProcess>();

afterEach(async () => {
  await end([...running]);
});

describe('the settings of Redis in production', () => {
  it('fail over when the master and its sentinel die, and keep what replicas had', async () => {
    const [master, ...replicas] = await startNodes();
    expect(await redis(master, 'config', 'get', 'maxmemory-policy')).toContain(setting('redis', 'config', 'maxmemory-policy'));
    if (password !== undefined) expect(await command(master.port, undefined, 'set', 'invoice', 'paid')).toMatch(/^NOAUTH /u);
    expect(await redis(master, 'set', 'invoice', 'paid')).toBe('OK');
    await until('every replica has the key', async () =>
      (await Promise.all(replicas.map((replica) => redis(replica, 'get', 'invoice')))).every((value) => value === 'paid'),
    );

    await end(master.processes);

    const successor = await until('a sentinel names another master', async () => {
      const named = await Promise.all(replicas.map(masterOf));
      return replicas.find(({ port }) => named.every((name) => name === port));
    });
    await until('the new master takes writes', async () => (await redis(successor, 'set', 'order', 'new')) === 'OK');
    expect(await redis(successor, 'get', 'invoice')).toBe('paid');

    // It starts with the configuration of a master: until the sentinels have turned it into a replica it must refuse.
    start(master);
    const answers: string[] = [];
    await until('the old master follows the new one', async () => {
      if (leastReplicas > 0) answers.push(await redis(master, 'set', 'order', 'stale'));
      return (await redis(master, 'get', 'order')) === 'new';
    });
    expect(answers).not.toContain('OK');
    expect(await redis(successor, 'get', 'order')).toBe('new');
  });

  (leastReplicas > 0 ? it : it.skip)('let a master that is cut off from the other nodes refuse writes until they are back', async () => {
    const [master, ...others] = await startNodes();
    expect(await redis(master, 'set', 'invoice', 'paid')).toBe('OK');

    // Stopped processes keep their connections open, as behind a network that drops packets.
    for (const child of others.flatMap(({ processes }) => processes)) child.kill('SIGSTOP');
    await until('the master refuses writes', async () => (await redis(master, 'set', 'invoice', 'open')).startsWith('NOREPLICAS'));
    expect(await masterOf(master)).toBe(master.port);

    for (const child of others.flatMap(({ processes }) => processes)) child.kill('SIGCONT');
    await until('the master takes writes again', async () => (await redis(master, 'set', 'invoice', 'closed')) === 'OK');
  });
});

/** A scalar of the chart's values, which must be there. */
function setting(...keys: string[]): string {
  const value = at(values, ...keys);
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`The values of redis-ha have no ${keys.join('.')}.`);
  return String(value);
}

/** Starts nodes that know each other: the first is the master, the others follow it. */
async function startNodes(): Promise<[Node, ...Node[]]> {
  const ports = await freePorts(2 * nodeCount);
  const [masterPort] = ports;
  const secret = (...names: string[]) => (password === undefined ? [] : names.map((name) => `${name} ${password}`));
  const common = [`bind ${host}`, 'protected-mode no'];
  const nodes: Node[] = [];
  for (let index = 0; index < nodeCount; index += 1) {
    const [port, sentinelPort] = [present(ports[index]), present(ports[nodeCount + index])];
    const server = [
      ...common,
      `port ${port}`,
      // Replicas need not wait for others that may want the same copy.
      'repl-diskless-sync-delay 0',
      ...Object.entries(fieldsAt(values, 'redis', 'config')).map(([name, value]) => `${name} ${value}`),
      ...secret('requirepass', 'masterauth'),
      ...(index === 0 ? [] : [`replicaof ${host} ${masterPort}`]),
    ];
    const sentinel = [
      ...common,
      `port ${sentinelPort}`,
      `sentinel monitor ${group} ${host} ${masterPort} ${setting('sentinel', 'quorum')}`,
      ...Object.entries(fieldsAt(values, 'sentinel', 'config')).map(([name, value]) => `sentinel ${name} ${group} ${value}`),
      ...secret(`sentinel auth-pass ${group}`),
    ];
    const folder = folderWith({ 'redis.conf': `${server.join('\n')}\n`, 'sentinel.conf': `${sentinel.join('\n')}\n` });
    const node = { folder, port, sentinelPort, processes: [] };
    start(node);
    nodes.push(node);
  }
  await until('the nodes know each other', async () => {
    const known = await Promise.all(nodes.map(({ sentinelPort }) => command(sentinelPort, undefined, 'sentinel', 'master', group)));
    const replicas = await redis(present(nodes[0]), 'info', 'replication');
    return (
      replicas.match(/state=online/gu)?.length === nodeCount - 1 &&
      known.every((text) => numberAfter(text, 'num-slaves') === nodeCount - 1 && numberAfter(text, 'num-other-sentinels') === nodeCount - 1)
    );
  });
  const [first, ...others] = nodes;
  return [present(first), ...others];
}

/** Starts both processes of a node with the configuration that its folder has. */
function start(node: Node): void {
  node.processes = [
    ['redis-server', 'redis.conf'],
    ['redis-sentinel', 'sentinel.conf'],
  ].map(([program = '', file = '']) => {
    const child = spawn(present(programPath(program)), [file], { cwd: node.folder, stdio: 'ignore' });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  });
}

/** Kills processes, stopped ones included, and waits until they are gone. */
async function end(processes: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    processes
      .filter((child) => running.has(child))
      .map(async (child) => {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }),
  );
}

/** What the node's server answers, an error included. */
function redis(node: Node, ...words: string[]): Promise<string> {
  return command(node.port, password, ...words);
}

async function command(port: number, secret: string | undefined, ...words: string[]): Promise<string> {
  const login = secret === undefined ? [] : ['--no-auth-warning', '--pass', secret];
  const { stdout } = await run(present(programPath('redis-cli')), ['-h', host, '-p', String(port), ...login, ...words], { cwd: tmpdir() });
  return stdout.trim();
}

/** The port of the master that the node's sentinel names. */
async function masterOf(node: Node): Promise<number> {
  const address = await command(node.sentinelPort, undefined, 'sentinel', 'get-master-addr-by-name', group);
  return Number(address.split('\n')[1]);
}

function numberAfter(text: string, name: string): number {
  const words = text.split('\n');
  return Number(words[words.indexOf(name) + 1]);
}

/** Asks until the answer is neither false nor undefined. */
async function until<T>(what: string, ask: () => Promise<T>): Promise<Exclude<T, false | undefined>> {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (isAnswer(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${patience / 1000} s in vain until ${what}.`);
    await sleep(100);
  }
}

function isAnswer<T>(answer: T): answer is Exclude<T, false | undefined> {
  return answer !== false && answer !== undefined;
}

/** Ports that nothing listens on, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, host);
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('Expected a port.');
    return address.port;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
