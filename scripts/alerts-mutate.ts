import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { equivalents } from './alerts/equivalents.ts';
import { alertsToMutate, judgeMutants } from './alerts/mutation.ts';
import { mutationReport } from './alerts/mutation-report.ts';
import { loadCatalog } from './catalog/catalog.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main, UserError } from './terminal/errors.ts';

const program = new CommandLine('alerts:mutate')
  .description('Makes small mistakes in the expression of every alert, one at a time, and asks promtool whether its examples notice.')
  .argument('[alerts...]', 'names of alerts; none: all')
  .option('--every <n>', 'try only every n-th alert, a sample of all areas', positive, 1)
  .option('--promtool <program>', 'the program to run', 'promtool')
  .addHelpText(
    'after',
    '\nExit codes: 0 every mutant is killed or explained, 1 one is not, or an explanation is stale, 2 wrong use or no promtool.',
  );

await main(async () => {
  program.parse();
  const { every, promtool } = program.opts<{ every: number; promtool: string }>();
  const all = alertsToMutate(await loadCatalog(process.cwd()));
  const unknown = program.args.filter((name) => !all.some(({ rule }) => rule.alert === name));
  if (unknown.length > 0) {
    throw new UserError({
      what: `There is no alert ${unknown.map((name) => `"${name}"`).join(', ')}.`,
      how: `Name one of ${all.map(({ rule }) => rule.alert).join(', ')}.`,
    });
  }
  const wanted = all.filter(({ rule }, index) => (program.args.length === 0 ? index % every === 0 : program.args.includes(rule.alert)));
  const { findings, summary } = mutationReport(await judgeMutants(wanted, { promtool, workers: availableParallelism() }), equivalents);
  process.stderr.write(findings.join(''));
  process.stdout.write(`alerts:mutate: ${summary}\n`);
  return findings.length === 0 ? 0 : 1;
});

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a positive number.');
  return Number(text);
}
