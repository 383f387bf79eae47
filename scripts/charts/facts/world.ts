import { manifestsOf } from '../../../policies/manifest.ts';
import type { Fields, Manifest, World } from '../../../policies/model.ts';
import { createWorld } from '../../../policies/world.ts';
import { companyOf } from '../../repository/company/company.ts';
import type { Sources } from '../../repository/sources.ts';
import { factsFolder } from './applications.ts';
import type { DefinitionFacts } from './definitions.ts';
import { type FactsFile, readFacts } from './facts.ts';

/**
 * What the charts of an environment render, as objects of its world. An environment that is new has no facts yet, which
 * `npm run charts -- --check` tells: until then those of others stand for them.
 * @throws UserError for a file that holds no facts
 */
export function chartManifests(sources: Sources, environment: string): readonly Manifest[] {
  const own = factFiles(sources, environment);
  return (own.length > 0 ? own : standIns(sources, environment)).flatMap((file) => manifestsOfFacts(readFacts(sources, file)));
}

/**
 * Of each chart the facts of the environment that tells it most nearly the same, by the lines of its Application but for the names of the
 * environments; of equals production's. Where nothing is told, such as for files alone, all of production's.
 */
function standIns(sources: Sources, environment: string): readonly string[] {
  const others = sources
    .entries(factsFolder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((a, b) => Number(b === 'production') - Number(a === 'production') || (a < b ? -1 : 1));
  const told = (name: string, chart: string) => {
    const text = sources.text(`argocd/${name}/applications/${chart}`);
    return text === undefined ? undefined : new Set(text.replaceAll(new RegExp(`(?<![a-z])${name}(?![a-z])`, 'g'), '').split('\n'));
  };
  const charts = [
    ...new Set(others.flatMap((name) => factFiles(sources, name).map((file) => file.slice(`${factsFolder}/${name}/`.length)))),
  ];
  if (!charts.some((chart) => told(environment, chart) !== undefined))
    return others.map((name) => factFiles(sources, name)).find((files) => files.length > 0) ?? [];
  return charts.sort().flatMap((chart) => {
    const ours = told(environment, chart);
    if (ours === undefined) return [];
    const near = others
      .filter((name) => factFiles(sources, name).some((file) => file.endsWith(`/${chart}`)))
      .map((name) => ({ name, unlike: unlikeness(told(name, chart), ours) }))
      .reduce((best, other) => (other.unlike < best.unlike ? other : best));
    return [`${factsFolder}/${near.name}/${chart}`];
  });
}

/** How many lines only one of two texts has. */
function unlikeness(one: ReadonlySet<string> | undefined, other: ReadonlySet<string>): number {
  if (one === undefined) return Number.POSITIVE_INFINITY;
  const common = [...one].filter((line) => other.has(line)).length;
  return one.size + other.size - 2 * common;
}

/** The worlds of environments, with what their charts make. */
export function worldsOf(
  sources: Sources,
  rendered: readonly { readonly name: string; readonly manifests: readonly Manifest[] }[],
): readonly World[] {
  const company = companyOf(sources);
  return rendered.map(({ name, manifests }) => createWorld(name, manifests, undefined, chartManifests(sources, name), company));
}

function factFiles(sources: Sources, environment: string): readonly string[] {
  const folder = `${factsFolder}/${environment}`;
  return sources
    .entries(folder)
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map(({ name }) => `${folder}/${name}`)
    .sort();
}

/** The objects of one file of facts, each with its origin and its place in the file. */
export function manifestsOfFacts({ file, facts, objects }: FactsFile): readonly Manifest[] {
  const origin = { by: 'chart', application: facts.application, chart: facts.chart, version: facts.version } as const;
  const documents = [
    ...facts.definitions.map(definitionObject).map((fields) => ({ fields, document: 0 })),
    ...objects.map((fields, index) => ({ fields, document: index + 1 })),
  ];
  return documents.flatMap(({ fields, document }) =>
    manifestsOf(fields, { file, document }).flatMap((item) => ('fields' in item ? [{ ...item, origin }] : [])),
  );
}

/** A definition of a custom kind, as far as the facts know it: without its schema. */
function definitionObject({ name, group, kind, scope, versions }: DefinitionFacts): Fields {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: { group, scope, names: { kind }, versions: versions.map((version) => ({ name: version })) },
  };
}
