import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import { buildArgoPrograms } from '../../scripts/cluster/argo-cd/programs.ts';
import type { Client } from '../../scripts/cluster/client.ts';
import { filesIn } from '../../scripts/repository/files-in.ts';
import { digestOf } from '../support/ops.ts';
import { type ApplicationState, confirmPrune, isUp, windowsOf } from './support/applications.ts';
import { commit, type Environment, edit, instant, type Platform, startPlatform } from './support/platform.ts';
import { outOfOrder, waveRows } from './support/timeline.ts';

const crds = process.env['ARGO_CD_CRDS'] ?? '';
const redis = process.env['ARGO_CD_REDIS'] ?? 'redis-server';

let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform(crds, redis, (repository) => {
    // The windows of production are those of the clock; here they are open, until a test closes them.
    const file = 'generators/catalog/environments/production.ts';
    edit(repository, file, /schedule: '0 9 \* \* 1-5'/, "schedule: '0 0 * * *'");
    edit(repository, file, /duration: '9h'/, "duration: '24h'");
    edit(repository, file, /freezes: \[[^\]]*\]/, 'freezes: []');
    commit(repository, 'Production is open around the clock');
  });
  // Production begins with a Vault that does not answer, for longer than a few retries last.
  platform.worlds.production.vault = false;
});

afterAll(async () => {
  if (platform === undefined) return;
  for (const environment of ['dev', 'production'] as const) {
    process.stderr.write(
      `\n${environment}\n| Wave | Made (s) | Up (s) | Applications |\n| --- | --- | --- | --- |\n${waveRows(platform.timeline, environment).join('\n')}\n`,
    );
  }
  await platform.stop();
});

const of = (states: ReadonlyMap<string, ApplicationState>, environment: Environment) =>
  [...states.values()].filter((state) => state.environment === environment);
const allUp = (states: ReadonlyMap<string, ApplicationState>, environment: Environment) => of(states, environment).every(isUp);
const expected = (environment: Environment) =>
  filesIn(platform.repository.root, `argocd/${environment}/applications`).map((file) => `${path.basename(file, '.yaml')}-${environment}`);
const isComplete = (states: ReadonlyMap<string, ApplicationState>, environment: Environment) =>
  expected(environment).every((name) => states.has(name)) && allUp(states, environment);

describe('Argo CD', () => {
  it('accepts every AppProject by its own validator', async () => {
    const { validateProjects } = await buildArgoPrograms(() => {});
    const { root } = platform.repository;
    const files = filesIn(root, 'argocd').filter((file) => /^kind: AppProject$/m.test(readFileSync(path.join(root, file), 'utf8')));
    const verdicts = JSON.parse(execFileSync(validateProjects, files, { cwd: root, encoding: 'utf8' })) as readonly Fields[];
    expect(verdicts.filter(({ problem }) => problem !== '')).toEqual([]);
    // Two for each of four environments, that of the roots and that of Argo CD itself.
    expect(verdicts.length).toBe(10);
  });

  it('brings up dev from nothing, each wave after the one before it', async () => {
    await platform.until('all Applications of dev are Synced and Healthy', 600, (states) => isComplete(states, 'dev'));
    expect(outOfOrder(platform.timeline, 'dev')).toEqual([]);
    const root = (await platform.states()).get('root-dev');
    await platform.until('the root of dev is done', 60, (states) => isUp(states.get('root-dev') as ApplicationState));
    expect(root?.sync).toBe('Synced');
  });

  it('puts back what somebody changed by hand, and what somebody deleted', async () => {
    const { dev } = platform.clusters;
    const deployment = '/apis/apps/v1/namespaces/erp-dev/deployments/sales-service';
    const service = '/api/v1/namespaces/erp-dev/services/sales-service';
    const before = (await dev.ask('GET', deployment)).body;
    const image = textAt(before, 'spec', 'template', 'spec', 'containers', 0, 'image');
    await dev.ask('PATCH', deployment, {
      body: [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'registry.example.com/erp/sales-service:by-hand' }],
      type: 'application/json-patch+json',
    });
    await dev.ask('DELETE', service);
    await platform.until('image and Service are back', 120, async () => {
      const [now, there] = [await dev.ask('GET', deployment), await dev.ask('GET', service)];
      return textAt(now.body, 'spec', 'template', 'spec', 'containers', 0, 'image') === image && there.status === 200;
    });
  });

  it('lets a delivery arrive', async () => {
    await command('dev', ['deliver', 'sales-service', '--env', 'dev', '--version', '1.1.0', '--digest', digestOf('1')]);
    await platform.until('sales-service 1.1.0 runs in dev', 180, () =>
      runs(platform.clusters.dev, 'erp-dev', 'sales-service', digestOf('1')),
    );
  });

  it('lets a rollback arrive', async () => {
    await command('dev', ['rollback', 'sales-service', '--env', 'dev', '--reason', '5xx']);
    await platform.until('sales-service 1.0.0 runs in dev', 180, () =>
      runs(platform.clusters.dev, 'erp-dev', 'sales-service', digestOf('0')),
    );
  });

  it('gives a freeze and its end to a production whose root waits', async () => {
    await platform.until('the root of production waits', 60, (states) => isWaiting(states.get('root-production')));
    await freeze('one');
    await platform.until(
      'the freeze is in the cluster',
      90,
      async (states) => isWaiting(states.get('root-production')) && (await isFrozen('erp-production')),
    );
    await command('production', ['thaw', '--env', 'production', '--to', '8h', '--incident', 'INC-1', '--reason', 'a test']);
    await platform.until(
      'the freeze is gone',
      90,
      async (states) => isWaiting(states.get('root-production')) && !(await isFrozen('erp-production')),
    );
  });

  it('goes on by itself after an outage that outlasted many retries', async () => {
    await platform.until('the root of production has tried more than five times again', 900, (states) => {
      const root = states.get('root-production');
      return root !== undefined && root.retries > 5;
    });
    expect((await platform.states()).has('data-layer-production')).toBe(false);
    platform.worlds.production.vault = true;
    await platform.until('all Applications of production are Synced and Healthy', 900, (states) => isComplete(states, 'production'));
    expect(outOfOrder(platform.timeline, 'production')).toEqual([]);
  });

  it('waits with a removed service of production for a person; a freeze refuses and a thaw lets through meanwhile', async () => {
    const { production } = platform.clusters;
    // What the last freeze and thaw left in their file would be a gap in the next freeze.
    platform.repository.git('rm', '--quiet', 'generators/catalog/freezes/production.yaml');
    platform.repository.git('rm', '--quiet', 'generators/catalog/releases/production/material-service.yaml');
    commit(platform.repository, 'material-service leaves production');
    await platform.push('production');
    await platform.until(
      'the root asks for a confirmation',
      120,
      (states) => states.get('root-production')?.message.includes('pruning confirmation') === true,
    );
    expect((await production.ask('GET', '/apis/apps/v1/namespaces/erp-prod/deployments/material-service')).status).toBe(200);

    await freeze('two');
    await platform.until('production is frozen', 90, () => isFrozen('erp-production'));
    release('staging', 'financial-service', '1.2.0', digestOf('3'));
    const promotion = ['promote', 'financial-service', '--from', 'staging', '--to', 'production'];
    expect((await platform.repository.ops(instant(Date.now()), promotion)).code).toBe(3);
    // Merged in spite of the gate: the window refuses it, too.
    release('production', 'sales-service', '1.2.0', digestOf('2'));
    await platform.push('production');
    await platform.until('the new version is seen', 120, (states) => states.get('sales-service-production')?.sync === 'OutOfSync');
    await hold(30, async () => !(await runs(production, 'erp-prod', 'sales-service', digestOf('2'))));
    await command('production', ['thaw', '--env', 'production', '--to', '8h', '--incident', 'INC-2', '--reason', 'a test']);
    await platform.until('the new version runs', 180, () => runs(production, 'erp-prod', 'sales-service', digestOf('2')));
    await command('production', promotion);
    await platform.until('the promoted version runs', 180, () => runs(production, 'erp-prod', 'financial-service', digestOf('3')));

    expect((await platform.states()).get('root-production')?.message).toContain('pruning confirmation');
    for (const name of ['root-production', 'material-service-production', 'material-service-data-production'])
      await confirmPrune(platform.home, name, new Date());
    await platform.until('the service is gone, and its Applications', 240, async (states) => {
      const left = [...states.keys()].some((name) => name.startsWith('material-service') && name.endsWith('production'));
      return !left && (await production.ask('GET', '/apis/apps/v1/namespaces/erp-prod/deployments/material-service')).status === 404;
    });
  });
});

