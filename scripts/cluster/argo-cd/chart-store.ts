import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** A chart that stands in for a pinned one: what it renders for each set of values that it knows. */
export interface StubChart {
  /** Address of its repository as an Application names it: an `https://` index, or an OCI registry without scheme. */
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
  readonly renderings: readonly Rendering[];
  /** Texts of the CustomResourceDefinitions, each one document. */
  readonly definitions: readonly string[];
}

export interface Rendering {
  readonly values: unknown;
  /** Multi-document YAML. */
  readonly manifest: string;
}

/** What a request for a chart gets. */
export type ChartAnswer =
  | { readonly type: string; readonly file: string }
  | { readonly type: string; readonly text: string; readonly headers?: Readonly<Record<string, string>> };

/** Charts as their repositories give them out. */
export interface ChartStore {
  readonly hosts: readonly string[];
  answer(host: string, path: string): ChartAnswer | undefined;
}

const execute = promisify(execFile);

// Which set of values it was given a chart knows by comparing them: Helm has no other way to tell one environment from another.
const template = `{{- $values := toJson .Values -}}
{{- $found := dict -}}
{{- range $path, $_ := .Files.Glob "renderings/*.json" -}}
{{- if eq $values ($.Files.Get $path | fromJson | toJson) -}}
{{- $_ := set $found "manifest" ($.Files.Get (replace ".json" ".yaml" $path)) -}}
{{- end -}}
{{- end -}}
{{- if not (hasKey $found "manifest") -}}{{- fail "this stand-in knows no such values" -}}{{- end -}}
{{ $found.manifest }}
`;

/** Packages the charts with helm and puts them where their repositories would have them. */
export async function createChartStore(folder: string, helm: string, charts: readonly StubChart[]): Promise<ChartStore> {
  const answers = new Map<string, ChartAnswer>();
  for (const [address, members] of Map.groupBy(charts, ({ repository }) => repository)) {
    const home = path.join(folder, createHash('sha256').update(address).digest('hex').slice(0, 12));
    for (const member of members) await packageChart(home, helm, member);
    if (address.startsWith('https://')) await offerIndex(answers, home, helm, address, members);
    else for (const member of members) await offerImage(answers, home, address, member);
  }
  return {
    hosts: [...new Set([...answers.keys()].map((key) => key.split('/', 1)[0] ?? ''))].sort(),
    answer: (host, file) => answers.get(`${host}${file}`),
  };
}

async function packageChart(home: string, helm: string, { chart, version, renderings, definitions }: StubChart): Promise<void> {
  const sources = path.join(home, 'sources', chart);
  await Promise.all(['templates', 'renderings', 'crds'].map((name) => mkdir(path.join(sources, name), { recursive: true })));
  const description = { apiVersion: 'v2', name: chart, version, description: 'Stands in for the chart of this name' };
  await writeFile(path.join(sources, 'Chart.yaml'), JSON.stringify(description));
  await writeFile(path.join(sources, 'templates', 'objects.yaml'), template);
  for (const [index, { values, manifest }] of renderings.entries()) {
    await writeFile(path.join(sources, 'renderings', `${index}.json`), JSON.stringify(values));
    await writeFile(path.join(sources, 'renderings', `${index}.yaml`), manifest);
  }
  if (definitions.length > 0) await writeFile(path.join(sources, 'crds', 'definitions.yaml'), definitions.join('\n---\n'));
  await execute(helm, ['package', sources, '--destination', home]);
}

async function offerIndex(
  answers: Map<string, ChartAnswer>,
  home: string,
  helm: string,
  address: string,
  members: readonly StubChart[],
): Promise<void> {
  const base = address.replace(/\/$/, '');
  await execute(helm, ['repo', 'index', home, '--url', base]);
  const { host, pathname } = new URL(base);
  const prefix = `${host}${pathname === '/' ? '' : pathname}`;
  answers.set(`${prefix}/index.yaml`, { type: 'application/yaml', file: path.join(home, 'index.yaml') });
  for (const { chart, version } of members) {
    const name = `${chart}-${version}.tgz`;
    answers.set(`${prefix}/${name}`, { type: 'application/gzip', file: path.join(home, name) });
  }
}

/** As an OCI registry: a manifest by its tag and digest, a configuration and the package by theirs. */
async function offerImage(answers: Map<string, ChartAnswer>, home: string, address: string, { chart, version }: StubChart): Promise<void> {
  const [registry = '', ...rest] = address.split('/');
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const base = `${host}/v2/${[...rest, chart].join('/')}`;
  const file = path.join(home, `${chart}-${version}.tgz`);
  const content = await readFile(file);
  const configuration = JSON.stringify({ name: chart, version, apiVersion: 'v2' });
  const layer = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: type,
    config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: digestOf(configuration), size: configuration.length },
    layers: [{ mediaType: layer, digest: digestOf(content), size: content.length }],
  });
  const answer = {
    type,
    text: manifest,
    headers: { 'docker-content-digest': digestOf(manifest), 'content-length': String(manifest.length) },
  };
  answers.set(`${host}/v2/`, { type: 'application/json', text: '{}' });
  answers.set(`${base}/manifests/${version}`, answer);
  answers.set(`${base}/manifests/${digestOf(manifest)}`, answer);
  answers.set(`${base}/blobs/${digestOf(configuration)}`, { type: 'application/json', text: configuration });
  answers.set(`${base}/blobs/${digestOf(content)}`, { type: 'application/octet-stream', file });
  const tags = JSON.stringify({ name: [...rest, chart].join('/'), tags: [version] });
  answers.set(`${base}/tags/list`, { type: 'application/json', text: tags });
}

function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
