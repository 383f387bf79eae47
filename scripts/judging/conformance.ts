import path from 'node:path';
import { markdownTable } from 'markdown-table';
import type { World } from '../../policies/model.ts';
import { servicesAskedFor } from '../../policies/requirements/model/expectations.ts';
import { type Evidence, isChecked, type Requirement, type Shortfall } from '../../policies/requirements/model/requirement.ts';
import { handbook } from '../../policies/requirements/model/runbooks.ts';
import { createWorld } from '../../policies/world.ts';
import { worldsOf } from '../charts/facts/world.ts';
import { rememberedBuilds } from '../kustomize/build-cache.ts';
import { manifestsIn } from '../kustomize/kustomizations.ts';
import { type RenderedEnvironment, renderEnvironments } from '../kustomize/kustomize.ts';
import { generatedFrom } from '../kustomize/provenance.ts';
import { argoFiles } from '../repository/argo-files.ts';
import { companyOf } from '../repository/company/company.ts';
import { filesIn } from '../repository/files-in.ts';
import { loadFolder } from '../repository/folder.ts';
import { owned } from '../repository/generated/tree.ts';
import type { Sources } from '../repository/sources.ts';
import { type ErrorLines, errorText, UserError } from '../terminal/errors.ts';
import { inNamesOfManual, placedNames } from './manual-names.ts';
import { serviceRepositories } from './service-repositories.ts';

/** A requirement, and the file that holds its check. */
export interface LocatedRequirement {
  readonly requirement: Requirement;
  /** Relative to the root of the repository. */
  readonly file: string;
}

/** A requirement with what its check found; nothing for one that is open. */
export interface Judged extends LocatedRequirement {
  /** Whether it is asked here: the manual speaks of its own services, and a company may have none of them. */
  readonly isAsked: boolean;
  readonly shortfalls: readonly Shortfall[];
}

/** The table of requirements, relative to the root of the repository. */
export const conformanceFile = 'docs/conformance.md';

const folder = 'policies/requirements';

/** All requirements, by number. */
export async function loadRequirements(): Promise<readonly LocatedRequirement[]> {
  const sections = await loadFolder<readonly Requirement[]>(path.join(import.meta.dirname, '../..', folder));
  return sections
    .flatMap(({ name, value }) => value.map((requirement) => ({ requirement, file: `${folder}/${name}.ts` })))
    .sort((a, b) => numberOf(a.requirement) - numberOf(b.requirement));
}

/** Overlays or Applications that cannot be read: nothing could be said about requirements. */
class BrokenEvidence extends UserError {
  readonly problems: readonly ErrorLines[];

  constructor(problems: readonly [ErrorLines, ...ErrorLines[]]) {
    super(problems[0]);
    this.problems = problems;
  }

  override text(): string {
    return this.problems.map(errorText).join('');
  }
}

/** Environments that were built, and what their worlds are. */
interface Built {
  readonly rendered: readonly RenderedEnvironment[];
  readonly worlds: readonly World[];
}

/**
 * What the overlays of a repository build, with what is committed beside them.
 * @param built where they were built already
 * @throws UserError when an overlay does not build or a file cannot be read
 */
export async function collectEvidence(sources: Sources, built?: Built): Promise<Evidence> {
  const rendered = built?.rendered ?? (await renderEnvironments(sources.root, { sources, ...(await rememberedBuilds(sources)) }));
  // The handbook and the model of a repository are files of the disk.
  const { root } = sources.work ?? sources;
  const files = argoFiles(sources);
  const [first, ...others] = problemsIn(rendered, files, sources);
  if (first !== undefined) throw new BrokenEvidence([first, ...others]);
  const evidence = {
    environments: built?.worlds ?? worldsOf(sources, rendered),
    argocd: createWorld(
      'argocd',
      files.flatMap((file) => manifestsIn(sources, file)),
      undefined,
      [],
      companyOf(sources),
    ),
    codeOwners: owned.files.map((file) => sources.text(file)).find((text) => text !== undefined) ?? '',
    serviceRepositories: await serviceRepositories(root),
    runbooks: new Map(filesIn(root, handbook).map((file) => [file, sources.text(file) ?? ''])),
  };

  return inNamesOfManual(evidence, placedNames(sources));
}

/** Checks every requirement that has a check. */
export function judge(requirements: readonly LocatedRequirement[], evidence: Evidence): readonly Judged[] {
  const isAsked = servicesAskedFor(evidence.argocd.company).length > 0;
  return requirements.map((located) => ({
    ...located,
    isAsked,
    shortfalls: isAsked && isChecked(located.requirement) ? located.requirement.check(evidence) : [],
  }));
}

const judgements = new WeakMap<readonly RenderedEnvironment[], Promise<readonly Judged[]>>();

/**
 * All requirements, held against what was built; once, whoever asks.
 * @throws UserError for a file that cannot be read
 */
