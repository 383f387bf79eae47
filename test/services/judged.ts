import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exceptionProblems } from '../../generators/exceptions/problems.ts';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { Entry } from '../../generators/model/entry.ts';
import type { EnvironmentFile } from '../../generators/model/environment/environment.ts';
import type { CatalogProblem } from '../../generators/model/problems/problem.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
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
  const folder = repositoryOf({ ...catalog, environments: written }, Object.fromEntries(files.map((file) => [file.path, file.text])));
  const sources = createSources(folder);
  const rendered = await renderEnvironments(folder, { sources });
  const validated = await validateRepository(folder, { sources, rendered, kubeconform: { skip: true } });
  const judged = await lintRepository({ root: folder, prepared: { sources, rendered } }, { rules, today: '2026-01-01' });
  // The repositories of services, which the manual has a word on too, are those of the services that are committed.
  rmSync(path.join(folder, 'generators/catalog'), { recursive: true });
  cpSync(path.join(root, 'generators/catalog'), path.join(folder, 'generators/catalog'), { recursive: true });
  const conformed = await judgeBuilt(sources, rendered);
  return [
    ...prove(applications, rendered).problems.map(({ overlay, object, message }) => `${overlay} ${object}: ${message}`),
    ...validated.findings.map(({ object, message }) => `validate ${object?.kind}/${object?.name}: ${message}`),
    ...judged.findings.map(
      ({ environment, rule, object, message }) => `${environment} ${rule} ${object.kind}/${object.namespace}/${object.name}: ${message}`,
    ),
    ...conformed.flatMap(({ requirement, shortfalls }) => shortfalls.map(({ message, where }) => `${requirement.id} ${where}: ${message}`)),
  ];
}

/** What people write of a company. */
type Described = Pick<Catalog, 'platform' | 'services'> & { readonly environments: readonly Entry<EnvironmentFile>[] };

/** A repository with those generated files, and what the rules read beside them. */
function repositoryOf({ platform, services, environments }: Described, files: Readonly<Record<string, string>>): string {
  const folder = folderWith(files);
  for (const beside of ['charts', 'docs/runbooks', 'generators/catalog', 'policies/admission.json'])
    cpSync(path.join(root, beside), path.join(folder, beside), { recursive: true });
  // As `npm run charts` does.
  for (const facts of readdirSync(path.join(folder, 'charts'), { recursive: true, encoding: 'utf8' })) {
    const [environment = '', file = ''] = facts.split(path.sep);
    if (file === '' || `argocd/${environment}/applications/${file}` in files) continue;
    rmSync(path.join(folder, 'charts', facts));
  }
  writeFileSync(path.join(folder, platform.file), definitionFile('platform.ts', platform.value));
  for (const { file, value } of environments) {
    const { versions: _, ...written } = value as EnvironmentFile & { readonly versions?: unknown };
    writeFileSync(path.join(folder, file), definitionFile('environments', written));
  }
  for (const { file, value } of services) writeFileSync(path.join(folder, file), definitionFile('services', value));
  return folder;
}
