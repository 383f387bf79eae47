import { describe, expect, it } from 'vitest';
import { tierOf } from '../../policies/environments.ts';
import { applyExemptions, nonNegotiable } from '../../policies/exemptions.ts';
import { findingOf } from '../../policies/finding.ts';
import { foreignExemptions, operatorExemptions } from '../../policies/foreign-exemptions/table.ts';
import type { Manifest, Rule } from '../../policies/model.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';

const rules = [{ id: 'some-rule' }, { id: 'other-rule' }] as unknown as readonly Rule[];
const rule = { id: 'some-rule', severity: 'error', remediation: 'r', manual: 'm' } as const;

function object(name: string, exemptions: Readonly<Record<string, string>>): Manifest {
  const annotations = Object.fromEntries(Object.entries(exemptions).map(([id, text]) => [`policies.erp.example.com/exempt.${id}`, text]));
  return {
    fields: {},
    apiVersion: 'v1',
    kind: 'Service',
    name,
    namespace: 'erp-prod',
    labels: {},
    annotations,
    file: '',
    document: 0,
  };
}

/** What is left of one finding on each of the objects named. */
function left(manifests: readonly Manifest[], broken: readonly string[]) {
  const found = manifests
    .filter(({ name }) => broken.includes(name))
    .map((manifest) => ({ manifest, finding: findingOf(rule, manifest, { message: 'Bad.', path: '' }, 'production') }));
  const { findings, exempted } = applyExemptions(
    found,
    manifests,
    { rules, today: '2026-06-01' },
    { environment: 'production', tier: 'production' },
  );
  return [exempted, ...findings.map((finding) => `${finding.rule} ${finding.object.name}: ${finding.message}`)];
}

describe('an exemption of what sleeps until its place serves', () => {
  it.each([
    [true, []],
    [false, ['The exemption from "some-rule" exempts nothing.']],
  ])('asleep: %s', (asleep, messages) => {
    const manifests = [object('a', { 'some-rule': '2026-12-31 why (@ops)' })];
    const { findings } = applyExemptions(
      [],
      manifests,
      { rules, today: '2026-06-01' },
      { environment: 'production-west', tier: 'production' },
      () => asleep,
    );
    expect(findings.map(({ message }) => message)).toEqual(messages);
  });
});

const all = '2026-12-31 Two are bought (all of orders; @shop/ops)';

describe('an exemption', () => {
  it.each<[what: string, manifests: readonly Manifest[], broken: readonly string[], left: readonly (number | string)[]]>([
    ['covers what it is on', [object('a', { 'some-rule': '2026-12-31 why (@ops)' })], ['a'], [1]],
    ['holds on its last day', [object('a', { 'some-rule': '2026-06-01 why (@ops)' })], ['a'], [1]],
    [
      'is over the day after',
      [object('a', { 'some-rule': '2026-05-31 why (@ops)' })],
      ['a'],
      [0, 'some-rule a: Bad.', 'valid-exemption a: The exemption from "some-rule" ran out on 2026-05-31.'],
    ],
    ['holds for two years', [object('a', { 'some-rule': '2028-06-01 why (@ops)' })], ['a'], [1]],
    [
      'is none that nobody looks at for longer',
      [object('a', { 'some-rule': '2028-06-02 why (@ops)' })],
      ['a'],
      [
        0,
        'some-rule a: Bad.',
        'valid-exemption a: The exemption from "some-rule" lasts until 2028-06-02, and nobody looks at it again for over 2 years.',
      ],
    ],
    [
      'that nothing needs is told',
      [object('a', { 'some-rule': '2026-12-31 why (@ops)' })],
      [],
      [0, 'valid-exemption a: The exemption from "some-rule" exempts nothing.'],
    ],
    ['of all is needed by one', [object('a', { 'some-rule': all }), object('b', { 'some-rule': all })], ['b'], [1]],
    [
      'of all that nothing needs is told once',
      [object('a', { 'some-rule': all }), object('b', { 'some-rule': all })],
      [],
      [0, 'valid-exemption a: The exemption from "some-rule" exempts nothing.'],
    ],
    [
      'of another service is another',
      [object('a', { 'some-rule': all.replace('orders', 'stock') }), object('b', { 'some-rule': all })],
      ['b'],
      [1, 'valid-exemption a: The exemption from "some-rule" exempts nothing.'],
    ],
    [
      'of one object is not needed by another',
      [object('a', { 'some-rule': '2026-12-31 why (o)' }), object('b', { 'some-rule': '2026-12-31 why (o)' })],
      ['b'],
      [1, 'valid-exemption a: The exemption from "some-rule" exempts nothing.'],
    ],
    ...(
      [
        ['2026-12-31', ', not a last day and a reason'],
        ['next year, because (@ops)', ', not a last day and a reason'],
        ['2026-02-30 why (@ops)', ', and there is no such day'],
        ['2026-12-31 why', ', and not in parentheses who sees to its end'],
        ['2026-12-31 why ()', ', and not in parentheses who sees to its end'],
        ['2026-12-31 (@ops)', ', and not why'],
      ] as const
    ).map(([text, lack]): [string, readonly Manifest[], readonly string[], readonly (number | string)[]] => [
      `that says "${text}" covers nothing`,
      [object('a', { 'some-rule': text })],
      ['a'],
      [0, 'some-rule a: Bad.', `valid-exemption a: The exemption from "some-rule" says "${text}"${lack}.`],
    ]),
    [
      'never covers what is wrong with exemptions',
      [object('a', { 'valid-exemption': '2026-12-31 why (@ops)' })],
      [],
      [0, 'valid-exemption a: The exemption names "valid-exemption", but no rule has that id.'],
    ],
  ])('%s', (_, manifests, broken, expected) => {
    expect(left(manifests, broken)).toEqual(expected);
  });
});

describe('a rule that nobody is exempt from', () => {
  const strict = { id: 'require-backup', severity: 'error', remediation: 'r', manual: 'm' } as const;
  const exempt = object('a', { 'require-backup': '2026-12-31 why (@ops)' });
  const judged = (environment: string) => {
    const found = [{ manifest: exempt, finding: findingOf(strict, exempt, { message: 'Bad.', path: '' }, environment) }];
    const options = { rules: [{ id: 'require-backup' }] as unknown as readonly Rule[], today: '2026-06-01' };
    return applyExemptions(found, [exempt], options, { environment, tier: tierOf({}, environment) }).findings.map(
      ({ rule: id, message }) => `${id}: ${message}`,
    );
  };

  it('holds in production, and may be waived before', () => {
    expect([judged('production'), judged('staging'), judged('dev')]).toEqual([
      ['require-backup: Bad.', 'valid-exemption: Nobody is exempt from "require-backup" in production.'],
      [],
      [],
    ]);
  });

  it('is a rule, and none that the table of charts names for production', async () => {
    const ids = (await loadRules('.')).map(({ name }) => name);
    expect(nonNegotiable.filter((id) => !ids.includes(id))).toEqual([]);
    const counts = [...foreignExemptions, ...operatorExemptions].filter(({ rule: id }) => nonNegotiable.includes(id));
    expect(counts).toEqual([]);
  });
});
