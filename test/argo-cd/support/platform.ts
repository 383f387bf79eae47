import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { load } from 'js-yaml';
import type { Fields } from '../../../policies/model.ts';
import { applyAll } from '../../../scripts/cluster/apply.ts';
import { createChartStore } from '../../../scripts/cluster/argo-cd/chart-store.ts';
import { argoNamespace, argoObjects, controllerEnvironment, ownServer } from '../../../scripts/cluster/argo-cd/configuration.ts';
import { startForge } from '../../../scripts/cluster/argo-cd/forge.ts';
import { buildArgoPrograms } from '../../../scripts/cluster/argo-cd/programs.ts';
import { startArgoCd } from '../../../scripts/cluster/argo-cd/start.ts';
import { type Client, clientOf } from '../../../scripts/cluster/client.ts';
import { startControlPlane } from '../../../scripts/cluster/control-plane.ts';
import { installCrds, readCrds } from '../../../scripts/cluster/crds.ts';
import { buildPrograms } from '../../../scripts/cluster/programs.ts';
import { helmTool, kustomizeTool } from '../../../scripts/kustomize/tools.ts';
import { filesIn } from '../../../scripts/repository/files-in.ts';
import { type OpsRepository, opsRepository } from '../../support/ops.ts';
import { startOfCopy } from '../../support/start.ts';
import { playOperators, type World } from '../operators/run.ts';
import { type ApplicationState, applicationStates, describeState, isUp, refresh } from './applications.ts';
import { argoValues, podEnvironments, stubCharts } from './charts.ts';
import { createTimeline, type Timeline } from './timeline.ts';

