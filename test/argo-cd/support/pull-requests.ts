import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { load } from 'js-yaml';
import { generate } from '../../../generators/generate.ts';
import type { Catalog } from '../../../generators/model/catalog.ts';
import type { Forge } from '../../../generators/model/platform/git-host.ts';
import { pullRequestsSecret } from '../../../generators/model/platform/operators.ts';
import { pullRequestFiles } from '../../../generators/pull-requests/files.ts';
import { at, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { loadCatalog } from '../../../scripts/catalog/catalog.ts';
import { applyAll } from '../../../scripts/cluster/apply.ts';
import { argoNamespace, argoObjects, controllerEnvironment, ownServer } from '../../../scripts/cluster/argo-cd/configuration.ts';
import { startForge } from '../../../scripts/cluster/argo-cd/forge.ts';
import { type GitHost, gitHost } from '../../../scripts/cluster/argo-cd/git-host.ts';
import { buildPullRequestPrograms } from '../../../scripts/cluster/argo-cd/programs.ts';
import { startArgoCd } from '../../../scripts/cluster/argo-cd/start.ts';
import { type Client, clientOf } from '../../../scripts/cluster/client.ts';
import { startControlPlane } from '../../../scripts/cluster/control-plane.ts';
import { installCrds, readCrds } from '../../../scripts/cluster/crds.ts';
import { buildPrograms } from '../../../scripts/cluster/programs.ts';
import { helmTool, kustomizeTool } from '../../../scripts/kustomize/tools.ts';
import { withHost } from '../../pull-requests/support.ts';
import { present } from '../../support/mutations/mutation.ts';
import { playOperators } from '../operators/run.ts';
import { argoValues } from './charts.ts';
import { controllers, patience } from './platform.ts';

/** Software and page of each repository whose pull requests are listed, by its name. */
export const listed = {
  hub: { software: 'github', page: 'https://github.com/example-erp/erp-services' },
  own: { software: 'github', page: 'https://github.example.com/erp/services' },
  lab: { software: 'gitlab', page: 'https://gitlab.example.com/erp/backend/services' },
  tea: { software: 'gitea', page: 'https://gitea.example.com/erp/services' },
} as const;

/** Name of a repository. */
export type Listed = keyof typeof listed;
export const names = Object.keys(listed) as readonly Listed[];

/** Argo CD, with what is generated for pull requests of dev in four repositories. */
export interface Environments {
  readonly hosts: Readonly<Record<Listed, GitHost>>;
  /** ApplicationSets as they are generated. */
  readonly sets: Readonly<Record<Listed, Fields>>;
  readonly home: Client;
  readonly dev: Client;
  /** Says to the controller to look now. */
  look(repository: Listed): Promise<void>;
  /** Changes an ApplicationSet. */
  replace(repository: Listed, set: Fields): Promise<void>;
  /** Names of Applications that are not being deleted, of one repository or all. */
  made(repository?: Listed): Promise<readonly string[]>;
  /** What a condition of an ApplicationSet says while it is true. */
  said(repository: Listed, type: string): Promise<string | undefined>;
  until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
}

/** So often Git hosts are asked here, instead of every five minutes. */
const seconds = 4;
const gitUrl = 'https://git.example.com/erp/erp-gitops.git';
const token = 'a-token-for-tests';
const applications = `/apis/argoproj.io/v1alpha1/namespaces/${argoNamespace}/applications`;
const applicationSets = `/apis/argoproj.io/v1alpha1/namespaces/${argoNamespace}/applicationsets`;
/** Kinds of operators that the template has. */
const groups = ['cert-manager.io', 'external-secrets.io', 'generators.external-secrets.io'];

export function applicationAt(name: string): string {
  return `${applications}/${name}`;
}

/** @param crds folder with the CustomResourceDefinitions of the charts */
export async function startEnvironments(crds: string, redis: string): Promise<Environments> {
  const report = (line: string) => process.stderr.write(`${line}\n`);
  const folder = mkdtempSync(path.join(tmpdir(), 'erp-gitops-pull-requests-'));
  const stops: (() => Promise<unknown> | unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const [programs, argo] = [await buildPrograms(report), await buildPullRequestPrograms(report)];
    const [kubectl, helm] = [await kustomizeTool(), await helmTool()];
    const drawn = drawnFor(await loadCatalog(process.cwd()));
    const hosts = Object.fromEntries(
      names.map((name) => [name, gitHost(listed[name].software, listed[name].page, token)]),
    ) as Environments['hosts'];
    const repositories = new Map([[gitUrl, repositoryOf(folder, drawn.template)]]);
    const charts = { hosts: [], answer: () => undefined };
    const forge = await startForge({ folder, repositories, charts, gitHosts: Object.values(hosts) });
    stops.push(() => forge.stop());

    const plane = await startControlPlane(programs);
    stops.push(() => plane.stop());
    const [homeCluster, devCluster] = [await plane.start('production', { controllers }), await plane.start('dev', { controllers })];
    const [home, dev] = [clientOf(homeCluster), clientOf(devCluster)];
    stops.push(
      () => home.close(),
      () => dev.close(),
    );
    await installCrds(home, await readCrds([argo.crds]));
    await installCrds(
      dev,
      (await readCrds([crds])).filter((crd) => groups.includes(textAt(crd, 'spec', 'group') ?? '')),
    );
    await apply(dev, [...drawn.host, ...operators]);
    const { settings, parameters } = argoValues(process.cwd());
    const destinations = [
      { ...homeCluster, name: 'erp-production', server: ownServer },
      { ...devCluster, name: 'erp-dev', server: devCluster.url },
    ];
    await apply(home, [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: argoNamespace } },
      ...argoObjects(settings, destinations),
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: pullRequestsSecret.name, namespace: argoNamespace },
        stringData: { [pullRequestsSecret.key]: token },
      },
      drawn.project,
      ...names.map((name) => quickly(drawn.sets[name])),
    ]);
    const running = await startArgoCd({
      programs: argo,
      redis,
      kubectl: kubectl.command,
      helm: helm.command,
      kustomize: argo.kustomize,
      folder,
      kubeconfig: homeCluster.kubeconfig,
      namespace: argoNamespace,
      forge,
      controllerEnvironment: controllerEnvironment(parameters),
      applicationSets: true,
    });
    stops.push(() => running.stop());
    const playing = playOperators(dev, { vault: true, nodes: true, podEnvironments: [] });
    stops.push(() => playing.stop());
    return {
      hosts,
      sets: drawn.sets,
      home,
      dev,
      look: async (repository) => {
        // It stays until a look succeeds, and what does not change nobody notices.
        for (const refresh of [null, 'true']) {
          const body = { metadata: { annotations: { 'argocd.argoproj.io/application-set-refresh': refresh } } };
          await home.ask('PATCH', `${applicationSets}/${setName(repository)}`, { body, type: 'application/merge-patch+json' });
        }
      },
      replace: (_, set) => apply(home, [quickly(set)]),
      made: async (repository) => {
        const { body } = await home.ask('GET', applications);
        return listAt(body, 'items')
          .filter((item) => at(item, 'metadata', 'deletionTimestamp') === undefined)
          .map((item) => textAt(item, 'metadata', 'name') ?? '')
          .filter((name) => repository === undefined || name.startsWith(`pr-dev-${repository}-`))
          .sort();
      },
      said: async (repository, type) => {
        const { body } = await home.ask('GET', `${applicationSets}/${setName(repository)}`);
        const condition = listAt(body, 'status', 'conditions').find((entry) => textAt(entry, 'type') === type);
        return textAt(condition, 'status') === 'True' ? textAt(condition, 'message') : undefined;
      },
      until: async (what, limit, holds) => {
        for (const deadline = Date.now() + limit * patience * 1000; ; await pause(1_000)) {
          if (await holds()) return;
          if (Date.now() > deadline) throw new Error(`Not within ${limit * patience} s: ${what}\n${running.logs()}`);
        }
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function setName(repository: Listed): string {
  return `pull-requests-dev-${repository}`;
}

/** An ApplicationSet that is looked at more often; all else is as it is generated. */
function quickly(set: Fields): Fields {
  return JSON.parse(JSON.stringify(set).replace('"requeueAfterSeconds":300', `"requeueAfterSeconds":${seconds}`)) as Fields;
}

/** What is generated for a host of the four repositories. */
function drawnFor(catalog: Catalog) {
  const of = (software: Forge): Catalog => {
    const own = names.filter((name) => listed[name].software === software);
    const repositories = own.map((name) => ({ name, url: listed[name].page, services: ['financial-service', 'sales-service'] }));
    const platform = { ...catalog.platform, value: { ...catalog.platform.value, git: { ...catalog.platform.value.git, forge: software } } };
    return { ...withHost(catalog, 'dev', { pullRequests: { repositories, mostDays: 14 } }), platform };
  };
  const first = of('github');
  const files = new Map(
    [...pullRequestFiles(first), ...pullRequestFiles(of('gitlab')), ...pullRequestFiles(of('gitea'))].map(({ path: file, text }) => [
      file,
      text,
    ]),
  );
  const readIn = (file: string) => load(present(files.get(file))) as Fields;
  const host = generate(first).files.filter(({ path: file }) => hostFiles.includes(file));
  if (host.length !== hostFiles.length) throw new Error(`What the host brings is not in ${hostFiles.join(', ')}.`);
  return {
    template: new Map([...files].filter(([file]) => file.startsWith('base/pull-requests/dev/'))),
    project: readIn('argocd/dev/projects/erp-dev-pull-requests.yaml'),
    sets: Object.fromEntries(names.map((name) => [name, readIn(`argocd/dev/applications/${setName(name)}.yaml`)])) as Environments['sets'],
    host: host.flatMap(({ text }) => text.split(/^---$/m).map((document) => load(document) as Fields)),
  };
}

/** What the host has for environments of pull requests, and they do not bring. */
const hostFiles: readonly string[] = ['overlays/dev/namespaces/priority-class.yaml', 'overlays/dev/secrets/cluster-secret-store.yaml'];

/** Deployments that say to the stand-ins of the operators that these run. */
const operators: readonly Fields[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'operators' } },
  ...['cert-manager', 'cert-manager-webhook', 'external-secrets'].map((name) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'operators' },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: name }] } },
    },
  })),
];

/** A bare repository that holds the template and nothing else. */
function repositoryOf(folder: string, files: ReadonlyMap<string, string>): string {
  const work = path.join(folder, 'work');
  for (const [file, text] of files) {
    mkdirSync(path.join(work, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(work, file), text);
  }
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Op', '-c', 'user.email=op@example.com', '-c', 'commit.gpgsign=false', ...args], {
      cwd: work,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'The template');
  const bare = path.join(folder, 'erp-gitops.git');
  git('clone', '--quiet', '--bare', work, bare);
  return bare;
}

async function apply(client: Client, objects: readonly object[]): Promise<void> {
  const refused = (await applyAll(client, objects as readonly Fields[])).filter(({ refusal }) => refusal !== undefined);
  if (refused.length > 0) throw new Error(refused.map(({ title, refusal }) => `${title}: ${refusal}`).join('\n'));
}
