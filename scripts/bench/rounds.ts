import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { kustomizeTool } from '../kustomize/tools.ts';
import { type Beside, type BesideRound, judgesHere, measureBeside } from './beside.ts';
import { inputsFile, type MeasurementId, measurementIds } from './measurements.ts';
import { observe, type Timed, time } from './process.ts';
import type { CommandRun, Machine, NamedCommand, Round } from './report.ts';

const commands = [
  { command: 'npm run build', script: 'build.ts', args: [], goal: 10 },
  { command: 'npm run lint:policies', script: 'lint-policies.ts', args: [], goal: 5 },
  // What is left is the start: without npm, which adds its own.
  { command: 'npm run ops -- --help', script: 'ops.ts', args: ['--help'], goal: 0.2 },
  { command: 'npm run ops -- status', script: 'ops.ts', args: ['status'], goal: 0.5 },
  {
    command: 'npm run lint:policies -- <one file>',
    script: 'lint-policies.ts',
    args: ['base/sales-service/service-account.yaml'],
    goal: 0.5,
  },
];

interface ManyCommand extends NamedCommand {
  readonly script: string;
  readonly args: readonly string[];
  /** How it ends where all is well; absent: 0. */
  readonly code?: number;
}

/** Commands in a repository of many services, whole. */
export const commandsAmongMany: readonly ManyCommand[] = [
  { command: 'npm run generate', script: 'generate.ts', args: [] },
  { command: 'npm run generate (again)', script: 'generate.ts', args: [] },
  { command: 'npm run ops -- status', script: 'ops.ts', args: ['status'] },
  {
    command: 'npm run ops -- deliver (one service)',
    script: 'ops.ts',
    args: ['deliver', 'service-0001', '--env', 'dev', '--version', '2.0.0', '--digest', `sha256:${'1'.repeat(64)}`],
    goal: 3,
  },
  { command: 'npm run ops -- preview (that change)', script: 'ops.ts', args: ['preview', '--head', 'promote/service-0001/dev/2.0.0'] },
  {
    command: 'npm run ops -- check',
    script: 'ops.ts',
    args: ['check', '--base', 'HEAD'],
  },
  // The services of the manual are not among these: it says so.
  { command: 'npm run conformance', script: 'conformance.ts', args: [], code: 1 },
  { command: 'npm run docs:topology', script: 'topology.ts', args: [] },
];

/** Everything that the bench tells. */
export interface Measured {
  readonly machine: Machine;
  readonly runs: readonly CommandRun[];
  readonly rounds: readonly Round[];
  readonly beside: Beside;
}

/**
 * The commands on this repository, then each number of services, one after the other.
 * @param schemas where kubeconform finds its schemas; absent: it is not measured
 * @throws UserError when a process fails
 */
export async function measureAll(
  repository: string,
  { sizes, schemas }: { readonly sizes: readonly number[]; readonly schemas?: string | undefined },
  signal: AbortSignal,
): Promise<Measured> {
  const machine = await describeMachine();
  const runs: CommandRun[] = [];
  for (const { script, args, ...command } of commands) {
    runs.push({
      ...command,
      ...(await time({ scripts: path.join(repository, 'scripts'), folder: repository }, [script, ...args], signal)),
    });
  }
  const rounds: Round[] = [];
  const { judges, absent } = judgesHere(repository, schemas);
  const beside: BesideRound[] = [];
  for (const size of sizes) {
    const folder = mkdtempSync(path.join(tmpdir(), 'erp-gitops-bench-'));
    try {
      rounds.push(await round(repository, folder, size, signal));
      beside.push(await measureBeside(judges, inputsFile(folder), signal, (name, seconds) => said(size, name, seconds)));
    } finally {
      const made = ['', '.objects', '.catalog', '.written'].map((suffix) => `${folder}${suffix}`);
      for (const item of made) rmSync(item, { recursive: true, force: true });
    }
  }
  return { machine, runs, rounds, beside: { judges, absent, rounds: beside } };
}

/** A figure as it comes: the page is written at the end, and a run that is stopped leaves these. */
function said(services: number, what: string, seconds: number): void {
  process.stderr.write(`bench: ${services} services, ${what}: ${seconds.toFixed(2)} s\n`);
}

async function round(repository: string, folder: string, services: number, signal: AbortSignal): Promise<Round> {
  const observed: [MeasurementId, Awaited<ReturnType<typeof observe>>][] = [];
  for (const id of measurementIds) {
    const result = await observe(id, { repository, folder, services }, signal);
    said(services, id, result.seconds);
    observed.push([id, result]);
  }
  const commands: Timed[] = [];
  for (const { command, script, args, code: usual = 0 } of commandsAmongMany) {
    const { seconds, code } = await time({ scripts: path.join(repository, 'scripts'), folder }, [script, ...args], signal);
    said(services, command, seconds);
    commands.push({ seconds, code: code === usual ? 0 : code });
  }
  return { services, observed: Object.fromEntries(observed) as Round['observed'], commands };
}

async function describeMachine(): Promise<Machine> {
  const { name, version } = await kustomizeTool();
  const processors = cpus();
  const [load = 0] = loadavg();
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: processors[0]?.model.trim() ?? 'unknown processor',
    cores: processors.length,
    gigabytes: Math.round(totalmem() / 2 ** 30),
    load: process.platform === 'win32' ? undefined : load,
    node: process.version,
    kustomize: `${name} ${version}`,
  };
}
