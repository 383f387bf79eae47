import { readdirSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { lint } from '../../policies/engine.ts';
import { failingExamples } from '../../policies/examples/changed-example.ts';
import { deliveryExample } from '../../policies/examples/delivery.ts';
import { crashedRule } from '../../policies/finding.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Finding, Manifest, Rule } from '../../policies/model.ts';
import { github } from '../../policies/reporters/github.ts';
import { gitlab } from '../../policies/reporters/gitlab.ts';
import { json } from '../../policies/reporters/json.ts';
import { junit } from '../../policies/reporters/junit.ts';
import { markdown } from '../../policies/reporters/markdown.ts';
import { closing, reportOf } from '../../policies/reporters/report.ts';
import { sarif } from '../../policies/reporters/sarif.ts';
import { text } from '../../policies/reporters/text.ts';
import type { Told } from '../../policies/reporters/told.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { helpsOf } from '../../scripts/judging/reports/helps.ts';
import { validateObjects } from '../../scripts/judging/validate/validation.ts';
import { breaking, hostileValues, placesIn, replacedAt } from '../support/hostile.ts';
import fc from '../support/random.ts';

/**
 * Every rule, the validator and every reporter on objects of which some value is another one. `FUZZ_CASES=100000` asks for
 * more of it.
 */
const cases = Number(process.env['FUZZ_CASES'] ?? 5000);
/** Objects that are judged together are told together; one case is one object that was changed. */
const perRun = 50;

const rules = (await loadRules('.')).map(({ value }) => value);
const objects = [...new Map(rules.flatMap(examplesOf).map((object) => [JSON.stringify(object), object])).values()];
const oneOfEachKind = [...new Map(objects.map((object) => [JSON.stringify((object as { kind?: unknown }).kind), object])).values()];
const places = objects.map((object) => placesIn(object));
const keys = [...new Set(places.flat(2).filter((key): key is string => typeof key === 'string'))].sort();
const reporters = { github, gitlab, json, junit, markdown, sarif, text };

const changed = fc
  .tuple(fc.nat({ max: objects.length - 1 }), fc.nat(), fc.nat({ max: 3 }), hostileValues(keys), fc.constantFrom(...breaking))
  .map(([index, place, whole, made, known]) => {
    const own = places[index] ?? [];
    const target = own[place % Math.max(1, own.length)] ?? [];
    return replacedAt(objects[index], target, whole === 0 ? made : known);
  });

describe('what judges, and what tells of it', () => {
  it('is here with every reporter', () => {
    const files = readdirSync('policies/reporters').filter((file) => !['report.ts', 'told.ts'].includes(file));
    expect(files.sort()).toEqual(Object.keys(reporters).map((name) => `${name}.ts`));
  });

  it(`throws on none of ${cases} objects with a hostile value`, { timeout: 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(changed, { minLength: perRun, maxLength: perRun }),
        fc.constantFrom('production', 'dev'),
        async (values, environment) => {
          await judge(values, environment);
        },
      ),
      { numRuns: Math.ceil(cases / perRun), endOnFailure: true },
    );
  });

  it.each([
    { apiVersion: 'batch/v1', kind: 'CronJob', spec: { schedule: 'constructor' } },
    {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaUser',
      spec: { authorization: { acls: [{ resource: { type: 'constructor' }, operations: ['Read'] }] } },
    },
    { apiVersion: 'v1', kind: 'ResourceQuota', spec: { scopes: ['hasOwnProperty'], hard: { pods: '1' } } },
    { apiVersion: 'v1', kind: 'Secret', type: 'constructor', data: {} },
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      spec: { privateKey: { algorithm: 'constructor' }, signatureAlgorithm: 'SHA256WithRSA', secretName: 'a', dnsNames: ['a.example.com'] },
    },
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      spec: { acme: { server: 'https://acme.example.com', solvers: [{ dns01: { constructor: {} } }] } },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      rules: [{ apiGroups: ['constructor'], resources: ['toString'], verbs: ['constructor'] }],
    },
    { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', spec: { replicas: Number.MAX_VALUE } },
    { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', spec: { namespaceSelector: { matchNames: [{ toString: 1 }] } } },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      spec: { destination: { name: { toString: 1 }, namespace: { toString: 1 } } },
    },
  ])('throws on no $kind that once broke a rule', async (object) => {
    const facts = loadAll(deliveryExample);
    await judge([{ ...object, metadata: { name: 'example', namespace: 'erp-prod' } }, ...facts], 'production');
  });

  it.each(breaking.map((value, index) => ({ index, value })))(
    'throws on no example that is made of value $index alone',
    async ({ value }) => {
      const named = { metadata: { name: 'example', namespace: 'erp-prod' } };
      await judge(
        oneOfEachKind.map((object) => ({ ...(object as object), ...named, spec: value, data: value, rules: value, subjects: value })),
        'production',
      );
    },
  );
});

async function judge(values: readonly unknown[], environment: string): Promise<void> {
  const manifests = values
    .flatMap((value, document) => manifestsOf(value, { file: 'example.yaml', document }))
    .filter((item): item is Manifest => !('problem' in item));
  const { findings, looked } = lint({ environment, manifests }, { rules, today: '2026-01-01' });
  const refused = await validateObjects(manifests);
  tellAll([...findings, ...refused], looked);
  expect(findings.filter(({ rule }) => rule === crashedRule).map(({ message }) => message)).toEqual([]);
}

function tellAll(findings: readonly Finding[], looked: ReadonlyMap<string, number>): void {
  const report = reportOf({ objects: new Map([['production', 1]]), looked, findings });
  const told: Told = {
    tool: 'lint:policies',
    findings: report.findings,
    summary: report.summary,
    closing: closing(report.summary),
    rules: helpsOf(rules, report.findings),
    looked: report.summary.rules,
    excerptOf: () => undefined,
  };
  for (const tell of Object.values(reporters)) expect(typeof tell(told)).toBe('string');
}

/** The objects of the examples of a rule, a pod template or a container set in a Deployment. */
function examplesOf(rule: Rule): readonly unknown[] {
  const examples = [...rule.examples.pass, ...failingExamples(rule.examples as never)] as unknown as readonly Readonly<
    Record<string, unknown>
  >[];
  return examples.flatMap((example) =>
    [
      ...textsIn(example['manifests'], example['beside'], example['resources']),
      ...textsIn(example['template']).map(inDeployment),
      ...textsIn(example['container']).map((container) => inDeployment({ metadata: {}, spec: { containers: [container] } })),
    ].filter((object) => typeof object === 'object' && object !== null),
  );
}

function textsIn(...texts: readonly unknown[]): readonly unknown[] {
  return texts.flatMap((text) => (typeof text === 'string' ? loadAll(text) : []));
}

function inDeployment(template: unknown): unknown {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'example', namespace: 'erp-prod' }, spec: { template } };
}
