import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import { equivalents } from '../../scripts/alerts/equivalents.ts';
import { mutantsOf, mutatedNodes } from '../../scripts/alerts/mutants.ts';
import { alertsToMutate, judgeMutants } from '../../scripts/alerts/mutation.ts';
import { mutationReport } from '../../scripts/alerts/mutation-report.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { itNeeds, programPath } from '../support/programs.ts';
import { runScript } from '../support/repository.ts';

const alerts = alertsToMutate(await loadCatalog(process.cwd()));

describe('the mutants of an alert', () => {
  const expressionsOf = (expr: string) => Object.fromEntries(mutantsOf({ expr }).map(({ name, rule }) => [name, rule.expr]));

  it.each([
    ['up == 0', { 'drop comparison of up == 0 #1': 'up', '== -> != #1': 'up != 0', '0 -> -1 #1': 'up == -1', '0 -> 1 #1': 'up == 1' }],
    [
      'a{x="1", y=~"2"}',
      {
        'negate matcher x="1" #1': 'a{x!="1", y=~"2"}',
        'negate matcher y=~"2" #1': 'a{x="1", y!~"2"}',
        'drop matcher x="1"': 'a{y=~"2"}',
        'drop matcher y=~"2"': 'a{x="1"}',
      },
    ],
    [
      'sum by (x, y) (rate(a[5m]))',
      {
        'sum -> max #1': 'max by (x, y) (rate(a[5m]))',
        'drop label x of by (x, y) #1': 'sum by (y) (rate(a[5m]))',
        'drop label y of by (x, y) #1': 'sum by (x) (rate(a[5m]))',
        'rate -> increase #1': 'sum by (x, y) (increase(a[5m]))',
        '5m -> 150s #1': 'sum by (x, y) (rate(a[150s]))',
        '5m -> 600s #1': 'sum by (x, y) (rate(a[600s]))',
      },
    ],
    [
      'a unless on (x) b',
      { 'drop unless in a unless on (x) b #1': 'a', 'unless -> and #1': 'a and on (x) b', 'drop label x of on (x) #1': 'a unless on () b' },
    ],
    ['a or b', { 'keep left of or in a or b #1': 'a', 'keep right of or in a or b #1': 'b', 'or -> and #1': 'a and b' }],
    [
      'a / b > 0.5',
      {
        'drop comparison of a / b > 0.5 #1': 'a / b',
        '/ -> * #1': 'a * b > 0.5',
        '> -> < #1': 'a / b < 0.5',
        '0.5 -> 0.45 #1': 'a / b > 0.45',
        '0.5 -> 0.55 #1': 'a / b > 0.55',
      },
    ],
  ])('of %s are these', (expr, mutants) => {
    expect(expressionsOf(expr)).toEqual(mutants);
  });

  it('are looked for at nodes that the grammar has', () => {
    const names = new Set(parser.nodeSet.types.map(({ name }) => name));
    expect(mutatedNodes.filter((name) => !names.has(name))).toEqual([]);
  });

  it('change how long it must hold', () => {
    expect(mutantsOf({ expr: 'a', for: '5m' }).map(({ rule }) => rule.for)).toEqual([undefined, '150s', '600s']);
  });

  it('all have names of their own, and none is the alert itself', () => {
    for (const { rule } of alerts) {
      const mutants = mutantsOf(rule);
      expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
      expect(mutants.filter((mutant) => mutant.rule.expr === rule.expr && mutant.rule.for === rule.for)).toEqual([]);
      expect(mutants.length).toBeGreaterThan(0);
    }
  });
});

describe('the report', () => {
  const mutant = { name: '0 -> 1 #1', rule: { expr: 'up == 1' } };
  const verdict = { alert: 'Down', mutants: [mutant, { name: 'other', rule: { expr: 'up' } }], survivors: [mutant] };

  it('is clean when every survivor is explained', () => {
    expect(mutationReport([verdict], [{ alert: 'Down', mutant: '0 -> 1 #1', because: 'So.' }])).toEqual({
      findings: [],
      summary: '2 mutants of 1 alerts: 1 killed, 1 equivalent, 0 survived',
    });
  });

  it('names a survivor that nobody explains, and an explanation of none', () => {
    const { findings } = mutationReport([verdict], [{ alert: 'Down', mutant: 'other', because: 'So.' }]);
    expect(findings.map((text) => text.split('\n')[0])).toEqual([
      'error  No example tells this mutant from its alert: Down: 0 -> 1 #1.',
      'error  The mutant "other" of "Down" is listed as equivalent, but does not survive.',
    ]);
  });

  it('leaves explanations of alerts alone that were not tried', () => {
    expect(mutationReport([], equivalents).findings).toEqual([]);
  });

  it('the explanations name alerts that exist, and mutants that they have', () => {
    const known = new Set(alerts.flatMap(({ rule }) => mutantsOf(rule).map(({ name }) => `${rule.alert}: ${name}`)));
    expect(equivalents.filter(({ alert, mutant: name }) => !known.has(`${alert}: ${name}`))).toEqual([]);
  });
});

describe('promtool', () => {
  const itTries = itNeeds('promtool');
  const promtool = programPath('promtool') ?? 'promtool';
  const rule = { alert: 'Down', expr: 'up{job="a"} == 0', for: '2m', labels: { severity: 'critical' }, annotations: { summary: 'Down' } };
  const fires = { labels: { job: 'a' } };
  const survivorsOf = async (examples: Parameters<typeof judgeMutants>[0][number]['examples']) => {
    const verdicts = await judgeMutants([{ rule, examples }], { promtool, workers: 1 });
    return verdicts.flatMap(({ survivors }) => survivors.map(({ name }) => name));
  };

  itTries('tells what lazy examples let through', async () => {
    expect(await survivorsOf([{ when: 'down', series: { 'up{job="a"}': '0x20' }, expect: { '8m': [fires] } }])).toEqual([
      'drop comparison of up{job="a"} == 0 #1',
      'drop matcher job="a"',
      'drop for',
      'halve for',
      'double for',
    ]);
  });

  itTries('kills all of them by good ones', async () => {
    const examples = [
      { when: 'down', series: { 'up{job="a"}': '0x20', 'up{job="b"}': '0x20' }, expect: { '1m30s': [], '2m': [fires] } },
      { when: 'up', series: { 'up{job="a"}': '1x20' }, expect: { '8m': [] } },
    ];
    expect(await survivorsOf(examples)).toEqual([]);
  });

  itTries('says nothing when the examples do not hold for the alert itself', async () => {
    await expect(survivorsOf([{ when: 'up', series: { 'up{job="a"}': '1x20' }, expect: { '8m': [fires] } }])).rejects.toThrow(
      'The examples of "Down" do not hold for the alert itself',
    );
  });

  itTries('finds no mistake in one alert of each area that its examples do not notice', async () => {
    const sample = alerts.filter((_, index) => index % 9 === 0);
    expect(mutationReport(await judgeMutants(sample, { promtool, workers: 2 }), equivalents).findings).toEqual([]);
  });
});

it.each([
  [['NoSuchAlert'], 'There is no alert "NoSuchAlert".'],
  [['--every', '0'], 'It must be a positive number.'],
  [['--promtool', '/no/such/promtool', 'Watchdog'], '"/no/such/promtool" could not be run.'],
])('npm run alerts:mutate -- %j is wrong use', async (args, message) => {
  const { code, stderr } = await runScript(process.cwd(), 'alerts-mutate', args);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});
