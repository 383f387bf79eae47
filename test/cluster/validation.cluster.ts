import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fields } from '../../policies/model.ts';
import { type Resource, resourcesOf } from '../../scripts/cluster/resources.ts';
import { crds, emptyCluster, isGiven, schemaless, type TestCluster } from './support/clusters.ts';
import { type Judged, judgeAll } from './support/differential.ts';
import { objectsOf } from './support/generated.ts';
import { schemasOf } from './support/openapi.ts';
import { allowedIn, countsOf, sumOf, tableOf } from './support/validation-report.ts';
import { exampleObjects, mutatedObjects } from './support/written.ts';

const page = 'docs/validation.md';
const isWriting = process.env['CLUSTER_WRITE'] !== undefined;
const parts = ['generated objects', 'examples of the rules', 'mutations of production'] as const;
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
      ({ verbs, group, name }) => verbs.includes('create') && verbs.includes('get') && !schemaless.has(`${name}.${group}`),
    );
    const schemas = await schemasOf(cluster.client, resources);
    const generated = resources.flatMap((resource) => objectsOf(resource, schemas));
    const sources = [generated, await exampleObjects(resources), await mutatedObjects(resources)];
    for (const [index, part] of parts.entries()) {
      results.set(part, await judgeAll(cluster.client, resources, sources[index] ?? []));
      if (isWriting) write(part, tableOf(countsOf(results.get(part) ?? [])));
    }
  });
  afterAll(async () => {
    await cluster?.stop();
  });

  it('are asked about a thousand objects of all kinds that are made, and about all that are written', () => {
    expect(sumOf(countsOf(results.get('generated objects') ?? [])).judged).toBeGreaterThanOrEqual(1000);
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
  it.skipIf(isGiven)('agree about generated objects of Kubernetes as docs/validation.md says, to the last one', () => {
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

function tableIn(part: string): string {
  const text = readFileSync(page, 'utf8');
  const [, table] = text.split(markers(part).begin);
  return table?.split(markers(part).end)[0]?.trim() ?? '';
}

function write(part: string, table: string): void {
  const { begin, end } = markers(part);
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(begin);
  writeFileSync(page, `${before}${begin}\n\n${table}\n\n${end}${rest.slice(rest.indexOf(end) + end.length)}`);
}

function markers(part: string) {
  return { begin: `<!-- begin: ${part} -->`, end: `<!-- end: ${part} -->` };
}
