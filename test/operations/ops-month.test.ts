import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { asFields, asList, at, textAt } from '../../policies/kubernetes/fields.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { digestOf, opsRepository } from '../support/ops.ts';

const { root, ops, git, merge } = opsRepository('2026-11-01T00:00Z');
const service = 'financial-service';
const first = `1.0.0@${digestOf('0')}`;
const build = { version: '1.1.0', digest: digestOf('a') };
const fix = { version: '1.1.1', digest: digestOf('b') };

/** What of a service an operator would look at, as kustomize builds it. */
async function rendered(environment: string) {
  const [built] = await renderEnvironments(root, { environments: [environment], applications: ({ name }) => name === service });
  const field = (kind: string, ...keys: (string | number)[]) =>
    at(built?.manifests.find((object) => object.kind === kind)?.fields, ...keys);
  const image = String(field('Deployment', 'spec', 'template', 'spec', 'containers', 0, 'image'));
  return {
    build: image.slice(image.lastIndexOf('/') + 1).replace(`${service}:`, ''),
    label: field('Deployment', 'metadata', 'labels', 'version'),
    pods: [field('ScaledObject', 'spec', 'minReplicaCount'), field('ScaledObject', 'spec', 'maxReplicaCount')],
  };
}

/** When Argo CD must not sync an environment: schedules and durations of its deny windows. */
function denied(environment: string): readonly string[] {
  const project = load(readFileSync(path.join(root, `argocd/${environment}/projects/erp-${environment}.yaml`), 'utf8'));
  return asList(at(asFields(project), 'spec', 'syncWindows'))
    .filter((window) => textAt(window, 'kind') === 'deny')
    .map((window) => `${textAt(window, 'schedule')} for ${textAt(window, 'duration')} in ${textAt(window, 'timeZone')}`);
}

