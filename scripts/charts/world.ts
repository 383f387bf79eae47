import { manifestsOf } from '../../policies/manifest.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import type { Sources } from '../lib/sources.ts';
import { factsFolder } from './applications.ts';
import type { DefinitionFacts } from './definitions.ts';
import { type FactsFile, readFacts } from './facts.ts';

/**
 * What the charts of an environment render, as objects of its world. Nothing where the environment has no facts.
 * @throws UserError for a file that holds no facts
 */
export function chartManifests(sources: Sources, environment: string): readonly Manifest[] {
  const folder = `${factsFolder}/${environment}`;
  return sources
    .entries(folder)
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map(({ name }) => `${folder}/${name}`)
    .sort()
    .flatMap((file) => manifestsOfFacts(readFacts(sources, file)));
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
