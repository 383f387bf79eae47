import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { itNeeds, programPath } from './support/programs.ts';

const folder = path.resolve(import.meta.dirname, '../.github/workflows');
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Record<
    string,
    { readonly 'timeout-minutes'?: number; readonly steps: readonly { readonly uses?: string; readonly run?: string }[] }
  >;
}

describe.each(workflows)('$name', ({ name, text }) => {
  const workflow = load(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  itNeeds('actionlint')('is accepted by actionlint', () => {
    const { status, stdout, stderr } = spawnSync(programPath('actionlint') ?? 'actionlint', [path.join(folder, name)], {
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('uses every action by commit', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  it('may only read, and does not run for ever', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
  });
});

it('a pull request runs exactly what "npm run check" runs, after "npm ci"', () => {
  const workflow = load(workflows.find(({ name }) => name === 'pull-request.yml')?.text ?? '') as Workflow;
  expect(Object.values(workflow.jobs).flatMap((job) => job.steps.flatMap(({ run }) => run ?? []))).toEqual(['npm ci', 'npm run check']);
});
