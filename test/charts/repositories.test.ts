import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadFacts } from '../../scripts/charts/facts/facts.ts';
import { unpack } from '../../scripts/charts/render/archive.ts';
import { helm } from '../../scripts/charts/render/helm.ts';
import { renderCharts } from '../../scripts/charts/run.ts';
import { applicationTree, chartTree, serve } from '../support/charts.ts';
import { folderWith } from '../support/folder.ts';

const long = `templates/${'a-folder-with-a-long-name/'.repeat(6)}deep.yaml`;
const files = (data: string) => ({
  'templates/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: tool }\ndata: { a: ${data} }\n`,
  [long]: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: deep }\n',
});

/** A package as helm makes it. */
async function packageOf(data: string): Promise<Buffer> {
  const folder = folderWith(chartTree('.', 'tool', '1.0.0', files(data)));
  await helm(['package', path.join(folder, 'tool'), '--destination', folder], folder);
  return readFile(path.join(folder, 'tool-1.0.0.tgz'));
}

const sha256 = (content: Buffer | string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** A repository with an index, as Helm has had it from the start. */
function indexed(current: () => Buffer): Promise<string> {
  return serve((url) => {
    if (url === '/index.yaml')
      return { body: 'apiVersion: v1\nentries: { tool: [{ apiVersion: v2, name: tool, version: 1.0.0, urls: [tool-1.0.0.tgz] }] }\n' };
    return url === '/tool-1.0.0.tgz' ? { body: current() } : undefined;
  });
}

/** A registry that holds one package. */
function registry(current: () => Buffer): Promise<string> {
  const config = Buffer.from('{"name":"tool","version":"1.0.0","apiVersion":"v2"}');
  const part = (mediaType: string, content: Buffer) => ({ mediaType, digest: sha256(content), size: content.length });
  return serve((url) => {
    if (url === '/v2/' || url === '/v2') return { body: '{}', type: 'application/json' };
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: part('application/vnd.cncf.helm.config.v1+json', config),
      layers: [part('application/vnd.cncf.helm.chart.content.v1.tar+gzip', current())],
    });
    const answers: Readonly<Record<string, Buffer | string>> = {
      '/v2/charts/tool/manifests/1.0.0': manifest,
      [`/v2/charts/tool/manifests/${sha256(manifest)}`]: manifest,
      [`/v2/charts/tool/blobs/${sha256(config)}`]: config,
      [`/v2/charts/tool/blobs/${sha256(current())}`]: current(),
    };
    const body = answers[url];
    return body === undefined ? undefined : { body, type: 'application/vnd.oci.image.manifest.v1+json' };
  });
}

const kinds = [
  { kind: 'an index', start: indexed, repository: (address: string) => `http://${address}` },
  { kind: 'a registry', start: registry, repository: (address: string) => `${address}/charts` },
] as const;

describe.each(kinds)('a chart from $kind', ({ start, repository }) => {
  it('is rendered, and the digest of its package recorded', async () => {
    const content = await packageOf('one');
    const root = folderWith(applicationTree('tool', '1.0.0', {}, { repository: repository(await start(() => content)) }));
    const { findings } = await renderCharts(root, undefined, false);
    expect(findings).toEqual([]);
    expect(loadFacts(root).map(({ facts, objects }) => ({ source: facts.source, objects: objects.length }))).toEqual([
      { source: { package: sha256(content) }, objects: 2 },
    ]);
  });

  it('is refused when its package is no longer the one that was recorded', async () => {
    let content = await packageOf('one');
    const recorded = sha256(content);
    const application = applicationTree('tool', '1.0.0', {}, { repository: repository(await start(() => content)) });
    const root = folderWith(application);
    await renderCharts(root, undefined, false);
    const before = await readFile(path.join(root, 'charts/dev/tool.yaml'), 'utf8');
    // What was kept is trusted, for it is what was recorded.
    content = await packageOf('two');
    expect((await renderCharts(root, undefined, true)).findings).toEqual([]);
    await rm(path.join(root, 'node_modules'), { recursive: true });
    const { findings } = await renderCharts(root, undefined, true);
    expect(findings.map(({ what }) => what)).toEqual([
      `The package of tool 1.0.0 is ${sha256(content)}, and was ${recorded} when its facts were made.`,
    ]);
    expect(await readFile(path.join(root, 'charts/dev/tool.yaml'), 'utf8')).toBe(before);
    await rm(path.join(root, 'charts'), { recursive: true });
    expect((await renderCharts(root, undefined, false)).findings).toEqual([]);
  });

  it('is a finding when the repository has no such version', async () => {
    const content = await packageOf('one');
    const root = folderWith(applicationTree('tool', '9.0.0', {}, { repository: repository(await start(() => content)) }));
    const { findings } = await renderCharts(root, undefined, false);
    expect(findings).toEqual([
      {
        what: expect.stringMatching(/^tool 9\.0\.0 cannot be pulled: /),
        where: expect.stringContaining('127.0.0.1'),
        how: expect.stringContaining('generators/charts/tool.ts'),
      },
    ]);
    expect(existsSync(path.join(root, 'charts'))).toBe(false);
  });
});

it('a kept package that somebody changed is pulled again', async () => {
  const content = await packageOf('one');
  const root = folderWith(applicationTree('tool', '1.0.0', {}, { repository: `http://${await indexed(() => content)}` }));
  await renderCharts(root, undefined, false);
  await writeFile(path.join(root, 'node_modules/.cache/charts/tool-1.0.0.tgz'), await packageOf('other'));
  expect((await renderCharts(root, undefined, true)).findings).toEqual([]);
});

it('a package that is none, or that leads out of its folder, is not unpacked', async () => {
  const folder = folderWith({});
  const header = Buffer.alloc(1024);
  header.write('../outside', 0);
  header.write('00000000000', 124);
  header.write('0', 156);
  await expect(unpack(gzipSync(header), path.join(folder, 'in'))).rejects.toThrow('"../outside" leads out');
  await expect(unpack(gzipSync(Buffer.alloc(512, 'x')), folder)).rejects.toThrow('no tar archive');
  expect(existsSync(path.join(folder, 'outside'))).toBe(false);
});
