import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lint } from '../../policies/engine.ts';
import { requiredEnvironments } from '../../policies/environments.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Manifest, Rule } from '../../policies/model.ts';
import { deliveryFacts } from '../../scripts/judging/lint/delivery-facts.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { manifestsIn } from '../../scripts/kustomize/kustomizations.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { argoFiles } from '../../scripts/repository/argo-files.ts';
import { loadFolder } from '../../scripts/repository/folder.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { chartsOf } from '../support/chart-facts.ts';
import { argoMutations } from '../support/mutations/argocd.ts';
import { copyOf, type Mutation, present, titleOf } from '../support/mutations/mutation.ts';
import { type Production, productionOf } from '../support/mutations/production.ts';

const rules = (await loadRules('.')).map(({ value }) => value);
const tables = await loadFolder<(production: Production) => readonly Mutation[]>(path.resolve('test/support/mutations/kinds'));
const environments = await renderEnvironments(process.cwd());
const production = present(environments.find(({ name }) => name === 'production'));
const sources = createSources(process.cwd());
const argo = argoFiles(sources).flatMap((file) => manifestsIn(sources, file));
const facts = deliveryFacts(sources, environments);
const argoRules = rules.filter(({ scope }) => scope === 'object');
const ofProduction = tables.flatMap(({ value }) => value(productionOf(production.manifests)));
const ofArgo = argoMutations(productionOf(argo));
const mutations = [...ofProduction, ...ofArgo];

describe('what this repository deploys', () => {
  it('is every environment that must be there', () => {
    expect(environments.map(({ name }) => name)).toEqual(expect.arrayContaining([...requiredEnvironments]));
  });

  it.each(environments)('is clean: $name', ({ name, manifests, problems }) => {
    expect(problems).toEqual([]);
    expect(lint({ environment: name, manifests, foreign: chartsOf(name) }, { rules, today: '2026-01-01' }).findings).toEqual([]);
  });
});

describe('what Argo CD is told', () => {
  it('is clean', () => {
    expect(lint({ environment: 'argocd', manifests: argo, foreign: facts }, { rules: argoRules, today: '2026-01-01' }).findings).toEqual(
      [],
    );
  });

  const cases = ofArgo.map((mutation) => [`${mutation.rule} reports: ${mutation.name}`, mutation] as const);
  it.each(cases)('with one mistake: %s', (_, mutation) => {
    expect(found('argocd', argo, argoRules, mutation)).toEqual(expect.arrayContaining([...mutation.reported]));
  });
});

describe('production with one mistake', () => {
  const cases = ofProduction.map((mutation) => [`${mutation.rule} reports: ${mutation.name}`, mutation] as const);
  it.each(cases)('%s', (_, mutation) => {
    expect(found('production', production.manifests, rules, mutation)).toEqual(expect.arrayContaining([...mutation.reported]));
  });
});

/** Judges how much a root takes in, which files say and no object: its examples break it. */
const ofTheTree = 'limit-root-size';

describe('the mutations', () => {
  it('are many, and no two are the same', () => {
    expect(mutations.length).toBeGreaterThanOrEqual(300);
    const names = mutations.map(({ rule, name }) => `${rule}: ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(mutations.filter(({ reported }) => reported.length === 0)).toEqual([]);
  });

  it('break every rule about objects: a new rule brings a mutation to test/support/mutations/kinds', () => {
    const broken = new Set(mutations.map(({ rule }) => rule));
    const able = rules.filter(({ scope, id }) => scope !== 'kustomization' && id !== ofTheTree).map(({ id }) => id);
    expect([...broken].sort()).toEqual(able.sort());
  });
});

/** Titles of the objects that the rule of a mutation reports once it is made. */
function found(environment: string, originals: readonly Manifest[], suite: readonly Rule[], { rule, mutate }: Mutation): readonly string[] {
  const objects = originals.map(({ fields }) => copyOf({ ...fields }));
  const files = new Map<unknown, string>(objects.map((fields, index) => [fields, originals[index]?.file ?? '']));
  mutate(objects);
  const manifests = objects.flatMap((fields, document) => manifestsOf(fields, { file: files.get(fields) ?? '', document })) as Manifest[];
  const own = suite.filter(({ id }) => id === rule);
  const { findings } = lint(
    { environment, manifests, foreign: environment === 'argocd' ? facts : chartsOf(environment) },
    { rules: own, today: '2026-01-01' },
  );
  return findings.filter((finding) => finding.rule === rule).map(({ object }) => titleOf(object));
}
