import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lint } from '../../policies/engine.ts';
import { requiredEnvironments } from '../../policies/environments.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Manifest, Rule } from '../../policies/model.ts';
import { loadFolder } from '../../scripts/lib/folder.ts';
import { renderEnvironments } from '../../scripts/lib/kustomize.ts';
import { type Mutation, present, titleOf } from '../support/mutations/mutation.ts';
import { type Production, productionOf } from '../support/mutations/production.ts';

const rules = (await loadFolder<Rule>(path.resolve('policies/rules'))).map(({ value }) => value);
const tables = await loadFolder<(production: Production) => readonly Mutation[]>(path.resolve('test/support/mutations/kinds'));
const environments = await renderEnvironments(process.cwd());
const production = present(environments.find(({ name }) => name === 'production'));
const mutations = tables.flatMap(({ value }) => value(productionOf(production.manifests)));

describe('what this repository deploys', () => {
  it('is every environment that must be there', () => {
    expect(environments.map(({ name }) => name)).toEqual(expect.arrayContaining([...requiredEnvironments]));
  });

  it.each(environments)('is clean: $name', ({ name, manifests, problems }) => {
    expect(problems).toEqual([]);
    expect(lint({ environment: name, manifests }, { rules, today: '2026-01-01' }).findings).toEqual([]);
  });
});

describe('production with one mistake', () => {
  const cases = mutations.map((mutation) => [`${mutation.rule} reports: ${mutation.name}`, mutation] as const);
  it.each(cases)('%s', (_, { rule, reported, mutate }) => {
    const objects = production.manifests.map(({ fields }) => structuredClone({ ...fields }));
    mutate(objects);
    const manifests = objects.flatMap((fields, document) => manifestsOf(fields, { file: '', document })) as Manifest[];
    const { findings } = lint({ environment: 'production', manifests }, { rules, today: '2026-01-01' });
    const found = findings.filter((finding) => finding.rule === rule).map(({ object }) => titleOf(object));
    expect(found).toEqual(expect.arrayContaining([...reported]));
  });
});

describe('the mutations', () => {
  it('are many, and no two are the same', () => {
    expect(mutations.length).toBeGreaterThanOrEqual(300);
    const names = mutations.map(({ rule, name }) => `${rule}: ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(mutations.filter(({ reported }) => reported.length === 0)).toEqual([]);
  });

  it('break every rule about objects: a new rule brings a mutation to test/support/mutations/kinds', () => {
    const broken = new Set(mutations.map(({ rule }) => rule));
    const able = rules.filter(({ scope }) => scope !== 'kustomization').map(({ id }) => id);
    expect([...broken].sort()).toEqual(able.sort());
  });
});