/** Argo CD over two clusters and a repository of its own. */
export interface Platform {
  /** The cluster that Argo CD runs in: production's. */
  readonly home: Client;
  readonly clusters: Readonly<Record<Environment, Client>>;
  readonly worlds: Readonly<Record<Environment, World>>;
  readonly repository: OpsRepository;
  readonly timeline: Timeline;
  /** A folder for what goes with the platform. */
  readonly folder: string;
  /** Seconds since Argo CD was given its first Application. */
  seconds(): number;
  states(): Promise<ReadonlyMap<string, ApplicationState>>;
  /** Gives main to the Git server, and says so to the Applications of an environment and to the roots. */
  push(environment: Environment): Promise<void>;
  /** Waits until something holds; fails with what Argo CD says of the Applications that are not up. */
  until(what: string, seconds: number, holds: (states: ReadonlyMap<string, ApplicationState>) => boolean | Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
}

export type Environment = 'dev' | 'production';
export const environments: readonly Environment[] = ['dev', 'production'];
const gitUrl = 'https://git.example.com/erp/erp-gitops.git';
/** By how much a busy machine may be slower than one that does nothing else. */
export const patience = Number(process.env['ARGO_CD_PATIENCE'] ?? '1');
/**
 * Argo CD looks again at each Application after two to three minutes by itself. Where it has missed that something became healthy, a
 * wave waits that long; pods, whose every change would make it look, there are none here.
 */
const impatience = { ARGOCD_RECONCILIATION_TIMEOUT: '30s', ARGOCD_RECONCILIATION_JITTER: '10s' };
/** Workloads are played, so no controller may make pods of them; the others are as on any cluster. */
export const controllers = [
  'garbage-collector-controller',
  'namespace-controller',
  'serviceaccount-controller',
  'clusterrole-aggregation-controller',
  'resourcequota-controller',
  'root-ca-certificate-publisher-controller',
];

/** An instant as the commands take it, in minutes. */
export function instant(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`;
}

/** What a platform is started with. */
export interface PlatformOptions {
  /** Folder with the CustomResourceDefinitions of the charts. */
  readonly crds: string;
  /** The program `redis-server`. */
  readonly redis: string;
  /** The others have no nodes, and stop at the first workload. */
  readonly needed: readonly Environment[];
  /** Changes the repository before it is given out. */
  readonly prepare: (repository: OpsRepository) => void;
}

/** Starts everything and applies what docs/argocd.md says is applied by hand: the rest is Argo CD's. Vault answers in dev only. */
export async function startPlatform({ crds, redis, needed, prepare }: PlatformOptions): Promise<Platform> {
  const report = (line: string) => process.stderr.write(`${line}\n`);
  const folder = mkdtempSync(path.join(tmpdir(), 'erp-gitops-argo-cd-'));
  const stops: (() => Promise<unknown> | unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const [programs, argo, kubectl, helm] = [
      await buildPrograms(report),
      await buildArgoPrograms(report),
      await kustomizeTool(),
      await helmTool(),
    ];
    const repository = opsRepository(instant(Date.now() - 30 * 86_400_000));
    prepare(repository);
    const bare = path.join(folder, 'erp-gitops.git');
    execFileSync('git', ['clone', '--quiet', '--bare', repository.root, bare]);
    const charts = await createChartStore(path.join(folder, 'charts'), helm.command, await stubCharts(repository.root, crds));
    const forge = await startForge({ folder, repositories: new Map([[gitUrl, bare]]), charts });
    stops.push(() => forge.stop());

    const plane = await startControlPlane(programs);
    stops.push(() => plane.stop());
    const started = Object.fromEntries(
      await Promise.all(environments.map(async (name) => [name, await plane.start(name, { controllers })] as const)),
    ) as Record<Environment, Awaited<ReturnType<typeof plane.start>>>;
    const clients = Object.fromEntries(environments.map((name) => [name, clientOf(started[name])])) as Record<Environment, Client>;
    for (const name of environments) stops.push(() => clients[name].close());
    const home = clients.production;

    const { settings, parameters } = argoValues(repository.root);
    const destinations = environments.map((name) => ({
      ...started[name],
      name: `erp-${name}`,
      server: name === 'production' ? ownServer : started[name].url,
    }));
    await installCrds(home, await readCrds([argo.crds]));
    await apply(home, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: argoNamespace } }, ...argoObjects(settings, destinations)]);
    const running = await startArgoCd({
      programs: argo,
      redis,
      kubectl: kubectl.command,
      helm: helm.command,
      folder,
      kubeconfig: started.production.kubeconfig,
      namespace: argoNamespace,
      forge,
      controllerEnvironment: { ...controllerEnvironment(parameters), ...impatience },
    });
    stops.push(() => running.stop());

    const worlds = Object.fromEntries(
      environments.map((name) => [
        name,
        { vault: name === 'dev', nodes: needed.includes(name), podEnvironments: podEnvironments(repository.root, name) },
      ]),
    ) as Record<Environment, World>;
    for (const name of environments) {
      const operators = playOperators(clients[name], worlds[name]);
      stops.push(() => operators.stop());
    }
    const timeline = createTimeline();
    const start = Date.now();
    const seconds = () => (Date.now() - start) / 1000;
    const states = async () => {
      const found = await applicationStates(home);
      timeline.see(found.values(), seconds());
      return found;
    };
    await apply(home, bootstrapObjects(repository.root));
    return {
      home,
      clusters: clients,
      worlds,
      repository,
      timeline,
      folder,
      seconds,
      states,
      push: async (environment) => {
        execFileSync('git', ['push', '--quiet', bare, 'main'], { cwd: repository.root });
        const names = [...(await states()).values()].filter(
          (state) => state.environment === environment || state.environment === undefined,
        );
        await refresh(
          home,
          names.map(({ name }) => name),
        );
      },
      until: async (what, limit, holds) => {
        for (const deadline = Date.now() + limit * patience * 1000; ; await pause(2_000)) {
          const now = await states();
          if (await holds(now)) return;
          if (Date.now() < deadline) continue;
          const waiting = [...now.values()].filter(
            ({ sync, health, phase }) => sync !== 'Synced' || health !== 'Healthy' || phase !== 'Succeeded',
          );
          throw new Error(`Not within ${limit * patience} s: ${what}\n${waiting.map(describeState).join('\n')}\n${running.logs()}`);
        }
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What is applied by hand, in this order (docs/argocd.md). */
function bootstrapObjects(root: string): readonly Fields[] {
  return ['argocd/projects/erp-root.yaml', 'argocd/root.yaml'].map((file) => load(readFileSync(path.join(root, file), 'utf8')) as Fields);
}

async function apply(client: Client, objects: readonly object[]): Promise<void> {
  const refused = (await applyAll(client, objects as readonly Fields[])).filter(({ refusal }) => refusal !== undefined);
  if (refused.length > 0) throw new Error(refused.map(({ title, refusal }) => `${title}: ${refusal}`).join('\n'));
}

/** Whether all Applications of an environment are there, and up. */
export function isComplete({ repository }: Platform, states: ReadonlyMap<string, ApplicationState>, environment: Environment): boolean {
  const expected = filesIn(repository.root, `argocd/${environment}/applications`).map(
    (file) => `${path.basename(file, '.yaml')}-${environment}`,
  );
  const own = [...states.values()].filter((state) => state.environment === environment);
  return expected.length > 0 && expected.every((name) => states.has(name)) && own.every(isUp);
}

/** Changes a file of the repository; fails when there was nothing to change. */
export function edit(repository: OpsRepository, file: string, from: RegExp, to: string): void {
  const name = path.join(repository.root, file);
  const text = readFileSync(name, 'utf8');
  if (!from.test(text)) throw new Error(`${file} holds nothing like ${from}.`);
  writeFileSync(name, text.replace(from, to));
}

/** Generates, and commits everything on main. */
export function commit(repository: OpsRepository, message: string): void {
  execFileSync(process.execPath, [...startOfCopy, 'scripts/generate.ts'], { cwd: repository.root, stdio: ['ignore', 'ignore', 'pipe'] });
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', message);
}
