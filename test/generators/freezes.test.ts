import { Cron } from 'croner';
import { describe, expect, it } from 'vitest';
import { appProject } from '../../generators/argocd/project.ts';
import { activeFreeze, type DenyWindow, denyWindows } from '../../generators/model/operations/freezes.ts';
import { type FreezeList, noFreezes, type RecurringFreeze } from '../../generators/model/operations/operations.ts';
import { instantOf, timeOf } from '../../generators/model/time.ts';
import { catalog, environment } from '../support/catalog.ts';
import fc from '../support/random.ts';

const monthEnd: RecurringFreeze = {
  name: 'month-end-closing',
  schedule: '0 0 28 * *',
  hours: 96,
  timeZone: 'Asia/Shanghai',
  reason: 'Month-end closing',
};
const yearEnd = { name: 'year-end', from: '2026-12-24T00:00Z', to: '2026-12-27T00:00Z', reason: 'Nobody is there' };
const thaw = (from: string, to: string) => ({ from, to, reason: 'a fix', incident: 'INC-1' });

describe('activeFreeze', () => {
  it.each<[string, string, FreezeList, string | undefined]>([
    ['not a minute before midnight of the 28th in Shanghai', '2026-11-27T15:59Z', noFreezes, undefined],
    ['from midnight of the 28th in Shanghai, which is the 27th in UTC', '2026-11-27T16:00Z', noFreezes, 'month-end-closing'],
    ['to the end of a month of 31 days', '2026-12-31T15:59Z', noFreezes, 'month-end-closing'],
    ['not on the 1st after a month of 31 days', '2026-12-31T16:00Z', noFreezes, undefined],
    ['into the 1st after a month of 30 days', '2026-12-01T15:59Z', noFreezes, 'month-end-closing'],
    ['not on the 2nd after a month of 30 days', '2026-12-01T16:00Z', noFreezes, undefined],
    ['until the 4th of March after a February of 28 days', '2027-03-03T15:59Z', noFreezes, 'month-end-closing'],
    ['not on the 4th of March', '2027-03-03T16:00Z', noFreezes, undefined],
    ['until the 3rd of March in a leap year', '2028-03-02T15:59Z', noFreezes, 'month-end-closing'],
    ['not on the 3rd of March in a leap year', '2028-03-02T16:00Z', noFreezes, undefined],
    ['from the first instant of a one-time freeze', '2026-12-24T00:00Z', { freezes: [yearEnd], thaws: [] }, 'year-end'],
    ['not at the instant that ends it', '2026-12-27T00:00Z', { freezes: [yearEnd], thaws: [] }, undefined],
    ['not a year after it', '2027-12-24T12:00Z', { freezes: [yearEnd], thaws: [] }, undefined],
    ['not in a thaw', '2026-12-25T10:00Z', { freezes: [yearEnd], thaws: [thaw('2026-12-25T10:00Z', '2026-12-25T12:00Z')] }, undefined],
    [
      'again when the thaw ends',
      '2026-12-25T12:00Z',
      { freezes: [yearEnd], thaws: [thaw('2026-12-25T10:00Z', '2026-12-25T12:00Z')] },
      'year-end',
    ],
    [
      'not in a thaw of a recurring freeze',
      '2026-11-28T01:00Z',
      { freezes: [], thaws: [thaw('2026-11-28T01:00Z', '2026-11-28T03:00Z')] },
      undefined,
    ],
  ])('is on %s', (_, at, list, name) => {
    expect(activeFreeze([monthEnd], list, timeOf(at))?.name).toBe(name);
  });

  it('knows when the freeze began and when it ends', () => {
    const active = activeFreeze([monthEnd], noFreezes, timeOf('2026-11-29T00:00Z'));
    expect({ ...active, from: instantOf(active?.from ?? 0), to: instantOf(active?.to ?? 0) }).toEqual({
      name: 'month-end-closing',
      reason: 'Month-end closing',
      from: '2026-11-27T16:00Z',
      to: '2026-12-01T16:00Z',
    });
  });
});

