import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exceptionProblems } from '../../generators/exceptions/problems.ts';
import { generate } from '../../generators/generate.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { lint } from '../../policies/engine.ts';
import { exemptedRuleProblems } from '../../scripts/catalog/exempted-rules.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { prove } from '../../scripts/kustomize/proof.ts';
import { chartsOf, isOwn } from '../support/chart-facts.ts';
import { folderWith } from '../support/folder.ts';
import { companyCatalog } from './support.ts';

const root = path.resolve(import.meta.dirname, '../..');
const catalog = companyCatalog;

describe('services as companies have them, beside those of the catalog', async () => {
  it('are described without a mistake', () => {
    expect([...problemsIn(catalog), ...exceptionProblems(catalog), ...exemptedRuleProblems(catalog)]).toEqual([]);
  });

  const { files, applications } = generate(catalog);
  const rendered = await renderEnvironments(folderWith(Object.fromEntries(files.map((file) => [file.path, file.text]))));

  it('are built by kustomize as they are meant', () => {
    expect(prove(applications, rendered).problems).toEqual([]);
  });

  it.each(rendered.map(({ name, manifests }) => ({ name, manifests })))('pass every rule in $name', async ({ name, manifests }) => {
    const rules = (await loadRules(root)).map(({ value }) => value);
    const { findings } = lint({ environment: name, manifests, foreign: chartsOf(name), reports: isOwn }, { rules, today: '2026-01-01' });
    expect(findings.map(({ rule, message, object }) => `${rule} ${object.kind}/${object.name}: ${message}`)).toEqual([]);
  });
});
