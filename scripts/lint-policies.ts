import './terminal/node-version.ts';
import { text as readAll } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { closest } from 'fastest-levenshtein';
import { createColors } from 'picocolors';
import { requiredEnvironments } from '../policies/environments.ts';
import type { Rule } from '../policies/model.ts';
import { json } from '../policies/reporters/json.ts';
import { type Paint, text } from '../policies/reporters/text.ts';
import { inputFaults } from './judging/input-findings.ts';
import { type LintReport, lintRepository } from './judging/lint.ts';
import { lintFiles } from './judging/lint-files.ts';
import type { Suite } from './judging/report.ts';
import { loadSuite } from './judging/suite.ts';
import { discover } from './repository/discover.ts';
import { findEnvironments } from './repository/environments.ts';
import { createSources } from './repository/sources.ts';
import { main, UserError } from './terminal/errors.ts';

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
  const options = program.opts<Options>();
  const suite = await loadSuite();
  const selected = options.rule.length === 0 ? {} : { selected: selectedRules(options.rule, suite.rules) };
  const report = await run(program.args, options, { ...suite, ...selected });
  for (const note of report.notes) process.stderr.write(`${note}\n`);
  process.stdout.write(options.format === 'json' ? json(report) : text(report, { verbose: options.verbose, paint: paint() }));
  return report.findings.length === 0 ? 0 : 1;
});

async function run(paths: readonly string[], { env, changed }: Options, suite: Suite): Promise<LintReport> {
  if (paths.length === 0) {
    return lintRepository(
      {
        root: process.cwd(),
        ...(env.length === 0 ? {} : { environments: env }),
        ...(changed === undefined ? {} : { changed: { ref: changed === true ? undefined : changed } }),
      },
      suite,
    );
  }
  if (changed !== undefined)
    throw new UserError({ what: '--changed and paths exclude each other.', how: 'Leave out one of them; write "--changed=<ref>".' });
  if (env.length > 1)
    throw new UserError({ what: 'Paths are judged by the rules of one environment.', where: '--env', how: 'Name one environment.' });
  const { files, empty } = await discover(paths);
  const input = files.includes('-') ? await readAll(process.stdin) : '';
  const report = await lintFiles({ files, empty, input, environment: knownEnvironment(env[0] ?? 'production') }, suite);
  return { ...report, notes: [] };
}

function selectedRules(ids: readonly string[], rules: readonly Rule[]): readonly string[] {
  const known = [...rules.map(({ id }) => id), ...Object.keys(inputFaults), 'valid-exemption'];
  for (const id of ids) {
    if (known.includes(id)) continue;
    throw new UserError({
      what: `There is no rule "${id}".`,
      where: '--rule',
      how: `Did you mean "${closest(id, known)}"? The rules are in policies/rules.`,
    });
  }
  return ids;
}

function knownEnvironment(name: string): string {
  const known = [
    ...new Set([...requiredEnvironments, ...findEnvironments(createSources(process.cwd())).map((environment) => environment.name)]),
  ];
  if (known.includes(name)) return name;
  throw new UserError({
    what: `There is no environment "${name}".`,
    where: '--env',
    how: `Did you mean "${closest(name, known)}"? There are ${known.join(', ')}.`,
  });
}

/** Colours on a terminal, unless NO_COLOR asks for none. */
function paint(): Paint {
  const colors = createColors(process.stdout.isTTY === true && !process.env['NO_COLOR']);
  return {
    severity: (word, severity) => (severity === 'error' ? colors.red(word) : colors.yellow(word)),
    rule: colors.bold,
    label: colors.dim,
  };
}
