import { realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deliveryFacts } from '../../scripts/judging/lint/delivery-facts.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { manifestsIn } from '../../scripts/kustomize/kustomizations.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { argoFiles } from '../../scripts/repository/argo-files.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { present } from '../support/mutations/mutation.ts';
import { type Made, madeEdits } from '../support/mutations/values/edits.ts';
import { areSilent, reporterOf } from '../support/mutations/values/judged.ts';
import { unreported } from '../support/mutations/values/unreported.ts';

/** Of the grave edits, how many of a hundred must be reported. */
const least = 96;

const sources = createSources(realpathSync(process.cwd()));
const rules = (await loadRules('.')).map(({ value }) => value);
const rendered = await renderEnvironments(process.cwd(), { sources });
const production = present(rendered.find(({ name }) => name === 'production'));
const facts = deliveryFacts(sources, rendered);
const argocd = argoFiles(sources).flatMap((file) => manifestsIn(sources, file));
const edits = madeEdits({ production: production.manifests, argocd });

describe('edits of values', () => {
  it('are at least 600, and no two are the same', () => {
    expect(edits.length).toBeGreaterThanOrEqual(600);
    const names = edits.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('are reported where they are grave, by lint or validate, but for those that the list of the others gives a reason for', {
    timeout: 1_800_000,
  }, async () => {
    const bench = { sources, rules, production, argocd, facts };
    const reasons = new Map(unreported.flatMap(({ reason, edits: names }) => names.map((name) => [name, reason] as const)));
    const grave = edits.filter((edit) => edit.grave);
    const silent: string[] = [];
    for (const edit of grave.filter(({ name }) => !reasons.has(name))) {
      if ((await reporterOf(bench, edit)) === undefined) silent.push(edit.name);
    }
    const told: string[] = [];
    for (const batch of batches(grave.filter(({ name }) => reasons.has(name)))) {
      if (batch[0]?.where === 'production' && (await areSilent(bench, batch))) continue;
      for (const edit of batch) if ((await reporterOf(bench, edit)) !== undefined) told.push(edit.name);
    }
    const names = new Set(grave.map(({ name }) => name));
    // Silent ones need a rule, or a reason in unreported.ts; what is told now, or is no edit any more, leaves that list.
    expect({ silent, told, unknown: [...reasons.keys()].filter((name) => !names.has(name)) }).toEqual({
      silent: [],
      told: [],
      unknown: [],
    });
    expect((100 * (grave.length - reasons.size)) / grave.length).toBeGreaterThanOrEqual(least);
  });
});

/** Edits of production that can be made together: each of another object; edits of what Argo CD is told each alone. */
function batches(all: readonly Made[]): readonly (readonly Made[])[] {
  const byObject = [...Map.groupBy(all, ({ original, name }) => original ?? name).values()];
  const most = Math.max(...byObject.map((own) => own.length));
  const layers = Array.from({ length: most }, (_, index) => byObject.flatMap((own) => own[index] ?? []));
  return layers.flatMap((layer) => {
    const ofProduction = layer.filter(({ where }) => where === 'production');
    return [...(ofProduction.length > 0 ? [ofProduction] : []), ...layer.filter(({ where }) => where === 'argocd').map((edit) => [edit])];
  });
}
