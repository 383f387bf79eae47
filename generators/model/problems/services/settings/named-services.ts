import type { Catalog } from '../../../catalog.ts';
import type { Entry } from '../../../entry.ts';
import { calledPort, callTo, parseCall, variableName } from '../../../service/calls.ts';
import { type NamedPort, portsOf, servedAt } from '../../../service/ports.ts';
import type { Partially, ServiceDefinition, ServiceSettings } from '../../../service/service.ts';
import { processName } from '../../../surroundings.ts';
import { at, type CatalogProblem, keyAt, problem } from '../../problem.ts';

type Path = readonly string[];

/** A process that answers, by whatever its Services are called. */
interface Answerer {
  readonly service: ServiceDefinition;
  readonly worker: string | undefined;
}

const url = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?([^/:?#]+)(?::(\d{1,5}))?/i;
const hostAndPort = /^()([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?):(\d{1,5})$/i;
/** Ports that a scheme means where none is written. */
const usual: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443 };

/**
 * Variables of a service that mean another one of the catalog: by a value that is its address, to which no call opens the way, or by the name
 * that its address would have, which would be taken for that of a call.
 */
export function namedServiceProblems({ services, environments }: Pick<Catalog, 'services' | 'environments'>): CatalogProblem[] {
  const answerers = new Map(services.flatMap(({ value }) => answerersOf(value)));
  const prefixes = new Set([...answerers.keys()].map(variableName));
  const namespaces = new Set(environments.map(({ value }) => value.namespaces.app));
  return services.flatMap((entry) => [
    ...namesOf(entry.value).flatMap((path) => keptName(entry, path, prefixes)),
    ...valuesOf(entry.value).flatMap(({ path, value }) => uncalled(entry, path, value, answerers, namespaces)),
  ]);
}

function answerersOf(service: ServiceDefinition): readonly (readonly [string, Answerer])[] {
  return [undefined, ...Object.keys(service.workers ?? {})].flatMap((worker) => {
    if (portsOf(service, worker).length === 0) return [];
    const own = processName(service.name, worker);
    return [own, `${own}-grpc`].map((name) => [name, { service, worker }] as const);
  });
}

/** A name that begins as a service is called, and ends as its address does. */
function keptName(entry: Entry<ServiceDefinition>, path: Path, prefixes: ReadonlySet<string>): CatalogProblem[] {
  const name = path.at(-1) ?? '';
  if (!name.endsWith('_ENDPOINT')) return [];
  const words = name.split('_');
  if (!words.some((_, index) => prefixes.has(words.slice(0, index).join('_')))) return [];
  return [
    problem(
      keyAt(entry, ...path),
      `The variable "${name}" has a name that is kept for addresses of services in calls.`,
      `Write the service into calls, and the platform sets its address. Of an address beyond the cluster, choose a name such as ${name.replace(/_ENDPOINT$/, '_URL')}, in reaches.`,
    ),
  ];
}

/** An address of a service that is not called. */
function uncalled(
  entry: Entry<ServiceDefinition>,
  path: Path,
  value: string,
  answerers: ReadonlyMap<string, Answerer>,
  namespaces: ReadonlySet<string>,
): CatalogProblem[] {
  const calls = (entry.value.calls ?? []).map(parseCall);
  const names = value.split(/[\s,;]+/).flatMap((part) => {
    const [, scheme = '', host = '', written] = url.exec(part) ?? hostAndPort.exec(part) ?? [];
    const [name = '', namespace, ...rest] = host.toLowerCase().split('.');
    const port = written === undefined ? usual[scheme.toLowerCase()] : Number(written);
    return namespace === undefined || namespaces.has(namespace) || rest[0] === 'svc' ? [{ name, port }] : [];
  });
  return names.flatMap(({ name, port: wanted }) => {
    const found = answerers.get(name);
    if (found === undefined) return [];
    const called = calls.flatMap((call) =>
      call.service === found.service.name && call.worker === found.worker ? (calledPort(found.service, call) ?? []) : [],
    );
    // A port that nobody has is told with the objects.
    const there = portsOf(found.service, found.worker).filter((port) => isAt(port, wanted));
    if (called.length > 0 && (wanted === undefined || there.length === 0 || called.some((port) => isAt(port, wanted)))) return [];
    const choices = portsOf(found.service, found.worker).map((port) => `'${callTo(found.service.name, found.worker, port.name)}'`);
    return [
      problem(
        at(entry, ...path),
        `The variable "${path.at(-1)}" names "${name}"${called.length > 0 ? ` at ${wanted}` : ''}, which the service does not call: no policy lets it there.`,
        `Add ${choices.join(' or ')} to calls, which opens the way at both ends and sets the address in a variable of its own.`,
      ),
    ];
  });
}

/** Whether a port is reached at a number: that of its Service, or its own behind a headless one. */
function isAt(port: NamedPort, wanted: number | undefined): boolean {
  return servedAt(port) === wanted || port.number === wanted;
}

/** Paths of all names of variables that a service file sets. */
function namesOf(service: ServiceDefinition): readonly Path[] {
  return [
    ...(['podVariables', 'secrets'] as const).flatMap((field) => Object.keys(service[field] ?? {}).map((name) => [field, name])),
    ...settingsIn(service).flatMap(({ path, settings }) =>
      (['config', 'reaches'] as const).flatMap((field) => Object.keys(settings[field] ?? {}).map((name) => [...path, field, name])),
    ),
  ];
}

/** All values of variables that a service file writes down, companions included. */
function valuesOf(service: ServiceDefinition): readonly { readonly path: Path; readonly value: string }[] {
  return [
    ...settingsIn(service).flatMap(({ path, settings }) => variables([...path, 'config'], settings.config)),
    ...Object.entries(service.companions ?? {}).flatMap(([name, { config }]) => variables(['companions', name, 'config'], config)),
  ];
}

function variables(path: Path, config: Partially<Readonly<Record<string, string>>> = {}) {
  return Object.entries(config).flatMap(([name, value]) => (value === undefined ? [] : [{ path: [...path, name], value }]));
}

type Written = Partially<Pick<ServiceSettings, 'config' | 'reaches'>>;

/** Settings of a service and of all that runs of it, as its file writes them, with their paths. */
function settingsIn(service: ServiceDefinition): readonly { readonly path: Path; readonly settings: Written }[] {
  const processes: readonly (readonly [
    Path,
    { readonly settings?: Written; readonly environments?: Readonly<Record<string, Written>> },
  ])[] = [
    [[], service],
    ...(['workers', 'jobs'] as const).flatMap((field) =>
      Object.entries(service[field] ?? {}).map(([name, process]) => [[field, name], process] as const),
    ),
  ];
  return processes.flatMap(([path, { settings = {}, environments = {} }]) => [
    { path: [...path, 'settings'], settings },
    ...Object.entries(environments).map(([name, own]) => ({ path: [...path, 'environments', name], settings: own })),
  ]);
}
