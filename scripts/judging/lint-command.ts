import { fingerprints } from '../../policies/fingerprint.ts';
import type { Finding } from '../../policies/model.ts';
import { closing, type Report, reportOf } from '../../policies/reporters/report.ts';
import { UserError } from '../terminal/errors.ts';
import type { LintReport } from './lint/lint.ts';
import { exitCodeOf, type Suite } from './lint/report.ts';
import { type LintRequest, lintRequest, selectedRules } from './lint/request.ts';
import { loadSuite } from './lint/suite.ts';
import { excerpts } from './reports/excerpts.ts';
import { helpsOf } from './reports/helps.ts';
import { type Output, outputsOf, tell } from './reports/outputs.ts';

/** What `lint:policies` is asked for. */
export interface LintCommand {
  readonly env: readonly string[];
  readonly rule: readonly string[];
  readonly format: readonly string[];
  readonly changed?: string | true;
  readonly verbose: boolean;
  readonly explain?: string;
  readonly fix: boolean;
  readonly dryRun: boolean;
  readonly watch: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string;
}

/** What lies in the repository and is judged. */
const watched = ['base', 'overlays', 'argocd', 'charts'];

/**
 * Judges and tells as asked.
 * @returns the exit code: 0 clean, 1 findings, 2 where a rule threw
 * @throws UserError for wrong use
 */
export async function lintCommand(paths: readonly string[], command: LintCommand): Promise<number> {
  const { env, rule, changed, fix, dryRun } = command;
  const outputs = outputsOf(command.format);
  refuseTogether(paths, command);
  const all = await loadSuite();
  if (command.explain !== undefined) {
    const { explained } = await import('./reports/explain.ts');
    process.stdout.write(explained(command.explain, all.rules));
    return 0;
  }
  const suite: Suite = rule.length === 0 ? all : { ...all, selected: selectedRules(rule, all.rules) };
  const request: LintRequest = { paths, environments: env, ...(changed !== undefined && { changed }) };
  const judge = () => lintRequest(request, suite);
  let report = await judge();
  if (fix) {
    const { fixFindings } = await import('./fix/fix-run.ts');
    const done = await fixFindings(report, all.rules, judge, { dryRun });
    if (dryRun) {
      process.stdout.write(done.text);
      return exitCodeOf(report.findings, report.findings);
    }
    process.stderr.write(done.text);
    report = done.report;
  }
  const code = await show(report, suite, outputs, { command, request });
  return command.watch ? watchOn(request, suite, outputs, { command, report, code }) : code;
}

function refuseTogether(paths: readonly string[], { fix, dryRun, watch, baseline, writeBaseline }: LintCommand): void {
  const refuse = (what: string, how: string) => {
    throw new UserError({ what, how });
  };
  if (dryRun && !fix) refuse('--dry-run says what --fix would write.', 'Write --fix --dry-run.');
  if (fix && watch) refuse('--fix and --watch exclude each other.', 'Leave out one of them.');
  if ((fix || watch) && paths.includes('-')) refuse('Standard input can neither be fixed nor watched.', 'Name files or folders.');
  if (baseline !== undefined && writeBaseline !== undefined)
    refuse('--baseline and --write-baseline exclude each other.', 'Write a baseline once, and judge by it from then on.');
}

/** What was asked for, and how it is to be told. */
interface Asked {
  readonly command: LintCommand;
  readonly request: LintRequest;
}

async function show(report: LintReport, suite: Suite, outputs: readonly Output[], { command, request }: Asked): Promise<number> {
  for (const note of report.notes) process.stderr.write(`${note}\n`);
  const told = await withBaseline(report, suite, command, request);
  const secret = new Set(suite.rules.filter((rule) => rule.secret === true).map(({ id }) => id));
  const judging = suite.rules.filter(({ id }) => suite.selected === undefined || suite.selected.includes(id));
  await tell(
    {
      tool: 'lint:policies',
      findings: told.findings,
      summary: told.summary,
      closing: closing(told.summary),
      rules: helpsOf(judging, told.findings),
      looked: told.summary.rules,
      excerptOf: excerpts(report.input ?? '', (id) => secret.has(id)),
    },
    outputs,
    command,
  );
  return exitCodeOf(command.writeBaseline === undefined ? told.findings : [], report.findings);
}

/** Without what a baseline knows. */
async function withBaseline(
  report: Report,
  { selected }: Suite,
  { baseline, writeBaseline, changed }: LintCommand,
  { paths, environments }: LintRequest,
): Promise<Report> {
  if (baseline === undefined && writeBaseline === undefined) return report;
  const { compareWithBaseline, isBelow, writeBaseline: write } = await import('./baseline.ts');
  if (writeBaseline !== undefined) {
    write(writeBaseline, report.findings);
    process.stderr.write(`${report.findings.length} findings are written to ${writeBaseline}.\n`);
    return report;
  }
  if (baseline === undefined) return report;
  const isWhole = changed === undefined && (paths.length > 0 || environments.length === 0);
  const isAsked = (rule: string, file: string) =>
    isWhole && (selected === undefined || selected.includes(rule)) && (paths.length === 0 || isBelow(file, paths));
  const { fresh, known, vanished } = compareWithBaseline(baseline, report.findings, isAsked);
  for (const line of vanished) process.stderr.write(`${line}\n`);
  process.stderr.write(`In ${baseline}: ${known}. New: ${fresh.length}. Gone: ${vanished.length}.\n`);
  return only(report, fresh);
}

/** A report on some of its findings. */
function only({ summary }: Report, findings: readonly Finding[]): Report {
  return reportOf({
    objects: new Map(Object.entries(summary.environments).map(([name, { objects }]) => [name, objects])),
    looked: new Map(
      Object.entries(summary.rules).flatMap(([id, { looked, findings: own }]) => (looked > 0 || own === 0 ? [[id, looked]] : [])),
    ),
    findings,
  });
}

/** Of the repository what changed is judged, and told in full; of paths everything is, and told is what is new. */
async function watchOn(
  request: LintRequest,
  suite: Suite,
  outputs: readonly Output[],
  { command, report, code }: { readonly command: LintCommand; readonly report: LintReport; readonly code: number },
): Promise<number> {
  const { watch } = await import('./watch.ts');
  const isRepository = request.paths.length === 0;
  let last = code;
  let before = new Set(fingerprints(report.findings).values());
  await watch(isRepository ? watched : request.paths, async (files) => {
    process.stderr.write(`\nChanged: ${files.join(', ')}\n`);
    try {
      const next = await lintRequest(isRepository ? { ...request, changed: files } : request, suite);
      const now = fingerprints(next.findings);
      const present = new Set(now.values());
      const fresh = isRepository ? next.findings : next.findings.filter((finding) => !before.has(now.get(finding) ?? ''));
      await show({ ...only(next, fresh), notes: next.notes }, suite, outputs, { command, request });
      if (!isRepository) {
        const gone = [...before].filter((id) => !present.has(id)).length;
        process.stderr.write(`New: ${fresh.length}. Gone: ${gone}. In all: ${next.findings.length}.\n`);
      }
      before = present;
      last = exitCodeOf(next.findings, next.findings);
    } catch (error) {
      // A file that is half written is no reason to end.
      if (!(error instanceof UserError)) throw error;
      process.stderr.write(error.text());
      last = error.exitCode;
    }
  });
  return last;
}
