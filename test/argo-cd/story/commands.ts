import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Cron } from 'croner';
import { at, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { Client } from '../../../scripts/cluster/client.ts';
import { type ApplicationState, windowsOf } from '../support/applications.ts';
import { commit, type Environment, instant, type Platform } from '../support/platform.ts';

/** Runs a command of `npm run ops`, merges its branch, and gives main to Argo CD. */
export async function command(platform: Platform, environment: Environment, args: readonly string[]): Promise<void> {
  const { repository } = platform;
  const now = instant(Date.now());
  const { code, stdout, stderr } = await repository.process(now, args);
  if (code !== 0) throw new Error(`ops ${args.join(' ')}: ${code}\n${stdout}${stderr}`);
  const branch = repository
    .git('for-each-ref', '--sort=-committerdate', '--format=%(refname:short)', '--no-merged=main', 'refs/heads')
    .split('\n')[0];
  if (branch === undefined || branch === '') throw new Error(`ops ${args.join(' ')} made no branch:\n${stdout}`);
  repository.merge(now, branch);
  await platform.push(environment);
}

/** Freezes production from now on. */
export function freeze(platform: Platform, name: string): Promise<void> {
  const times = ['--from', instant(Date.now()), '--to', instant(Date.now() + 5 * 3_600_000)];
  return command(platform, 'production', ['freeze', '--env', 'production', '--name', name, ...times, '--reason', 'a test']);
}

/** Opens what is frozen in production. */
export function thaw(platform: Platform, incident: string): Promise<void> {
  return command(platform, 'production', ['thaw', '--env', 'production', '--to', '8h', '--incident', incident, '--reason', 'a test']);
}

/** A release that no command made. Its commit is as old as the repository, so that it has stood the time that a promotion asks for. */
export function release({ repository }: Platform, environment: string, service: string, version: string, digest: string): void {
  const file = `generators/catalog/releases/${environment}/${service}.yaml`;
  writeFileSync(path.join(repository.root, file), `version: ${version}\ndigest: ${digest}\n`);
  commit(repository, `${service} ${version} in ${environment}`);
}

/** Whether the Deployment of a service has an image of a digest. */
export async function runs(cluster: Client, namespace: string, service: string, digest: string): Promise<boolean> {
  const { body } = await cluster.ask('GET', `/apis/apps/v1/namespaces/${namespace}/deployments/${service}`);
  return listAt(body, 'spec', 'template', 'spec', 'containers').some((container) => (textAt(container, 'image') ?? '').endsWith(digest));
}

/** Whether a root is in an operation. */
export function isWaiting(root: ApplicationState | undefined): boolean {
  return root?.phase === 'Running';
}

/** Whether a window of each project of production denies now, as the cluster has it. */
export async function isFrozen(platform: Platform): Promise<boolean> {
  return (await denials(platform)).every((count) => count > 0);
}

/** Whether no window of a project of production denies now, as the cluster has it. */
export async function isThawed(platform: Platform): Promise<boolean> {
  return (await denials(platform)).every((count) => count === 0);
}

async function denials({ home }: Platform): Promise<readonly number[]> {
  const projects = ['erp-production', 'erp-production-platform', 'erp-production-services'];
  const windows = await Promise.all(projects.map((project) => windowsOf(home, project)));
  return windows.map((own) => own.filter((window) => at(window, 'kind') === 'deny' && isOpen(window, Date.now())).length);
}

/** Whether a time (milliseconds since 1970) is in a window. */
function isOpen(window: Fields, now: number): boolean {
  const duration = textAt(window, 'duration') ?? '';
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };
  const length = [...duration.matchAll(/(\d+)([hms])/g)].reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
  const cron = new Cron(textAt(window, 'schedule') ?? '', { timezone: textAt(window, 'timeZone') ?? 'UTC', paused: true });
  const begin = cron.nextRun(new Date(now - length));
  return begin !== null && begin.getTime() <= now;
}

/** Fails as soon as something does not hold, within so many seconds. */
export async function hold(platform: Platform, what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await pause(1000)) {
    if (!(await holds())) throw new Error(`Does not hold: ${what}`);
    await platform.states();
  }
}
