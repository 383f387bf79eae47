import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Option } from 'commander';
import { type MeasurementId, measure, measurementIds } from './bench/measurements.ts';
import { performanceDocument, tables } from './bench/report.ts';
import { commandsAmongMany, measureAll } from './bench/rounds.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main, UserError } from './terminal/errors.ts';

interface Options {
  readonly max: string;
  readonly write?: string | true;
  readonly schemas?: string;
  readonly measure?: MeasurementId;
  readonly services?: string;
  readonly folder?: string;
}

const repository = path.resolve(import.meta.dirname, '..');
const sizes = [10, 100, 1000];
const program = new CommandLine('bench')
  .description(
    'Measures generating, building and judging of many services. Exit codes: 0 measured, whatever the times, 2 something failed.',
  )
  .option('--max <services>', `the largest number of services: ${sizes.join(', ')}`, String(sizes.at(-1)))
  .option('--write [file]', 'write the result as Markdown (default: docs/performance.md, when nothing is left out)')
  .option('--schemas <location>', 'where kubeconform, if it is on PATH, finds its schemas (its -schema-location)')
  .addOption(new Option('--measure <id>', 'one measurement in this process').choices(measurementIds).hideHelp())
  .addOption(new Option('--services <number>').hideHelp())
  .addOption(new Option('--folder <folder>').hideHelp());

await main(async () => {
  program.parse();
  const { max, write, schemas, measure: id, services, folder } = program.opts<Options>();
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
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const measured = await measureAll(repository, { sizes: chosen, schemas }, stop.signal);
  process.stdout.write(`${tables(measured, commandsAmongMany).join('\n\n')}\n`);
  const file =
    typeof write === 'string'
      ? write
      : write === true || chosen.length === sizes.length
        ? path.join(repository, 'docs/performance.md')
        : undefined;
  if (file !== undefined) writeFileSync(file, performanceDocument(measured, commandsAmongMany));
  return 0;
});
