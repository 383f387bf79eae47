import { describe, expect, it } from 'vitest';
import { digestOf, opsRepository } from '../support/ops.ts';

const { process: asProcess, git } = opsRepository('2026-11-01T00:00Z');
const now = '2026-11-02T00:00Z';
const deliver = (service: string, version: string, character: string) => [
  'deliver',
  service,
  '--env',
  'dev',
  '--version',
  version,
  '--digest',
  digestOf(character),
];
const branchOf = (service: string, version: string) => `promote/${service}/dev/${version}`;
const branches = () => git('for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n');
const untouched = () => [git('rev-parse', 'HEAD'), git('symbolic-ref', 'HEAD'), git('status', '--porcelain'), git('ls-files', '--stage')];
const before = untouched();

/** What a branch of a delivery holds when it is whole: the data and what is generated from it. */
const whole = (service: string) => [
  `generators/catalog/releases/dev/${service}.yaml`,
  `overlays/dev/${service}/deployment.patch.yaml`,
  `overlays/dev/${service}/kustomization.yaml`,
];

describe('a repository', () => {
  it('has the whole branch of a command that was killed, or none of it', async () => {
    const started = performance.now();
    expect((await asProcess(now, deliver('financial-service', '1.0.1', '1'))).code).toBe(0);
    const length = performance.now() - started;
    // From the start of the process to past its usual end, denser where the branch is made.
    const shares = [0.15, 0.4, 0.6, 0.75, 0.85, 0.92, 0.97];
    for (const [index, share] of shares.entries()) {
      const version = `1.1.${index}`;
      await asProcess(now, deliver('financial-service', version, '2'), { killAfter: length * share });
      const branch = branchOf('financial-service', version);
      if (branches().includes(branch)) {
        expect(git('diff', '--name-only', 'main', branch).split('\n')).toEqual(whole('financial-service'));
        expect(git('show', `${branch}:overlays/dev/financial-service/kustomization.yaml`)).toContain(digestOf('2'));
      }
      expect(untouched()).toEqual(before);
    }
    expect(git('fsck', '--no-dangling', '--connectivity-only')).toBe('');
    // Nothing that was left behind stands in the way of the next one.
    const version = `1.1.${shares.length}`;
    const next = await asProcess(now, deliver('financial-service', version, '3'));
    expect({ code: next.code, stderr: next.stderr, made: branches().includes(branchOf('financial-service', version)) }).toEqual({
      code: 0,
      stderr: '',
      made: true,
    });
  });

  it('takes two commands at once', async () => {
    const [one, other] = await Promise.all([
      asProcess(now, deliver('sales-service', '1.2.0', '4')),
      asProcess(now, deliver('material-service', '1.2.0', '5')),
    ]);
    expect([one.code, one.stderr, other.code, other.stderr]).toEqual([0, '', 0, '']);
    for (const service of ['sales-service', 'material-service']) {
      expect(git('diff', '--name-only', 'main', branchOf(service, '1.2.0')).split('\n')).toEqual(whole(service));
    }
    expect(untouched()).toEqual(before);
  });

  it('lets one of two win that want the same branch for different builds', async () => {
    const outcomes = await Promise.all(['6', '7'].map((character) => asProcess(now, deliver('sales-service', '1.3.0', character))));
    expect(outcomes.map(({ code }) => code).toSorted()).toEqual([0, 2]);
    const winner = outcomes[0]?.code === 0 ? '6' : '7';
    expect(git('show', `${branchOf('sales-service', '1.3.0')}:generators/catalog/releases/dev/sales-service.yaml`)).toContain(
      digestOf(winner),
    );
    const loser = outcomes.find(({ code }) => code === 2);
    expect(loser?.stderr).toContain('error  There is a branch "promote/sales-service/dev/1.3.0" already, with something else in it.');
    expect(untouched()).toEqual(before);
  });
});
