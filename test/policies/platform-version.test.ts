import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { platformVersion } from '../../policies/kubernetes/settings/platform-version.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const minorOf = (version: string) => Number(version.replace(/^v/, '').split('.')[1]);
const { environments } = await loadCatalog(root);

describe('the version of Kubernetes that the judge knows', () => {
  it('is the one of the API server that its verdicts are compared with, and of the kubectl that builds', () => {
    const server = /^\tk8s\.io\/kubernetes (v\S+)/m.exec(read('scripts/cluster/programs/go.mod'))?.[1] ?? '';
    const kubectl = /kubectl: '([\d.]+)'/.exec(read('scripts/kustomize/tools.ts'))?.[1] ?? '';
    expect([server, kubectl].map(minorOf)).toEqual([minorOf(platformVersion), minorOf(platformVersion)]);
  });

  it('is that of every cluster, or up to two versions newer: what it takes they take, and no fresher field is let through for long', () => {
    for (const { value } of environments) {
      const behind = minorOf(platformVersion) - minorOf(value.versions.kubernetes);
      expect(behind, value.name).toBeGreaterThanOrEqual(0);
      expect(behind, value.name).toBeLessThanOrEqual(2);
    }
  });

  it('is the one that the series of API servers, kubelets and scripts of the metrics were read in', () => {
    const sources = ['api-server', 'kubelet'].map((name) => /source: '[^']*\bv(1\.\d+)/.exec(read(`policies/metrics/${name}.ts`))?.[1]);
    expect(sources).toEqual([platformVersion, platformVersion]);
  });
});
