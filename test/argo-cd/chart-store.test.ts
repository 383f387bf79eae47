import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChartStore, createChartStore } from '../../scripts/cluster/argo-cd/chart-store.ts';
import { helmTool } from '../../scripts/kustomize/tools.ts';

const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'erp-gitops-test-'));
const crd = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things.example.com\n';
const chart = {
  chart: 'thing',
  version: '1.2.3',
  definitions: [crd],
  renderings: [
    { values: { replicas: 1, ratio: 0.5 }, manifest: '---\nkind: One\n' },
    { values: { replicas: 3, text: '<a> & "b"' }, manifest: '---\nkind: Three\n' },
  ],
};
let helm = '';
let store: ChartStore;

beforeAll(async () => {
  helm = (await helmTool()).command;
  const charts = [
    { ...chart, repository: 'https://charts.example.com/stable' },
    { ...chart, repository: 'quay.io/things' },
  ];
  store = await createChartStore(folder, helm, charts);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What helm renders of the stand-in with some values. */
function render(values: unknown): { readonly status: number | null; readonly kinds: readonly string[]; readonly stderr: string } {
  const answer = store.answer('charts.example.com', '/stable/thing-1.2.3.tgz');
  if (answer === undefined || !('file' in answer)) throw new Error('The chart is not there.');
  const file = path.join(folder, 'values.json');
  writeFileSync(file, JSON.stringify(values));
  const { status, stdout, stderr } = spawnSync(helm, ['template', 'x', answer.file, '--include-crds', '-f', file], { encoding: 'utf8' });
  return { status, kinds: [...stdout.matchAll(/^kind: (\w+)$/gm)].map(([, kind = '']) => kind), stderr };
}

describe('a stand-in for a chart', () => {
  it('renders what belongs to the values that it is given', () => {
    expect(render({ ratio: 0.5, replicas: 1 }).kinds).toEqual(['CustomResourceDefinition', 'One']);
    expect(render({ text: '<a> & "b"', replicas: 3 }).kinds).toEqual(['CustomResourceDefinition', 'Three']);
  });

  it('fails with values that it does not know', () => {
    const { status, stderr } = render({ replicas: 2 });
    expect(status).not.toBe(0);
    expect(stderr).toContain('this stand-in knows no such values');
  });

  it('lies where its repository would have it', () => {
    expect(store.hosts).toEqual(['charts.example.com', 'quay.io']);
    const index = store.answer('charts.example.com', '/stable/index.yaml');
    const text = index !== undefined && 'file' in index ? readFileSync(index.file, 'utf8') : '';
    expect(text).toContain('https://charts.example.com/stable/thing-1.2.3.tgz');
    expect(store.answer('charts.example.com', '/stable/other-1.2.3.tgz')).toBeUndefined();
  });

  it('is an image in a registry', () => {
    const answer = store.answer('quay.io', '/v2/things/thing/manifests/1.2.3');
    const manifest = JSON.parse(answer !== undefined && 'text' in answer ? answer.text : '{}');
    const [layer] = manifest.layers;
    const blob = store.answer('quay.io', `/v2/things/thing/blobs/${layer.digest}`);
    const file = blob !== undefined && 'file' in blob ? blob.file : '';
    expect(readFileSync(file).length).toBe(layer.size);
    expect(execFileSync(helm, ['show', 'chart', file], { encoding: 'utf8' })).toContain('version: 1.2.3');
  });
});
