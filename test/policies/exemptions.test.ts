import { describe, expect, it } from 'vitest';
import { applyExemptions } from '../../policies/exemptions.ts';
import { findingOf } from '../../policies/finding.ts';
import type { Manifest, Rule } from '../../policies/model.ts';

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
  const { findings, exempted } = applyExemptions(found, manifests, { rules, today: '2026-06-01' }, 'production');
  return [exempted, ...findings.map((finding) => `${finding.rule} ${finding.object.name}: ${finding.message}`)];
}

const all = '2026-12-31 Two are bought (all of orders; @shop/ops)';

describe('an exemption', () => {
  it.each<[what: string, manifests: readonly Manifest[], broken: readonly string[], left: readonly (number | string)[]]>([
    ['covers what it is on', [object('a', { 'some-rule': '2026-12-31 why' })], ['a'], [1]],
    ['holds on its last day', [object('a', { 'some-rule': '2026-06-01 why' })], ['a'], [1]],
    [
      'is over the day after',
      [object('a', { 'some-rule': '2026-05-31 why' })],
      ['a'],
      [0, 'some-rule a: Bad.', 'valid-exemption a: The exemption from "some-rule" ran out on 2026-05-31.'],
    ],
    [
      'that nothing needs is told',
      [object('a', { 'some-rule': '2026-12-31 why' })],
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
    [
      'never covers what is wrong with exemptions',
      [object('a', { 'valid-exemption': '2026-12-31 why' })],
      [],
      [0, 'valid-exemption a: The exemption names "valid-exemption", but no rule has that id.'],
    ],
  ])('%s', (_, manifests, broken, expected) => {
    expect(left(manifests, broken)).toEqual(expected);
  });
});
