import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { versionsFile } from '../../generators/model/environment/versions.ts';
import { addTo } from '../support/folder.ts';
import { opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';

const { root, ops, git, merge } = opsRepository('2026-11-01T00:00Z');
const start = git('rev-parse', 'HEAD');
const environmentFile = (name: string) => `generators/catalog/environments/${name}.ts`;
type Edit = readonly [file: string, from: string | RegExp | undefined, to: string];

afterEach(() => {
  git('switch', '--quiet', '--force', 'main');
  git('reset', '--quiet', '--hard', start);
  git('clean', '-fdq');
});

/** Makes a pull request: edits, each of which must change its file, on a branch of its own, with what is generated of them. */
async function propose(edits: readonly Edit[], generated = true): Promise<void> {
  git('switch', '--quiet', '--force', '--force-create', 'train', 'main');
  for (const [file, from, to] of edits) {
    const text = from === undefined ? '' : readFileSync(path.join(root, file), 'utf8');
    const edited = from === undefined ? to : text.replace(from, to);
    expect(edited, file).not.toBe(text);
    addTo(root, { [file]: edited });
  }
  // Facts of another version of a chart would have to be rendered.
  if (generated) expect((await runScript(root, 'generate')).stderr.replace(/^error {2}The facts of [\s\S]*$/, '')).toBe('');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Shared code');
}

/** What the gates say of it. */
async function refusals(now: string): Promise<readonly string[]> {
  const { stdout } = await ops(now, ['check', '--base', 'main', '--json']);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly where: string; readonly message: string }[] };
  return findings.map(({ where, message }) => `${/\(gate: (\w+)\)$/.exec(where)?.[1]}: ${message}`);
}

const withTrain = (name: string, train: string): Edit => [environmentFile(name), '  delivery: {', `  train: ${train},\n  delivery: {`];

describe('the version of a chart', { timeout: 400_000 }, () => {
  const version = /^ {2}keda: (\S+)$/m.exec(readFileSync(path.join(root, versionsFile('dev')), 'utf8'))?.[1] ?? '';
  const inVersion = (name: string, wanted: string): Edit => [versionsFile(name), /^ {2}keda: .*$/m, `  keda: ${wanted}`];
  const raised = (name: string) => inVersion(name, '2.99.0');

  it('comes to no environment with another before it at once', async () => {
    await propose(['dev', 'test', 'staging', 'production'].map(raised));
    expect((await refusals('2026-11-02T00:00Z')).toSorted()).toEqual([
      `train: The chart keda comes to production in version 2.99.0, but staging has ${version}.`,
      `train: The chart keda comes to staging in version 2.99.0, but test has ${version}.`,
      `train: The chart keda comes to test in version 2.99.0, but dev has ${version}.`,
    ]);
  });

  it('goes from one to the next after its time, and back to what was there at once', async () => {
    await propose([raised('dev')]);
    expect(await refusals('2026-11-02T00:00Z')).toEqual([]);
    merge('2026-11-02T00:00Z', 'train');
    await propose([raised('test')]);
    expect(await refusals('2026-11-02T00:30Z')).toEqual([
      'train: The chart keda comes to test in version 2.99.0, but dev has not had it so for 1h.',
    ]);
    expect(await refusals('2026-11-02T01:00Z')).toEqual([]);
    merge('2026-11-02T01:00Z', 'train');
    await propose([raised('production')]);
    expect(await refusals('2026-11-09T00:00Z')).toEqual([
      `train: The chart keda comes to production in version 2.99.0, but staging has ${version}.`,
    ]);
    await propose([inVersion('test', version)]);
    expect(await refusals('2026-11-09T00:00Z')).toEqual([]);
    merge('2026-11-09T00:00Z', 'train');
    // What has left the environment before is no longer tried there.
    await propose([raised('staging')]);
    expect(await refusals('2026-11-09T01:00Z')).toEqual([
      `train: The chart keda comes to staging in version 2.99.0, but test has ${version}.`,
    ]);
  });

  it('by hand in what is generated is no other', async () => {
    const file = 'argocd/production/applications/keda.yaml';
    await propose([[file, `targetRevision: ${version}`, 'targetRevision: 2.99.0']], false);
    expect(await refusals('2026-11-02T00:00Z')).toEqual([
      `train: The chart keda comes to production in version 2.99.0, but staging has ${version}.`,
    ]);
  });

  it('must be of a chart that is there', async () => {
    await propose([[versionsFile('test'), /^ {2}keda:/m, '  kedda:']], false);
    const { stderr } = await runScript(root, 'generate');
    expect(stderr).toContain('Did you mean "keda"?');
    expect(stderr).toContain(`${versionsFile('test')}:`);
  });
});

