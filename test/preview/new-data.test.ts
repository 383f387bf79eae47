import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Manifest } from '../../policies/model.ts';
import { rememberedBuilds } from '../../scripts/kustomize/build-cache.ts';
import { manifestsIn as manifestsInFile } from '../../scripts/kustomize/kustomizations.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { pairsOf } from '../../scripts/preview/diff/pairs.ts';
import { changedObjects, objectImpacts } from '../../scripts/preview/impacts/classify.ts';
import { plainText } from '../../scripts/preview/impacts/sentence.ts';
import { decidesAccess, textImpacts } from '../../scripts/preview/text-files.ts';
import { argoFiles } from '../../scripts/repository/argo-files.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { manifestsIn } from '../support/manifests.ts';
import fc from '../support/random.ts';

const root = path.resolve(import.meta.dirname, '../..');
const sources = createSources(root);
const rendered = await renderEnvironments(root, { sources, ...(await rememberedBuilds(sources)) });
/** All that holds data, and all else: what the overlays build and what Argo CD is told. */
const objects = [
  ...rendered.flatMap(({ manifests }) => manifests),
  ...argoFiles(sources).flatMap((file) => manifestsInFile(sources, file)),
];

const place = { environment: 'production', application: 'any' };
const said = (before: readonly Manifest[], after: readonly Manifest[]) =>
  objectImpacts(changedObjects(pairsOf(place, before, after)))
    .filter((impact) => impact.class === 'data')
    .map(({ object, text }) => `${object}: ${plainText(text)}`);

/** Kinds that hold data and that no overlay has. */
const others = manifestsIn(`
apiVersion: v1
kind: PersistentVolume
metadata: { name: a }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: a, namespace: b }
spec:
  persistentVolumeClaimRetentionPolicy: { whenDeleted: Delete }
  volumeClaimTemplates: [{ metadata: { name: c }, spec: { resources: { requests: { storage: 1Gi } } } }]
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshot
metadata: { name: a, namespace: b }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: a }
`);

describe('what is new', () => {
  it('deletes nothing, of whatever kind: said of every object of every environment', () => {
    const all = [...objects, ...others];
    expect(new Set(all.map(({ kind }) => kind)).size).toBeGreaterThan(40);
    expect(all.flatMap((object) => said([], [object]))).toEqual([]);
    // The same objects are told when they go: the test looks at what can speak.
    const gone = all.filter((object) => said([object], []).length > 0);
    expect([...new Set(gone.map(({ kind }) => kind))].sort()).toEqual(
      expect.arrayContaining(['Application', 'KafkaTopic', 'Namespace', 'PersistentVolume', 'StatefulSet', 'VolumeSnapshot', 'postgresql']),
    );
  });

  it('deletes nothing in an object that was there: whatever of it is new', () => {
    const stateful = [...objects, ...others].filter((object) => said([object], []).length > 0);
    const without = (value: unknown, picks: readonly number[]): unknown => {
      const [pick, ...rest] = picks;
      if (pick === undefined || typeof value !== 'object' || value === null) return value;
      const keys = Object.keys(value);
      const key = keys[pick % keys.length];
      if (key === undefined || ['apiVersion', 'kind', 'metadata'].includes(key)) return value;
      if (Array.isArray(value)) {
        const items: readonly unknown[] = value;
        const index = Number(key);
        return rest.length === 0 ? items.toSpliced(index, 1) : items.with(index, without(items[index], rest));
      }
      const fields = value as Readonly<Record<string, unknown>>;
      if (rest.length > 0) return { ...fields, [key]: without(fields[key], rest) };
      const { [key]: _, ...others } = fields;
      return others;
    };
    fc.assert(
      fc.property(fc.constantFrom(...stateful), fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 7 }), (object, picks) => {
        const less = manifestsOf(without(object.fields, picks), { file: object.file, document: object.document });
        const before = less.filter((item) => 'fields' in item);
        const lost = said(before, [object]).filter((text) => /is deleted|cannot shrink|copies|must be moved|older messages/.test(text));
        expect(lost).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('deletes nothing by the rules of a bucket that is new with its folder, but may where the folder was there', () => {
    const files = readdirSync(path.join(root, 'overlays'), { recursive: true, encoding: 'utf8' })
      .map((file) => `overlays/${file.split(path.sep).join('/')}`)
      .filter(decidesAccess);
    expect(files.filter((file) => file.includes('lifecycle')).length).toBeGreaterThan(0);
    const impacts = (isNew: boolean) =>
      files.flatMap((file) => textImpacts({ file, before: '', after: readFileSync(path.join(root, file), 'utf8'), isNew }));
    expect(impacts(true).filter((impact) => impact.class === 'data')).toEqual([]);
    expect(impacts(true).length).toBeGreaterThan(0);
    expect(impacts(false).filter((impact) => impact.class === 'data').length).toBeGreaterThan(0);
  });
});
