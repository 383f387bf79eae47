import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../generators/model/catalog.ts';
import { instancesOf } from '../../generators/model/instance.ts';
import type { FreezeList, RecurringFreeze } from '../../generators/model/operations/operations.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { catalog, environment, service, smallEnvironment } from '../support/catalog.ts';

const until = '2026-12-01T00:00Z';
const monthEnd: RecurringFreeze = { name: 'closing', schedule: '0 0 28 * *', hours: 96, timeZone: 'Asia/Shanghai', reason: 'Closing' };
const good = catalog(
  [service('orders')],
  [smallEnvironment('dev'), environment('production', { delivery: { from: 'dev', soakHours: 1, freezes: [monthEnd] } })],
);
const messages = (data: Catalog) => problemsIn(data).map(({ message }) => message);
const dataEntry = <T>(kind: string, value: T, { environment: env = 'production', service: name = 'orders' } = {}) => ({
  file: `generators/catalog/${kind}/${env}/${name}.yaml`,
  environment: env,
  service: name,
  value,
});

describe('a temporary scale', () => {
  const scaled = (value: object, where = {}): Catalog => ({
    ...good,
    scaling: [dataEntry('scaling', { min: 12, max: 40, reason: 'Campaign', until, ...value }, where)],
  });
  const podsIn = (data: Catalog, name: string) =>
    instancesOf(data).find((instance) => instance.environment.name === name)?.processes[0]?.replicas;

  it('gives an autoscaler other bounds, and leaves other environments alone', () => {
    expect(messages(scaled({}))).toEqual([]);
    expect([podsIn(good, 'production'), podsIn(scaled({}), 'production'), podsIn(scaled({}), 'dev')]).toEqual([
      { kind: 'autoscaled', min: 6, max: 20 },
      { kind: 'autoscaled', min: 12, max: 40 },
      { kind: 'fixed', count: 1 },
    ]);
  });

  it('gives another number where there is no autoscaler', () => {
    expect(podsIn(scaled({ min: 2, max: 2 }, { environment: 'dev' }), 'dev')).toEqual({ kind: 'fixed', count: 2 });
  });

  it.each<[string, object, object, readonly string[]]>([
    ['bounds the wrong way round', { min: 12, max: 8 }, {}, ['The least number of pods, 12, is above the most, 8.']],
    ['fewer pods than three in each zone', { min: 5 }, {}, ['5 pods at least are fewer than the 6 of every service in production.']],
    [
      'a range without an autoscaler',
      { min: 2, max: 4 },
      { environment: 'dev' },
      ['dev has no autoscaler, but the scale is from 2 to 4 pods.'],
    ],
    ['more pods than anybody means', { max: 500 }, {}, ['"max" must be <= 100, got 500.']],
    ['no pods', { min: 0 }, {}, ['"min" must be >= 1, got 0.']],
    ['no reason', { reason: '' }, {}, ['"reason" must NOT have fewer than 1 characters, got "".']],
    ['an end without a time', { until: '2026-12-01' }, {}, [expect.stringContaining('"until" must match pattern')]],
    ['a field that nothing reads', { minimum: 3 }, {}, ['The file has a field "minimum" that nothing reads.']],
    ['a service that does not exist', {}, { service: 'oders' }, ['There is a temporary scale of "oders", but no service has that name.']],
    [
      'an environment that does not exist',
      {},
      { environment: 'prod' },
      ['There is a temporary scale for "prod", but no environment has that name.'],
    ],
  ])('must not have %s', (_, value, where, expected) => {
    expect(messages(scaled(value, where))).toEqual(expected);
  });
});

describe('settings that a command has set', () => {
  const set = (value: object, where = {}): Catalog => ({ ...good, settings: [dataEntry('settings', value, where)] });

  it('go over those of the service file, in their environment only', () => {
    const [service_] = good.services;
    if (service_ === undefined) throw new Error('no service');
    const own = {
      ...service_,
      value: { ...service_.value, environments: { production: { maxReplicas: 25, scaling: { cpuUtilization: 65 } } } },
    };
    const settings = instancesOf({ ...set({ maxReplicas: 30 }), services: [own] }).map((instance) => [
      instance.environment.name,
      instance.settings.maxReplicas,
      instance.settings.scaling.cpuUtilization,
    ]);
    expect(settings).toEqual([
      ['dev', 20, 70],
      ['production', 30, 65],
    ]);
  });

  it.each<[string, object, object, readonly string[]]>([
    ['a limit below the request', { resources: { limits: { cpu: '100m' } } }, {}, ['The cpu limit 100m is below the request 500m.']],
    ['a pool that is smaller than its least', { pools: { databaseMax: 2 } }, {}, ['pools.databaseMin 5 is above databaseMax 2.']],
    ['a percentage above 100', { scaling: { cpuUtilization: 170 } }, {}, ['"scaling.cpuUtilization" must be <= 100, got 170.']],
    ['a setting that does not exist', { replicas: 3 }, {}, ['The file has a field "replicas" that nothing reads.']],
    [
      'a service that does not exist',
      { maxReplicas: 30 },
      { service: 'oders' },
      ['There are settings of "oders", but no service has that name.'],
    ],
  ])('must not have %s', (_, value, where, expected) => {
    expect(messages(set(value, where))).toEqual(expected);
  });

  it('are not blamed for what is wrong with the service file', () => {
    const broken = catalog([service('orders', { settings: { maxBodySize: 'big' } })], [environment('production')]);
    const problems = problemsIn({ ...broken, settings: [dataEntry('settings', { maxReplicas: 30 })] });
    expect(problems.map(({ file }) => file)).toEqual(['generators/catalog/services/orders.ts']);
  });
});

