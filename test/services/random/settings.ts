import type { Reach, Scale, Trigger } from '../../../generators/model/service/parts.ts';
import type { Partially, ServiceSettings } from '../../../generators/model/service/service.ts';
import fc from '../../support/random.ts';
import { resources, some, text, variable } from './parts.ts';

/** A text that names no host beyond the cluster, which would need a way out. */
export const value = text.filter((candidate) => !/[:.]/.test(candidate));

const host = fc.stringMatching(/^[a-z]{1,8}(-[a-z]{1,4})?$/).map((label) => `${label}.partner.example`);
const range = fc.constantFrom('203.0.113.0/24', '198.51.100.7/32', '10.40.0.0/16', '2001:db8::/32');
export const reach: fc.Arbitrary<Reach> = fc.oneof(
  fc.tuple(host, fc.constantFrom('', '/v1', ':8443/a', ':8443', '/?q=1')).map(([name, rest]) => `https://${name}${rest}` as const),
  fc.record({ host, port: fc.constantFrom(25, 443, 587, 5671, 9092, 22) }),
  fc.record({ host, port: fc.constantFrom(22, 443, 1521), cidrs: fc.uniqueArray(range, { minLength: 1, maxLength: 3 }) }),
);

const count = (max: number) => fc.integer({ min: 1, max });
const percent = fc.integer({ min: 1, max: 100 });

/** Mostly what is right, and now and then what may be right nowhere. */
const within = (least: number, most: number, beyond: number) =>
  fc.oneof(
    { weight: 60, arbitrary: fc.integer({ min: least, max: most }) },
    fc.integer({ min: Math.min(least, beyond), max: Math.max(most, beyond) }),
  );

/** Of periods and failures that mostly come to so many seconds. */
const timing = (period: readonly [number, number, number], failures: readonly [number, number, number]) =>
  fc.record(
    {
      path: fc.oneof(
        { weight: 60, arbitrary: fc.constantFrom<`/${string}`>('/', '/up', '/health/of?deep=1', '/up?deep=1', '/pages/') },
        fc.constantFrom<`/${string}`>('/a page', '/a/../b', '//'),
      ),
      initialDelaySeconds: within(0, 3600, 9000),
      periodSeconds: within(...period),
      timeoutSeconds: within(1, 30, 200),
      failureThreshold: within(...failures),
    },
    { requiredKeys: [] },
  );

/** How many pods a file asks for: bounds that fit those of every environment. */
export type ScaleWish =
  | { readonly kind: 'pods'; readonly pods: number }
  | { readonly kind: 'single'; readonly single: string }
  | { readonly kind: 'on'; readonly on: readonly TriggerWish[]; readonly bounds: number | undefined };
type TriggerWish = Exclude<Trigger, { lag: number }> | { readonly lag: number };

const trigger: fc.Arbitrary<TriggerWish> = fc.oneof(
  percent.map((cpu) => ({ cpu })),
  percent.map((memory) => ({ memory })),
  count(5000).map((requestsPerSecond) => ({ requestsPerSecond })),
  count(5000).map((lag) => ({ lag })),
  fc.record({
    query: fc.constantFrom('sum(pg_stat_activity_count)', 'max(redis_connected_clients) / 10'),
    threshold: fc.constantFrom(0.5, 1, 100),
  }),
);

export const scaleWish: fc.Arbitrary<ScaleWish> = fc.oneof(
  fc.integer({ min: 3, max: 12 }).map((pods) => ({ kind: 'pods' as const, pods })),
  fc
    .constantFrom('One writer on one spool directory.', '它独自编号，不可有两个副本在写。')
    .map((single) => ({ kind: 'single' as const, single })),
  fc.record({
    kind: fc.constant('on' as const),
    on: fc.uniqueArray(trigger, { minLength: 1, maxLength: 3, selector: (one) => Object.keys(one)[0] }),
    bounds: fc.option(fc.integer({ min: 7, max: 30 }), { nil: undefined }),
  }),
);

/** The scale that a wish comes to, for a process with these ports and topics. */
export function scaleOf(wish: ScaleWish, answersHttp: boolean, topics: readonly string[]): Scale | undefined {
  if (wish.kind === 'pods') return { pods: wish.pods };
  if (wish.kind === 'single') return { single: wish.single };
  const on = wish.on.flatMap((one): readonly Trigger[] => {
    if ('lag' in one) return topics.slice(0, 1).map((topic) => ({ lag: one.lag, topic }));
    return 'requestsPerSecond' in one && !answersHttp ? [] : [one];
  });
  if (on.length === 0) return undefined;
  // Of a topic whose owner says nothing of partitions any number of pods may read.
  return { on, ...(wish.bounds !== undefined && { min: 6, max: wish.bounds }) };
}

/** Everything of settings that depends on nothing else. */
export const settings = fc.record(
  {
    resources: fc.oneof(
      { weight: 30, arbitrary: resources },
      {
        weight: 30,
        arbitrary: fc.constantFrom<Partially<ServiceSettings>['resources']>({ limits: { memory: '3Gi' } }, { requests: { cpu: '10m' } }),
      },
      fc.constantFrom<Partially<ServiceSettings>['resources']>({ requests: { cpu: '4m' } }, { requests: { memory: '8Mi' } }),
    ),
    probes: fc.record(
      {
        // Where both ask the same, the liveness probe is mostly the more patient.
        liveness: timing([30, 600, 2], [31, 60, 2]).map((probe) => ({ periodSeconds: 30, failureThreshold: 31, ...probe })),
        readiness: timing([1, 30, 2000], [1, 30, 60]),
        startup: timing([1, 300, 2000], [2, 60, 100]),
      },
      { requiredKeys: [] },
    ),
    pools: fc.record(
      { databaseMax: fc.integer({ min: 5, max: 60 }), databaseMin: fc.integer({ min: 0, max: 5 }), redisMax: count(80) },
      { requiredKeys: [] },
    ),
    scaling: fc.record({ cpuUtilization: percent, memoryUtilization: percent, requestsPerSecond: count(3000) }, { requiredKeys: [] }),
    maxReplicas: fc.integer({ min: 7, max: 40 }),
    maxBodySize: fc.oneof({ weight: 30, arbitrary: fc.constantFrom('1Mi', '512Ki', '2Gi', '8Gi') }, fc.constant('9Gi')),
    config: some(
      variable.map((name) => `C${name}`),
      value,
      3,
    ),
    reaches: some(
      variable.map((name) => `R${name}`),
      reach,
      3,
    ),
    shutdown: fc.oneof(
      {
        weight: 30,
        arbitrary: fc.constantFrom(
          { preStopSeconds: 15, drainSeconds: 45, graceSeconds: 61 },
          { preStopSeconds: 1, drainSeconds: 0, graceSeconds: 2 },
          { preStopSeconds: 10, drainSeconds: 300, graceSeconds: 3600 },
        ),
      },
      fc.constant({ preStopSeconds: 10, drainSeconds: 45, graceSeconds: 7201 }),
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partially<ServiceSettings>>;

/** What a job may say of them. */
export const jobSettings = fc.record(
  {
    resources: resources,
    config: some(
      variable.map((name) => `C${name}`),
      value,
      2,
    ),
    reaches: some(
      variable.map((name) => `R${name}`),
      reach,
      2,
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partially<Pick<ServiceSettings, 'resources' | 'config' | 'reaches'>>>;
