import { callTo } from '../../../generators/model/service/calls.ts';
import type { Companion, Room, Volume } from '../../../generators/model/service/parts.ts';
import type { Port } from '../../../generators/model/service/ports.ts';
import { allPortsOf, portsOf } from '../../../generators/model/service/ports.ts';
import type { Route } from '../../../generators/model/service/routes.ts';
import type { Job, Partially, ServiceDefinition, ServiceSettings, Use, Worker } from '../../../generators/model/service/service.ts';
import fc from '../../support/random.ts';
import { args, build, few, name, resources, some, text, variable } from './parts.ts';
import { jobSettings, type ScaleWish, scaleOf, scaleWish, settings, value } from './settings.ts';
import { wayOut, withWayOut } from './ways-out.ts';

const environments = ['dev', 'test', 'staging', 'production'] as const;
const byEnvironment = <T extends object>(values: fc.Arbitrary<T>) =>
  fc
    .tuple(some(fc.constantFrom(...environments), values, 2), fc.integer({ min: 0, max: 15 }))
    .map(([chosen, wish]) =>
      Object.fromEntries(
        Object.entries(chosen).map(([environment, own]) => [environment, wish === 0 ? own : noStronger(environment, own)]),
      ),
    );

/** Customers never have less of what the rehearsal has: what is said of one of the two alone mostly keeps to that, and is refused where it does not. */
function noStronger<T extends object>(environment: string, own: T): T {
  if (environment === 'dev' || environment === 'test') return own;
  const kept = Object.entries(own).filter(([key]) => key !== 'shutdown' && key !== 'maxReplicas');
  const most = { shutdown: { preStopSeconds: 10, drainSeconds: 300, graceSeconds: 7200 }, maxReplicas: 40 };
  return { ...Object.fromEntries(kept), ...(environment === 'production' && 'shutdown' in own && most) } as T;
}

const segment = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z0-9._-]{0,11}[A-Za-z0-9]$/),
    fc.constantFrom('config', 'assets', 'session', 'files', 'ca', 'kafka', 'a.b', 'A_B', '.hidden', 'data'),
  )
  .filter((part) => part !== 'app');