describe('denyWindows', () => {
  const whole = { duration: '96h', timeZone: 'Asia/Shanghai', description: 'Month-end closing' };
  it.each<[string, readonly RecurringFreeze[], FreezeList, readonly DenyWindow[]]>([
    ['nothing where nothing is frozen', [], noFreezes, []],
    ['a recurring freeze as it is written', [monthEnd], noFreezes, [{ schedule: '0 0 28 * *', ...whole }]],
    [
      'a one-time freeze in UTC, without its year',
      [],
      { freezes: [yearEnd], thaws: [] },
      [{ schedule: '0 0 24 12 *', duration: '72h', timeZone: 'UTC', description: 'Nobody is there, until 2026-12-27T00:00Z' }],
    ],
    [
      'what a thaw leaves of a one-time freeze',
      [],
      { freezes: [yearEnd], thaws: [thaw('2026-12-25T10:30Z', '2026-12-25T12:00Z')] },
      [
        { schedule: '0 0 24 12 *', duration: '2070m', timeZone: 'UTC', description: 'Nobody is there, until 2026-12-25T10:30Z' },
        { schedule: '0 12 25 12 *', duration: '36h', timeZone: 'UTC', description: 'Nobody is there, until 2026-12-27T00:00Z' },
      ],
    ],
    [
      'a recurring freeze without the month that a thaw meets, and what is left of that month, which goes into the next',
      [monthEnd],
      { freezes: [], thaws: [thaw('2026-12-01T02:00Z', '2026-12-01T04:00Z')] },
      [
        { schedule: '0 0 28 1,2,3,4,5,6,7,8,9,10,12 *', ...whole },
        { schedule: '0 16 27 11 *', duration: '82h', timeZone: 'UTC', description: 'Month-end closing, until 2026-12-01T02:00Z' },
        { schedule: '0 4 1 12 *', duration: '12h', timeZone: 'UTC', description: 'Month-end closing, until 2026-12-01T16:00Z' },
      ],
    ],
    [
      'nothing of an occurrence that a thaw covers',
      [{ ...monthEnd, schedule: '0 0 28 11 *' }],
      { freezes: [], thaws: [thaw('2026-11-27T00:00Z', '2026-12-02T00:00Z')] },
      [],
    ],
    [
      'a recurring freeze as it is when a thaw only touches its end',
      [monthEnd],
      { freezes: [], thaws: [thaw('2026-12-01T16:00Z', '2026-12-02T00:00Z')] },
      [{ schedule: '0 0 28 * *', ...whole }],
    ],
  ])('gives %s', (_, recurring, list, windows) => {
    expect(denyWindows(recurring, list)).toEqual(windows);
  });

  it('denies exactly when a freeze is on, in the year that the data is about', () => {
    const start = timeOf('2026-11-01T00:00Z');
    const minute = fc.integer({ min: 0, max: 75 * 24 * 4 }).map((quarter) => start + quarter * 900_000);
    const span = fc.tuple(minute, fc.integer({ min: 1, max: 5 * 24 * 4 })).map(([from, quarters]) => ({
      from: instantOf(from),
      to: instantOf(from + quarters * 900_000),
    }));
    fc.assert(
      fc.property(
        fc.array(span, { maxLength: 2 }),
        fc.array(span, { maxLength: 3 }),
        fc.array(minute, { minLength: 20 }),
        (once, gaps, times) => {
          const list: FreezeList = {
            freezes: once.map((time, index) => ({ name: `f-${index}`, reason: 'r', ...time })),
            thaws: gaps.map((time) => ({ reason: 'r', incident: 'INC-1', ...time })),
          };
          const windows = denyWindows([monthEnd], list);
          for (const at of times) expect(denies(windows, at)).toBe(activeFreeze([monthEnd], list, at) !== undefined);
        },
      ),
      { numRuns: 60 },
    );
  });
});

it('the projects of an environment deny in every freeze, by hand too, beside the hours in which they allow', () => {
  const frozen = environment('production', {
    delivery: { soakHours: 0, freezes: [monthEnd] },
    sync: {
      confirmPrune: true,
      windows: [
        {
          kind: 'allow',
          schedule: '0 9 * * 1-5',
          duration: '9h',
          timeZone: 'Asia/Shanghai',
          manualSync: true,
          description: 'Working hours',
        },
      ],
    },
  });
  const { platform } = catalog([], [frozen]);
  const { syncWindows } = appProject(frozen, platform.value, [], { freezes: [yearEnd], thaws: [] }).spec;
  const all = { applications: ['*'] };
  expect(syncWindows).toEqual([
    {
      kind: 'allow',
      schedule: '0 9 * * 1-5',
      duration: '9h',
      timeZone: 'Asia/Shanghai',
      manualSync: true,
      ...all,
      description: 'Working hours',
    },
    {
      kind: 'deny',
      schedule: '0 0 28 * *',
      duration: '96h',
      timeZone: 'Asia/Shanghai',
      manualSync: false,
      ...all,
      description: 'Month-end closing',
    },
    {
      kind: 'deny',
      schedule: '0 0 24 12 *',
      duration: '72h',
      timeZone: 'UTC',
      manualSync: false,
      ...all,
      description: 'Nobody is there, until 2026-12-27T00:00Z',
    },
  ]);
});

/** As Argo CD decides: a window is on when its schedule next fires, from a duration ago, before now. */
function denies(windows: readonly DenyWindow[], at: number): boolean {
  return windows.some(({ schedule, duration, timeZone }) => {
    const length = Number(duration.slice(0, -1)) * (duration.endsWith('h') ? 3_600_000 : 60_000);
    const next = new Cron(schedule, { timezone: timeZone, paused: true }).nextRun(new Date(at - length));
    return next !== null && next.getTime() <= at;
  });
}
