import { type LintCommand, lintCommand } from './judging/lint-command.ts';
import { formats } from './judging/reports/outputs.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main } from './terminal/errors.ts';

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

const program = new CommandLine('lint:policies')
  .description(
    'Judges what the overlays build, or the given files, by the rules in policies/rules. Exit codes: 0 clean, 1 findings, 2 wrong use.',
  )
  .argument('[path...]', 'files and folders with Kubernetes objects, "-" for standard input; without: the whole repository')
  .option('--env <environment>', 'judge this environment, or the paths by its rules (repeatable)', collect, [])
  .option('--rule <id>', 'report only this rule (repeatable)', collect, [])
  .option('--format <format[=file]>', `how findings are told (repeatable): ${formats.join(', ')}; without: text`, collect, [])
  .option('--changed [ref]', 'judge only what changed since a commit (default: origin/main), and what mentions it')
  .option('--explain <rule>', 'say what a rule asks, why, and how to put it right')
  .option('--fix', 'put right what has one right value, in the catalog and in files that nobody generates', false)
  .option('--dry-run', 'with --fix: show the changes, write nothing', false)
  .option('--watch', 'judge again what changes, until a signal ends it', false)
  .option('--baseline <file>', 'report only what this file does not know')
  .option('--write-baseline <file>', 'write what is found now to a file for --baseline')
  .option('--verbose', 'list how many objects each rule looked at', false);

await main(async () => {
  program.parse();
  return lintCommand(program.args, program.opts<LintCommand>());
});
