import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dump, loadAll } from 'js-yaml';
import { exceptionProblems } from '../../generators/exceptions/problems.ts';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { Entry } from '../../generators/model/entry.ts';
import type { EnvironmentFile } from '../../generators/model/environment/environment.ts';
import type { CatalogProblem } from '../../generators/model/problems/problem.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import { definitionFile } from '../../scripts/catalog/definitions.ts';
import { credentialProblems } from '../../scripts/catalog/judged/credentials.ts';
import { exemptedRuleProblems } from '../../scripts/catalog/judged/exempted-rules.ts';
import { judgeBuilt } from '../../scripts/judging/conformance.ts';
import { lintRepository } from '../../scripts/judging/lint/lint.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { validateRepository } from '../../scripts/judging/validate/validate-run.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { prove } from '../../scripts/kustomize/proof.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { changeOn } from '../clouds/chart-facts.ts';
import { folderWith } from '../support/folder.ts';

const root = path.resolve(import.meta.dirname, '../..');
const rules = (await loadRules(root)).map(({ value }) => value);

/** What is wrong with the files of a catalog, as whoever reads it tells. */
export function problemsOf(catalog: Catalog): readonly CatalogProblem[] {
  const own = problemsIn(catalog);
  return own.length > 0 ? own : [...exceptionProblems(catalog), ...exemptedRuleProblems(catalog), ...credentialProblems(catalog)];
}

/** The same, each in a line. */
export function mistakesIn(catalog: Catalog): readonly string[] {
  return problemsOf(catalog).map(({ file, path: at, message }) => `${file} ${at?.join('.')}: ${message}`);
}

/**
 * What is wrong with what a catalog without mistakes draws, each in a line, as `npm run build` tells it: kustomize builds something else,
 * the validator refuses it, a rule finds fault, with objects, kustomizations, what Argo CD is told, or how environments differ, or the manual
 * is not met any more.
 * @param written the files of its environments, where these have places; absent: each is one environment
 */
export async function faultsIn(
  catalog: Catalog,
  written: readonly Entry<EnvironmentFile>[] = catalog.environments,
): Promise<readonly string[]> {
  const { files, applications } = generate(catalog);
  const folder = repositoryOf(catalog, written, Object.fromEntries(files.map((file) => [file.path, file.text])));
  const sources = createSources(folder);
  const rendered = await renderEnvironments(folder, { sources });
  const validated = await validateRepository(folder, { sources, rendered, kubeconform: { skip: true } });
  const judged = await lintRepository({ root: folder, prepared: { sources, rendered } }, { rules, today: '2026-01-01' });
  // The repositories of services, which the manual has a word on too, are those of the services that are committed.
  rmSync(path.join(folder, 'generators/catalog'), { recursive: true });
  cpSync(path.join(root, 'generators/catalog'), path.join(folder, 'generators/catalog'), { recursive: true });
  // The manual is written for AWS: elsewhere what it says of the account is not met as written (docs/clouds.md).
  const conformed = catalog.platform.value.cloud.name === 'aws' ? await judgeBuilt(sources, rendered) : [];
  return [
    ...prove(applications, rendered).problems.map(({ overlay, object, message }) => `${overlay} ${object}: ${message}`),
    ...validated.findings.map(({ object, message }) => `validate ${object?.kind}/${object?.name}: ${message}`),
    ...judged.findings.map(
      ({ environment, rule, object, message }) => `${environment} ${rule} ${object.kind}/${object.namespace}/${object.name}: ${message}`,
    ),
    ...conformed.flatMap(({ requirement, shortfalls }) => shortfalls.map(({ message, where }) => `${requirement.id} ${where}: ${message}`)),
  ];
}

/** A repository with those generated files, and what the rules read beside them: what people and machines write of the company. */
function repositoryOf(catalog: Catalog, environments: readonly Entry<EnvironmentFile>[], files: Readonly<Record<string, string>>): string {
  const { platform, services, versions, releases } = catalog;
  const folder = folderWith(files);
  for (const beside of ['charts', 'docs/runbooks', 'generators/catalog', 'policies/admission.json'])
    cpSync(path.join(root, beside), path.join(folder, beside), { recursive: true });
  // As `npm run charts` does.
  for (const facts of readdirSync(path.join(folder, 'charts'), { recursive: true, encoding: 'utf8' })) {
    const [environment = '', file = ''] = facts.split(path.sep);
    if (file === '') continue;
    const place = path.join(folder, 'charts', facts);
    if (!(`argocd/${environment}/applications/${file}` in files)) rmSync(place);
    else if (platform.value.cloud.name !== 'aws') writeFileSync(place, factsOn(catalog, environment, readFileSync(place, 'utf8')));
  }
  // Of a place as of its home, but for what its values say otherwise.
  for (const { value } of catalog.environments) {
    if (value.place === undefined || value.place.of === value.name) continue;
    for (const file of readdirSync(path.join(folder, 'charts', value.place.of))) {
      if (!(`argocd/${value.name}/applications/${file}` in files)) continue;
      const text = readFileSync(path.join(root, 'charts', value.place.of, file), 'utf8').replace(
        /^ {2}environment: .*$/m,
        `  environment: ${value.name}`,
      );
      mkdirSync(path.join(folder, 'charts', value.name), { recursive: true });
      writeFileSync(path.join(folder, 'charts', value.name, file), factsOn(catalog, value.name, text));
    }
  }
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  write(platform.file, definitionFile('platform.ts', platform.value));
  for (const { file, value } of [...versions, ...releases]) write(file, dump(value));
  for (const { file, value } of environments) {
    const { versions: _, ...written } = value as EnvironmentFile & { readonly versions?: unknown };
    write(file, definitionFile('environments', written));
  }
  for (const { file, value } of services) write(file, definitionFile('services', value));
  return folder;
}

/** The facts of a chart as another cloud has them. */
function factsOn(catalog: Catalog, environment: string, text: string): string {
  const change = changeOn(catalog, environment);
  const [head, ...objects] = loadAll(text) as readonly Fields[];
  if (change === undefined) return text;
  const changed = objects.map((fields) => change(textAt(fields, 'kind') ?? '', textAt(fields, 'metadata', 'name') ?? '', fields));
  return [head, ...changed].map((fields) => dump(fields, { lineWidth: -1, noRefs: true })).join('---\n');
}