export function judgeBuilt(
  sources: Sources,
  rendered: readonly RenderedEnvironment[],
  worlds?: readonly World[],
): Promise<readonly Judged[]> {
  const known = judgements.get(rendered);
  if (known !== undefined) return known;
  const own = (async () =>
    judge(await loadRequirements(), await collectEvidence(sources, { rendered, worlds: worlds ?? worldsOf(sources, rendered) })))();
  judgements.set(rendered, own);
  return own;
}

/** The three lines of each shortfall. The last names the file that a person edits: what a generated file was made from. */
export function shortfallText(judged: readonly Judged[], sources: Sources): string {
  return judged
    .flatMap(({ requirement: { id, section }, file: check, shortfalls }) =>
      shortfalls.map(({ message, where, file }) => {
        const source = generatedFrom(sources.text(file ?? '') ?? '') ?? (file?.startsWith(handbook) ? file : 'generators/');
        const how = `Put it right in ${source}; if it is meant, record a deviation in ${check} (manual ${section}).`;
        return errorText({ what: `${id}  ${message}`, where, how });
      }),
    )
    .join('');
}

/** One line: how many requirements there are, and in which state. */
export function conformanceSummary(judged: readonly Judged[]): string {
  const count = (state: State) => judged.filter((item) => stateOf(item) === state).length;
  const states = (['met', 'met with a deviation', 'not met', 'open', notAsked] as const).filter((state) => count(state) > 0);
  return `${judged.length} requirements: ${states.map((state) => `${count(state)} ${state}`).join(', ')}.`;
}

/** The content of `docs/conformance.md`. */
export function conformanceText(judged: readonly Judged[]): string {
  const sections = [...new Set(judged.map(({ requirement }) => requirement.section))];
  return [
    '<!-- Generated from policies/requirements and the rendered overlays. Do not edit: change those and run "npm run conformance". -->',
    '',
    '# Conformance with the manual',
    '',
    'Each requirement of the manual, where it is met, and whether the rendered environments, the Applications and the code owners show it.',
    `A deviation keeps the intent of the manual, but not its letter; D numbers are its defects. ${conformanceSummary(judged)}`,
    '',
    ...sections.flatMap((section) =>
      sectionLines(
        section,
        judged.filter(({ requirement }) => requirement.section === section),
      ),
    ),
  ].join('\n');
}

const notAsked = "not asked, as none of the manual's services is here";

type State = 'met' | 'met with a deviation' | 'not met' | 'open' | typeof notAsked;

function stateOf({ requirement, isAsked, shortfalls }: Judged): State {
  if (!isAsked) return notAsked;
  if (!isChecked(requirement)) return 'open';
  if (shortfalls.length > 0) return 'not met';
  return requirement.deviation === undefined ? 'met' : 'met with a deviation';
}

function sectionLines(section: string, judged: readonly Judged[]): readonly string[] {
  const table = markdownTable(
    [
      ['Id', 'Requirement', 'Met by', 'State'],
      ...judged.map((item) => [
        item.requirement.id,
        cell(item.requirement.requirement),
        isChecked(item.requirement) ? cell(item.requirement.where) : '',
        stateText(item),
      ]),
    ],
    { alignDelimiters: false },
  );
  const deviations = judged.flatMap(({ requirement }) =>
    isChecked(requirement) && requirement.deviation !== undefined
      ? [`- **${requirement.id}** (${requirement.deviation.defects.join(', ')}): ${inline(requirement.deviation.text)}`]
      : [],
  );
  return [`## Manual ${section}`, '', table, '', ...(deviations.length === 0 ? [] : ['Deviations:', '', ...deviations, ''])];
}

function stateText(item: Judged): string {
  const { requirement } = item;
  if (!item.isAsked) return 'not asked';
  if (!isChecked(requirement)) return `open: ${requirement.open}`;
  const { deviation, remaining } = requirement;
  const state =
    stateOf(item) === 'not met' ? '**not met**' : deviation === undefined ? 'met' : `met, deviation ${deviation.defects.join(', ')}`;
  return remaining === undefined ? state : `${state}; open: ${cell(remaining.text)} (${remaining.area})`;
}

function cell(text: string): string {
  return inline(text).replaceAll('|', '\\|');
}

/** Text without what Markdown would take for a tag or for emphasis. */
function inline(text: string): string {
  return text.replace(/[<*]/g, '\\$&');
}

function numberOf({ id }: Requirement): number {
  return Number(id.slice(1));
}

function problemsIn(rendered: readonly RenderedEnvironment[], argoFiles: readonly string[], sources: Sources): readonly ErrorLines[] {
  const problems = [
    ...rendered.flatMap((environment) => environment.problems.map(({ message, file }) => ({ message, file }))),
    ...argoFiles.flatMap((file) => sources.problems(file).map(({ message, line }) => ({ message, file: `${file}:${line}` }))),
  ];
  return problems.map(({ message, file }) => ({ what: message, where: file, how: 'Run "npm run generate", or put the file right.' }));
}