describe('freezes and thaws', () => {
  const audit = { name: 'audit', from: '2026-11-09T00:00Z', to: '2026-11-12T00:00Z', reason: 'Audit' };
  const thaw = { from: '2026-11-10T00:00Z', to: '2026-11-10T04:00Z', reason: 'Fix', incident: 'INC-1' };
  const frozen = ({ freezes = [], thaws = [] }: Partial<FreezeList>, name = 'production'): Catalog => ({
    ...good,
    freezes: [{ file: `generators/catalog/freezes/${name}.yaml`, environment: name, value: { freezes } }],
    thaws: thaws.map((value, index) => ({
      file: `generators/catalog/thaws/${name}/${index}.yaml`,
      environment: name,
      service: String(index),
      value,
    })),
  });

  it('are taken as commands write them', () => {
    expect(messages(frozen({ freezes: [audit], thaws: [thaw] }))).toEqual([]);
  });

  it.each<[string, Partial<FreezeList>, readonly string[]]>([
    [
      'an end before the beginning',
      { freezes: [{ ...audit, to: audit.from }] },
      ['The freeze "audit" ends at 2026-11-09T00:00Z, not after its beginning at 2026-11-09T00:00Z.'],
    ],
    [
      'a day that does not exist',
      { freezes: [{ ...audit, to: '2026-11-31T00:00Z' }] },
      ['The freeze "audit" names "2026-11-31T00:00Z", which no calendar has.'],
    ],
    [
      'a freeze that lasts until it would begin again',
      { freezes: [{ ...audit, to: '2027-11-01T00:00Z' }] },
      ['The freeze "audit" lasts longer than 60 days.'],
    ],
    ['a name with blanks', { freezes: [{ ...audit, name: 'year end' }] }, ['The name "year end" of a freeze is no DNS label.']],
    ['two freezes of one name', { freezes: [audit, { ...audit, name: 'closing' }] }, ['Two freezes have the name "closing".']],
    [
      'a thaw without an incident',
      { thaws: [{ ...thaw, incident: 'urgent' }] },
      [expect.stringContaining('"incident" must match pattern')],
    ],
    [
      'a thaw the wrong way round',
      { thaws: [{ ...thaw, to: '2026-11-09T00:00Z' }] },
      ['The thaw for INC-1 ends at 2026-11-09T00:00Z, not after its beginning at 2026-11-10T00:00Z.'],
    ],
  ])('must not have %s', (_, list, expected) => {
    expect(messages(frozen(list))).toEqual(expected);
  });

  it('are of an environment that exists', () => {
    expect(messages(frozen({}, 'prod'))).toEqual(['There are freezes for "prod", but no environment has that name.']);
  });

  it.each<[string, Partial<RecurringFreeze>, readonly string[]]>([
    ['a month that does not exist', { schedule: '0 0 28 13 *' }, [expect.stringMatching(/^The freeze "closing" never begins: /)]],
    ['a time zone that does not exist', { timeZone: 'Asia/Shanghay' }, [expect.stringMatching(/^The freeze "closing" never begins: /)]],
    ['a day that no month has', { schedule: '0 0 31 2 *' }, ['The freeze "closing" never begins: "0 0 31 2 *" has no next time.']],
  ])('that come again must not have %s', (_, over, expected) => {
    const data = catalog([], [environment('production', { delivery: { soakHours: 0, freezes: [{ ...monthEnd, ...over }] } })]);
    expect(messages(data)).toEqual(expected);
  });

  it('of every week cannot be thawed by a window of Argo CD, and say so', () => {
    const weekly = { ...monthEnd, name: 'load-tests', schedule: '0 2 * * 2', hours: 4, timeZone: 'UTC' };
    const data = catalog([], [environment('production', { delivery: { soakHours: 0, freezes: [weekly] } })]);
    const with_ = (thaws: FreezeList['thaws']): Catalog => ({ ...data, thaws: frozen({ thaws }).thaws });
    expect(messages(with_([thaw]))).toEqual([
      'A thaw meets the freeze "load-tests", which begins more often than once a month, so no window of Argo CD can leave out one time.',
    ]);
    expect(messages(with_([{ ...thaw, from: '2026-11-12T00:00Z', to: '2026-11-12T04:00Z' }]))).toEqual([]);
  });
});

describe('the path of a version', () => {
  it.each<[string, Readonly<Record<string, string | undefined>>, readonly string[]]>([
    [
      'ends in a circle',
      { a: 'b', b: 'a' },
      ['Versions go in a circle: a gets them from itself.', 'Versions go in a circle: b gets them from itself.'],
    ],
    ['begins nowhere', { a: undefined, b: 'c' }, ['Versions come from "c", but no environment has that name.']],
    ['may fork', { a: undefined, b: 'a', c: 'a' }, []],
  ])('%s', (_, paths, expected) => {
    const environments = Object.entries(paths).map(([name, from]) =>
      environment(name, { delivery: { soakHours: 0, freezes: [], ...(from !== undefined && { from }) } }),
    );
    expect(messages(catalog([], environments))).toEqual(expected);
  });
});
