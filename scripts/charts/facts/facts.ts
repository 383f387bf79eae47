import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dump } from 'js-yaml';
import type { ChartFacts as MadeFacts } from '../../../generators/model/chart-facts.ts';
import { asFields, fieldsAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { filesIn } from '../../repository/files-in.ts';
import { createSources, type Sources } from '../../repository/sources.ts';
import { parseYaml } from '../../repository/yaml.ts';
import { UserError } from '../../terminal/errors.ts';
import { factsFolder } from './applications.ts';
import type { DefinitionFacts } from './definitions.ts';

/** The first document of a file of facts: what was rendered, and what came with it that is not kept. */
export interface ChartFacts extends MadeFacts {
  /** Of the file; facts of another one are stale. */
  readonly format: number;
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
  readonly appVersion: string;
  readonly release: string;
  readonly namespace: string;
  /** Of Kubernetes, that the chart was told. */
  readonly kubernetesVersion: string;
  /** SHA-256 of the package as the repository gave it, or of the unpacked sources that stood in for it. */
  readonly source: { readonly package: string } | { readonly folder: string };
  /** SHA-256 of the values. */
  readonly values: string;
  readonly images: { readonly byDigest: readonly string[]; readonly byTag: readonly string[] };
  readonly definitions: readonly DefinitionFacts[];
}

/** The head of a file of facts. */
export interface FactsHead {
  /** Relative to the root. */
  readonly file: string;
  readonly facts: ChartFacts;
}

/** The facts of one Application. */
export interface FactsFile extends FactsHead {
  /** One for each rendered object, in the order of the file: document 1 and on. */
  readonly objects: readonly Fields[];
}

type ValueOf = (file: string, text: string, read: () => { readonly value: unknown; readonly isSound: boolean }) => unknown;

const apiVersion = 'charts.gitops.local/v1';
const kind = 'ChartFacts';

/** Bump it when the facts are to say more, or something else. */
export const format = 2;

/** Whether a document is the head of a file of facts, which is no object of a cluster. */
export function isFactsHead(value: unknown): boolean {
  const fields = asFields(value);
  return fields?.['apiVersion'] === apiVersion && fields['kind'] === kind;
}

/** The text of a file of facts. */
export function factsText(application: string, facts: ChartFacts, objects: readonly Fields[]): string {
  const head = `# Generated from ${application} and the chart that it names. Do not edit: run "npm run charts" (docs/charts.md).\n`;
  const name = facts.application;
  const documents = [{ apiVersion, kind, metadata: { name }, spec: facts }, ...objects];
  return head + documents.map((document) => dump(document, { lineWidth: -1, noRefs: true })).join('---\n');
}

/**
 * All facts of an environment, or of all environments, sorted by file.
 * @throws UserError when a file is not one that `npm run charts` wrote
 */
export function loadFacts(root: string, environment?: string, sources: Sources = createSources(root)): readonly FactsFile[] {
  return factsFiles(root, environment).map((file) => readFacts(sources, file));
}

/**
 * The facts in one file.
 * @throws UserError when it is not one that `npm run charts` wrote
 */
export function readFacts(sources: Sources, file: string): FactsFile {
  const [head, ...rest] = sources.documents(file).map(({ value }) => value);
  const objects = rest.map(asFields).filter((fields) => fields !== undefined);
  return { ...headOf(file, head, sources.problems(file)[0]?.message), objects };
}

/**
 * The heads alone of all facts, sorted by file: what was rendered, and which kinds came of it. Takes milliseconds.
 * @param known what a text was read as before, or is now
 * @throws UserError when a file is not one that `npm run charts` wrote
 */
export function loadFactsHeads(root: string, known: ValueOf = (_, __, read) => read().value): readonly FactsHead[] {
  return factsFiles(root).map((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const head = text.slice(0, /^---$/m.exec(text)?.index ?? text.length);
    let problem: string | undefined;
    const value = known(file, head, () => {
      const { documents, problems } = parseYaml(head);
      problem = problems[0]?.message;
      return { value: documents[0]?.value, isSound: problem === undefined };
    });
    return headOf(file, value, problem);
  });
}

function factsFiles(root: string, environment?: string): readonly string[] {
  return filesIn(root, environment === undefined ? factsFolder : `${factsFolder}/${environment}`).filter((file) => file.endsWith('.yaml'));
}

function headOf(file: string, head: unknown, problem: string | undefined): FactsHead {
  if (problem !== undefined || !isFactsHead(head)) {
    const what = problem ?? 'The file does not start with the facts of a chart.';
    throw new UserError({ what, where: file, how: 'Remove the file and run "npm run charts".' });
  }
  return { file, facts: fieldsAt(head, 'spec') as unknown as ChartFacts };
}
