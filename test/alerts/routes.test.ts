import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Matcher, matchesAll, parseMatchers } from '../../policies/alertmanager/matchers.ts';
import { receiversFor, routingOf } from '../../policies/alertmanager/routes.ts';
import { itNeeds, programPath } from '../support/programs.ts';
import fc from '../support/random.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'routes-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a matcher', () => {
  // As Alertmanager 0.34 has them in pkg/labels/parse_test.go and matcher/compat.
  it.each([
    ['team="ledger"', [['team', '=', 'ledger']]],
    ['team=ledger', [['team', '=', 'ledger']]],
    [' team != "ledger" ', [['team', '!=', 'ledger']]],
    [
      '{team=~"a|b", severity="critical",}',
      [
        ['team', '=~', 'a|b'],
        ['severity', '=', 'critical'],
      ],
    ],
    ['team="a,b"', [['team', '=', 'a,b']]],
    ['team="say \\"a\\", or b\\n"', [['team', '=', 'say "a", or b\n']]],
    ['team=""', [['team', '=', '']]],
    ['team=', [['team', '=', '']]],
    ['team=~"\\d+"', [['team', '=~', '\\d+']]],
    ['{}', []],
    ['', []],
    ['team', undefined],
    ['team="a', undefined],
    ['team=a"b', undefined],
    ['1team=a', undefined],
    ['team=~"("', undefined],
    ['team=a,,severity=b', undefined],
  ] as const)('%s', (text, expected) => {
    expect(parseMatchers(text)?.map(({ label, operator, value }) => [label, operator, value])).toEqual(expected);
  });

  it.each([
    ['=~', 'led', { team: 'ledger' }, false],
    ['=~', 'led.*', { team: 'ledger' }, true],
    ['!~', 'led.*', { team: 'ledger' }, false],
    ['=~', '|ledger', {}, true],
    ['!=', 'ledger', {}, true],
    ['=', '', {}, true],
    ['=~', '(?i)LEDGER', { team: 'ledger' }, true],
  ] as const)('team%s"%s" is asked of %o: %s', (operator, value, labels, expected) => {
    expect(matchesAll([{ label: 'team', operator, value } satisfies Matcher], labels)).toBe(expected);
  });
});

describe('routes', () => {
  const labels = ['team', 'severity'] as const;
  const values = ['a', 'b', 'ab'] as const;
  const matcher = fc
    .tuple(fc.constantFrom(...labels), fc.constantFrom('=', '!=', '=~', '!~'), fc.constantFrom(...values, '', 'a|b', 'a.*', '.+'))
    .map(([label, operator, value]) => `${label}${operator}"${value}"`);
  const { tree } = fc.letrec<{ tree: Written }>((tie) => ({
    tree: fc.record(
      {
        receiver: fc.constantFrom('r0', 'r1', 'r2', 'r3'),
        matchers: fc.array(matcher, { maxLength: 2 }),
        continue: fc.boolean(),
        routes: fc.array(tie('tree'), { maxLength: 3, depthIdentifier: 'routes' }),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Written>,
  }));
  const alert = fc.record({ team: fc.constantFrom(...values), severity: fc.constantFrom(...values) }, { requiredKeys: [] });

  itNeeds('amtool')('tell those whom Alertmanager tells, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), alert, (routes, set) => {
        const config = {
          route: { receiver: 'r0', routes },
          receivers: ['r0', 'r1', 'r2', 'r3'].map((name) => ({ name })),
        };
        const file = path.join(folder, 'config.json');
        writeFileSync(file, JSON.stringify(config));
        const { stdout, status } = spawnSync(
          programPath('amtool') ?? 'amtool',
          ['config', 'routes', 'test', `--config.file=${file}`, ...Object.entries(set).map(([label, value]) => `${label}=${value}`)],
          { encoding: 'utf8' },
        );
        expect(status).toBe(0);
        // amtool names a receiver once for each route.
        const told = [...new Set(stdout.trim().split(','))];
        expect(receiversFor(routingOf(config), texts(set)).map(({ name }) => name)).toEqual(told);
      }),
      { numRuns: 60 },
    );
  });
});

interface Written {
  readonly receiver?: string;
  readonly matchers?: readonly string[];
  readonly continue?: boolean;
  readonly routes?: readonly Written[];
}

function texts(set: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(set).flatMap(([label, value]) => (value === undefined ? [] : [[label, value]])));
}
