import path from 'node:path';
import { generate } from '../../../generators/generate.ts';
import type { Catalog } from '../../../generators/model/catalog.ts';
import { problemsIn } from '../../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { lint } from '../../../policies/engine.ts';
import { loadCatalog } from '../../../scripts/catalog/catalog.ts';
import { loadRules } from '../../../scripts/judging/lint/rules.ts';
import { validateRepository } from '../../../scripts/judging/validate/validate-run.ts';
import { renderEnvironments } from '../../../scripts/kustomize/kustomize.ts';
import { prove } from '../../../scripts/kustomize/proof.ts';
import { chartsOf, isOwn } from '../../support/chart-facts.ts';
import { folderWith } from '../../support/folder.ts';
import { withOwnDigests } from '../support.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const known = await loadCatalog(root);
const rules = (await loadRules(root)).map(({ value }) => value);

/** The catalog of this repository with services beside its own, which may be broken. */
export function catalogWith(services: readonly ServiceDefinition[]): Catalog {
  const entries = services.map((value) => ({ file: `generators/catalog/services/${value.name}.ts`, value }));
  return { ...known, services: [...known.services, ...entries].sort((a, b) => (a.file < b.file ? -1 : 1)) };
}

/** What is wrong with the files of those services, each in a line. */
export function mistakesOf(services: readonly ServiceDefinition[]): readonly string[] {
  return problemsIn(catalogWith(services.map(withOwnDigests))).map(({ file, path: at, message }) => `${file} ${at?.join('.')}: ${message}`);
}

/** What is wrong with what they draw: kustomize builds something else, the validator refuses it, or a rule finds fault. */
export async function faultsOf(services: readonly ServiceDefinition[]): Promise<readonly string[]> {
  const { files, applications } = generate(catalogWith(services.map(withOwnDigests)));
  const folder = folderWith(Object.fromEntries(files.map((file) => [file.path, file.text])));
  const rendered = await renderEnvironments(folder);
  const validated = await validateRepository(folder, { rendered, kubeconform: { skip: true } });
  return [
    ...prove(applications, rendered).problems.map(({ overlay, object, message }) => `${overlay} ${object}: ${message}`),
    ...validated.findings.map(({ object, message }) => `validate ${object?.kind}/${object?.name}: ${message}`),
    ...rendered.flatMap(({ name, manifests }) =>
      lint({ environment: name, manifests, foreign: chartsOf(name), reports: isOwn }, { rules, today: '2026-01-01' }).findings.map(
        ({ rule, message, object }) => `${name} ${rule} ${object.kind}/${object.name}: ${message}`,
      ),
    ),
  ];
}
