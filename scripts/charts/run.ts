import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { asFields, fieldsAt, textAt } from '../../policies/kubernetes/fields.ts';
import { groupOf } from '../../policies/kubernetes/objects.ts';
import { isClusterScoped } from '../../policies/kubernetes/scope.ts';
import type { Fields } from '../../policies/model.ts';
import { createSources } from '../lib/sources.ts';
import { parseYaml } from '../lib/yaml.ts';
import { type ChartApplication, chartApplications } from './applications.ts';
import { kubernetesVersion, staleness } from './check.ts';
import { type DefinitionFacts, definitionFacts } from './definitions.ts';
import { type ChartFacts, type FactsFile, factsText, loadFacts } from './facts.ts';
import type { ChartFinding } from './finding.ts';
import { HelmError, template } from './helm.ts';
import { imagesOf } from './images.ts';
import { pare } from './pare.ts';
import { objectsOf, type Rendered, UnstableError } from './rendered.ts';
import { type ChartSource, unpackedChart } from './sources.ts';

/** Processes at a time: helm uses one core, and so does reading what it wrote. */
const atATime = 2;

export interface ChartRun {
  /** One for each chart that was rendered. */
  readonly lines: readonly string[];
  readonly findings: readonly ChartFinding[];
}

interface Taken {
  readonly application: ChartApplication;
  readonly source: ChartSource;
  readonly rendered: Rendered;
  readonly definitions: readonly DefinitionFacts[];
}

/** Where the definitions of kinds lie that a chart brings, relative to the root: not in Git, for those who need a server that knows them. */
export function definitionsFile({ chart, version }: Pick<ChartFacts, 'chart' | 'version'>): string {
  return `node_modules/.cache/crds/${chart}-${version}.yaml`;
}

/** Renders what is stale, or all, and writes the facts. Nothing is written of a chart that has findings. */
export async function renderCharts(root: string, from: string, all: boolean): Promise<ChartRun> {
  const sources = createSources(root);
  const applications = chartApplications(sources);
  const known = new Map(loadFacts(root, undefined, sources).map((file) => [file.file, file]));
  const due = applications.filter((application) => {
    const file = known.get(application.facts);
    return all || file === undefined || staleness(application, file).length > 0;
  });
  const findings: ChartFinding[] = [];
  const parsed = new Map<string, DefinitionFacts>();
  const found = new Map<string, Promise<ChartSource | undefined>>();
  const taken = await inTurn(due, async (application): Promise<Taken | undefined> => {
    const look = found.get(application.chart) ?? unpackedChart(from, application);
    found.set(application.chart, look);
    const source = await look;
    const problem = sourceProblem(application, source, from);
    if (problem !== undefined || source === undefined) {
      if (problem !== undefined) findings.push(problem);
      return undefined;
    }
    try {
      const rendering = { ...application, chart: source.path, kubernetesVersion };
      const rendered = objectsOf(await template(rendering), await template(rendering));
      return { application, source, rendered, definitions: rendered.definitions.map((text) => definitionIn(text, parsed)) };
    } catch (error) {
      if (!(error instanceof HelmError || error instanceof UnstableError)) throw error;
      findings.push(refusal(application, error));
      return undefined;
    }
  });
  const entries = taken.flatMap((entry) => entry ?? []);
  const scopes = scopesOf([...[...known.values()].flatMap(({ facts }) => facts.definitions), ...entries.flatMap((e) => e.definitions)]);
  const lines: string[] = [];
  for (const entry of entries) {
    const text = textOf(entry, scopes);
    lines.push(lineOf(entry, await write(root, entry.application.facts, text), known.get(entry.application.facts)));
    await keepDefinitions(root, entry);
  }
  const wanted = new Set(applications.map(({ facts }) => facts));
  for (const file of known.keys()) if (!wanted.has(file)) await rm(path.join(root, file));
  return { lines: lines.sort(), findings };
}

