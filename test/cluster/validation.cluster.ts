import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fields } from '../../policies/model.ts';
import { type Resource, resourcesOf } from '../../scripts/cluster/resources.ts';
import { crds, emptyCluster, isGiven, schemaless, type TestCluster } from './support/clusters.ts';
import { customObjects } from './support/custom.ts';
import { type Judged, judgeAll } from './support/differential.ts';
import { objectsOf } from './support/generated.ts';
import { schemasOf } from './support/openapi.ts';
import { tableIn, writeTable } from './support/validation-page.ts';
import { allowedIn, countsOf, sumOf, tableOf } from './support/validation-report.ts';
import { exampleObjects, mutatedObjects } from './support/written.ts';

const isWriting = process.env['CLUSTER_WRITE'] !== undefined;
/** Only kinds whose `<apiVersion> <kind>` holds one of these; `custom` are those of definitions. */
const onlyKinds = (process.env['CLUSTER_KINDS'] ?? '').split(',').filter((text) => text !== '');
const isPart = onlyKinds.length > 0;
const isCustom = onlyKinds.length === 1 && onlyKinds[0] === 'custom';
const disagreements = process.env['CLUSTER_DISAGREEMENTS'];
const parts = ['generated objects', 'generated objects of operators', 'examples of the rules', 'mutations of production'] as const;
/** Two runs may meet names that are taken in another order; nothing else is left to chance. */
const customGroups = new Set(crds.map((crd) => (crd['spec'] as Fields)['group']));

describe('npm run validate and the API server', () => {
  let cluster: TestCluster;
  let resources: readonly Resource[];
  const results = new Map<string, readonly Judged[]>();

  beforeAll(async () => {
    cluster = await emptyCluster('validation');
    const all = await resourcesOf(cluster.client);
    // Kinds that are stored: a review is only answered.
    resources = all.filter(
      (resource) =>
        resource.verbs.includes('create') &&
        resource.verbs.includes('get') &&
        !schemaless.has(`${resource.name}.${resource.group}`) &&
        (!isPart || onlyKinds.some((text) => isOf(resource, text))),
    );
    const schemas = await schemasOf(cluster.client, resources);
    const generated = resources.flatMap((resource) => objectsOf(resource, schemas));
    const custom = resources.filter(({ group }) => customGroups.has(group)).flatMap((resource) => customObjects(resource, schemas));
    const sources = [generated, custom, await exampleObjects(resources), await mutatedObjects(resources)];
    for (const [index, part] of parts.entries()) {
      results.set(part, await judgeAll(cluster.client, resources, sources[index] ?? []));
      if (isWriting && (!isPart || (isCustom && part === 'generated objects of operators')))
        writeTable(part, tableOf(countsOf(results.get(part) ?? [])));
    }
    if (disagreements !== undefined) {
      const found = parts.flatMap((part) =>
        (results.get(part) ?? []).flatMap((judged) => (['server', 'validator'].includes(judged.verdict) ? [{ part, ...judged }] : [])),
      );
      const counts = parts.map((part) => [part, sumOf(countsOf(results.get(part) ?? []))]);
      writeFileSync(disagreements, `${JSON.stringify({ counts, found }, undefined, 1)}\n`);
    }
  });
  afterAll(async () => {
    await cluster?.stop();
  });

  it.skipIf(isPart)('are asked about a thousand objects of all kinds that are made, and about all that are written', () => {
    expect(sumOf(countsOf(results.get('generated objects') ?? [])).judged).toBeGreaterThanOrEqual(1000);
    expect(sumOf(countsOf(results.get('generated objects of operators') ?? [])).judged).toBeGreaterThanOrEqual(3000);
    const kinds = new Set(results.get('generated objects')?.map(({ kind }) => kind));
    expect(resources.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`).filter((kind) => !kinds.has(kind))).toEqual([]);
    expect(results.get('examples of the rules')?.length).toBeGreaterThanOrEqual(500);
    expect(results.get('mutations of production')?.length).toBeGreaterThanOrEqual(200);
  });

  it.each(parts)('do not disagree about %s more often than docs/validation.md says', (part) => {
    const allowed = allowedIn(tableIn(part));
    const worse = countsOf(results.get(part) ?? []).filter(({ kind, server, validator }) => server + validator > (allowed.get(kind) ?? 0));
    expect(worse).toEqual([]);
  });

  // A given cluster may be of another version, and holds an environment by then.
  it.skipIf(isGiven || isPart)('agree about generated objects of Kubernetes as docs/validation.md says, to the last one', () => {
    const own = (results.get('generated objects') ?? []).filter(({ kind }) => !customGroups.has(kind.split('/')[0] ?? ''));
    const rows = tableOf(countsOf(own)).split('\n').slice(2, -1);
    const written = tableIn('generated objects').split('\n');
    expect(rows.filter((row) => !written.includes(row))).toEqual([]);
  });

  it('agree about most objects', () => {
    const { agree, judged } = sumOf(countsOf([...results.values()].flat()));
    expect(agree / judged).toBeGreaterThan(0.5);
  });
});

function isOf({ apiVersion, kind, group }: Resource, text: string): boolean {
  return text === 'custom' ? customGroups.has(group) : `${apiVersion} ${kind}`.includes(text);
}
