import { Command, Option } from 'commander';
import { json } from '../policies/reporters/json.ts';
import { text } from '../policies/reporters/text.ts';
import { lintRequest, selectedRules } from './judging/lint/request.ts';
import { loadSuite } from './judging/lint/suite.ts';
import { main } from './terminal/errors.ts';
import { paint } from './terminal/paint.ts';

interface Options {
  readonly env: readonly string[];
  readonly rule: readonly string[];
  readonly format: 'text' | 'json';
  readonly changed?: string | true;
  readonly verbose: boolean;
}

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

const program = new Command('lint:policies')
  .description(
    'Judges what the overlays build, or the given files, by the rules in policies/rules. Exit codes: 0 clean, 1 findings, 2 wrong use.',
  )
  .argument('[path...]', 'files and folders with Kubernetes objects, "-" for standard input; without: the whole repository')
  .option('--env <environment>', 'judge this environment, or the paths by its rules (repeatable)', collect, [])
  .option('--rule <id>', 'report only this rule (repeatable)', collect, [])
  .addOption(new Option('--format <format>', 'how findings are printed').choices(['text', 'json']).default('text'))
  .option('--changed [ref]', 'judge only what changed since a commit (default: origin/main), and what mentions it')
  .option('--verbose', 'list how many objects each rule looked at', false)
  .exitOverride();

await main(async () => {
  program.parse();
  const { env, rule, format, changed, verbose } = program.opts<Options>();
  const suite = await loadSuite();
  const selected = rule.length === 0 ? {} : { selected: selectedRules(rule, suite.rules) };
  const report = await lintRequest(
    { paths: program.args, environments: env, ...(changed !== undefined && { changed }) },
    { ...suite, ...selected },
  );
  for (const note of report.notes) process.stderr.write(`${note}\n`);
  process.stdout.write(format === 'json' ? json(report) : text(report, { verbose, paint: paint() }));
  return report.findings.length === 0 ? 0 : 1;
});