function sourceProblem(application: ChartApplication, source: ChartSource | undefined, from: string): ChartFinding | undefined {
  const { chart, version } = application;
  const where = path.join(from, chart);
  if (source === undefined) return { what: `There are no sources of chart "${chart}".`, where, how: `Unpack ${chart} ${version} there.` };
  if (source.version === version) return undefined;
  return {
    what: `The sources are of ${chart} ${source.version}, the Application is of ${version}.`,
    where: `${where} and ${application.source}`,
    how: `Unpack ${chart} ${version} there, or change the version in ${application.source}.`,
  };
}

function refusal({ chart, version, source, file }: ChartApplication, error: Error): ChartFinding {
  const what =
    error instanceof HelmError
      ? `Chart ${chart} ${version} refuses its values: ${error.message.replace(/\s+/g, ' ')}`
      : `Chart ${chart} ${version} renders other objects each time: ${error.message}.`;
  return { what, where: file, how: `Change the values in ${source}.` };
}

function definitionIn(text: string, parsed: Map<string, DefinitionFacts>): DefinitionFacts {
  const facts = parsed.get(text) ?? definitionFacts(asFields(parseYaml(text).documents[0]?.value) ?? {});
  parsed.set(text, facts);
  return facts;
}

/** Whether kinds live outside namespaces, by group and kind, for kinds that charts define. */
function scopesOf(definitions: readonly DefinitionFacts[]): ReadonlyMap<string, boolean> {
  return new Map(definitions.map(({ group, kind, scope }) => [`${group}/${kind}`, scope === 'Cluster']));
}

function textOf({ application, source, rendered, definitions }: Taken, scopes: ReadonlyMap<string, boolean>): string {
  const { environment, name, repository, chart, version, release, namespace, valuesHash } = application;
  const objects = rendered.objects.map((object) => placed(pare(object), namespace, scopes)).toSorted(byPlace);
  return factsText(
    application.file,
    {
      application: name,
      environment,
      repository,
      chart,
      version,
      appVersion: source.appVersion,
      release,
      namespace,
      kubernetesVersion,
      source: source.origin,
      values: valuesHash,
      images: imagesOf(objects),
      definitions: definitions.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    },
    objects,
  );
}

/** An object with the namespace that Argo CD would give it. */
function placed(object: Fields, namespace: string, scopes: ReadonlyMap<string, boolean>): Fields {
  const [apiVersion, kind] = [textAt(object, 'apiVersion') ?? '', textAt(object, 'kind') ?? ''];
  const isCluster = scopes.get(`${groupOf(apiVersion)}/${kind}`) ?? isClusterScoped({ apiVersion, kind });
  const { name, namespace: stated, ...rest } = fieldsAt(object, 'metadata');
  return { ...object, metadata: { name, ...(!isCluster && { namespace: stated ?? namespace }), ...rest } };
}

function byPlace(a: Fields, b: Fields): number {
  const [one, other] = [placeOf(a), placeOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function placeOf(object: Fields): string {
  const text = (...keys: readonly string[]) => textAt(object, ...keys) ?? '';
  return [text('apiVersion'), text('kind'), text('metadata', 'namespace'), text('metadata', 'name')].join('\n');
}

async function write(root: string, file: string, text: string): Promise<boolean> {
  const target = path.join(root, file);
  if ((await readFile(target, 'utf8').catch(() => undefined)) === text) return false;
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
  return true;
}

async function keepDefinitions(root: string, { application, rendered }: Taken): Promise<void> {
  if (rendered.definitions.length === 0) return;
  await write(root, definitionsFile(application), `${rendered.definitions.map((text) => text.trim()).join('\n---\n')}\n`);
}

function lineOf({ application, rendered }: Taken, changed: boolean, before: FactsFile | undefined): string {
  const { facts, chart, version } = application;
  const state = before === undefined ? 'new' : changed ? staleness(application, before).join(', ') || 'changed' : 'unchanged';
  const counts = `${rendered.objects.length} objects, ${rendered.definitions.length} definitions`;
  return `${facts}  ${chart} ${version}: ${counts}, ${state}`;
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
