import { describe, expect, it } from 'vitest';
import { faults, tools } from '../../policies/coverage/coverage.ts';
import { lint } from '../../policies/engine.ts';
import { coverageText } from '../../scripts/documents/coverage.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { validateFiles } from '../../scripts/judging/validate/validate-run.ts';
import { manifestsIn } from '../support/manifests.ts';

const rules = (await loadRules('.')).map(({ value }) => value);
const ids = new Set(rules.map(({ id }) => id));
const checks = tools.flatMap((tool) => tool.checks.map(([id, what, answer]) => ({ tool: tool.name, id, what, answer })));

describe('the table of what other tools check', () => {
  it('has every check once, and an answer for each', () => {
    for (const { checks: own } of tools) expect(new Set(own.map(([id]) => id)).size).toBe(own.length);
    const empty = checks.filter(({ answer }) =>
      Array.isArray(answer) ? answer.length === 0 : (answer as { not: string }).not.length < 10,
    );
    expect(empty).toEqual([]);
  });

  it('names mistakes that are there, each of them somewhere, and rules that exist', () => {
    const named = new Set(checks.flatMap(({ answer }) => (Array.isArray(answer) ? (answer as readonly string[]) : [])));
    expect([...named].filter((name) => faults[name] === undefined)).toEqual([]);
    expect(Object.keys(faults).filter((name) => !named.has(name))).toEqual([]);
    expect(Object.values(faults).flatMap((fault) => fault.rules.filter((rule) => !ids.has(rule)))).toEqual([]);
    const reasons = checks.flatMap(({ answer }) => (Array.isArray(answer) ? [] : [(answer as { not: string }).not]));
    const mentioned = reasons.flatMap((text) => text.match(/\b(?:forbid|limit|match|require|unique)-[a-z-]*[a-z]/g) ?? []);
    expect(mentioned.filter((rule) => !ids.has(rule))).toEqual([]);
  });

  it('answers most checks by mistakes that have an example', () => {
    expect(checks.filter(({ answer }) => Array.isArray(answer)).length).toBeGreaterThan(checks.length * 0.6);
  });

  it('has a line on its page for each check', () => {
    const page = coverageText();
    expect(checks.filter(({ id, what }) => !page.includes(`|\`${id}\`|${what.replaceAll('<', '&lt;')}`)).map(({ id }) => id)).toEqual([]);
  });
});

describe('the example of each mistake', () => {
  it.each(Object.entries(faults))('%s is reported by the rules that are named', async (_, { example, rules: named, validate }) => {
    const { findings } = lint({ environment: 'production', manifests: manifestsIn(example) }, { rules, today: '2026-01-01' });
    expect(named.filter((rule) => !findings.some((finding) => finding.rule === rule))).toEqual([]);
    expect(named.length > 0 || validate === true).toBe(true);
    if (validate !== true) return;
    const validated = await validateFiles({ files: ['-'], empty: [], kubeconform: {}, input: example });
    expect(validated.findings.length).toBeGreaterThan(0);
  });
});
