import { beforeAll, describe, expect, it } from 'vitest';
import { asFields, textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import { type Applied, applyAll, differenceOf } from '../../scripts/cluster/apply.ts';
import { manifestsIn } from '../../scripts/kustomize/kustomizations.ts';
import { argoFiles } from '../../scripts/repository/argo-files.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { knownDefaults, knownNormalised, unexplained } from './known.ts';
import { crds, type EnvironmentCluster, environmentCluster, environments } from './support/clusters.ts';

const customGroups = new Set(crds.map((crd) => textAt(crd, 'spec', 'group') ?? ''));
const sources = createSources(process.cwd());
const argo = argoFiles(sources).flatMap((file) => manifestsIn(sources, file).map(({ fields }) => fields));

describe.each(environments.map(({ name }) => name))('what Argo CD applies to %s', (name) => {
  let cluster: EnvironmentCluster;
  beforeAll(async () => {
    cluster = await environmentCluster(name);
  });

  it('is whole, and the server takes every object strictly', () => {
    expect(cluster.applied).toHaveLength(cluster.manifests.length);
    expect(refusals(cluster.applied)).toEqual([]);
  });

  it('draws no warning that nobody explained', () => {
    expect(cluster.applied.flatMap(({ title, warnings }) => unexplained(title, warnings))).toEqual([]);
  });

  it('changes nothing when it is applied again', async () => {
    const again = await applyAll(
      cluster.client,
      cluster.manifests.map(({ fields }) => fields),
      { dryRun: true },
    );
    expect(refusals(again)).toEqual([]);
    const stored = new Map(cluster.applied.map((result) => [result.title, written(result.stored)]));
    expect(again.filter((result) => written(result.stored) !== stored.get(result.title)).map(({ title }) => title)).toEqual([]);
  });

  it('is stored as it is written, but for what is known', () => {
    const changed = cluster.applied.flatMap(({ object, stored }) =>
      differenceOf(object, stored).changed.map((change) => `${textAt(object, 'kind')} ${change}`),
    );
    expect([...new Set(changed)].filter((change) => !knownNormalised.some((pattern) => pattern.test(change))).sort()).toEqual([]);
  });

  it('gets the defaults inside of lists that are known: without comparing on the server Argo CD would never be in sync', () => {
    expect(defaultsOf(cluster.applied).filter((field) => !knownDefaults.includes(field))).toEqual([]);
  });
});

describe('what is known of defaults', () => {
  it.runIf(environments.length === 4)('is what some environment gets', async () => {
    const found = await Promise.all(environments.map(async ({ name }) => defaultsOf((await environmentCluster(name)).applied)));
    expect([...new Set(found.flat())].sort()).toEqual([...knownDefaults].sort());
  });

  it('does no harm, because Argo CD compares on the server', () => {
    const application = argo.find((object) => textAt(object, 'metadata', 'name') === 'argo-cd' && textAt(object, 'kind') === 'Application');
    const value = textAt(application, 'spec', 'source', 'helm', 'valuesObject', 'configs', 'params', 'controller.diff.server.side');
    expect(value ?? (application as unknown)).toBe('true');
  });
});

// Argo CD runs in the cluster of production, whose overlay makes its namespace.
describe.runIf(environments.some(({ name }) => name === 'production'))('what stands in argocd/', () => {
  it('is taken strictly, without a warning that nobody explained, and the same when it is applied again', async () => {
    const { client } = await environmentCluster('production');
    expect(argo.length).toBeGreaterThan(100);
    const applied = await applyAll(client, argo);
    expect(refusals(applied)).toEqual([]);
    expect(applied.flatMap(({ title, warnings }) => unexplained(title, warnings))).toEqual([]);
    const again = await applyAll(client, argo, { dryRun: true });
    expect(again.map(({ stored }) => written(stored))).toEqual(applied.map(({ stored }) => written(stored)));
  });
});

function refusals(results: readonly Applied[]): readonly string[] {
  return results.flatMap(({ title, refusal }) => (refusal === undefined ? [] : [`${title}: ${refusal}`]));
}

/** Defaults inside of lists of custom kinds; those of Kubernetes' own kinds Argo CD knows. */
function defaultsOf(results: readonly Applied[]): readonly string[] {
  const found = results
    .filter(({ object }) => customGroups.has(textAt(object, 'apiVersion')?.split('/')[0] ?? ''))
    .flatMap(({ object, stored }) => differenceOf(object, stored).addedInLists.map((field) => `${textAt(object, 'kind')} ${field}`));
  return [...new Set(found)].sort();
}

/** Without what controllers write, and what the server counts. */
function written(stored: Fields | undefined): string {
  const { status: _status, metadata, ...rest } = stored ?? {};
  const { managedFields: _fields, resourceVersion: _version, annotations, ...own } = asFields(metadata) ?? {};
  const { 'deployment.kubernetes.io/revision': _revision, ...others } = asFields(annotations) ?? {};
  return JSON.stringify({ ...rest, metadata: own, annotations: others });
}
