import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { endsAmong, endsAsAnnotations, endsText } from '../../scripts/operations/doctor/ends.ts';
import { type Lifetime, lifetimesOf } from '../../scripts/operations/doctor/lifetimes.ts';
import { catalog, environment, smallEnvironment } from '../support/catalog.ts';
import { folderWith } from '../support/folder.ts';
import { runScript } from '../support/repository.ts';

const kept = `kubernetes:
  source: https://example.com/kubernetes
  versions:
    '1.35': 2027-02-28
kafka:
  source: https://example.com/kafka
  versions:
    '4': until 5 is there
    '4.3': 2027-01-10
`;

const { charts } = environment('live').versions;
const running = (kubernetes: string, kafka: string) => ({ kubernetes, kafka, kafkaMetadata: '4.3', postgres: '16', charts });
const shop = catalog(
  [],
  [smallEnvironment('dev', { versions: running('1.36', '4.30.0') }), environment('live', { versions: running('1.35', '4.3.1') })],
);

function lifetimesAt(now: string, text = kept) {
  return lifetimesOf(folderWith({ 'generators/catalog/lifetimes.yaml': text }), shop, Date.parse(now));
}

describe('until when what runs is mended', () => {
  it('is told of each version, of the longest name that stands for it, and of none where nobody has written it down', () => {
    const stores = lifetimesAt('2026-11-30T12:00:00Z').filter(({ name }) => ['kafka', 'kubernetes', 'postgres'].includes(name));
    expect(stores).toEqual([
      {
        name: 'kafka',
        version: '4.3.1',
        environments: ['live'],
        until: '2027-01-10',
        daysLeft: 41,
        source: 'https://example.com/kafka',
        line: 9,
      },
      {
        name: 'kubernetes',
        version: '1.35',
        environments: ['live'],
        until: '2027-02-28',
        daysLeft: 90,
        source: 'https://example.com/kubernetes',
        line: 4,
      },
      { name: 'kafka', version: '4.30.0', environments: ['dev'], rule: 'until 5 is there', source: 'https://example.com/kafka', line: 8 },
      { name: 'kubernetes', version: '1.36', environments: ['dev'], source: 'https://example.com/kubernetes', line: 0 },
      { name: 'postgres', version: '16', environments: ['dev', 'live'], line: 0 },
    ]);
  });

  it.each<[string, string, number]>([
    ['the first moment of the last day', '2027-02-28T00:00:00Z', 0],
    ['the last moment of the last day', '2027-02-28T23:59:59Z', 0],
    ['the first moment after it', '2027-03-01T00:00:00Z', -1],
    ['the day before', '2027-02-27T00:00:00Z', 1],
  ])('counts whole days: %s', (_, now, daysLeft) => {
    expect(lifetimesAt(now).find(({ version }) => version === '1.35')?.daysLeft).toBe(daysLeft);
  });

  it.each<[string, string, string, string]>([
    ['a product without a source', 'kafka: { versions: {} }\n', '"kafka" has no source or no versions.', ':1'],
    [
      'a day that is none',
      "kafka:\n  source: a\n  versions:\n    '4': 2027-02-28\n    '5': 2027-02-30\n",
      '"kafka" 5 ends on no day.',
      ':5',
    ],
    ['a list', '- kafka\n', 'This is no list of lifetimes.', ':1'],
  ])('refuses %s, and says where', (_, text, what, where) => {
    expect(() => lifetimesAt('2026-11-30T00:00:00Z', text)).toThrow(
      expect.objectContaining({ lines: expect.objectContaining({ what, where: `generators/catalog/lifetimes.yaml${where}` }) }),
    );
  });
});

const ending = (daysLeft: number): Lifetime => ({
  name: 'kafka',
  version: '4.3.1',
  environments: ['dev', 'live'],
  until: '2027-01-10',
  source: 'https://example.com/kafka',
  line: 9,
  daysLeft,
});

describe('what ends soon', () => {
  it.each<[number, string | undefined]>([
    [91, undefined],
    [90, 'warning: 90 days from now.'],
    [31, 'warning: 31 days from now.'],
    [30, 'error: 30 days from now.'],
    [1, 'error: 1 day from now.'],
    [0, 'error: which is today.'],
    [-1, 'error: which is over.'],
  ])('%i days before the end: %s', (daysLeft, expected) => {
    const [end] = endsAmong([ending(daysLeft)], { within: 90, red: 30 });
    const opening = 'kafka 4.3.1 in dev, live is mended until 2027-01-10, ';
    expect(end && `${end.severity}: ${end.message.replace(opening, '')}`).toBe(expected);
  });

  it('is told for red days that lie before those of the warning, too, and never of what ends on no day', () => {
    const { daysLeft: _, until: __, ...open } = ending(1);
    expect(endsAmong([open, ending(100)], { within: 90, red: 120 }).map(({ severity }) => severity)).toEqual(['error']);
  });

  it('stands in three lines, or at its line of the file in a pull request', () => {
    const ends = endsAmong([ending(76)], { within: 90, red: 30 });
    expect(endsText(ends)).toBe(
      [
        '',
        'warning  kafka 4.3.1 in dev, live is mended until 2027-01-10, 76 days from now.',
        '  at   generators/catalog/lifetimes.yaml:9',
        '  fix  Raise it from the first environment on (docs/runbooks/upgrade.md). What its maker says: https://example.com/kafka',
        '',
      ].join('\n'),
    );
    expect(endsAsAnnotations(ends)).toBe(
      '::warning file=generators/catalog/lifetimes.yaml,line=9,title=lifetimes::kafka 4.3.1 in dev, live is mended until 2027-01-10, 76 days from now.%0ARaise it from the first environment on (docs/runbooks/upgrade.md). What its maker says: https://example.com/kafka\n\n',
    );
  });
});

describe('npm run ops -- lifetimes', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const at = (now: string, ...args: readonly string[]) => runScript(root, 'ops', ['lifetimes', ...args], { env: { OPS_NOW: now } });

  it('is green with warnings while there is time, and red where there is none', { timeout: 60_000 }, async () => {
    const [early, late, json] = await Promise.all([
      at('2026-11-30T00:00Z', '--github'),
      at('2100-01-01T00:00Z'),
      at('2026-11-30T00:00Z', '--within', '0', '--red', '0', '--json'),
    ]);
    expect(early.code).toBe(0);
    expect(early.stdout).not.toContain('::error');
    expect(late.code).toBe(1);
    expect(late.stdout).toMatch(/^error {4}kubernetes \S+ in .* is mended until .*, which is over\.$/m);
    expect(json.code).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({ ending: 0 });
  });

  it.each(['--within', '--red'])('takes no other text than days for %s', async (option) => {
    expect(await at('2026-11-30T00:00Z', option, 'soon')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(`error  "soon" is no number of days.\n  at   ${option}\n  fix  Write it like 90.\n`),
    });
  });
});
