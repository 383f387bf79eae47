import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

/** A program that runs beside this one, and never longer. */
export interface Running {
  readonly name: string;
  /** Undefined while it runs. */
  readonly exitCode: number | null | undefined;
  /** The last lines that it wrote. */
  log(): string;
  /** Ends it, gently at first, and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * Ends the program when its standard input closes, and after ten more seconds by force: an API server whose etcd is gone does not
 * end otherwise. The system closes the input when this process ends, however it ends: a crash or a `kill -9` leaves nothing behind.
 */
const keeper = [
  'exec 3<&0 </dev/null',
  '"$@" 3<&- & child=$!',
  '{ cat <&3 >/dev/null; kill "$child"; sleep 10; kill -9 "$child"; } 2>/dev/null & guard=$!',
  'wait "$child"; code=$?',
  'kill "$guard" 2>/dev/null',
  'exit "$code"',
].join('\n');
const patience = 5_000;

/** Starts a program. What it writes goes to `<folder>/<name>.log`. */
export function startProgram(name: string, command: string, args: readonly string[], folder: string): Running {
  const file = path.join(folder, `${name}.log`);
  const output = openSync(file, 'a');
  const child = spawn('sh', ['-c', keeper, 'sh', command, ...args], { stdio: ['pipe', output, output], detached: true });
  closeSync(output);
  const input = child.stdin;
  if (input === null) throw new Error(`${name} has no standard input.`);
  let exitCode: number | null | undefined;
  const gone = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('exit', (code) => {
      exitCode = code;
      input.destroy();
      resolve();
    });
  });
  input.on('error', () => {});
  // A program beside must not keep this one alive: who wants to wait for it does so.
  child.unref();
  return {
    name,
    get exitCode() {
      return exitCode;
    },
    log: () => readFileSync(file, 'utf8').trim().split('\n').slice(-15).join('\n'),
    stop: async () => {
      input.destroy();
      const timer = setTimeout(() => {
        // The group: the program, and the shell that keeps it.
        if (child.pid !== undefined && exitCode === undefined) process.kill(-child.pid, 'SIGKILL');
      }, patience);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** A port of the loopback interface that nobody used a moment ago. Somebody may take it meanwhile: then start again with another. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
