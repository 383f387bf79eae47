import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
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
const withoutTrain = (name: string): Edit => [environmentFile(name), / {2}train: .*\n/, ''];

describe('the version of a chart', { timeout: 400_000 }, () => {
  const raised: Edit = ['generators/charts/keda.ts', /version: '[\d.]+'/, "version: '2.99.0'"];
  const version = /version: '([\d.]+)'/.exec(readFileSync(path.join(root, 'generators/charts/keda.ts'), 'utf8'))?.[1] ?? '';
  const old = `{ charts: { keda: '${version}' } }`;

  it('comes to no environment with another before it at once', async () => {
    await propose([raised]);
    expect((await refusals('2026-11-02T00:00Z')).toSorted()).toEqual([
      `train: The chart keda comes to production in version 2.99.0, but staging has ${version}.`,
      `train: The chart keda comes to staging in version 2.99.0, but test has ${version}.`,
      `train: The chart keda comes to test in version 2.99.0, but dev has ${version}.`,
    ]);
  });

  it('goes from one to the next after its time, and back to what was there at once', async () => {
    await propose([raised, ...['test', 'staging', 'production'].map((name) => withTrain(name, old))]);
    expect(await refusals('2026-11-02T00:00Z')).toEqual([]);
    merge('2026-11-02T00:00Z', 'train');
    await propose([withoutTrain('test')]);
    expect(await refusals('2026-11-02T00:30Z')).toEqual([
      'train: The chart keda comes to test in version 2.99.0, but dev has not had it so for 1h.',
    ]);
    expect(await refusals('2026-11-02T01:00Z')).toEqual([]);
    merge('2026-11-02T01:00Z', 'train');
    await propose([withoutTrain('production')]);
    expect(await refusals('2026-11-09T00:00Z')).toEqual([
      `train: The chart keda comes to production in version 2.99.0, but staging has ${version}.`,
    ]);
    await propose([withTrain('test', old)]);
    expect(await refusals('2026-11-09T00:00Z')).toEqual([]);
    merge('2026-11-09T00:00Z', 'train');
    // What has left the environment before is no longer tried there.
    await propose([withoutTrain('staging')]);
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
    await propose([withTrain('test', "{ charts: { kedda: '1.0.0' } }")], false);
    expect((await runScript(root, 'generate')).stderr).toContain('The train names the chart "kedda", but no Application has it.');
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
      ['generators/charts/charts.ts', /^/, import_],
      [
        'generators/charts/charts.ts',
        /return \{ \.\.\.chart, version/,
        "return { ...chart, syncWave: hasStep(environment, 'later') ? 9 : chart.syncWave, version",
      ],
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
