import { describe, expect, it } from 'vitest';
import { noFreezes } from '../../generators/model/operations/operations.ts';
import { timeOf } from '../../generators/model/time.ts';
import { environmentsBehind, leftovers, tidied } from '../../scripts/operations/gates/expiry.ts';
import { type PromotionFacts, promotionRefusals } from '../../scripts/operations/gates/gates.ts';
import { messageText, parseSubject, parseTrailers, trailers, valuesOf } from '../../scripts/operations/message.ts';
import { statusList, statusOf } from '../../scripts/operations/status/status.ts';
import { deadlineGiven, instantGiven, span } from '../../scripts/operations/times.ts';
import { compareVersions } from '../../scripts/operations/versions.ts';
import { UserError } from '../../scripts/terminal/errors.ts';
import { catalog, digest, environment, service } from '../support/catalog.ts';
import { digestOf } from '../support/ops.ts';

const monthEnd = { name: 'closing', schedule: '0 0 28 * *', hours: 96, timeZone: 'Asia/Shanghai', reason: 'Month-end closing' };
const test = environment('test', { delivery: { from: 'dev', soakHours: 4, freezes: [] } });
const staging = environment('staging', { delivery: { from: 'test', soakHours: 24, freezes: [monthEnd] } });
const now = timeOf('2026-11-10T12:00Z');
const facts: PromotionFacts = {
  service: 'orders',
  from: test,
  to: staging,
  source: { version: '1.4.2', digest },
  target: { version: '1.4.1', digest: digestOf('c') },
  since: now - 5 * 3_600_000,
  freezes: noFreezes,
  elsewhere: [],
  now,
};

describe('a promotion', () => {
  it.each<[string, Partial<PromotionFacts>, readonly string[]]>([
    ['passes when nothing is against it', {}, []],
    ['passes to where the service has never been', { target: undefined }, []],
    ['passes at the minute in which the soak ends', { since: now - 4 * 3_600_000 }, []],
    [
      'waits a minute before',
      { since: now - 4 * 3_600_000 + 60_000 },
      ['soak: orders 1.4.2 has been in test for 3h, not for 4h. Wait until 2026-11-10T12:01Z; what cannot wait is an emergency.'],
    ],
    [
      'waits when no commit says since when',
      { since: undefined },
      ['soak: The release of orders 1.4.2 in test is in no commit, so nobody knows how long it has been there. Merge it first.'],
    ],
    [
      'skips no environment',
      { to: environment('production', { delivery: { from: 'staging', soakHours: 0, freezes: [] } }) },
      ['order: production gets versions from staging, not from test. Promote to staging first, then --from staging --to production.'],
    ],
    [
      'does not go where the pipeline delivers',
      { to: environment('dev') },
      ['order: dev gets versions from the pipeline, not from test. Use "npm run ops -- deliver".'],
    ],
    [
      'needs a release in the source',
      { source: undefined },
      ['source: orders has no release in test. Bring it there first: npm run ops -- promote orders --from dev --to test'],
    ],
    [
      'does not bring back an older version',
      { target: { version: '1.4.10', digest } },
      [
        'newer: staging has orders 1.4.10, which is newer than 1.4.2. To go back on purpose: npm run ops -- rollback orders --env staging --to 1.4.2 --reason <why>',
      ],
    ],
    [
      'does not follow a tag that was moved',
      { elsewhere: [{ environment: 'dev', release: { version: '1.4.2', digest: digestOf('d') } }] },
      [
        'tag: orders 1.4.2 has another digest in dev, so the tag was moved to another image. Build a new version: the same version must be the same image everywhere.',
      ],
    ],
    [
      'does not mind other versions elsewhere',
      { elsewhere: [{ environment: 'dev', release: { version: '1.5.0', digest: digestOf('d') } }] },
      [],
    ],
    [
      'stops at a hold',
      { target: { version: '1.4.1', digest, hold: { reason: 'load test', until: '2026-11-10T12:01Z' } } },
      [
        'hold: orders is held in staging until 2026-11-10T12:01Z: load test When the reason is gone: npm run ops -- release orders --env staging',
      ],
    ],
    ['passes a hold that is over', { target: { version: '1.4.1', digest, hold: { reason: 'load test', until: '2026-11-10T12:00Z' } } }, []],
    [
      'stops at a freeze that comes again',
      { now: timeOf('2026-11-27T16:00Z') },
      [
        'freeze: staging is frozen until 2026-12-01T16:00Z: Month-end closing Wait, or thaw it for an incident with "npm run ops -- thaw"; "emergency", "rollback", "scale", "set", "remove" and "rename" take --incident.',
      ],
    ],
    ['passes a minute before it', { now: timeOf('2026-11-27T15:59Z') }, []],
    [
      'passes a freeze that is thawed',
      {
        now: timeOf('2026-11-28T10:00Z'),
        freezes: { freezes: [], thaws: [{ from: '2026-11-28T09:00Z', to: '2026-11-28T11:00Z', reason: 'r', incident: 'INC-1' }] },
      },
      [],
    ],
  ])('%s', (_, over, expected) => {
    expect(promotionRefusals({ ...facts, ...over }).map(({ gate, message, fix }) => `${gate}: ${message} ${fix}`)).toEqual(expected);
  });

  it('names every gate that refuses, not the first one only', () => {
    const hold = { reason: 'r', until: '2026-12-31T00:00Z' };
    const refused = promotionRefusals({
      ...facts,
      now: timeOf('2026-11-28T00:00Z'),
      since: timeOf('2026-11-27T23:00Z'),
      target: { version: '2.0.0', digest, hold },
      elsewhere: [{ environment: 'dev', release: { version: '1.4.2', digest: digestOf('d') } }],
    });
    expect(refused.map(({ gate }) => gate)).toEqual(['soak', 'newer', 'tag', 'hold', 'freeze']);
  });
});

