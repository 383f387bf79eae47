import { realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { requiredEnvironments, type Tier } from '../../policies/environments.ts';
import { type ForeignExemption, foreignExemptions, operatorExemptions } from '../../policies/foreign-exemptions/table.ts';
import { applyForeignExemptions } from '../../policies/foreign-exemptions.ts';
import { operators } from '../../policies/kubernetes/operators/made.ts';
import type { Finding, Manifest, Rule } from '../../policies/model.ts';
import { loadFacts } from '../../scripts/charts/facts/facts.ts';
import { chartManifests } from '../../scripts/charts/facts/world.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { manifestsIn } from '../support/manifests.ts';

const root = realpathSync(process.cwd());
const facts = loadFacts(root);
const rules = (await loadRules('.')).map(({ value }) => value);

describe('what operators make', () => {
  it.each(operators)('was read in the chart that the platform pins: $name', ({ chart, chartVersion }) => {
    const pinned = new Set(facts.filter((file) => file.facts.chart === chart).map((file) => file.facts.version));
    expect(pinned, `read its source again, then correct policies/kubernetes/operators (pinned: ${[...pinned].join(', ')})`).toEqual(
      new Set([chartVersion].flat()),
    );
  });
});

it('what is accepted of operators was read in their pinned versions, names rules that judge it, and says why', () => {
  const pinned = new Map(operators.map(({ name, chartVersion }) => [name, [chartVersion].flat()]));
  const ids = new Set(rules.filter(({ made }) => made === true).map(({ id }) => id));
  expect(
    operatorExemptions.filter(
      ({ operator, version, rule, reason }) =>
        !pinned.get(operator)?.includes(version) || !ids.has(rule) || !/^[A-Z].{20,}\.$/s.test(reason),
    ),
  ).toEqual([]);
});

describe('what charts render', () => {
  it.each(requiredEnvironments)('is part of the world of %s, with its chart', (environment) => {
    const manifests = chartManifests(createSources(root), environment);
    const own = facts.filter((file) => file.facts.environment === environment);
    expect(manifests.length).toBe(own.reduce((sum, file) => sum + file.objects.length + file.facts.definitions.length, 0));
    expect(new Set(manifests.map(({ origin }) => (origin?.by === 'chart' ? origin.application : '')))).toEqual(
      new Set(own.map((file) => file.facts.application)),
    );
  });

  it('is that of production where an environment has no facts of its own yet', () => {
    expect(chartManifests(createSources(root), 'training')).toEqual(chartManifests(createSources(root), 'production'));
  });
});

describe('an exemption of what a chart renders', () => {
  const rule = { ...(rules.find(({ foreign }) => foreign === true) as Rule), tiers: undefined } as unknown as Rule;
  const origin = { by: 'chart', application: 'shop', chart: 'shop', version: '2.0.0' } as const;
  const [service] = manifestsIn(
    'apiVersion: v1\nkind: Service\nmetadata: { name: shop, namespace: app }\n',
    'charts/production/shop.yaml',
  ).map((manifest): Manifest => ({ ...manifest, origin }));
  const finding = { rule: rule.id, file: service?.file, object: { kind: 'Service', name: 'shop' } } as Finding;
  const entry: ForeignExemption = {
    application: 'shop',
    version: '2.0.0',
    rule: rule.id,
    objects: ['Service/shop'],
    reason: 'None.',
    owner: 'ops',
    until: '2026-12-31',
  };
  const apply = (
    changed: Partial<ForeignExemption>,
    findings: readonly Finding[] = [finding],
    environment = 'production',
    tier: Tier = 'production',
  ) =>
    applyForeignExemptions(
      findings,
      service === undefined ? [] : [service],
      { rules: [rule], today: '2026-01-01' },
      { environment, tier },
      [{ ...entry, ...changed }],
    );

  it('takes the finding out, and counts it', () => {
    expect(apply({})).toEqual({ findings: [], exempted: 1 });
    expect(apply({ objects: 'all' })).toEqual({ findings: [], exempted: 1 });
    // While a raise of the chart is on its way through the environments.
    expect(apply({ version: ['2.0.0', '2.1.0'] })).toEqual({ findings: [], exempted: 1 });
  });

  it.each<[string, Partial<ForeignExemption>, readonly Finding[], string]>([
    ['that is over', { until: '2025-12-31' }, [finding], 'ran out on 2025-12-31; ops sees to its end'],
    ['that was read in another version', { version: '1.0.0' }, [finding], 'was read in version 1.0.0, but the chart is 2.0.0'],
    [
      'that was read in two other versions',
      { version: ['1.0.0', '1.1.0'] },
      [finding],
      'was read in version 1.0.0 and 1.1.0, but the chart is 2.0.0',
    ],
    ['that exempts nothing', {}, [], 'exempts nothing'],
    ['of another object', { objects: ['Service/other'] }, [finding], 'exempts nothing'],
  ])('is a finding itself: one %s', (_, changed, findings, problem) => {
    const result = apply(changed, findings);
    expect(result.exempted).toBe(0);
    expect(result.findings.map(({ rule: id, message }) => [id, message])).toEqual([
      ...findings.map((item) => [item.rule, item.message]),
      ['valid-exemption', `The exemption of chart "shop" from "${rule.id}" ${problem}.`],
    ]);
  });

  it('says nothing where the chart is not, nor in other environments', () => {
    expect(apply({ application: 'other' }, []).findings).toEqual([]);
    expect(apply({ tiers: ['rehearsal'] }, []).findings).toEqual([]);
  });

  it('names a rule that judges charts, an Application that there is, and a reason', () => {
    const ids = new Set(rules.filter(({ foreign }) => foreign === true).map(({ id }) => id));
    const applications = new Set(facts.map((file) => file.facts.application));
    expect(
      foreignExemptions.filter(
        (item) => !ids.has(item.rule) || !applications.has(item.application) || !/^[A-Z].{20,}\.$/s.test(item.reason),
      ),
    ).toEqual([]);
  });
});
