import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { parseYaml } from '../../repository/yaml.ts';
import type { FactsHead } from '../facts/facts.ts';
import type { ChartFinding } from '../facts/finding.ts';
import { definedKinds } from './pare.ts';
import { hashOf, type KindIndex, tableFiles, tableFormat } from './table.ts';

/** Where the table of kinds lies, relative to the root. */
export const kindsFolder = 'policies/schemas/definitions';

const how = 'Run "npm run charts", and commit what it wrote (docs/charts.md).';

/** The charts that bring definitions of kinds, by name: their versions. */
function definingCharts(heads: readonly FactsHead[]): Readonly<Record<string, string>> {
  return Object.fromEntries(heads.filter(({ facts }) => facts.definitions.length > 0).map(({ facts }) => [facts.chart, facts.version]));
}

/** Where the table of kinds is not that of the charts: another version, a kind too many or too few, a file that was changed by hand. */
export function kindFindings(root: string, heads: readonly FactsHead[]): readonly ChartFinding[] {
  const index = readIndex(root);
  const finding = (what: string, file = 'index.json'): ChartFinding => ({ what, where: `${kindsFolder}/${file}`, how });
  if (index === undefined) return [finding('There is no table of the kinds that the charts define.')];
  if (index.format !== tableFormat) return [finding('The table of kinds is of another format.')];
  const charts = definingCharts(heads);
  const versions = [...new Set([...Object.keys(charts), ...Object.keys(index.charts)])]
    .sort()
    .filter((chart) => charts[chart] !== index.charts[chart])
    .map((chart) =>
      finding(`The table of kinds is of ${chart} ${index.charts[chart] ?? 'in no version'}, the facts of ${charts[chart] ?? 'none'}.`),
    );
  const served = new Set(
    heads.flatMap(({ facts }) =>
      facts.definitions.flatMap(({ group, kind, versions: names }) => names.map((name) => `${group}/${name} ${kind}`)),
    ),
  );
  const listed = new Set(
    Object.entries(index.groups).flatMap(([group, { served: kinds }]) =>
      Object.entries(kinds).flatMap(([kind, names]) => names.map((name) => `${group}/${name} ${kind}`)),
    ),
  );
  const differing = [
    ...[...served].filter((name) => !listed.has(name)).map((name) => finding(`The table of kinds lacks ${name}, which a chart defines.`)),
    ...[...listed].filter((name) => !served.has(name)).map((name) => finding(`The table of kinds holds ${name}, which no chart defines.`)),
  ];
  const changed = Object.entries(index.groups).flatMap(([group, { hash }]) => {
    const text = readText(path.join(root, kindsFolder, `${group}.json`));
    return text !== undefined && hashOf(text) === hash ? [] : [finding('The file is not the one that was made.', `${group}.json`)];
  });
  return [...versions, ...differing, ...changed];
}

/**
 * Makes the table of kinds anew out of the definitions that the charts brought.
 * @param definitions the files that hold them
 * @returns what happened, in a line
 */
export async function writeKinds(root: string, heads: readonly FactsHead[], definitions: readonly string[]): Promise<string> {
  const found = new Map<string, Fields>();
  for (const file of definitions) {
    for (const { value } of parseYaml(await readFile(path.join(root, file), 'utf8')).documents) {
      if (textAt(value, 'kind') === 'CustomResourceDefinition') found.set(textAt(value, 'metadata', 'name') ?? '', value as Fields);
    }
  }
  const kinds = [...found.values()].flatMap(definedKinds);
  const files = tableFiles(kinds, definingCharts(heads));
  const folder = path.join(root, kindsFolder);
  await mkdir(folder, { recursive: true });
  let changed = 0;
  for (const [name, text] of files) {
    if (readText(path.join(folder, name)) === text) continue;
    await writeFile(path.join(folder, name), text);
    changed += 1;
  }
  for (const name of await readdir(folder)) if (!files.has(name)) await rm(path.join(folder, name));
  const served = kinds.filter(({ isServed }) => isServed).length;
  return `${kindsFolder}  ${served} kinds of ${files.size - 1} groups, ${changed === 0 ? 'unchanged' : `${changed} files written`}`;
}

function readIndex(root: string): KindIndex | undefined {
  const text = readText(path.join(root, kindsFolder, 'index.json'));
  return text === undefined ? undefined : (JSON.parse(text) as KindIndex);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
