import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createSources } from '../repository/sources.ts';
import { type ChartApplication, chartApplications } from './facts/applications.ts';
import { definitionFindings, staleness } from './facts/check.ts';
import type { DefinitionFacts } from './facts/definitions.ts';
import { type ChartFacts, type FactsHead, loadFactsHeads } from './facts/facts.ts';
import type { ChartFinding } from './facts/finding.ts';
import { kindFindings, kindsFolder, writeKinds } from './kinds/keep.ts';
import { knownValues } from './render/known-values.ts';
import { digestFindings, type Taken, take, textOf, unknownValueFinding, unknownValues } from './render/render.ts';
import { type ChartSupply, fromFolder, fromRepositories } from './render/sources.ts';

/** Processes at a time: helm uses one core, and so does reading what it wrote. */
const atATime = 2;

/** What a run has rendered, and what it found. */
export interface ChartRun {
  /** How many charts were. */
  readonly rendered: number;
  /** One for each of them, and one for the table of kinds where it was made. */
  readonly lines: readonly string[];
  readonly findings: readonly ChartFinding[];
  /** Of all Applications, those that were fresh included: each image once. */
  readonly images: { readonly byDigest: number; readonly byTag: number };
}

/** Where the definitions of kinds lie that a chart brings, relative to the root: not in Git, for those who need a server that knows them. */
export function definitionsFile({ chart, version }: Pick<ChartFacts, 'chart' | 'version'>): string {
  return `node_modules/.cache/crds/${chart}-${version}.yaml`;
}

/**
 * Renders the Applications that are due, and writes their facts. An Application with findings keeps the facts that it has.
 * @param from folder of unpacked charts; undefined: the repositories that the Applications name
 * @param all whether to render what is fresh, too
 */
export async function renderCharts(root: string, from: string | undefined, all: boolean): Promise<ChartRun> {
  const sources = createSources(root);
  const applications = chartApplications(sources);
  const files = new Map(loadFactsHeads(root).map((file) => [file.file, file]));
  const hasDefinitions = ({ facts }: FactsHead) => facts.definitions.length === 0 || sources.isFile(definitionsFile(facts));
  const due = applications.filter((application) => {
    const file = files.get(application.facts);
    return all || file === undefined || staleness(application, file).length > 0 || !hasDefinitions(file);
  });
  const kept = path.join(root, 'node_modules/.cache/charts');
  const supply = from === undefined ? fromRepositories(kept, [...files.values()]) : fromFolder(from);
  const { taken, findings } = await judged(await inTurn(due, (application) => takeFrom(supply, application)));

  const scopes = scopesOf([
    ...[...files.values()].flatMap(({ facts }) => facts.definitions),
    ...taken.flatMap(({ definitions }) => definitions),
  ]);
  const lines: string[] = [];
  for (const entry of taken) {
    const { application, rendered } = entry;
    const hasFindings = findings.has(application);
    const isWritten = !hasFindings && (await write(root, application.facts, textOf(entry, scopes)));
    lines.push(lineOf(entry, hasFindings ? 'not written' : stateOf(application, files.get(application.facts), isWritten)));
    const definitions = rendered.definitions.map((text) => text.trim()).join('\n---\n');
    if (definitions !== '') await write(root, definitionsFile(application), `${definitions}\n`);
  }
  const wanted = new Set(applications.map(({ facts }) => facts));
  for (const file of files.keys()) if (!wanted.has(file)) await rm(path.join(root, file));
  const heads = loadFactsHeads(root);
  const kinds = await kindsLine(root, heads, all);
  return {
    rendered: lines.length,
    lines: [...lines.sort(), ...kinds],
    findings: [...findings.values()].flat(),
    images: imageCounts(heads),
  };
}

/** Makes the table of kinds anew where it is not that of the charts, if all their definitions are there. */
async function kindsLine(root: string, heads: readonly FactsHead[], all: boolean): Promise<readonly string[]> {
  const files = new Set(heads.filter(({ facts }) => facts.definitions.length > 0).map(({ facts }) => definitionsFile(facts)));
  const sources = createSources(root);
  const isWhole = [...files].every((file) => sources.isFile(file));
  // Charts that define nothing need no table, and an old one is found by the check.
  if (files.size === 0 && !sources.isFolder(kindsFolder)) return [];
  if (!isWhole || (!all && kindFindings(root, heads).length === 0)) return [];
  return [await writeKinds(root, heads, [...files].sort())];
}

interface Outcome {
  readonly application: ChartApplication;
  readonly result: Taken | ChartFinding;
}

async function takeFrom(supply: ChartSupply, application: ChartApplication): Promise<Outcome> {
  const source = await supply(application);
  const result = 'what' in source ? source : await take(application, source, await knownValues(source.path));
  return { application, result };
}

/** What was rendered, and the findings of each Application that has any. */
async function judged(outcomes: readonly Outcome[]) {
  const findings = new Map<ChartApplication, ChartFinding[]>();
  const add = (application: ChartApplication, found: readonly ChartFinding[]) => {
    if (found.length > 0) findings.set(application, [...(findings.get(application) ?? []), ...found]);
  };
  const taken: Taken[] = [];
  for (const { application, result } of outcomes) {
    if ('what' in result) add(application, [result]);
    else taken.push(result);
  }
  for (const entry of taken) {
    add(entry.application, [...digestFindings(entry), ...definitionFindings(entry.application, entry.definitions)]);
  }
  const byChart = new Map<string, Taken[]>();
  for (const entry of taken) {
    const { repository, chart, version } = entry.application;
    const key = `${repository} ${chart} ${version}`;
    byChart.set(key, [...(byChart.get(key) ?? []), entry]);
  }
  for (const unknown of await inTurn([...byChart.values()], unknownValues)) {
    for (const [place, users] of unknown) for (const user of users) add(user, [unknownValueFinding(user, place)]);
  }
  return { taken, findings };
}

/** Whether kinds live outside namespaces, by group and kind, for kinds that charts define. */
function scopesOf(definitions: readonly DefinitionFacts[]): ReadonlyMap<string, boolean> {
  return new Map(definitions.map(({ group, kind, scope }) => [`${group}/${kind}`, scope === 'Cluster']));
}

function imageCounts(files: readonly FactsHead[]): ChartRun['images'] {
  const count = (by: 'byDigest' | 'byTag') => new Set(files.flatMap(({ facts }) => facts.images[by])).size;
  return { byDigest: count('byDigest'), byTag: count('byTag') };
}

async function write(root: string, file: string, text: string): Promise<boolean> {
  const target = path.join(root, file);
  if ((await readFile(target, 'utf8').catch(() => undefined)) === text) return false;
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
  return true;
}

function lineOf({ application: { facts, chart, version }, objects, definitions }: Taken, state: string): string {
  return `${facts}  ${chart} ${version}: ${objects.length} objects, ${definitions.length} definitions, ${state}`;
}

function stateOf(application: ChartApplication, before: FactsHead | undefined, isWritten: boolean): string {
  if (before === undefined) return 'new';
  return staleness(application, before).join(', ') || (isWritten ? 'renders otherwise' : 'unchanged');
}

async function inTurn<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await run(items[index] as T);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results;
}