/** Runs a command of `npm run ops`, merges its branch, and gives main to Argo CD. */
async function command(environment: Environment, args: readonly string[]): Promise<void> {
  const { repository } = platform;
  const now = instant(Date.now());
  const { code, stdout, stderr } = await repository.ops(now, args);
  if (code !== 0) throw new Error(`ops ${args.join(' ')}: ${code}\n${stdout}${stderr}`);
  const branch = repository
    .git('for-each-ref', '--sort=-committerdate', '--format=%(refname:short)', '--no-merged=main', 'refs/heads')
    .split('\n')[0];
  if (branch === undefined || branch === '') throw new Error(`ops ${args.join(' ')} made no branch:\n${stdout}`);
  repository.merge(now, branch);
  await platform.push(environment);
}

/** Freezes production from now on. */
function freeze(name: string): Promise<void> {
  const times = ['--from', instant(Date.now()), '--to', instant(Date.now() + 5 * 3_600_000)];
  return command('production', ['freeze', '--env', 'production', '--name', name, ...times, '--reason', 'a test']);
}

/** A release that no command made. Its commit is as old as the repository, so that it has stood the time that a promotion asks for. */
function release(environment: string, service: string, version: string, digest: string): void {
  const file = `generators/catalog/releases/${environment}/${service}.yaml`;
  writeFileSync(path.join(platform.repository.root, file), `version: ${version}\ndigest: ${digest}\n`);
  commit(platform.repository, `${service} ${version} in ${environment}`);
}

async function runs(cluster: Client, namespace: string, service: string, digest: string): Promise<boolean> {
  const { body } = await cluster.ask('GET', `/apis/apps/v1/namespaces/${namespace}/deployments/${service}`);
  return listAt(body, 'spec', 'template', 'spec', 'containers').some((container) => (textAt(container, 'image') ?? '').endsWith(digest));
}

function isWaiting(root: ApplicationState | undefined): boolean {
  return root?.phase === 'Running';
}

/** Whether a deny window of the project is a one-time freeze: it names a day of a month. */
async function isFrozen(project: string): Promise<boolean> {
  return (await windowsOf(platform.home, project)).some((window: Fields) => at(window, 'kind') === 'deny');
}

/** Fails as soon as something does not hold, within so many seconds. */
async function hold(seconds: number, holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 1000))) {
    expect(await holds()).toBe(true);
    await platform.states();
  }
}
