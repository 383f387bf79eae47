import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { lint } from '../../policies/engine.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { prove } from '../../scripts/kustomize/proof.ts';
import { shapes } from '../../scripts/operations/changes/service-shapes.ts';
import { serviceDraft } from '../../scripts/operations/changes/templates.ts';
import { readLiteral } from '../../scripts/repository/literal/read.ts';
import { digestOf } from '../support/catalog.ts';
import { chartsOf, isOwn } from '../support/chart-facts.ts';
import { folderWith } from '../support/folder.ts';

const root = path.resolve(import.meta.dirname, '../..');
const definition = { define: 'defineService', from: '../../model/service.ts' };

/** The drafts as a person would commit them, with a first release. */
const drafts = [undefined, ...shapes].map((shape, index) => {
  const { file, text } = serviceDraft(`a-${shape ?? 'plain'}-service`, shape);
  const { value, problems } = readLiteral(text, definition);
  expect(problems).toEqual([]);
  return { file, value: { ...(value as ServiceDefinition), initialRelease: { version: '1.0.0', digest: digestOf(index + 1) } } };
});

describe('the shapes of a new service', async () => {
  const known = await loadCatalog(root);
  const catalog = { ...known, services: [...drafts, ...known.services] };

  it('are described without a mistake', () => {
    expect(problemsIn(catalog)).toEqual([]);
  });

  const { files, applications } = generate(catalog);
  const rendered = await renderEnvironments(folderWith(Object.fromEntries(files.map((file) => [file.path, file.text]))));

  it('are built as they are meant', () => {
    expect(prove(applications, rendered).problems).toEqual([]);
  });

  it.each(rendered.map(({ name, manifests }) => ({ name, manifests })))('pass every rule in $name', async ({ name, manifests }) => {
    const rules = (await loadRules(root)).map(({ value }) => value);
    const { findings } = lint({ environment: name, manifests, foreign: chartsOf(name), reports: isOwn }, { rules, today: '2026-01-01' });
    expect(findings.map(({ rule, message, object }) => `${rule} ${object.kind}/${object.name}: ${message}`)).toEqual([]);
  });

  it('are refused where there is no such one', () => {
    expect(() => serviceDraft('orders-service', 'daemon')).toThrow('"daemon" is no shape of a service.');
  });
});
