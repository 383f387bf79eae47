import { realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deliveryFacts } from '../../scripts/judging/lint/delivery-facts.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { manifestsIn } from '../../scripts/kustomize/kustomizations.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { argoFiles } from '../../scripts/repository/argo-files.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { present } from '../support/mutations/mutation.ts';
import { madeEdits } from '../support/mutations/values/edits.ts';
import { reporterOf } from '../support/mutations/values/judged.ts';

/** Of the grave edits, how many of a hundred must be reported. */
const least = 30;

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

  it('are reported where they are grave, by lint or validate', { timeout: 1_200_000 }, async () => {
    const bench = { sources, rules, production, argocd, facts };
    const unreported: string[] = [];
    const grave = edits.filter((edit) => edit.grave);
    for (const edit of grave) if ((await reporterOf(bench, edit)) === undefined) unreported.push(edit.name);
    const score = (100 * (grave.length - unreported.length)) / grave.length;
    expect(score, unreported.join('\n')).toBeGreaterThanOrEqual(least);
  });
});
