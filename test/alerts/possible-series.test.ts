import { describe, expect, it } from 'vitest';
import { areasOf } from '../../generators/alerts/alerts.ts';
import { allParts } from '../../policies/promql/expression.ts';
import { parsePromql } from '../../policies/promql/parse-promql.ts';
import { impossibleIn, possibleValues } from '../../policies/promql/possible-values.ts';
import { createWorld } from '../../policies/world.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { present } from '../support/mutations/mutation.ts';

/** Namespaces of somebody else's software, which must not be taken for ours: no environment has them. */
const strangers: ReadonlySet<string> = new Set(['tools', 'other']);
/** Labels by which a series of an example is told apart from others, whatever asks for them. */
const always: ReadonlySet<string> = new Set(['namespace', 'exported_namespace', 'job']);

const { environments } = await loadCatalog(process.cwd());
const worlds = (await renderEnvironments(process.cwd())).map(({ name, manifests }) => createWorld(name, manifests));

describe.each(environments.map(({ value }) => value))('the examples of the alerts of $name', (environment) => {
  it('have only series that somebody can export here', () => {
    const own = present(worlds.find((world) => world.environment === environment.name));
    const alerts = areasOf(environment).flatMap(({ alerts }) => alerts);
    const impossible = alerts.flatMap(({ name, expr, examples }) => {
      const asked = new Set(selectorsOf(expr).flatMap(({ matchers }) => matchers.map((matcher) => matcher.name)));
      return examples.flatMap(({ series }) =>
        Object.keys(series)
          .flatMap(selectorsOf)
          .filter(({ matchers }) => !matchers.some((matcher) => matcher.name === 'namespace' && strangers.has(matcher.value)))
          .flatMap(({ metric, matchers }) =>
            matchers
              .filter((matcher) => always.has(matcher.name) || asked.has(matcher.name))
              .flatMap(({ name: label, value }) => {
                // What only another environment has is an object all the same; a namespace is not.
                const places = always.has(label) ? [own] : worlds;
                const isPossible = places.some((world) => {
                  const possible = metric === undefined ? undefined : possibleValues(metric, label, world);
                  return possible === undefined || impossibleIn('=', value, possible).length === 0;
                });
                return isPossible ? [] : [`${name}: ${metric} ${label} ${value}`];
              }),
          ),
      );
    });
    expect([...new Set(impossible)]).toEqual([]);
  });
});

function selectorsOf(query: string) {
  const { expression } = parsePromql(query);
  return expression === undefined ? [] : allParts(expression).flatMap((part) => (part.kind === 'selector' ? [part] : []));
}
