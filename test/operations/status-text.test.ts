import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { timeOf } from '../../generators/model/time.ts';
import type { NextStep } from '../../scripts/operations/delivery/promotion.ts';
import type { Status } from '../../scripts/operations/status/status.ts';
import { shownEnvironments, statusText } from '../../scripts/operations/status/text.ts';
import { moment } from '../../scripts/operations/times.ts';
import { catalog, environment } from '../support/catalog.ts';

const zone = 'Asia/Shanghai';
const closing = { name: 'closing', schedule: '0 0 28 * *', hours: 96, timeZone: zone, reason: 'closing' };
const data = shownEnvironments(
  catalog([], [environment('dev'), environment('production', { delivery: { from: 'dev', soakHours: 4, freezes: [closing] } })]),
);
const digest = `sha256:${'a'.repeat(64)}`;
const row = (service: string, where: string, version: string) => ({ service, environment: where, version, digest, age: '3h' });
const status: Status = {
  rows: [
    { ...row('订单', 'dev', '1.2.0'), hold: { reason: 'slow', until: '2026-12-01T00:00Z' } },
    { ...row('订单', 'production', '1.1.0'), scale: { min: 3, max: 9, until: '2026-12-02T00:00Z' } },
    { ...row('stock', 'dev', '2.0.0'), emergency: { incident: 'INC-1', until: '2026-12-03T00:00Z' } },
    { ...row('users', 'dev', '3.0.0'), forwardOnly: 'drops a column' },
    row('users', 'production', '2.9.0'),
  ],
  frozen: [{ environment: 'production', name: 'closing', reason: 'month end', since: '2026-11-27T16:00Z', until: '2026-12-01T16:00Z' }],
  due: ['Something is over.'],
};
const step = (service: string, refusals: NextStep['refusals'], soakedAt = timeOf('2026-11-30T02:00Z')): NextStep => ({
  service,
  from: 'dev',
  to: 'production',
  version: '9.9.9',
  soakedAt,
  refusals,
});
const steps = [
  step('订单', [
    { gate: 'soak', message: 'It is too young.', fix: 'Wait.' },
    { gate: 'freeze', message: 'production is frozen.', fix: 'Wait.' },
  ]),
  step('users', []),
];

describe('the status for people', () => {
  const below = [
    '',
    'held         订单 in dev until Tue 2026-12-01 08:00 Asia/Shanghai: slow',
    'scaled       订单 in production: 3 to 9 pods until Wed 2026-12-02 08:00 Asia/Shanghai',
    'emergency    stock in dev: INC-1, due below by Thu 2026-12-03 08:00 Asia/Shanghai',
    'no way back  users in dev before 3.0.0: drops a column',
    'frozen       production until Wed 2026-12-02 00:00 Asia/Shanghai: month end',
    'due          Something is over.',
    '',
    'waits  订单 9.9.9: dev → production: soak until Mon 2026-11-30 10:00 Asia/Shanghai production is frozen.',
    'next   users 9.9.9: dev → production now: npm run ops -- promote users --from dev --to production',
    '',
  ];

  it('is a table of services by environments, aligned where Chinese stands in it, in the time of each environment', () => {
    expect(statusText(data, status, steps, { isColored: false, width: Number.POSITIVE_INFINITY }).split('\n')).toEqual([
      '       dev                     production',
      '订单   1.2.0 3h held           1.1.0 3h scaled',
      'stock  2.0.0 3h emergency      -',
      'users  3.0.0 3h → no way back  2.9.0 3h',
      ...below,
    ]);
  });

  it('is a list where the terminal is too narrow for the table', () => {
    expect(statusText(data, status, steps, { isColored: false, width: 40 }).split('\n')).toEqual([
      '订单',
      '  dev         1.2.0 3h held',
      '  production  1.1.0 3h scaled',
      'stock',
      '  dev         2.0.0 3h emergency',
      '  production  -',
      'users',
      '  dev         3.0.0 3h → no way back',
      '  production  2.9.0 3h',
      ...below,
    ]);
  });

  it('has colours that take no room', () => {
    const colored = statusText(data, status, steps, { isColored: true, width: Number.POSITIVE_INFINITY });
    expect(colored).toContain('\u001b[');
    expect(stripVTControlCharacters(colored)).toBe(statusText(data, status, steps, { isColored: false, width: 200 }));
  });
});

describe('a moment', () => {
  it.each([
    { at: '2026-12-01T00:00Z', in: 'Asia/Shanghai', shown: 'Tue 2026-12-01 08:00 Asia/Shanghai' },
    { at: '2026-12-31T23:59Z', in: 'Asia/Shanghai', shown: 'Fri 2027-01-01 07:59 Asia/Shanghai' },
    { at: '2026-03-29T00:59Z', in: 'Europe/Berlin', shown: 'Sun 2026-03-29 01:59 Europe/Berlin' },
    { at: '2026-03-29T01:00Z', in: 'Europe/Berlin', shown: 'Sun 2026-03-29 03:00 Europe/Berlin' },
    { at: '2026-12-01T00:00Z', in: 'UTC', shown: 'Tue 2026-12-01 00:00 UTC' },
  ])('$at is $shown', ({ at, in: timeZone, shown }) => {
    expect(moment(at, timeZone)).toBe(shown);
  });
});
