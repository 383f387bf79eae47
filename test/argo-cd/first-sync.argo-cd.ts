import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthScripts } from '../../generators/charts/argo-cd-health.ts';
import type { Fields } from '../../policies/model.ts';
import { buildArgoPrograms } from '../../scripts/cluster/argo-cd/programs.ts';
import { type StoryName, storyFor } from '../../scripts/cluster/argo-cd/steps.ts';
import { filesIn } from '../../scripts/repository/files-in.ts';
import { application, healthCases } from './health/cases.ts';
import { comeUp, deliver, drift, rollBack } from './story/dev.ts';
import { freezeAndThaw, outlast, promote, remove } from './story/production.ts';
import { putBack } from './support/faults.ts';
import { commit, type Environment, edit, environments, type Platform, startPlatform } from './support/platform.ts';
import { waveRows } from './support/timeline.ts';

const crds = process.env['ARGO_CD_CRDS'] ?? '';
const redis = process.env['ARGO_CD_REDIS'] ?? 'redis-server';
const chosen = storyFor(listIn('ARGO_CD_ONLY'));
const needed = environments.filter((environment) => chosen.some((step) => step.environment === environment));

const play: Readonly<Record<StoryName, (platform: Platform) => Promise<void>>> = {
  projects: validateProjects,
  health: askForHealth,
  dev: comeUp,
  drift,
  delivery: deliver,
  rollback: rollBack,
  waiting: freezeAndThaw,
  outage: outlast,
  promotion: promote,
  removal: remove,
};

let platform: Platform | undefined;

beforeAll(async () => {
  if (chosen.length === 0) return;
  platform = await startPlatform({
    crds,
    redis,
    needed,
    prepare: (repository) => {
      // The windows of production are those of the clock; here they are open, until a test closes them.
      const file = 'generators/catalog/environments/production.ts';
      edit(repository, file, /schedule: '0 9 \* \* 1-5'/, "schedule: '0 0 * * *'");
      edit(repository, file, /duration: '9h'/, "duration: '24h'");
      edit(repository, file, /freezes: \[[^\]]*\]/, 'freezes: []');
      commit(repository, 'Production is open around the clock');
      for (const fault of listIn('ARGO_CD_FAULT')) putBack(repository, fault);
    },
  });
});

afterAll(async () => {
  if (platform === undefined) return;
  for (const environment of needed) process.stderr.write(`\n${report(platform, environment)}\n`);
  await platform.stop();
});

describe.skipIf(chosen.length === 0)('Argo CD', () => {
  const reached = new Set<string>();

  for (const { name, title, after } of chosen) {
    it(`${title} (${name})`, { timeout: 3_600_000 }, async () => {
      if (after !== undefined && !reached.has(after)) throw new Error(`Not played: it begins with what the step "${after}" leaves.`);
      if (platform === undefined) throw new Error('The platform did not start.');
      const start = platform.seconds();
      await play[name](platform);
      reached.add(name);
      process.stderr.write(`${name}: ${Math.round(platform.seconds() - start)} s\n`);
    });
  }
});

/** Asks Argo CD's own validator about every AppProject. */
async function validateProjects({ repository: { root } }: Platform): Promise<void> {
  const { validateProjects: validator } = await buildArgoPrograms(() => {});
  const files = filesIn(root, 'argocd').filter((file) => /^kind: AppProject$/m.test(readFileSync(path.join(root, file), 'utf8')));
  const verdicts = JSON.parse(execFileSync(validator, files, { cwd: root, encoding: 'utf8' })) as readonly Fields[];
  expect(verdicts.filter(({ problem }) => problem !== '')).toEqual([]);
  // Three for each of four environments, that of the roots and that of Argo CD itself.
  expect(verdicts.length).toBe(14);
}

/** Asks Argo CD's own interpreter, by its program for those who write such scripts. */
async function askForHealth({ folder }: Platform): Promise<void> {
  const { argocd } = await buildArgoPrograms(() => {});
  const settings = path.join(folder, 'argocd-cm.json');
  const labels = { 'app.kubernetes.io/part-of': 'argocd' };
  writeFileSync(
    settings,
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', labels }, data: healthScripts }),
  );
  const cases = healthCases(new Date()).filter(({ status }) => status !== undefined);
  const said = cases.map(({ status }) => {
    const file = path.join(folder, 'application.json');
    writeFileSync(file, JSON.stringify(application(status)));
    const output = execFileSync(argocd, ['admin', 'settings', 'resource-overrides', 'health', file, '--argocd-cm-path', settings], {
      env: { ...process.env, ARGOCD_BINARY_NAME: 'argocd' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Object.fromEntries(
      ['STATUS', 'MESSAGE'].map((key) => [key.toLowerCase(), new RegExp(`^${key}: (.*)$`, 'm').exec(output)?.[1] ?? '']),
    );
  });
  expect(said).toEqual(cases.map(({ health }) => ({ message: '', ...health })));
}

/** Names in a variable of the environment, between commas. */
function listIn(variable: string): readonly string[] {
  return (process.env[variable] ?? '').split(',').filter((name) => name !== '');
}

function report(platform: Platform, environment: Environment): string {
  const head = ['| Wave | Made (s) | Up (s) | Applications |', '| --- | --- | --- | --- |'];
  const retries = platform.timeline.retries.get(`root-${environment}`) ?? 0;
  return [environment, ...head, ...waveRows(platform.timeline, environment), `The root was tried again ${retries} times.`].join('\n');
}