describe('compareVersions', () => {
  it('orders versions as semver.org does', () => {
    const ordered = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.9',
      '1.0.10',
      '2.0.0',
    ];
    for (const [index, version] of ordered.entries()) {
      expect(ordered.map((other) => Math.sign(compareVersions(version, other)))).toEqual(
        ordered.map((_, place) => Math.sign(index - place)),
      );
    }
  });
});

describe('a time that a person writes', () => {
  it.each([
    ['2026-12-01T08:00Z', '2026-12-01T08:00Z'],
    ['2026-12-01', '2026-12-01T00:00Z'],
    ['2026-12-01T08:00+08:00', '2026-12-01T00:00Z'],
    ['2026-12-01T02:00+08:00', '2026-11-30T18:00Z'],
    ['30m', '2026-11-10T12:30Z'],
    ['4h', '2026-11-10T16:00Z'],
    ['7d', '2026-11-17T12:00Z'],
    ['0m', '2026-11-10T12:00Z'],
  ])('%s means %s', (text, expected) => {
    expect(instantGiven(text, '--until', now)).toBe(expected);
  });

  it.each(['tomorrow', '2026-11-31', '2026-13-01', '2026-12-01T25:00Z', '2026-12-01T08:00', '7w', '', '2026-11-31T08:00+08:00'])(
    '"%s" is none',
    (text) => {
      expect(() => instantGiven(text, '--until', now)).toThrow(UserError);
    },
  );

  it.each([
    ['0m', '2026-11-10T12:00Z is over.'],
    ['2026-11-10', '2026-11-10T00:00Z is over.'],
    ['32d', '2026-12-12T12:00Z is more than 31 days away.'],
  ])('a deadline of %s is refused', (text, message) => {
    expect(() => deadlineGiven(text, '--until', now, 31)).toThrow(message);
  });

  it.each([
    [0, '0m'],
    [119 * 60_000, '119m'],
    [120 * 60_000, '2h'],
    [71.9 * 3_600_000, '71h'],
    [72 * 3_600_000, '3d'],
  ])('%d ms are %s', (milliseconds, text) => {
    expect(span(milliseconds)).toBe(text);
  });
});

describe('a commit message', () => {
  it('is read as it was written', () => {
    const lines = trailers({ Service: 'orders', Incident: undefined, Expires: '2026-12-01T00:00Z' });
    const text = messageText({ subject: 'promote(orders): test -> staging 1.4.2', body: 'Why.\n\nMore: of it', trailers: lines });
    expect(parseTrailers(text)).toEqual([
      { key: 'Service', value: 'orders' },
      { key: 'Expires', value: '2026-12-01T00:00Z' },
    ]);
    expect(valuesOf(parseTrailers(text), 'Expires')).toEqual(['2026-12-01T00:00Z']);
    expect(parseSubject(text.split('\n')[0] ?? '')).toEqual({ type: 'promote', about: 'orders', text: 'test -> staging 1.4.2' });
  });

  it('keeps a value with line breaks in one trailer', () => {
    const text = messageText({ subject: 's', body: 'b', trailers: [{ key: 'Service', value: 'a\nIncident: INC-1' }] });
    expect(parseTrailers(text)).toEqual([{ key: 'Service', value: 'a Incident: INC-1' }]);
  });

  it.each(['Promote orders', 'promote: orders', 'deploy(orders): now', 'promote(Orders): x', 'promote(orders):'])(
    '"%s" is no subject of a command',
    (text) => {
      expect(parseSubject(text)).toBeUndefined();
    },
  );
});

