import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { Command, Option } from 'commander';
import { type MeasurementId, measure, measurementIds } from './bench/measurements.ts';
import { observe, time } from './bench/process.ts';
import { type CommandRun, commandsTable, type Machine, performanceDocument, type Round, roundsTable } from './bench/report.ts';
import { kustomizeTool } from './kustomize/tools.ts';
import { main, UserError } from './terminal/errors.ts';

interface Options {
  readonly max: string;
  readonly write?: string | true;
  readonly measure?: MeasurementId;
  readonly services?: string;
  readonly folder?: string;
}

const repository = path.resolve(import.meta.dirname, '..');
const sizes = [10, 100, 1000];
const commands = [
  { command: 'npm run build', script: 'build.ts', goal: 10 },
  { command: 'npm run lint:policies', script: 'lint-policies.ts', goal: 5 },
];

const program = new Command('bench')
  .description(
    'Measures generating, building and judging of many services. Exit codes: 0 measured, whatever the times, 2 something failed.',
  )
  .option('--max <services>', `the largest number of services: ${sizes.join(', ')}`, String(sizes.at(-1)))
  .option('--write [file]', 'write the result as Markdown (default: docs/performance.md, when nothing is left out)')
  .addOption(new Option('--measure <id>', 'one measurement in this process').choices(measurementIds).hideHelp())
  .addOption(new Option('--services <number>').hideHelp())
  .addOption(new Option('--folder <folder>').hideHelp())
  .exitOverride();

await main(async () => {
  program.parse();
  const { max, write, measure: id, services, folder } = program.opts<Options>();
  if (id !== undefined) {
    process.stdout.write(JSON.stringify(await measure(id, { repository, folder: folder ?? '', services: Number(services) })));
    return 0;
  }
  const chosen = sizes.filter((size) => size <= Number(max));
  if (!sizes.includes(Number(max)))
    throw new UserError({
      what: `"${max}" is no number of services to measure.`,
      where: '--max',
      how: `Write one of ${sizes.join(', ')}.`,
    });
  const machine = await describeMachine();
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const runs: CommandRun[] = [];
  for (const { script, ...command } of commands) {
    runs.push({ ...command, ...(await time(repository, script, stop.signal)) });
  }
  const rounds: Round[] = [];
  for (const size of chosen) rounds.push(await round(size, stop.signal));
  process.stdout.write(`${roundsTable(rounds)}\n\n${commandsTable(runs)}\n`);
  const file =
    typeof write === 'string'
      ? write
      : write === true || chosen.length === sizes.length
        ? path.join(repository, 'docs/performance.md')
        : undefined;
  if (file !== undefined) writeFileSync(file, performanceDocument(rounds, runs, machine));
  return 0;
});

async function round(services: number, signal: AbortSignal): Promise<Round> {
  const folder = mkdtempSync(path.join(tmpdir(), 'erp-gitops-bench-'));
  try {
    const observed: [MeasurementId, Awaited<ReturnType<typeof observe>>][] = [];
    for (const id of measurementIds) {
      process.stderr.write(`bench: ${services} services, ${id}\n`);
      observed.push([id, await observe(id, { repository, folder, services }, signal)]);
    }
    return { services, observed: Object.fromEntries(observed) as Round['observed'] };
  } finally {
    for (const made of [folder, `${folder}.objects`, `${folder}.catalog`]) rmSync(made, { recursive: true, force: true });
  }
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
