import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import { textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import { type Applied, applyAll, differenceOf } from '../../scripts/cluster/apply.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { companyCatalog } from '../services/support.ts';
import { folderWith } from '../support/folder.ts';
import { knownNormalised, unexplained } from './known.ts';
import { type EnvironmentCluster, environmentCluster, environments } from './support/clusters.ts';
import { podsOf } from './support/pods.ts';

/** What a company with services of every kind has, environment by environment: what is committed, and more. */
const rendered = await renderEnvironments(
  folderWith(Object.fromEntries(generate(companyCatalog).files.map(({ path, text }) => [path, text]))),
);

/** Without which no pod is admitted: its account, and room in the quota of its namespace. */
const needed = ['ServiceAccount', 'ResourceQuota'];

describe.each(environments.map(({ name }) => name))('services of every kind in %s', (name) => {
  const manifests: readonly Manifest[] = rendered.find((environment) => environment.name === name)?.manifests ?? [];
  let cluster: EnvironmentCluster;
  let further: readonly Fields[];
  let known: ReadonlyMap<string, Fields>;
  beforeAll(async () => {
    cluster = await environmentCluster(name);
    known = new Map(cluster.manifests.map(({ fields }) => [identityOf(fields), fields]));
    further = manifests
      .map(({ fields }) => fields)
      .filter((object) => JSON.stringify(known.get(identityOf(object))) !== JSON.stringify(object));
    expect(refusals(await applyAll(cluster.client, further.filter(isNeeded)))).toEqual([]);
  });
  afterAll(async () => {
    const changed = further.filter(isNeeded);
    for (const account of changed.filter((object) => !known.has(identityOf(object)))) {
      const [namespace, own] = [textAt(account, 'metadata', 'namespace'), textAt(account, 'metadata', 'name')];
      await cluster.client.ask('DELETE', `/api/v1/namespaces/${namespace}/serviceaccounts/${own}`);
    }
    await applyAll(
      cluster.client,
      changed.map((object) => known.get(identityOf(object))).filter((object) => object !== undefined),
    );
  });

  it('are taken strictly, every object, without a warning that nobody explained', async () => {
    expect(further.length).toBeGreaterThan(50);
    const applied = await applyAll(cluster.client, further, { dryRun: true });
    expect(applied).toHaveLength(further.length);
    expect(refusals(applied)).toEqual([]);
    expect(applied.flatMap(({ title, warnings }) => unexplained(title, warnings))).toEqual([]);
    const changed = applied.flatMap(({ object, stored }) =>
      differenceOf(object, stored).changed.map((change) => `${textAt(object, 'kind')} ${change}`),
    );
    expect([...new Set(changed)].filter((change) => !knownNormalised.some((pattern) => pattern.test(change))).sort()).toEqual([]);
  });

  it('have pods that Pod Security, limits and quotas admit', async () => {
    const pods = podsOf(name, further);
    expect(pods.length).toBeGreaterThan(5);
    const answers = await Promise.all(
      pods.map(async ({ owner, pod }) => {
        const query = { dryRun: 'All', fieldValidation: 'Strict' };
        const path = `/api/v1/namespaces/${textAt(pod, 'metadata', 'namespace')}/pods`;
        const { status, body, warnings } = await cluster.client.ask('POST', path, { query, body: pod });
        return [...(status === 201 ? [] : [`${owner}: ${status} ${textAt(body, 'message')}`]), ...unexplained(owner, warnings)];
      }),
    );
    expect(answers.flat()).toEqual([]);
  });
});

function isNeeded(object: Fields): boolean {
  return needed.includes(textAt(object, 'kind') ?? '');
}

function identityOf(object: Fields): string {
  return ['apiVersion', 'kind']
    .map((key) => textAt(object, key))
    .concat(textAt(object, 'metadata', 'namespace'), textAt(object, 'metadata', 'name'))
    .join(' ');
}

function refusals(results: readonly Applied[]): readonly string[] {
  return results.flatMap(({ title, refusal }) => (refusal === undefined ? [] : [`${title}: ${refusal}`]));
}