describe('what is temporary', () => {
  const environments = [
    environment('dev', { delivery: { soakHours: 0, freezes: [] } }),
    environment('test', { delivery: { from: 'dev', soakHours: 0, freezes: [] } }),
    environment('production', { delivery: { from: 'test', soakHours: 0, freezes: [] } }),
  ];
  const plain = catalog([service('orders')], environments);
  const until = '2026-11-20T00:00Z';
  const of = (name: string, version: string, over = {}) => ({
    file: `generators/catalog/releases/${name}/orders.yaml`,
    environment: name,
    service: 'orders',
    value: { version, digest, ...over },
  });
  const data = {
    ...plain,
    releases: [
      of('dev', '1.0.0', { hold: { reason: 'r', until } }),
      of('test', '1.2.0'),
      of('production', '1.1.0', { emergency: { incident: 'INC-1', until } }),
    ],
    scaling: [
      {
        file: 'generators/catalog/scaling/production/orders.yaml',
        environment: 'production',
        service: 'orders',
        value: { min: 6, max: 30, reason: 'r', until },
      },
    ],
    freezes: [
      {
        file: 'generators/catalog/freezes/production.yaml',
        environment: 'production',
        value: {
          freezes: [
            { name: 'audit', from: '2026-11-19T00:00Z', to: until, reason: 'r' },
            { name: 'fair', from: '2026-12-19T00:00Z', to: '2026-12-21T00:00Z', reason: 'r' },
          ],
        },
      },
    ],
    thaws: [
      { from: '2026-11-19T10:00Z', to: until, reason: 'r', incident: 'INC-2' },
      { from: '2026-12-19T10:00Z', to: '2026-12-20T10:00Z', reason: 'r', incident: 'INC-3' },
    ].map((value) => ({
      file: `generators/catalog/thaws/production/${value.incident.toLowerCase()}.yaml`,
      environment: 'production',
      service: value.incident.toLowerCase(),
      value,
    })),
  };
  const ended = {
    ...data,
    releases: [],
    scaling: [],
    freezes: [],
    thaws: [],
    retired: [{ until }, {}, { until: '2026-11-20T00:01Z' }].map((over, index) => ({
      file: `generators/catalog/retired/dev/s${index}.yaml`,
      environment: 'dev',
      service: `s${index}`,
      value: { reason: 'r', ends: [`Application s${index}-dev`], ...over },
    })),
  };

  it('is a declared end, too, once a person has confirmed it: it goes, and lets nothing end again', () => {
    expect(leftovers(ended, timeOf(until)).map(({ message }) => message)).toEqual([
      'The declaration of the end of s0 in dev was for until 2026-11-20T00:00Z.',
    ]);
    expect([...tidied(ended, timeOf(until))]).toEqual([['generators/catalog/retired/dev/s0.yaml', undefined]]);
  });

  const found = (at: string) => leftovers(data, timeOf(at)).map(({ severity, message }) => `${severity}: ${message}`);
  const due = 'production has orders 1.1.0 for INC-1, but dev has it not; it is due by 2026-11-20T00:00Z.';

  it('only warns of an emergency while there is time', () => {
    expect(found('2026-11-19T23:59Z')).toEqual([`warning: ${due}`]);
  });

  it('is red from the instant at which it ends', () => {
    expect(found(until)).toEqual([
      'error: The scale of orders in production ended at 2026-11-20T00:00Z.',
      'error: The hold of orders in dev ended at 2026-11-20T00:00Z.',
      `error: ${due}`,
      'error: The freeze "audit" of production ended at 2026-11-20T00:00Z; Argo CD would repeat it in a year.',
      'error: The thaw of production for INC-2 ended at 2026-11-20T00:00Z.',
    ]);
  });

  it('is warned of before its end, where somebody asks for that', () => {
    const ahead = leftovers(data, timeOf('2026-11-18T00:00Z'), 3).map(({ severity, message }) => `${severity}: ${message}`);
    expect(ahead).toEqual([
      'warning: The scale of orders in production ends at 2026-11-20T00:00Z.',
      'warning: The hold of orders in dev ends at 2026-11-20T00:00Z.',
      `warning: ${due}`,
      'warning: The freeze "audit" of production ends at 2026-11-20T00:00Z; Argo CD would repeat it in a year.',
      'warning: The thaw of production for INC-2 ends at 2026-11-20T00:00Z.',
    ]);
    expect(leftovers(data, timeOf('2026-11-16T23:59Z'), 3).map(({ message }) => message)).toEqual([due]);
  });

  it.each([
    { at: '2027-03-17T23:59Z', told: [] },
    {
      at: '2027-03-18T00:00Z',
      told: ['warning: The exemption of Deployment/orders from some-rule ends with 2027-03-31, in 14 days; @shop/ops sees to it.'],
    },
    {
      at: '2027-03-31T23:59Z',
      told: ['warning: The exemption of Deployment/orders from some-rule ends with 2027-03-31, in 1 day; @shop/ops sees to it.'],
    },
    {
      at: '2027-04-01T00:00Z',
      told: ['error: The exemption of Deployment/orders from some-rule ended with 2027-03-31; @shop/ops sees to it.'],
    },
  ])('tells of an exemption at $at what there is to tell', ({ at, told }) => {
    const exempt = [{ rule: 'some-rule', on: 'Deployment/orders', because: 'b', owner: '@shop/ops', until: '2027-03-31' }] as const;
    const services = data.services.map((entry, index) => (index === 0 ? { ...entry, value: { ...entry.value, exempt } } : entry));
    const own = { ...data, services, releases: [], scaling: [], freezes: [], thaws: [] };
    expect(leftovers(own, timeOf(at)).map(({ severity, message }) => `${severity}: ${message}`)).toEqual(told);
    expect(statusOf(own, new Map(), timeOf(at), { env: 'dev' }).due).toHaveLength(told.length);
  });

  it('goes with one tidying, but not the mark of an emergency that is not followed up', () => {
    const files = [...tidied(data, timeOf(until))].map(([file, text]) => [file, text?.split('\n').slice(1).join('\n')]);
    expect(files).toEqual([
      ['generators/catalog/scaling/production/orders.yaml', undefined],
      ['generators/catalog/releases/dev/orders.yaml', `version: 1.0.0\ndigest: ${digest}\n`],
      [
        'generators/catalog/freezes/production.yaml',
        'freezes:\n  - name: fair\n    from: 2026-12-19T00:00Z\n    to: 2026-12-21T00:00Z\n    reason: r\n',
      ],
      ['generators/catalog/thaws/production/inc-2.yaml', undefined],
    ]);
    const followed = { ...data, releases: [of('dev', '1.1.0'), ...data.releases.slice(1)] };
    expect(tidied(followed, now).get('generators/catalog/releases/production/orders.yaml')).toContain(
      `version: 1.1.0\ndigest: ${digest}\n`,
    );
    expect(tidied(followed, now).get('generators/catalog/releases/production/orders.yaml')).not.toContain('emergency');
  });

  it('knows which environments an emergency has passed by', () => {
    const behind = (version: string) => environmentsBehind(data, 'production', 'orders', { version, digest });
    expect([behind('0.9.0'), behind('1.0.0'), behind('1.0.1'), behind('1.2.0'), behind('1.2.1')]).toEqual([
      [],
      [],
      ['dev'],
      ['dev'],
      ['dev', 'test'],
    ]);
  });

  it('is shown by status, environments in the order that versions pass them', () => {
    const since = new Map([['generators/catalog/releases/test/orders.yaml', timeOf('2026-11-10T09:00Z')]]);
    expect(statusList(statusOf(data, since, now))).toBe(
      [
        'SERVICE  ENVIRONMENT  VERSION  DIGEST        AGE  REMARKS',
        'orders   dev          1.0.0    abababababab  -    held until 2026-11-20T00:00Z: r',
        'orders   test         1.2.0    abababababab  3h',
        'orders   production   1.1.0    abababababab  -    INC-1, due below by 2026-11-20T00:00Z; 6 to 30 pods until 2026-11-20T00:00Z',
        'due      production has orders 1.1.0 for INC-1, but dev has it not; it is due by 2026-11-20T00:00Z.',
        '',
      ].join('\n'),
    );
  });
});
