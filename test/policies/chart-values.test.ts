import { realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../policies/kubernetes/charts/nearest.ts';
import { asFields, at } from '../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../policies/model.ts';
import rule from '../../policies/rules/argo-cd/limit-chart-values.ts';
import { createWorld } from '../../policies/world.ts';
import { deliveryFacts } from '../../scripts/judging/lint/delivery-facts.ts';
import { manifestsIn } from '../../scripts/kustomize/kustomizations.ts';
import { argoFiles } from '../../scripts/repository/argo-files.ts';
import { createSources } from '../../scripts/repository/sources.ts';

type Keys = readonly (string | number)[];

const sources = createSources(realpathSync(process.cwd()));
const argocd = argoFiles(sources).flatMap((file) => manifestsIn(sources, file));
const world = createWorld('argocd', argocd, undefined, deliveryFacts(sources));
const charts = argocd.filter(
  ({ fields, labels }) => at(fields, 'spec', 'source', 'chart') !== undefined && (labels['environment'] ?? 'production') === 'production',
);

const strange: readonly unknown[] = [null, [], {}, -1, true, 'x', 1e30];

describe('the values of charts', () => {
  it.each(charts.map((manifest) => ({ name: manifest.name, manifest })))(
    'are reported wherever one is of another type: $name',
    ({ manifest }) => {
      const values = at(manifest.fields, 'spec', 'source', 'helm', 'valuesObject');
      const silent: string[] = [];
      for (const keys of placesIn(values)) {
        for (const value of strange.filter((item) => typeOf(item) !== typeOf(at(values, ...keys)))) {
          const changed = withValues(manifest, replaced(values, keys, value));
          if (rule.check(changed, world).length === 0) silent.push(`${keys.join('.')}: ${JSON.stringify(value)}`);
        }
      }
      expect(silent).toEqual([]);
    },
    600_000,
  );

  it('are reported wherever a key is misspelled, with the key that was meant', () => {
    const keda = charts.find(({ name }) => name === 'keda-production');
    const messages = rule.check(withValues(keda as Manifest, { operater: {} }), world).map(({ message }) => message);
    expect(messages).toEqual(['Application "keda-production" sets operater, which nobody has looked at; did you mean "operator"?']);
  });

  it.each([
    ['replica', 'replicas'],
    ['replicas', 'replicas'],
    ['quorun', 'quorum'],
    ['nothing', undefined],
  ])('%s was probably %s', (name, meant) => {
    expect(nearest(name, ['auth', 'quorum', 'replicas'])).toBe(meant);
  });
});

function withValues(manifest: Manifest, values: unknown): Manifest {
  return { ...manifest, fields: replaced(manifest.fields, ['spec', 'source', 'helm', 'valuesObject'], values) as Manifest['fields'] };
}

function placesIn(value: unknown, keys: Keys = []): readonly Keys[] {
  const own: readonly (string | number)[] = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(asFields(value) ?? {});
  return own.flatMap((key) => [[...keys, key], ...placesIn(at(value, key), [...keys, key])]);
}

function replaced(value: unknown, [key, ...rest]: Keys, next: unknown): unknown {
  if (key === undefined) return next;
  const inner = replaced(at(value, key), rest, next);
  return Array.isArray(value) ? value.toSpliced(Number(key), 1, inner) : { ...asFields(value), [key]: inner };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
