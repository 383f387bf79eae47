import { expect, it } from 'vitest';
import { type ChartFacts, factsText, format } from '../../scripts/charts/facts/facts.ts';
import { plainText } from '../../scripts/preview/impacts/sentence.ts';
import { type Preview, preview } from '../../scripts/preview/run.ts';
import { addTo, folderWith } from '../support/folder.ts';
import { run } from '../support/process.ts';

const definition = {
  name: 'tools.example.com',
  group: 'example.com',
  kind: 'Tool',
  scope: 'Cluster',
  versions: ['v1alpha1', 'v1'],
  bytes: 10,
} as const;

/** A file of facts: of a chart that runs a tool and may read. */
function facts(
  change: Partial<ChartFacts>,
  image = 'registry.example.com/tool:1',
  verbs: readonly string[] = ['get'],
  more: readonly object[] = [],
) {
  const head: ChartFacts = {
    format,
    application: 'tool',
    environment: 'production',
    repository: 'https://charts.example.com',
    chart: 'tool',
    version: '1.0.0',
    appVersion: '1',
    release: 'tool',
    namespace: 'tools',
    kubernetesVersion: '1.35.0',
    source: { package: 'sha256:0' },
    values: 'sha256:0',
    images: { byDigest: [], byTag: [image] },
    kinds: { cluster: [], namespaced: [] },
    namespaces: ['tools'],
    definitions: [definition, { ...definition, name: 'others.example.com', kind: 'Other' }],
    ...change,
  };
  const place = { name: 'tool', namespace: 'tools' };
  const template = { metadata: { labels: { app: 'tool' } }, spec: { containers: [{ name: 'tool', image }] } };
  return factsText('argocd/production/applications/tool.yaml', head, [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: place, spec: { selector: { matchLabels: { app: 'tool' } }, template } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'tool' },
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs }],
    },
    ...more,
  ] as never);
}

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'tool', namespace: 'tools' }, spec: { ports: [{ port: 80 }] } };
const file = 'charts/production/tool.yaml';

/** The preview of a change of the facts. */
async function previewOf(before: string, after: string): Promise<Preview> {
  const root = folderWith({ [file]: before });
  const git = (...args: string[]) =>
    run(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgSign=false', '-c', 'core.hooksPath=/dev/null', ...args],
      { cwd: root },
    );
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Everything');
  addTo(root, { [file]: after });
  return preview(root, undefined, { rules: [], today: '2026-01-01' });
}

it('a raised chart shows its versions, images, objects, rights and definitions', async () => {
  const raised = facts(
    { version: '2.0.0', appVersion: '2', definitions: [{ ...definition, versions: ['v1'] }] },
    'registry.example.com/tool:2',
    ['get', 'delete'],
  );
  const { impacts, changed, risk, otherFiles } = await previewOf(facts({}, undefined, undefined, [service]), raised);
  expect(risk).toBe('high');
  expect(otherFiles).toEqual([]);
  expect(
    changed.map(
      ({ pair }) => `${pair.application} ${pair.kind} ${pair.before === undefined ? 'new' : pair.after === undefined ? 'gone' : 'changed'}`,
    ),
  ).toEqual([
    'charts/tool ChartFacts changed',
    'charts/tool CustomResourceDefinition changed',
    'charts/tool CustomResourceDefinition gone',
    'charts/tool Deployment changed',
    'charts/tool ClusterRole changed',
    'charts/tool Service gone',
  ]);
  expect(impacts.map(({ class: name, object, text }) => `${name}: ${object}: ${plainText(text)}`)).toEqual([
    'images: ChartFacts tool: spec.version: 1.0.0 becomes 2.0.0',
    'images: ChartFacts tool: spec.appVersion: 1 becomes 2',
    'immutable: CustomResourceDefinition tools.example.com: version v1alpha1 is no longer served: the sync of an object that still uses it fails',
    'data: CustomResourceDefinition others.example.com: is deleted, and with it every object of the kind in the cluster',
    'restarts: Deployment tools/tool: replaces its pods, because of spec.containers[name=tool].image',
    'images: Deployment tools/tool: tool: 1 becomes 2',
    'access: ClusterRole tool: now: delete secrets',
  ]);
});

it('facts that say the same of another package change nothing that would be deployed', async () => {
  const { changed, impacts } = await previewOf(facts({}), facts({ source: { package: 'sha256:1' }, values: 'sha256:1' }));
  expect({ changed, impacts }).toEqual({ changed: [], impacts: [] });
});

it('facts that cannot be read are said so', async () => {
  const { problems, risk } = await previewOf(facts({}), '<<<<<<< ours\n  a: [\n');
  expect({ files: problems.map((problem) => `${problem.side} ${problem.file}`), risk }).toEqual({ files: [`after ${file}`], risk: 'high' });
});
