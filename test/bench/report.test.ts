import { expect, it } from 'vitest';
import type { Beside } from '../../scripts/bench/beside.ts';
import { type MeasurementId, measurementIds } from '../../scripts/bench/measurements.ts';
import type { Observed } from '../../scripts/bench/process.ts';
import { performanceDocument } from '../../scripts/bench/report.ts';

const machine = {
  date: '2026-01-31',
  processor: 'A processor',
  cores: 2,
  gigabytes: 8,
  load: undefined,
  node: 'v24',
  kustomize: 'kubectl',
};
const judge = (name: string, isOurs: boolean): Beside['judges'][number] => ({ name, isOurs, does: 'schemas' });
const judges = [judge('validate', true), judge('kubeconform', false)];
const besideRounds = [
  { objects: 400, seconds: [1, 0.5] },
  { objects: 20_400, seconds: [7, 4.5] },
];

/** The page of a run in which everything took as long as is given for it, or a tenth of a second. */
function page(taken: Partial<Readonly<Record<MeasurementId, number>>>, command: number, beside: Beside): string {
  const observed = Object.fromEntries(
    measurementIds.map((id): [MeasurementId, Observed] => [
      id,
      { seconds: taken[id] ?? 0.1, startSeconds: 0.5, megabytes: 100, amounts: {}, kustomizeMegabytes: undefined },
    ]),
  ) as Readonly<Record<MeasurementId, Observed>>;
  return performanceDocument(
    {
      rounds: [{ services: 1000, observed, commands: [{ seconds: command, code: 0 }] }],
      runs: [{ command: 'npm run build', goal: 10, seconds: 12, code: 0 }],
      machine,
      beside,
    },
    [{ command: 'npm run ops -- deliver (one service)', goal: 3 }],
  );
}

/** The last cells of the rows with a goal. */
function goalsIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => /\| (under [^|]*?) +\|$/.exec(line)?.[1] ?? []);
}

it.each<[name: string, taken: Parameters<typeof page>[0], command: number, goals: readonly string[]]>([
  [
    'what took less than its goal meets it, with the start of its process where that is of the goal',
    { generate: 14.9, 'changed-again': 1.4 },
    2.99,
    ['0.5 s: met', '15 s: met', '10 s: met', '2 s: met', '2 s: met', '3 s: met', '10 s: **missed**, 1.2 times'],
  ],
  [
    'what took longer says how many times as long',
    { 'load-again': 1, rules: 25, 'changed-again': 1.5 },
    6,
    [
      '0.5 s: **missed**, 2.0 times',
      '15 s: met',
      '10 s: **missed**, 2.5 times',
      '2 s: **missed**, 1.0 times',
      '2 s: met',
      '3 s: **missed**, 2.0 times',
      '10 s: **missed**, 1.2 times',
    ],
  ],
])('%s', (_, taken, command, goals) => {
  expect(goalsIn(page(taken, command, { judges, absent: [], rounds: besideRounds }))).toEqual(goals.map((goal) => `under ${goal}`));
});

it('says how much slower the machine is than that of the goals, by what kubeconform needs for each object more', () => {
  const text = page({}, 1, { judges, absent: [], rounds: besideRounds });
  expect(text.split('\n').filter((line) => line.startsWith('The goals in seconds'))).toEqual([
    'The goals in seconds were set on a machine on which kubeconform needed 0.10 ms for each object; here it needs 0.20 ms, 2.1 times as long.',
  ]);
});

it.each<[name: string, beside: Beside]>([
  ['kubeconform was not measured', { judges: judges.slice(0, 1), absent: ['kubeconform (not on PATH)'], rounds: besideRounds }],
  ['there is one number of objects', { judges, absent: [], rounds: besideRounds.slice(0, 1) }],
])('says nothing of the machine where %s', (_, beside) => {
  expect(page({}, 1, beside)).not.toContain('The goals in seconds');
});