describe('the version of a store', { timeout: 400_000 }, () => {
  const postgres = (name: string, wanted: string): Edit => [versionsFile(name), /^postgres: .*$/m, `postgres: '${wanted}'`];

  it('goes from one environment to the next after its time, and never back where its data cannot', async () => {
    await propose([postgres('dev', '17'), postgres('test', '17')]);
    expect(await refusals('2026-11-02T00:00Z')).toEqual(['train: PostgreSQL comes to test in version 17, but dev has 16.']);
    await propose([postgres('dev', '17')]);
    expect(await refusals('2026-11-02T00:00Z')).toEqual([]);
    merge('2026-11-02T00:00Z', 'train');
    await propose([postgres('dev', '16')]);
    expect(await refusals('2026-11-02T02:00Z')).toEqual(['train: PostgreSQL would go back from 17 to 16 in dev.']);
    await propose([postgres('test', '17')]);
    expect(await refusals('2026-11-02T00:59Z')).toEqual([
      'train: PostgreSQL comes to test in version 17, but dev has not had it so for 1h.',
    ]);
    expect(await refusals('2026-11-02T01:00Z')).toEqual([]);
  });
});

describe('ops promote platform', { timeout: 400_000 }, () => {
  const promote = (now: string, ...args: readonly string[]) => ops(now, ['promote', 'platform', ...args]);
  const toTest = ['--from', 'dev', '--to', 'test'];

  it('brings what the environment before has had for its time, and nothing else', async () => {
    await propose([
      [versionsFile('dev'), /^ {2}keda: .*$/m, '  keda: 2.99.0'],
      [versionsFile('dev'), /^kafka: .*$/m, 'kafka: 4.3.0'],
    ]);
    merge('2026-11-02T00:00Z', 'train');
    const early = await promote('2026-11-02T00:30Z', ...toTest);
    expect(early.code).toBe(3);
    expect(early.stderr).toContain('The chart keda comes to test in version 2.99.0, but dev has not had it so for 1h.');
    expect(early.stderr).toContain('Kafka comes to test in version 4.3.0, but dev has not had it so for 1h.');
    const made = await promote('2026-11-02T01:00Z', ...toTest, '--only', 'kafka');
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
    const branch = 'promote/platform/test/kafka-4.3.0';
    expect(git('log', '-1', '--format=%s', branch)).toBe('promote(platform): dev -> test kafka 4.3.0');
    const files = git('diff', '--name-only', 'main', branch).split('\n');
    expect(files).toContain(versionsFile('test'));
    expect(files.filter((file) => !/^(?:overlays\/test\/data-layer\/|generators\/catalog\/versions\/test\.yaml)/.test(file))).toEqual([]);
    expect(git('show', `${branch}:${versionsFile('test')}`)).toMatch(/^kafka: 4\.3\.0$/m);
    expect(git('show', `${branch}:${versionsFile('test')}`)).toMatch(/^ {2}keda: 2\.20\.\d+$/m);
  });

  it('brings a chart whose facts are rendered on the branch, and says so', async () => {
    await propose([[versionsFile('dev'), /^ {2}keda: .*$/m, '  keda: 2.99.0']]);
    merge('2026-11-02T00:00Z', 'train');
    const { code, stdout, stderr } = await promote('2026-11-02T01:00Z', ...toTest);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('is not judged yet');
    expect(stdout).toContain('npm run charts && npm run generate');
    expect(git('show', 'promote/platform/test/keda-2.99.0:argocd/test/applications/keda.yaml')).toContain('targetRevision: 2.99.0');
    git('branch', '--quiet', '-D', 'promote/platform/test/keda-2.99.0');
  });

  it('says what nothing is called', async () => {
    const { code, stderr } = await promote('2026-11-02T01:00Z', ...toTest, '--only', 'kedda');
    expect(code).toBe(2);
    expect(stderr).toContain('Nothing is called kedda.');
  });

  it('changes nothing where both have the same', async () => {
    const { code, stdout } = await promote('2026-11-02T01:00Z', ...toTest);
    expect(code).toBe(0);
    expect(stdout).toBe('promote(platform): dev -> test\nIt is so already; nothing was changed.\n');
  });
});