/** Runs a command that must make a branch, and merges it an hour later, if the check of the pull request lets it. */
async function merged(now: string, later: string, branch: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await ops(now, args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  git('switch', '--quiet', branch);
  const check = await ops(later, ['check', '--base', 'main']);
  expect({ code: check.code, errors: check.stdout.split('\n').filter((line) => line.startsWith('error')) }).toEqual({
    code: 0,
    errors: [],
  });
  merge(later, branch);
}

/** Runs a command that a gate must refuse, and gives the gates. */
async function gatesAt(now: string, args: readonly string[]): Promise<readonly string[]> {
  const { code, stdout } = await ops(now, [...args, '--json']);
  expect(code).toBe(3);
  return (JSON.parse(stdout) as { readonly refusals: readonly { readonly gate: string }[] }).refusals.map(({ gate }) => gate);
}

const promotion = (from: string, to: string) => ['promote', service, '--from', from, '--to', to];

describe('a month of operations', () => {
  it('begins with a release that passes three environments, each after its time', async () => {
    const delivery = ['deliver', service, '--env', 'dev', '--version', 'v1.1.0', '--digest', build.digest, '--commit', 'f00d'];
    await merged('2026-11-02T01:00Z', '2026-11-02T02:00Z', `promote/${service}/dev/1.1.0`, delivery);
    expect(await gatesAt('2026-11-02T02:30Z', promotion('dev', 'test'))).toEqual(['soak']);
    expect(await gatesAt('2026-11-02T04:00Z', promotion('dev', 'staging'))).toEqual(['order']);
    await merged('2026-11-02T03:00Z', '2026-11-02T04:00Z', `promote/${service}/test/1.1.0`, promotion('dev', 'test'));
    await merged('2026-11-02T08:00Z', '2026-11-02T09:00Z', `promote/${service}/staging/1.1.0`, promotion('test', 'staging'));
    await merged('2026-11-03T09:00Z', '2026-11-03T10:00Z', `promote/${service}/production/1.1.0`, promotion('staging', 'production'));
    const everywhere = { build: `1.1.0@${build.digest}`, label: 'v1.1.0' };
    expect([await rendered('dev'), await rendered('test'), await rendered('production')]).toEqual([
      { ...everywhere, pods: [undefined, undefined] },
      { ...everywhere, pods: [undefined, undefined] },
      { ...everywhere, pods: [6, 20] },
    ]);
  });

  it('goes back from a bad release, and stays there while it is held', async () => {
    const args = ['rollback', service, '--env', 'production', '--reason', '5xx since 1.1.0'];
    await merged('2026-11-04T01:00Z', '2026-11-04T01:10Z', `rollback/${service}/production/1.0.0`, args);
    expect(await rendered('production')).toEqual({ build: first, label: 'v1.0.0', pods: [6, 20] });
    expect(await gatesAt('2026-11-04T02:00Z', promotion('staging', 'production'))).toEqual(['hold']);
  });

  it('freezes production once, and lets only an emergency through', async () => {
    const freeze = ['freeze', '--env', 'production', '--from', '2026-11-09', '--to', '2026-11-12', '--name', 'audit', '--reason', 'Audit'];
    await merged('2026-11-05T00:00Z', '2026-11-05T01:00Z', 'freeze/production/audit', freeze);
    expect(denied('production')).toEqual(['0 0 28 * * for 96h in Asia/Shanghai', '0 0 9 11 * for 72h in UTC']);
    expect(await gatesAt('2026-11-10T00:00Z', promotion('staging', 'production'))).toEqual(['hold', 'freeze']);

    const build = ['--version', fix.version, '--digest', fix.digest];
    const args = ['emergency', service, '--env', 'production', ...build, '--incident', 'INC-7', '--reason', 'Postings are lost'];
    await merged('2026-11-10T00:00Z', '2026-11-10T00:30Z', `emergency/${service}/production/1.1.1`, args);
    expect((await rendered('production')).build).toBe(`1.1.1@${fix.digest}`);
    expect(denied('production')).toEqual([
      '0 0 28 * * for 96h in Asia/Shanghai',
      '0 0 9 11 * for 24h in UTC',
      '0 5 10 11 * for 43h in UTC',
    ]);
  });

  it('asks to follow up an emergency: first softly, then not', async () => {
    const early = await ops('2026-11-10T05:00Z', ['check', '--base', 'HEAD']);
    expect({ code: early.code, warned: early.stdout.includes('warning  production has financial-service 1.1.1 for INC-7') }).toEqual({
      code: 1,
      warned: true,
    });
    // What is red is the thaw, which is over.
    expect(early.stdout).toContain('error  The thaw of production for INC-7 ended at 2026-11-10T05:00Z.');
    const late = await ops('2026-11-14T00:00Z', ['check', '--base', 'HEAD']);
    expect(late.stdout).toContain('error  production has financial-service 1.1.1 for INC-7, but dev, test, staging have it not');

    const delivery = ['deliver', service, '--env', 'dev', '--version', fix.version, '--digest', fix.digest];
    // A pull request of one thing is not held up by another: tidy first.
    await ops('2026-11-12T01:00Z', ['tidy']);
    merge('2026-11-12T02:00Z', 'config/all/tidy/2026-11-12');
    expect(denied('production')).toEqual(['0 0 28 * * for 96h in Asia/Shanghai']);
    await merged('2026-11-12T03:00Z', '2026-11-12T04:00Z', `promote/${service}/dev/1.1.1`, delivery);
    await merged('2026-11-12T05:00Z', '2026-11-12T06:00Z', `promote/${service}/test/1.1.1`, promotion('dev', 'test'));
    await merged('2026-11-12T10:00Z', '2026-11-12T11:00Z', `promote/${service}/staging/1.1.1`, promotion('test', 'staging'));
    const done = await ops('2026-11-14T00:00Z', ['check', '--base', 'HEAD', '--strict']);
    expect({ code: done.code, stdout: done.stdout }).toEqual({ code: 0, stdout: 'ops check: nothing is against merging.\n' });
  });

  it('scales for a while, and asks to return', async () => {
    const args = ['scale', service, '--env', 'production', '--min', '12', '--max', '40', '--until', '2026-11-20', '--reason', 'Campaign'];
    await merged('2026-11-15T00:00Z', '2026-11-15T01:00Z', `scale/${service}/production/12-40`, args);
    expect((await rendered('production')).pods).toEqual([12, 40]);
    const over = await ops('2026-11-20T00:00Z', ['check', '--base', 'HEAD']);
    expect({ code: over.code, stdout: over.stdout }).toEqual({
      code: 1,
      stdout: [
        'error  The scale of financial-service in production ended at 2026-11-20T00:00Z.',
        '  at   generators/catalog/scaling/production/financial-service.yaml',
        '  fix  Remove all that is over with one commit: npm run ops -- tidy',
        'ops check: 1 against merging.',
        '',
      ].join('\n'),
    });
    await merged('2026-11-20T00:00Z', '2026-11-20T01:00Z', 'config/all/tidy/2026-11-20', ['tidy']);
    expect((await rendered('production')).pods).toEqual([6, 20]);
  });

  it('ends with the closing of the books, thawed for an incident', async () => {
    const scale = ['scale', service, '--env', 'production', '--min', '9', '--until', '1d', '--reason', 'Closing'];
    expect(await gatesAt('2026-11-28T02:00Z', scale)).toEqual(['freeze']);
    const thaw = ['thaw', '--env', 'production', '--to', '2h', '--incident', 'INC-9', '--reason', 'The closing is too slow'];
    await merged('2026-11-28T02:00Z', '2026-11-28T02:10Z', 'thaw/production/inc-9', thaw);
    expect(denied('production')).toEqual([
      '0 0 28 1,2,3,4,5,6,7,8,9,10,12 * for 96h in Asia/Shanghai',
      '0 16 27 11 * for 10h in UTC',
      '0 4 28 11 * for 84h in UTC',
    ]);
    await merged('2026-11-28T02:20Z', '2026-11-28T02:30Z', `scale/${service}/production/9-20`, scale);
    expect((await rendered('production')).pods).toEqual([9, 20]);
  });

  it('can be read in the log: what, where, which image, why', () => {
    const log = git('log', '--reverse', '--no-merges', '--format=%s%n%(trailers:separator=%x7c,only)', 'main').split('\n').slice(2);
    const lines = log.map((line) => line.replaceAll(/\|?Rollback-(Of|To): [0-9a-f]{40}/g, '|Rollback-$1: commit'));
    const image = (character: string) => `Image-Digest: ${digestOf(character)}`;
    const release = (from: string, to: string, character: string) =>
      `Service: ${service}|From-Version: ${from}|To-Version: ${to}|${image(character)}`;
    const into = (environment: string, source: string) => `Environment: ${environment}|Source-Environment: ${source}`;
    expect(lines).toEqual([
      'promote(financial-service): build -> dev 1.1.0',
      `${release('1.0.0', '1.1.0', 'a')}|Environment: dev|Argocd-reference-commit-sha: f00d`,
      'promote(financial-service): dev -> test 1.1.0',
      `${release('1.0.0', '1.1.0', 'a')}|Soak: 60m|${into('test', 'dev')}`,
      'promote(financial-service): test -> staging 1.1.0',
      `${release('1.0.0', '1.1.0', 'a')}|Soak: 4h|${into('staging', 'test')}`,
      'promote(financial-service): staging -> production 1.1.0',
      `${release('1.0.0', '1.1.0', 'a')}|Soak: 24h|${into('production', 'staging')}`,
      'rollback(financial-service): production 1.1.0 -> 1.0.0',
      `Service: ${service}|From-Version: 1.1.0|To-Version: 1.0.0|Image-Digest: ${first.slice('1.0.0@'.length)}|Environment: production|Rollback-Of: commit|Rollback-To: commit|Expires: 2026-11-11T01:00Z`,
      'freeze(production): from 2026-11-09T00:00Z to 2026-11-12T00:00Z',
      'Environment: production|Expires: 2026-11-12T00:00Z',
      'emergency(financial-service): production 1.1.1 for INC-7',
      `${release('1.0.0', '1.1.1', 'b')}|Environment: production|Incident: INC-7|Expires: 2026-11-13T00:00Z`,
      'config(all): remove what is over',
      '',
      'promote(financial-service): build -> dev 1.1.1',
      `${release('1.1.0', '1.1.1', 'b')}|Environment: dev`,
      'promote(financial-service): dev -> test 1.1.1',
      `${release('1.1.0', '1.1.1', 'b')}|Soak: 60m|${into('test', 'dev')}`,
      'promote(financial-service): test -> staging 1.1.1',
      `${release('1.1.0', '1.1.1', 'b')}|Soak: 4h|${into('staging', 'test')}`,
      'scale(financial-service): production 12 to 40 pods until 2026-11-20T00:00Z',
      'Service: financial-service|Environment: production|Expires: 2026-11-20T00:00Z',
      'config(all): remove what is over',
      '',
      'thaw(production): from 2026-11-28T02:00Z to 2026-11-28T04:00Z for INC-9',
      'Environment: production|Incident: INC-9|Expires: 2026-11-28T04:00Z',
      'scale(financial-service): production 9 to 20 pods until 2026-11-29T02:20Z',
      'Service: financial-service|Environment: production|Expires: 2026-11-29T02:20Z',
    ]);
  });

  it('can be seen at a look', async () => {
    const { stdout } = await ops('2026-11-28T05:00Z', ['status', '--service', service, '--list']);
    expect(stdout).toBe(
      [
        'SERVICE            ENVIRONMENT  VERSION  DIGEST        AGE  REMARKS',
        'financial-service  dev          1.1.1    bbbbbbbbbbbb  16d',
        'financial-service  test         1.1.1    bbbbbbbbbbbb  15d',
        'financial-service  staging      1.1.1    bbbbbbbbbbbb  15d',
        'financial-service  production   1.1.1    bbbbbbbbbbbb  18d  9 to 20 pods until 2026-11-29T02:20Z',
        'frozen   production until 2026-12-01T16:00Z: Month-end closing',
        'due      The thaw of production for INC-9 ended at 2026-11-28T04:00Z.',
        '',
      ].join('\n'),
    );
  });
});
