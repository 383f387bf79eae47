import { describe, expect, it } from 'vitest';
import type { CloudDefinition } from '../../generators/clouds/definition.ts';
import { generate } from '../../generators/generate.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { lint } from '../../policies/engine.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { validateObjects } from '../../scripts/judging/validate/validation.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { prove } from '../../scripts/kustomize/proof.ts';
import { isOwn } from '../support/chart-facts.ts';
import { folderWith } from '../support/folder.ts';
import { chartsOn } from './chart-facts.ts';
import { catalogOn, companies } from './fixtures.ts';

const rules = (await loadRules('.')).map(({ value }) => value);
const names = Object.keys(companies) as CloudDefinition['name'][];

describe('whatever the cloud, kustomize builds what the catalog means, the API server takes it and the judge has nothing against it', () => {
  it.each(names)('%s', async (cloud) => {
    const value = catalogOn(cloud);
    expect(problemsIn(value)).toEqual([]);
    const { files, applications } = generate(value);
    const root = folderWith(Object.fromEntries(files.map((file) => [file.path, file.text])));
    const rendered = await renderEnvironments(root);
    expect(prove(applications, rendered).problems).toEqual([]);
    for (const { manifests } of rendered) expect(await validateObjects(manifests)).toEqual([]);
    const findings = rendered.flatMap(({ name, manifests }) => {
      const world = { environment: name, manifests, foreign: chartsOn(value, name), reports: isOwn };
      return lint(world, { rules, today: '2026-01-01' }).findings.map(({ rule, message }) => `${name} ${rule}: ${message}`);
    });
    expect(findings).toEqual([]);
  });
});