describe('a change of generators', { timeout: 400_000 }, () => {
  const everywhere: Edit = ['generators/charts/metrics-server.ts', /syncWave: -?\d+/, 'syncWave: -11'];

  it('changes what runs in the first environment alone, unless it is declared why', async () => {
    await propose([everywhere]);
    const told = (await refusals('2026-11-02T00:00Z')).map((text) => text.replace(/\d+ objects?/, 'n objects'));
    expect(told.toSorted()).toEqual(
      [
        'train: Shared code changes n objects of production, which staging has not tried before.',
        'train: Shared code changes n objects of staging, which test has not tried before.',
        'train: Shared code changes n objects of test, which dev has not tried before.',
      ].toSorted(),
    );
    const declaration = 'reason: The API server refuses the old order.\nenvironments: [test, staging, production]\n';
    await propose([everywhere, ['generators/catalog/unstaged/order.yaml', undefined, declaration]]);
    expect(await refusals('2026-11-02T00:00Z')).toEqual([]);
    merge('2026-11-02T00:00Z', 'train');
    // A declaration that was there asks nobody.
    await propose([['generators/charts/metrics-server.ts', /syncWave: -?\d+/, 'syncWave: -12']]);
    expect(await refusals('2026-11-02T00:00Z')).toHaveLength(3);
  });

  it('that asks for a step goes with the step from one environment to the next', async () => {
    const import_ = "import { hasStep } from '../model/environment/environment.ts';\n";
    await propose([
      ['generators/charts/metrics-server.ts', /^/, import_],
      ['generators/charts/metrics-server.ts', /syncWave: (-?\d+)/, "syncWave: hasStep(environment, 'later') ? 9 : $1"],
      withTrain('dev', "{ steps: ['later'] }"),
    ]);
    expect(await refusals('2026-11-02T00:00Z')).toEqual([]);
    merge('2026-11-02T00:00Z', 'train');
    await propose([withTrain('production', "{ steps: ['later'] }")]);
    expect(await refusals('2026-11-09T00:00Z')).toEqual([
      'train: The step "later" comes to production, but staging has not had it for 24h.',
    ]);
    await propose([withTrain('test', "{ steps: ['later'] }")]);
    expect(await refusals('2026-11-02T00:59Z')).toEqual(['train: The step "later" comes to test, but dev has not had it for 1h.']);
    expect(await refusals('2026-11-02T01:00Z')).toEqual([]);
  });

  it('that changes nothing that runs asks nobody, nor does what an environment or a service says of itself', async () => {
    await propose([['generators/charts/metrics-server.ts', /^/, '// A word.\n']]);
    expect(await refusals('2026-11-02T00:00Z')).toEqual([]);
    await propose([
      [environmentFile('production'), "logLevel: 'info'", "logLevel: 'warn'"],
      ['generators/catalog/services/sales-service.ts', "en: 'Orders, prices and deliveries'", "en: 'Orders'"],
    ]);
    expect(await refusals('2026-11-02T00:00Z')).toEqual([]);
  });
});