const mountPath = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}` as const);

const size = fc.constantFrom('1Mi', '32Mi', '49152Ki');
const room: fc.Arbitrary<Room> = fc.oneof(
  fc.record({ scratch: size }),
  fc.record({ image: name(20).map((one) => `data-${one}`), build: fc.constant({ version: '4.0.0', digest: `sha256:${'4'.repeat(64)}` }) }),
);
const volume: fc.Arbitrary<Volume> = fc.oneof(
  { weight: 2, arbitrary: room },
  fc.record({
    disk: fc.constantFrom('1Gi', '20Gi', '512Mi'),
    saved: fc.constantFrom({ outside: 'A plan of the cloud account: nightly' }, { none: 'It is a cache "only"' }),
  }),
);

const file = fc.oneof(
  text,
  fc.constant(''),
  fc.string({ unit: 'grapheme', maxLength: 400 }).filter((drawn) => !/[\u0085\u2028\u2029]/.test(drawn)),
);

const companion = fc.record(
  { image: name(20), build, runs: fc.constantFrom('beside', 'before'), resources, args, config: some(variable, value, 2) },
  { requiredKeys: ['image', 'build', 'runs', 'resources'] },
) as fc.Arbitrary<Companion>;

/** The edge has one limit of bodies for all routes of a service. */
const workerSettings = settings.map(({ maxBodySize: _, ...own }) => own);
const worker = fc.record(
  { args, volumes: some(mountPath, room, 2), settings: workerSettings, environments: byEnvironment(workerSettings) },
  { requiredKeys: ['args'] },
) as fc.Arbitrary<Worker>;
const run = {
  args,
  minutes: fc.integer({ min: 1, max: 1440 }),
  retries: fc.integer({ min: 0, max: 10 }),
  volumes: some(mountPath, room, 2),
  settings: jobSettings,
  environments: byEnvironment(jobSettings),
};
const job = fc.oneof(
  fc.record(
    {
      ...run,
      schedule: fc.constantFrom('30 1 * * *', '*/5 * * * *', '0 0 1 1 *', '15 3 * * 1-5', '* 2 * * *'),
      timeZone: fc.constantFrom('Asia/Shanghai', 'UTC', 'America/New_York'),
    },
    { requiredKeys: ['args', 'minutes', 'schedule', 'timeZone'] },
  ),
  fc.record({ ...run, at: fc.constantFrom('before-rollout', 'after-rollout') }, { requiredKeys: ['args', 'minutes', 'at'] }),
) as fc.Arbitrary<Job>;

const portName = fc
  .oneof(fc.constantFrom('http', 'grpc', 'lpd', 'p', '8k'), fc.stringMatching(/^[a-z]([a-z0-9]{0,12}[a-z0-9])?$/))
  .filter((one) => one !== 'metrics' && !one.startsWith('beside'));
const protocol = fc.constantFrom<Port['protocol']>('http', 'grpc', 'tcp', 'udp');
/** Ports whose names do not say another protocol. */
const ports = some(portName, protocol, 3).map((chosen) =>
  Object.fromEntries(Object.entries(chosen).map(([key, spoken]) => [key, fitting[/^[a-z0-9]+/.exec(key)?.[0] ?? ''] ?? spoken])),
);
const fitting: Readonly<Record<string, Port['protocol']>> = { http: 'http', https: 'tcp', grpc: 'grpc', tcp: 'tcp', udp: 'udp' };

/** None whose Service could be another one of the same service: that of gRPC, or that of pods with disks. */
const workerName = name(10).filter((one) => !/(^|-)(grpc|pods)$/.test(one));

const topic = fc.oneof(
  fc.constant({}),
  fc.record(
    {
      partitions: fc.integer({ min: 30, max: 100 }),
      retentionHours: fc.integer({ min: 1, max: 900 }),
      deadLetter: fc.constantFrom(true, {}, { partitions: 3 }, { retentionHours: 4, partitions: 1 }),
    },
    { requiredKeys: [] },
  ),
  fc.record({ compact: fc.constant(true as const), deadLetter: fc.constant(true as const) }, { requiredKeys: ['compact'] }),
);

/** What people may read of a service: the catalog refuses all but plain lines. */
const title = fc.oneof(
  fc.constantFrom('Orders of dealers', '经销商订单（二）', 'The dealer’s desk: "A & B", 10 %', 'Öffentliche Seiten', 'طلبات'),
  fc.stringMatching(/^[A-Za-z0-9 .,:'-]{0,30}[a-z]$/),
);

/** What a service is, before it knows the others: wishes are numbers that choose among what there is. */
const draw = fc.record({
  // Some names have the word of an environment in them.
  word: fc.oneof({ weight: 4, arbitrary: name(8) }, fc.constantFrom('live', 'test-lab', 'dev', 'qa')),
  length: fc.constantFrom(0, 0, 0, 12),
  title: fc.record({ en: title, zh: title }),
  uses: few<Use>('postgres', 'redis', 'kafka', 'tracing', 'rabbitmq', 'opensearch', 'buckets', 'mysql'),
  cluster: fc.constantFrom(undefined, undefined, 'reporting', 'ledger'),
  main: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, args, fc.constant('none' as const)),
  ports: fc.option(ports, { nil: undefined, freq: 2 }),
  routes: fc.array(
    fc.record({
      host: fc.boolean(),
      prefix: fc.constantFrom(undefined, 'strip', 'keep'),
      named: fc.boolean(),
      streams: fc.boolean(),
      asked: fc.constantFrom(undefined, '', '/up', '/health/of'),
    }),
    {
      maxLength: 3,
    },
  ),
  calls: fc.array(fc.record({ to: fc.nat(), port: fc.nat(), optional: fc.boolean() }), { maxLength: 4 }),
  topics: fc.array(topic, { maxLength: 3 }),
  consumes: fc.array(fc.nat(), { maxLength: 3 }),
  produces: fc.array(fc.nat(), { maxLength: 2 }),
  workers: some(workerName, worker, 2),
  workerPorts: fc.array(fc.option(ports, { nil: undefined, freq: 3 }), { minLength: 2, maxLength: 2 }),
  jobs: some(name(10), job, 3),
  image: fc.option(
    name(30).map((one) => `app-${one}`),
    { nil: undefined },
  ),
  secrets: fc.option(
    some(
      variable.map((one) => `S${one}`),
      fc.oneof(
        fc.constant({}),
        fc.record({ atLeast: fc.integer({ min: 1, max: 200 }) }),
        fc.record({ base64Bytes: fc.constantFrom(16, 32) }),
      ),
      3,
    ),
    { nil: undefined },
  ),
  files: some(mountPath, file, 3),
  volumes: some(mountPath, volume, 3),
  companions: some(
    name(12),
    fc.record({
      companion,
      protocol: fc.constantFrom<Port['protocol']>('http', 'grpc', 'tcp'),
      mounts: fc.array(fc.nat(), { maxLength: 2 }),
    }),
    2,
  ),
  leads: fc.boolean(),
  role: fc.subarray([...environments]),
  podVariables: some(
    variable.map((one) => `P${one}`),
    fc.constantFrom('name', 'namespace', 'ip', 'node', 'zone'),
    3,
  ),
  release: build,
  settings,
  environments: byEnvironment(settings),
  scale: fc.option(scaleWish, { nil: undefined }),
  workerScale: fc.option(scaleWish, { nil: undefined }),
  wayOut,
});
type Draw = typeof draw extends fc.Arbitrary<infer T> ? T : never;

/** Services of one catalog that know each other, some with a number that is right nowhere. */
export const company: fc.Arbitrary<readonly ServiceDefinition[]> = fc.array(draw, { minLength: 1, maxLength: 8 }).map(linked);

function linked(draws: readonly Draw[]): readonly ServiceDefinition[] {
  const named = draws.map((one, index) => ({ ...one, index, name: `${one.word}-${'x'.repeat(one.length)}${index}` }));
  const bare = named.map((one) => bodyOf(one));
  return bare.map((service, index) => {
    const one = named[index] as Named;
    return withWayOut(withOthers(service, one, bare), one.wayOut, index);
  });
}

type Named = Draw & { readonly index: number; readonly name: string };

function bodyOf(one: Named): ServiceDefinition {
  const scheduled = Object.values(one.jobs).some((own) => 'schedule' in own);
  const isNone = one.main === 'none' && (Object.keys(one.workers).length > 0 || scheduled);
  const main = one.main === 'none' && !isNone ? undefined : one.main;
  const { files, volumes } = pathsOf(one, isNone);
  const roomy = <T extends Worker | Job>(drawn: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(drawn).map(([key, own]) => [key, withRooms(own, files)]));
  const jobs = roomy(Object.fromEntries(Object.entries(one.jobs).filter(([key]) => !(key in one.workers))));
  const companions = isNone ? {} : companionsOf(one, [...Object.keys(files), ...Object.keys(volumes)]);
  const beside = Object.keys(companions).filter((key) => companions[key]?.runs === 'beside');
  const ports = isNone ? undefined : portsWith(one.ports, beside, one.companions);
  const stem = one.name.replaceAll('-', '_');
  const topics = one.uses.includes('kafka')
    ? one.topics.map((own, index) => [`T${index}`, topicOf(own, `${one.name}.t${index}`)] as const)
    : [];
  return {
    name: one.name,
    title: one.title,
    uses: one.uses,
    ...(one.uses.includes('postgres') && {
      database: { name: `${stem}_db`, user: `${stem}_user`, ...(one.cluster !== undefined && { cluster: one.cluster }) },
    }),
    ...(main !== undefined && { main }),
    ...(ports !== undefined && { ports }),
    ...(topics.length > 0 && { topics: Object.fromEntries(topics) }),
    ...(Object.keys(one.workers).length > 0 && { workers: roomy(answeringWorkers(one)) }),
    ...(Object.keys(jobs).length > 0 && { jobs }),
    ...(one.image !== undefined && { image: one.image }),
    ...(one.secrets !== undefined && { secrets: one.secrets }),
    ...(Object.keys(files).length > 0 && { files }),
    ...(Object.keys(volumes).length > 0 && { volumes }),
    ...(Object.keys(companions).length > 0 && { companions }),
    ...(((one.leads && !isNone) || one.role.length > 0) && {
      identity: {
        ...(one.leads && !isNone && { leaderElection: true as const }),
        ...(one.role.length > 0 && {
          cloudRole: Object.fromEntries(one.role.map((key) => [key, `arn:aws:iam::123456789012:role/${one.name}`])),
        }),
      },
    }),
    ...(Object.keys(one.podVariables).length > 0 && { podVariables: one.podVariables as NonNullable<ServiceDefinition['podVariables']> }),
    initialRelease: one.release,
    settings: one.settings,
    environments: one.environments,
  };
}

function answeringWorkers({ workers, workerPorts }: Named): Record<string, Worker> {
  return Object.fromEntries(
    Object.entries(workers).map(([key, worker], index) => {
      const wishes = Object.entries(workerPorts[index] ?? {});
      const ports = Object.fromEntries(wishes.map(([port, spoken], at) => [port, { number: 3000 + at * 1111, protocol: spoken }]));
      return [key, wishes.length === 0 ? worker : { ...worker, ports }];
    }),
  );
}

function topicOf(own: object, topicName: string) {
  return Object.keys(own).length === 0 ? topicName : { name: topicName, ...own };
}

/** A process with those of its rooms that lie beside the files, which it has, too. */
function withRooms<T extends Worker | Job>(process: T, files: Readonly<Record<string, unknown>>): T {
  const { volumes, ...rest } = process;
  const chosen = Object.entries(volumes ?? {}).filter(apart(Object.keys(files)));
  return (chosen.length === 0 ? rest : { ...rest, volumes: Object.fromEntries(chosen) }) as T;
}

function pathsOf({ files, volumes }: Named, isNone: boolean) {
  const free = apart([]);
  const chosen = <T>(all: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(all).filter(free));
  return { files: chosen(files), volumes: isNone ? {} : chosen(volumes) };
}

/** Takes paths one by one: none inside of another, none the same as another to whoever sees letters and digits only. */
function apart(before: readonly string[]): (entry: readonly [path: string, value: unknown]) => boolean {
  const plain = (path: string) =>
    path
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter(Boolean)
      .join('/');
  const taken = ['tmp', ...before.map(plain)];
  return ([path]) => {
    const own = plain(path);
    if (own.length > 55 || taken.some((other) => `${own}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${own}/`))) return false;
    taken.push(own);
    return true;
  };
}

function companionsOf(one: Named, paths: readonly string[]): Record<string, Companion> {
  return Object.fromEntries(
    Object.entries(one.companions).map(([key, { companion: own, mounts }]) => {
      const seen = [...new Set(mounts.flatMap((wish) => (paths.length === 0 ? [] : [paths[wish % paths.length] as `/${string}`])))];
      return [key, { ...own, image: `beside-${key}`, ...(seen.length > 0 && { mounts: seen }) }];
    }),
  );
}

/** The chosen ports, some of them in companions, and one for each companion that nothing could ask otherwise. */
function portsWith(chosen: Readonly<Record<string, Port['protocol']>> | undefined, beside: readonly string[], wishes: Named['companions']) {
  const own = chosen ?? (beside.length === 0 ? undefined : { http: 'http' as const, grpc: 'grpc' as const });
  if (own === undefined) return undefined;
  const asked = beside.map((key, index) => [`beside${index}`, wishes[key]?.protocol ?? 'http', key] as const);
  const ports = [...Object.entries(own).map(([key, protocol]) => [key, protocol, undefined] as const), ...asked];
  return Object.fromEntries(
    ports.map(([key, own, companionName], index): [string, Port] => [
      key,
      { number: 2000 + index * 1111, protocol: own, ...(companionName !== undefined && { in: companionName }) },
    ]),
  );
}

function withOthers(service: ServiceDefinition, one: Named, all: readonly ServiceDefinition[]): ServiceDefinition {
  const others = all.filter((other) => other !== service);
  const http = portsOf(service).filter(({ protocol: spoken }) => spoken === 'http');
  const published = allPortsOf(service).filter(({ port }) => port.protocol === 'http');
  const route =
    published.length === 0
      ? []
      : one.routes.map(({ host, prefix, named, streams }, index) => {
          const { worker, port } = published[index % published.length] as (typeof published)[0];
          const isNamed = named || http.length === 0 || worker !== undefined;
          return {
            ...(host && { host: `h${one.index}-${index}` }),
            path: host && index === 0 ? ('/' as const) : (`/r${one.index}/${index}.x` as const),
            ...(prefix !== undefined && { prefix }),
            ...(isNamed && worker !== undefined && { worker }),
            ...(isNamed && { port: port.name }),
            ...(streams && { streams: true as const }),
          };
        });
  const isAlone = Object.keys({ ...service.workers, ...service.jobs }).length === 0 && one.scale?.kind === 'single';
  const callable = isAlone ? others : all;
  const calls = one.calls.flatMap(({ to, port, optional }) => {
    const callee = callable[to % Math.max(1, callable.length)];
    const ports = callee === undefined ? [] : allPortsOf(callee);
    const chosen = ports[port % Math.max(1, ports.length)];
    return callee === undefined || chosen === undefined ? [] : [{ to: callTo(callee.name, chosen.worker, chosen.port.name), optional }];
  });
  const kafka = service.uses.includes('kafka');
  const foreign = others.flatMap(({ topics = {} }) => Object.values(topics).map((own) => (typeof own === 'string' ? own : own.name)));
  const chosen = (wishes: readonly number[], mark: string) =>
    kafka && foreign.length > 0
      ? Object.fromEntries(wishes.map((wish, index) => [`${mark}${index}`, foreign[wish % foreign.length] as string]))
      : {};
  const consumes = chosen(one.consumes, 'C');
  const produces = chosen(one.produces, 'P');
  const read = kafka ? [...Object.keys(service.topics ?? {}), ...Object.keys(consumes)] : [];
  const scale = (wish: ScaleWish | undefined, answers: boolean) => (wish === undefined ? undefined : scaleOf(wish, answers, read));
  const own = scale(one.scale, http.length > 0);
  const pages = pagesOf(route, one);
  const workers = Object.entries(service.workers ?? {}).map(([key, drawn], index): [string, Worker] => {
    const worker = pages.has(key) ? { ...drawn, settings: askedAt(drawn.settings, pages.get(key)) } : drawn;
    const answers = Object.values(worker.ports ?? {}).some(({ protocol: spoken }) => spoken === 'http');
    const ownScale = index > 0 ? undefined : scale(one.workerScale, answers);
    return [key, ownScale === undefined ? worker : { ...worker, settings: withScale(worker.settings, ownScale) }];
  });
  const settings = askedAt(service.settings, pages.get(undefined));
  return {
    ...service,
    ...(route.length > 0 && { route: route.length === 1 && one.index % 2 === 0 ? (route[0] as (typeof route)[0]) : route }),
    ...(calls.length > 0 && {
      calls: [...new Map(calls.map((call) => [call.to, call.optional ? { to: call.to, optional: true as const } : call.to])).values()],
    }),
    ...(Object.keys(consumes).length > 0 && { consumes }),
    ...(Object.keys(produces).length > 0 && { produces }),
    ...(workers.length > 0 && { workers: Object.fromEntries(workers) }),
    settings: own === undefined ? settings : withScale(settings, own),
  };
}

/** Of routes that keep their path: a page at it, or below it, at which the process is asked, by the worker. */
function pagesOf(route: readonly Route[], { routes }: Named): ReadonlyMap<string | undefined, `/${string}`> {
  return new Map(
    route.flatMap(({ path, prefix, worker }, index) => {
      const asked = routes[index]?.asked;
      return prefix !== 'keep' || path === '/' || asked === undefined ? [] : [[worker, `${path}${asked}`] as const];
    }),
  );
}

function askedAt(settings: Partially<ServiceSettings> = {}, page: `/${string}` | undefined): Partially<ServiceSettings> {
  if (page === undefined) return settings;
  const { probes } = settings;
  return {
    ...settings,
    probes: { ...probes, startup: { ...probes?.startup, path: page }, readiness: { ...probes?.readiness, path: page } },
  };
}

function withScale(own: Partially<ServiceSettings> | undefined, scale: NonNullable<ServiceSettings['scale']>): Partially<ServiceSettings> {
  return { ...own, scale } as Partially<ServiceSettings>;
}
