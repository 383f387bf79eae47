import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFields, fieldsAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import { type Resource, resourcesOf } from '../../scripts/cluster/resources.ts';
import { present } from '../support/mutations/mutation.ts';
import { verdicts } from '../support/verdicts.ts';
import { crds, emptyCluster, isGiven, type TestCluster } from './support/clusters.ts';
import { type Judged, judgeAll } from './support/differential.ts';
import { schemasOf } from './support/openapi.ts';
import { tableIn, writeTable } from './support/validation-page.ts';
import { countsOf, sumOf, tableOf } from './support/validation-report.ts';
import { variantsOf } from './support/variants.ts';

const part = 'whole objects with changes';
/** Objects of each kind. */
const perKind = 80;
/** How often the validator and the server must say the same of Kubernetes' own kinds. */
const least = 0.98;
const customGroups = new Set(crds.map((crd) => (crd['spec'] as Fields)['group']));

describe("npm run validate and the API server about Kubernetes' own kinds", () => {
  let cluster: TestCluster;
  let resources: readonly Resource[];
  let judged: readonly Judged[] = [];

  beforeAll(async () => {
    cluster = await emptyCluster('validation-kubernetes');
    const all = await resourcesOf(cluster.client);
    resources = all.filter(({ verbs, group }) => verbs.includes('create') && verbs.includes('get') && !customGroups.has(group));
    const schemas = await schemasOf(cluster.client, resources);
    const objects = resources.flatMap((resource) => variantsOf(resource, schemas, perKind));
    judged = await judgeAll(cluster.client, resources, objects);
    if (process.env['CLUSTER_WRITE'] !== undefined) writeTable(part, tableOf(countsOf(judged)));
  });
  afterAll(async () => {
    await cluster?.stop();
  });

  it('agree about nearly all of thousands of whole objects with one change or two', () => {
    const { agree, judged: count } = sumOf(countsOf(judged));
    expect(count).toBeGreaterThanOrEqual(4000);
    expect(agree / count).toBeGreaterThanOrEqual(least);
  });

  it('agree about nearly all objects of each kind', () => {
    const worse = countsOf(judged).filter(({ agree, judged: count }) => agree / count < least - 0.05);
    expect(worse).toEqual([]);
  });

  // A given cluster may be of another version.
  it.skipIf(isGiven)('disagree as docs/validation.md says, to the last one', () => {
    expect(tableOf(countsOf(judged))).toBe(tableIn(part));
  });

  it.each(verdicts)('agree: the server $server $what', async ({ object, server }) => {
    const fields = present(asFields(load(object)));
    const resource = present(resources.find(({ apiVersion, kind }) => apiVersion === fields['apiVersion'] && kind === fields['kind']));
    const metadata = { ...fieldsAt(fields, 'metadata'), ...(resource.namespaced && { namespace: 'default' }) };
    const [{ verdict }] = (await judgeAll(cluster.client, resources, [{ ...fields, metadata }])) as readonly [Judged];
    expect(verdict, `${server} ${JSON.stringify(fields)}`).toBe('agree');
  });
});
