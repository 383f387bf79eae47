import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CloudDefinition } from '../../generators/clouds/definition.ts';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { at } from '../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../policies/model.ts';
import values from '../../policies/rules/argo-cd/limit-chart-values.ts';
import access from '../../policies/rules/argo-cd/require-certificate-access.ts';
import { createWorld } from '../../policies/world.ts';
import { deliveryFacts } from '../../scripts/judging/lint/delivery-facts.ts';
import { manifestsIn } from '../../scripts/kustomize/kustomizations.ts';
import { argoFiles } from '../../scripts/repository/argo-files.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { folderWith } from '../support/folder.ts';
import { catalogOn, companies } from './fixtures.ts';

type Name = CloudDefinition['name'];

const redis = readFileSync('charts/production/redis-ha.yaml', 'utf8');
const names = Object.keys(companies) as Name[];

/** What the judge says of the Applications of one catalog, told that it is another. */
function judged(drawn: Catalog, told: Catalog): readonly string[] {
  const argo = generate(drawn).files.filter(({ path }) => path.startsWith('argocd/'));
  const written = [
    ['platform.ts', '../model/platform.ts', 'definePlatform', told.platform.value] as const,
    ...told.environments.map(
      ({ value }) => [`environments/${value.name}.ts`, '../../model/environment.ts', 'defineEnvironment', value] as const,
    ),
  ].map(([file, from, define, value]) => [
    `generators/catalog/${file}`,
    `import { ${define} } from '${from}';\nexport default ${define}(${JSON.stringify(value)});\n`,
  ]);
  // Whose images the chart of Redis renders.
  const facts = told.environments.map(({ value }) => [`charts/${value.name}/redis-ha.yaml`, redis]);
  const files = [...argo.map(({ path, text }) => [path, text]), ...written, ...facts];
  const sources = createSources(folderWith(Object.fromEntries(files)));
  const manifests = argoFiles(sources).flatMap((file) => manifestsIn(sources, file));
  const world = createWorld('argocd', manifests, undefined, deliveryFacts(sources));
  const isChart = ({ fields }: Manifest) => at(fields, 'spec', 'source', 'chart') !== undefined;
  const found = manifests.filter(isChart).flatMap((one) => [values, access].flatMap((rule) => rule.check(one, world)));
  return found.map(({ message }) => message);
}

describe('the values of charts', () => {
  it.each(names)('are what they may be: %s', (name) => expect(judged(catalogOn(name), catalogOn(name))).toEqual([]));

  it.each(names.flatMap((drawn) => names.filter((told) => told !== drawn).map((told) => ({ drawn, told }))))(
    'drawn for $drawn are refused on $told: Loki, its store, the archive and the account of cert-manager',
    ({ drawn, told }) => {
      const found = judged(catalogOn(drawn), catalogOn(told)).join('\n');
      expect(found).toMatch(/"loki-production" sets loki\.storage\./);
      expect(found).toMatch(/"postgres-operator-production" sets config(AwsOrGcp|Kubernetes)\./);
      expect(found).toMatch(/"cert-manager-production" (sets serviceAccount\.annotations|gives cert-manager no role)/);
    },
  );
});
