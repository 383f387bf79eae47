import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Block, Page } from './pages.ts';

/** One call of a program in a block of a page. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  /** Line of the block in the page. */
  readonly line: number;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What came of the blocks of a page. */
export interface Session {
  readonly calls: readonly Call[];
  /** Commands that failed or do not exist, as bash has them. */
  readonly failed: readonly string[];
}

/** Where a page is tried out. */
export interface Target {
  /** Path of the program. */
  readonly kubectl: string;
  /** Address of the API server. */
  readonly server: string;
  /** Names of the clusters that the operator's configuration knows. */
  readonly contexts: readonly string[];
}

/** Programs that run for real: text tools, and kubectl against the test's own API server. */
const tools = ['bash', 'cat', 'date', 'sh', 'sleep'];

/** Programs of the operator that are only written down. */
const recorded = ['argocd', 'aws', 'git', 'npm', 'openssl'];

/** The blocks that people type into a shell, in order. */
export function shellBlocks({ blocks }: Page): readonly Block[] {
  return blocks.filter(({ language }) => language === 'sh');
}

/** All shell blocks of a page as one script: variables of a block are there in the next. */
export function scriptOf(page: Page): string {
  return shellBlocks(page)
    .map(({ text, line }) => `HANDBOOK_LINE=${line}\nexport HANDBOOK_LINE\n${text}\n`)
    .join('');
}

/**
 * Runs the shell blocks of a page in one bash, with nothing on PATH but the programs of an operator. kubectl is the real one
 * and asks the server of the target; the others are written down.
 * @param folder empty, for files of the run
 */
export async function runPage(page: Page, { kubectl, server, contexts }: Target, folder: string): Promise<Session> {
  const programs = path.join(folder, 'bin');
  const calls = path.join(folder, 'calls');
  for (const name of [programs, calls, path.join(folder, 'work'), path.join(folder, 'home')]) mkdirSync(name, { recursive: true });
  const shim = (name: string, command: string) => {
    const file = path.join(programs, name);
    const text = recorder.replace('@name', name).replace('@command', command).replace('@kubectl', kubectl);
    writeFileSync(file, text.replace('@config', path.join(folder, 'config')));
    chmodSync(file, 0o755);
  };
  shim('kubectl', 'real_kubectl "$@"');
  for (const name of recorded) shim(name, name === 'npm' ? 'npm_command "$@"' : 'true');
  for (const name of tools) {
    const file = path.join(programs, name);
    writeFileSync(file, `#!/bin/bash\nPATH=/usr/bin:/bin exec -a "$0" /usr/bin/env -u BASH_ENV ${name} "$@"\n`);
    chmodSync(file, 0o755);
  }
  writeFileSync(path.join(folder, 'config'), kubeconfig(server, contexts));
  const script = path.join(folder, 'page.sh');
  writeFileSync(script, `set -uE\ntrap 'echo "line $HANDBOOK_LINE: $BASH_COMMAND" >> "${folder}/failed"' ERR\n${scriptOf(page)}`);
  const env = {
    PATH: programs,
    HOME: path.join(folder, 'home'),
    HANDBOOK_CALLS: calls,
    HANDBOOK_ROOT: process.cwd(),
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
  };
  const said = await finished('/bin/bash', [script], { cwd: path.join(folder, 'work'), env });
  const failed = readOr(path.join(folder, 'failed'), '')
    .split('\n')
    .filter((line) => line !== '');
  const session = {
    calls: readCalls(calls),
    failed: said.code === 0 ? failed : [...failed, said.stderr.trim() || `bash ended with ${said.code}`],
  };
  rmSync(folder, { recursive: true, force: true });
  return session;
}

/** Writes the arguments, the output and the exit code of a call into files whose names sort by time. */
const recorder = `#!/bin/bash
PATH=/usr/bin:/bin
call="$HANDBOOK_CALLS/$(date +%s%N)-$$"
printf '%s\\0' "$HANDBOOK_LINE" @name "$@" > "$call.args"
# The restore is written by the repository's own program, which reads the repository.
npm_command() {
  [ "$3" = restore ] || [ "$2" = restore ] || return 0
  while [ "$1" != -- ]; do shift; done
  shift
  arguments=()
  while [ "$#" -gt 0 ]; do
    arguments+=("$1")
    if [ "$1" = --out ]; then arguments+=("$PWD/$2"); shift; fi
    shift
  done
  cd "$HANDBOOK_ROOT" && PATH="$HANDBOOK_ROOT/node_modules/.bin:$PATH" node --import ./scripts/terminal/start.mjs scripts/restore.ts "\${arguments[@]}"
}
# Validation by the server needs the schemas of all kinds, which the tests of the manifests have.
real_kubectl() {
  [ "$1" = apply ] && set -- "$@" --validate=false
  "@kubectl" --kubeconfig="@config" "$@"
}
@command > "$call.out" 2> "$call.err"
code=$?
echo "$code" > "$call.code"
cat "$call.out"
cat "$call.err" >&2
exit "$code"
`;

function kubeconfig(server: string, contexts: readonly string[]): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'erp-production',
    clusters: [{ name: 'test', cluster: { server } }],
    users: [{ name: 'person', user: { token: 'x' } }],
    contexts: contexts.map((name) => ({ name, context: { cluster: 'test', user: 'person' } })),
  });
}

function readCalls(folder: string): readonly Call[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.args'))
    .sort()
    .map((name) => {
      const [line = '', program = '', ...args] = readFileSync(path.join(folder, name), 'utf8').split('\0').slice(0, -1);
      const other = (end: string) => readOr(path.join(folder, name.replace(/args$/, end)), '');
      return { program, args, line: Number(line), code: Number(other('code')), stdout: other('out'), stderr: other('err') };
    });
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, with nothing to read. */
export function finished(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
