import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { faults, tools } from '../../policies/coverage/coverage.ts';
import { lint } from '../../policies/engine.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Finding, Manifest, Rule } from '../../policies/model.ts';
import type { Suite } from '../judging/lint/report.ts';
import { openWorld } from '../judging/open-world.ts';
import { validateFiles } from '../judging/validate/validate-run.ts';
import { createSources, type Sources } from '../repository/sources.ts';
import { UserError } from '../terminal/errors.ts';
import type { Case, PublicSuite, SuiteFolder } from './case.ts';
import { levels, suites } from './readers.ts';

/** How many cases of one check are reported, of those that should be and of those that should not. */
export interface Tally {
  readonly check: string;
  readonly fails: number;
  readonly reported: number;
  readonly passes: number;
  readonly falsely: number;
}

/** A case of which the two do not say the same. */
export interface Miss extends Case {
  /** What reports it though the check lets it through, each once: `require-probes: Container "a" has no readiness probe.` */
  readonly by: readonly string[];
}

export interface MeasuredSuite {
  readonly suite: PublicSuite;
  readonly commit: string;
  readonly checks: readonly Tally[];
  /** Cases of checks for which nothing of ours stands, with a reason in docs/policy-coverage.md. */
  readonly leftOut: number;
  readonly misses: readonly Miss[];
}

/** What stands for a check: rules, and whether the validator does. */
interface Answer {
  readonly rules: readonly string[];
  readonly validate: boolean;
}

/**
 * Judges the public suites that lie in a folder, each in a folder of its own.
 * @throws UserError where one is missing, or is no clone of Git
 */
export async function measured(folder: string, judge: Suite): Promise<readonly MeasuredSuite[]> {
  const missing = suites.filter((suite) => !existsSync(path.join(folder, suite.folder)));
  if (missing.length > 0) {
    throw new UserError({
      what: `There is no ${missing.map((suite) => suite.folder).join(', no ')}.`,
      where: folder,
      how: `Clone there: ${missing.map((suite) => `${suite.source.split(',')[0]} as ${suite.folder}`).join('; ')}.`,
    });
  }
  const all: MeasuredSuite[] = [];
  for (const suite of suites) all.push(await measuredSuite(folder, suite, judge));
  return all;
}

async function measuredSuite(folder: string, suite: PublicSuite, judge: Suite): Promise<MeasuredSuite> {
  const sources = createSources(folder);
  const tallies = new Map<string, { fails: number; reported: number; passes: number; falsely: number }>();
  const misses: Miss[] = [];
  let leftOut = 0;
  const found = reportsIn(sources, folder, judge);
  for (const one of suite.cases(suiteFolder(sources, folder, suite.folder))) {
    const answer = answerOf(suite.tool, one, judge.rules);
    if (answer === undefined) {
      leftOut += 1;
      continue;
    }
    const by = await found(one, answer);
    const isReported = by.length > 0;
    const tally = tallies.get(one.check) ?? { fails: 0, reported: 0, passes: 0, falsely: 0 };
    tallies.set(one.check, tally);
    if (one.fails) {
      tally.fails += 1;
      tally.reported += isReported ? 1 : 0;
    } else {
      tally.passes += 1;
      tally.falsely += isReported ? 1 : 0;
    }
    if (isReported !== one.fails) misses.push({ ...one, by });
  }
  const checks = [...tallies].map(([check, tally]) => ({ check, ...tally })).toSorted((a, b) => (a.check < b.check ? -1 : 1));
  return { suite, commit: commitOf(path.join(folder, suite.folder)), checks, leftOut, misses };
}

/** Undefined for a check of another thing, or of none of ours. */
function answerOf(tool: string, { check, fails }: Case, rules: readonly Rule[]): Answer | undefined {
  if (tool === 'Pod Security Standards') {
    // A pod that breaks a level is reported by whichever rule; one that keeps it by none of that level.
    const of = (level: string) => rules.filter(({ manual }) => manual.includes(`Pod Security Standards (${level})`)).map(({ id }) => id);
    return { rules: fails || check === 'restricted' ? levels.flatMap(of) : of(check), validate: false };
  }
  const answer = tools.find(({ name }) => name === tool)?.checks.find(([id]) => id === check)?.[2];
  if (answer === undefined || 'not' in answer) return undefined;
  const own = answer.flatMap((name) => faults[name] ?? []);
  return { rules: own.flatMap((fault) => fault.rules), validate: own.some((fault) => fault.validate === true) };
}

/** What is said of a case, each once; empty where it is let through. */
function reportsIn(sources: Sources, folder: string, judge: Suite) {
  return async ({ files, object }: Case, { rules, validate }: Answer): Promise<readonly string[]> => {
    const told = (findings: readonly Finding[]) => {
      // That a kind is not judged is no verdict about it.
      const judged = findings.filter(({ rule }) => rule !== 'schema-undescribed-kind');
      const own = judged.filter((finding) => object === undefined || `${finding.object.kind}/${finding.object.name}` === object);
      return [...new Set(own.map(({ rule, message }) => `${rule}: ${message}`))];
    };
    const manifests = files.flatMap((file) => objectsIn(sources, file));
    const isOpen = openWorld(manifests);
    const { findings } = lint(
      { environment: 'production', manifests },
      { rules: judge.rules.filter(({ id }) => rules.includes(id)), today: judge.today },
    );
    const reported = told(findings.filter((finding) => !isOpen(finding)));
    if (reported.length > 0 || !validate) return reported;
    const { findings: refused } = await validateFiles({
      files: files.map((file) => path.join(folder, file)),
      empty: [],
      input: '',
      kubeconform: { skip: true },
    });
    return told(refused);
  };
}

function objectsIn(sources: Sources, file: string): readonly Manifest[] {
  return sources
    .documents(file)
    .flatMap(({ value }, document) => (value === undefined || value === null ? [] : [...manifestsOf(value, { file, document })]))
    .filter((item) => 'fields' in item);
}

function suiteFolder(sources: Sources, folder: string, own: string): SuiteFolder {
  const files = readdirSync(path.join(folder, own), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.split(path.sep).includes('.git'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
  return {
    files,
    text: (file) => readFileSync(path.join(folder, file), 'utf8'),
    objects: (file) => objectsIn(sources, file).map(({ kind, name }) => `${kind}/${name}`),
  };
}

function commitOf(folder: string): string {
  try {
    const text = execFileSync('git', ['-C', folder, 'log', '-1', '--format=%h of %cs', '--abbrev=7'], { encoding: 'utf8' });
    return text.trim();
  } catch {
    throw new UserError({ what: 'This is no clone of Git.', where: folder, how: 'Clone the repository: the page names its commit.' });
  }
}
